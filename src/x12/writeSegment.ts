/** One segment of a value -> its text, by its spec. */

import { type CharacterSet, isWithin } from './characters.ts';
import { checkFormat, checkSyntax, checkText, type Problem } from './check.ts';
import type { Delimiters } from './delimiters.ts';
import { designator, entriesOf, positionOf } from './layout.ts';
import type { DataType, Derivation, Fields, SegmentSpec } from './schema.ts';

export type Value = Readonly<Record<string, unknown>>;
/** What the walk gives a segment: its derived elements, and an ear for problems. */
export interface SegmentContext {
  readonly delimiters: Delimiters;
  /** What data may hold; the extended set when nothing is said. */
  readonly characters?: CharacterSet;
  derive(rule: Derivation): string;
  /** `key` is our name for the element, relative to the segment. */
  report(problem: Problem, ref: string, key: string): void;
}

/** The segment's text without terminator; trailing empty elements and components are left out. */
export function writeSegment(spec: SegmentSpec<Fields>, value: Value, context: SegmentContext): string {
  const { delimiters, report } = context;
  const cells: string[][] = [];
  writeFields(spec.id, spec.fields, value, '', 0, cells, context);

  const elements = cells.map((components) => trimmed(components).join(delimiters.component));
  const at = (element: number) => elements[element - 1] ?? '';
  for (const note of spec.syntax) {
    const fault = checkSyntax(note, (element) => at(element) !== '');
    if (fault !== undefined) report(fault.problem, designator(spec.id, fault.position), '');
  }
  const format =
    spec.id === 'DTP' ? checkFormat(at(2), at(3)) : spec.id === 'DMG' ? checkFormat(at(1), at(2)) : undefined;
  if (format !== undefined) report(format, designator(spec.id, spec.id === 'DTP' ? 3 : 2), '');
  const kept = trimmed(elements);
  if (kept.length === 0) report({ code: '1', message: 'The segment would be empty.' }, designator(spec.id, 1), '');
  return [spec.id, ...kept].join(delimiters.element);
}

/** `shift` moves every designator to the right: the second run of a series stands one stride further. */
function writeFields(
  segmentId: string,
  fields: Fields,
  value: Value,
  prefix: string,
  shift: number,
  cells: string[][],
  context: SegmentContext,
): void {
  for (const [key, field] of entriesOf(fields)) {
    if (field.is === 'use') throw new Error(`${segmentId}: ${key} is a segment inside of a segment`);
    const { element: first, component } = positionOf(segmentId, field.at);
    const element = first + shift;
    const ref = designator(segmentId, element, component);
    const path = `${prefix}${key}`;
    const item = value[key];
    const missing = isAbsent(item);
    if ('usage' in field && field.usage === 'R' && missing)
      context.report({ code: '1', message: 'Required, but the value has none.' }, ref, path);
    switch (field.is) {
      case 'constant':
        put(cells, element, component, field.value);
        break;
      case 'derived':
        put(cells, element, component, context.derive(field.rule));
        break;
      case 'element':
        if (!missing) put(cells, element, component, toText(field.type, item, field.phi, ref, path, context));
        break;
      case 'repetition': {
        if (missing) break;
        const items = asArray(item, path);
        if (items.length > field.max) context.report(tooMany(items.length, field.max), ref, path);
        if (items.length > 1 && context.delimiters.repetition === undefined)
          context.report({ code: '12', message: 'These separators cannot repeat an element.' }, ref, path);
        const texts = items.map((one, n) => toText(field.type, one, field.phi, ref, `${path}[${n}]`, context));
        put(cells, element, component, texts.join(context.delimiters.repetition ?? ''));
        break;
      }
      case 'composite':
        if (!missing) writeFields(segmentId, field.fields, asRecord(item, path), `${path}.`, shift, cells, context);
        break;
      case 'composites': {
        if (missing) break;
        const items = asArray(item, path);
        if (items.length > field.max) context.report(tooMany(items.length, field.max), ref, path);
        const { repetition, component } = context.delimiters;
        if (items.length > 1 && repetition === undefined)
          context.report({ code: '12', message: 'These separators cannot repeat an element.' }, ref, path);
        const texts = items.map((one, n) => {
          const own: string[][] = [];
          writeFields(segmentId, field.fields, asRecord(one, path), `${path}[${n}].`, shift, own, context);
          return trimmed(own[element - 1] ?? []).join(component);
        });
        put(cells, element, undefined, texts.join(repetition ?? ''));
        break;
      }
      case 'series': {
        if (missing) break;
        const items = asArray(item, path);
        if (items.length > field.times) context.report(tooMany(items.length, field.times), ref, path);
        items.slice(0, field.times).forEach((one, n) => {
          const run = asRecord(one, path);
          writeFields(segmentId, field.fields, run, `${path}[${n}].`, shift + n * field.stride, cells, context);
        });
      }
    }
  }
}

const tooMany = (count: number, max: number): Problem => ({
  code: '12',
  message: `There are ${count} of them, the guide allows ${max}. Split the data or leave some out.`,
});

/** The text of one element, checked; what must not reach the wire is reported, and the file is not written. */
function toText(
  type: DataType<unknown>,
  item: unknown,
  hidden: boolean,
  ref: string,
  path: string,
  context: SegmentContext,
): string {
  const wanted = type.kind === 'N0' ? 'number' : 'string';
  if (typeof item !== wanted) throw new Error(`${path} (${ref}) must be a ${wanted}`);
  const text = typeof item === 'number' ? padded(item, type.min) : String(item);
  const problem = checkText(type, text, hidden) ?? checkCharacters(type, text, context);
  if (problem !== undefined) context.report(problem, ref, path);
  return text;
}

/** N0: a whole number in as many digits as its type asks for at least. */
export const padded = (number: number, width: number): string =>
  number >= 0 ? String(number).padStart(width, '0') : String(number);

/**
 * 005010 has no escape character: a separator inside data would end the element, so it is refused. We write the
 * ASCII part of the X12 basic and extended sets only, because receivers disagree on the bytes of everything else.
 */
function checkCharacters(
  type: DataType<unknown>,
  text: string,
  { delimiters, characters }: SegmentContext,
): Problem | undefined {
  for (const separator of [delimiters.element, delimiters.component, delimiters.terminator, delimiters.repetition])
    if (separator !== undefined && text.includes(separator))
      return { code: '6', message: `Holds the separator '${separator}'. Replace it before sending.` };
  if (/[^ -~]/.test(text))
    return { code: '6', message: 'Holds a character outside of plain ASCII. Spell it without before sending.' };
  if (characters === 'basic' && !isWithin('basic', text))
    return {
      code: '6',
      message: 'Holds a character outside of the basic set, the only one this partner takes. Spell it without.',
    };
  if (text.endsWith(' ') && text.length > type.min)
    return { code: '6', message: 'Ends with a space. Remove it before sending.' };
  return undefined;
}

/** Whether a value has something for a segment or loop. */
export const isThere = (item: unknown): boolean => item !== undefined && !(Array.isArray(item) && item.length === 0);

export const isAbsent = (item: unknown): boolean =>
  item === undefined || item === '' || (Array.isArray(item) && item.length === 0);

function put(cells: string[][], element: number, component: number | undefined, text: string): void {
  while (cells.length < element) cells.push([]);
  const cell = cells[element - 1] ?? [];
  const at = (component ?? 1) - 1;
  while (cell.length <= at) cell.push('');
  cell[at] = text;
}

function trimmed(texts: readonly string[]): readonly string[] {
  let length = texts.length;
  while (length > 0 && (texts[length - 1] ?? '') === '') length--;
  return texts.slice(0, length);
}

export const isRecord = (item: unknown): item is Value =>
  typeof item === 'object' && item !== null && !Array.isArray(item);

/** The compiler keeps values in shape; a value that is not got here past the compiler, which is a bug. */
export function asRecord(item: unknown, path: string | (() => string)): Value {
  if (!isRecord(item)) throw new Error(`${typeof path === 'string' ? path : path()} must be an object`);
  return item;
}
export function asArray(item: unknown, path: string | (() => string)): readonly unknown[] {
  if (!Array.isArray(item)) throw new Error(`${typeof path === 'string' ? path : path()} must be an array`);
  return item;
}
