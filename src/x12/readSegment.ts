/** One segment on the wire -> its part of the value, by its spec. */

import { checkFormat, checkSyntax, checkText, type Problem, shown } from './check.ts';
import { coveredBy, designator, entriesOf, positionOf } from './layout.ts';
import type { DataType, Derivation, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

/** An ear for what the segment holds beside its value. */
export interface ReadContext {
  derived(rule: Derivation, text: string, ref: string): void;
  report(problem: Problem, ref: string): void;
}

/** The value of a segment; what cannot be read is reported and left out. */
export function readSegment(
  spec: SegmentSpec<Fields>,
  segment: Segment,
  context: ReadContext,
): Record<string, unknown> {
  const told = new Set<string>();
  const report = (problem: Problem, ref: string) => {
    told.add(ref);
    context.report(problem, ref);
  };
  /** Rules between elements say nothing more about an element that is known to be wrong. */
  const add = (problem: Problem | undefined, element: number) => {
    const ref = designator(spec.id, element);
    if (problem !== undefined && !told.has(ref)) report(problem, ref);
  };
  const value = readFields(spec, spec.fields, segment, 0, { ...context, report });
  const at = (element: number) => segment.elements[element - 1] ?? '';
  reportUnused(spec, segment, { ...context, report });
  for (const note of spec.syntax) {
    const fault = checkSyntax(note, (element) => at(element) !== '');
    if (fault !== undefined) add(fault.problem, fault.position);
  }
  const dated = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;
  if (dated > 0 && at(dated) !== '') add(checkFormat(at(dated - 1), at(dated)), dated);
  return value;
}

/** Elements and components that the guide does not use reach no value: they are reported, not lost in silence. */
function reportUnused(spec: SegmentSpec<Fields>, segment: Segment, context: ReadContext): void {
  const covered = coveredBy(spec);
  const report = (ref: string) => context.report({ code: 'I10', message: 'The guide does not use this.' }, ref);
  for (const [n, text] of segment.elements.entries()) {
    const components = covered.get(n + 1);
    if (text === '' || components === 'whole') continue;
    if (components === undefined) report(designator(spec.id, n + 1));
    else {
      const repeated = repetitionsOf(segment, n + 1).map((one) => one.elements[n] ?? '');
      const unused = repeated.flatMap((one) =>
        one
          .split(segment.delimiters.component)
          .flatMap((part, m) => (part !== '' && !components.has(m + 1) ? [m + 1] : [])),
      );
      for (const component of new Set(unused)) report(designator(spec.id, n + 1, component));
    }
  }
}

/** `shift` moves every designator to the right: the second run of a series stands one stride further. */
function readFields(
  spec: SegmentSpec<Fields>,
  fields: Fields,
  segment: Segment,
  shift: number,
  context: ReadContext,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [key, field] of entriesOf(fields)) {
    if (field.is === 'use') throw new Error(`${spec.id}: ${key} is a segment inside of a segment`);
    const position = positionOf(spec.id, field.at);
    const element = position.element + shift;
    const ref = designator(spec.id, element, position.component);
    const missing = () => {
      if ('usage' in field && field.usage === 'R')
        context.report({ code: '1', message: 'Required, and empty. Ask the sender for it.' }, ref);
    };
    switch (field.is) {
      case 'constant': {
        const text = cellOf(segment, element, position.component);
        if (text === '') context.report({ code: '1', message: `Must be ${field.value}, and is empty.` }, ref);
        else if (text !== field.value)
          context.report({ code: '7', message: `Must be ${field.value}, and holds ${shown(text, false)}.` }, ref);
        break;
      }
      case 'derived':
        context.derived(field.rule, cellOf(segment, element, position.component), ref);
        break;
      case 'element': {
        const raw = cellOf(segment, element, position.component);
        if (raw === '') missing();
        else {
          const read = readText(
            field.type,
            single(segment, raw, position.component, ref, context),
            field.phi,
            ref,
            context,
          );
          if (read !== undefined) value[key] = read;
        }
        break;
      }
      case 'repetition': {
        const raw = segment.elements[element - 1] ?? '';
        if (raw === '') missing();
        else {
          const { repetition } = segment.delimiters;
          const texts = repetition === undefined ? [raw] : raw.split(repetition);
          if (texts.length > field.max) context.report(tooOften(texts.length, field.max), ref);
          const items = texts.map((text) => readText(field.type, text, field.phi, ref, context));
          value[key] = items.filter((item) => item !== undefined);
        }
        break;
      }
      case 'composite': {
        const raw = segment.elements[element - 1] ?? '';
        if (isEmpty(raw, segment)) missing();
        else value[key] = readFields(spec, field.fields, segment, shift, context);
        break;
      }
      case 'composites': {
        const raw = segment.elements[element - 1] ?? '';
        const items = repetitionsOf(segment, element).filter((one) => !isEmpty(one.elements[element - 1] ?? '', one));
        if (items.length > field.max) context.report(tooOften(items.length, field.max), ref);
        if (isEmpty(raw, segment)) missing();
        else value[key] = items.map((one) => readFields(spec, field.fields, one, shift, context));
        break;
      }
      case 'series': {
        const runs: Record<string, unknown>[] = [];
        for (let n = 0; n < field.times; n++) {
          const start = element + n * field.stride;
          const run = segment.elements.slice(start - 1, start - 1 + field.stride);
          if (run.some((raw) => !isEmpty(raw, segment)))
            runs.push(readFields(spec, field.fields, segment, shift + n * field.stride, context));
        }
        if (runs.length === 0) missing();
        else value[key] = runs;
      }
    }
  }
  return value;
}

const tooOften = (times: number, most: number): Problem => ({
  code: '12',
  message: `Repeats ${times} times; the guide allows ${most}.`,
});

/** The segment as often as one of its elements repeats, each time with one of the repetitions in its place. */
export function repetitionsOf(segment: Segment, element: number): readonly Segment[] {
  const { repetition } = segment.delimiters;
  const raw = segment.elements[element - 1] ?? '';
  if (repetition === undefined || !raw.includes(repetition)) return [segment];
  const { id, text, index, offset, line, delimiters } = segment;
  return raw.split(repetition).map((one) => {
    const elements = segment.elements.with(element - 1, one);
    return { id, text, index, offset, line, delimiters, elements, cells: [id, ...elements] };
  });
}

/** Raw text of an element or of one of its components (1-based); '' when it is not there. */
export function cellOf(segment: Segment, element: number, component: number | undefined): string {
  const raw = segment.elements[element - 1] ?? '';
  if (component === undefined || raw === '') return raw;
  return raw.split(segment.delimiters.component)[component - 1] ?? '';
}

const isEmpty = (raw: string, segment: Segment): boolean => raw.split(segment.delimiters.component).join('') === '';

/** An element that does not repeat, and, unless it is one, no composite: the first part is read, the rest reported. */
function single(
  segment: Segment,
  raw: string,
  component: number | undefined,
  ref: string,
  context: ReadContext,
): string {
  const { repetition, component: separator } = segment.delimiters;
  let text = raw;
  if (repetition !== undefined && text.includes(repetition)) {
    context.report({ code: '12', message: 'Repeats; the guide allows one.' }, ref);
    text = text.slice(0, text.indexOf(repetition));
  }
  if (component === undefined && text.includes(separator)) {
    context.report({ code: '13', message: 'Has components; the guide knows none here.' }, ref);
    text = text.slice(0, text.indexOf(separator));
  }
  return text;
}

/** The value of one element: text as sent, a number for N0; undefined when it has the wrong form for its type. */
function readText(
  type: DataType<unknown>,
  text: string,
  hidden: boolean,
  ref: string,
  context: ReadContext,
): string | number | undefined {
  const problem = checkText(type, text, hidden);
  if (problem !== undefined) context.report(problem, ref);
  if (type.kind !== 'N0') return text;
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}
