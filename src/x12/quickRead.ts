/**
 * Segments that are in order, read fast: a spec is compiled once into small functions that check and take one element
 * each. They say nothing about what is wrong: at the first doubt they give up, and `readSegment`, which can tell,
 * reads the segment from the start. So both give the same value, or only one of them gives any.
 */

import { checkFormat } from './check.ts';
import { entriesOf, positionOf } from './layout.ts';
import { isThere, type QuickCheck, quickCheckOf, quickSyntaxOf } from './quickCheck.ts';
import type { Derivation, Field, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

type Value = Record<string, unknown>;
/** The value of a segment, derived elements left aside; undefined when anything about it needs a second look. */
export type QuickRead = (segment: Segment) => Value | undefined;
/** Takes its part out of the cells of a segment (or the components of an element); false in doubt. */
type Take = (cells: readonly string[], value: Value, separator: string) => boolean;

export interface DerivedElement {
  readonly rule: Derivation;
  readonly element: number;
  readonly ref: string;
}
export interface QuickSpec {
  readonly read: QuickRead;
  /** Derived elements, in wire order: the walk checks them, after a quick reading too. */
  readonly derived: readonly DerivedElement[];
}

const compiled = new WeakMap<SegmentSpec<Fields>, QuickSpec>();
export function quickSpecOf(spec: SegmentSpec<Fields>): QuickSpec {
  const known = compiled.get(spec);
  if (known !== undefined) return known;
  const made = { read: compile(spec), derived: derivedOf(spec) };
  compiled.set(spec, made);
  return made;
}

const giveUp: QuickRead = () => undefined;
/** What is not printable ASCII may be longer in characters than it looks, or hold a control character. */
const DOUBTFUL = /[^ -~]/;

function compile(spec: SegmentSpec<Fields>): QuickRead {
  const layout = new Layout();
  const takes = takesOf(spec, spec.fields, 0, layout);
  if (takes === undefined) return giveUp;
  const { last, unused, simple } = layout.elements();
  const rules = rulesOf(spec);
  return (segment) => {
    const { text, cells, delimiters } = segment;
    const { component, repetition } = delimiters;
    if (cells.length - 1 > last || DOUBTFUL.test(text)) return undefined;
    if (repetition !== undefined && text.includes(repetition)) return undefined;
    for (const element of unused) if (isThere(cells, element)) return undefined;
    if (text.includes(component))
      for (const element of simple) if (cells[element]?.includes(component) === true) return undefined;
    const value: Value = {};
    for (const take of takes) if (!take(cells, value, component)) return undefined;
    for (const holds of rules) if (!holds(cells)) return undefined;
    return value;
  };
}

/** Which elements the spec uses whole and which by component. */
class Layout {
  readonly #whole = new Set<number>();
  readonly #composite = new Set<number>();

  whole(element: number): void {
    this.#whole.add(element);
  }
  composite(element: number): void {
    this.#composite.add(element);
  }
  elements(): { readonly last: number; readonly unused: readonly number[]; readonly simple: readonly number[] } {
    const last = Math.max(0, ...this.#whole, ...this.#composite);
    const unused: number[] = [];
    for (let element = 1; element <= last; element++)
      if (!this.#whole.has(element) && !this.#composite.has(element)) unused.push(element);
    return { last, unused, simple: [...this.#whole] };
  }
}

/** One function per element of a list of fields; undefined where the list has a form that is only read the plain way. */
function takesOf(
  spec: SegmentSpec<Fields>,
  fields: Fields,
  shift: number,
  layout: Layout,
): readonly Take[] | undefined {
  const takes: Take[] = [];
  const byElement = new Map<number, [string, Field][]>();
  for (const [key, field] of entriesOf(fields)) {
    if (field.is === 'use') return undefined;
    const { element, component } = positionOf(spec.id, field.at);
    const at = element + shift;
    if (component !== undefined) {
      const together = byElement.get(at);
      if (together !== undefined) together.push([key, field]);
      else {
        const first: [string, Field][] = [[key, field]];
        byElement.set(at, first);
        layout.composite(at);
        // The list grows while the other components are met, so it is compiled when all of them are known.
        takes.push(late(() => splitting(at, componentsOf(spec, first), first.some(isRequired))));
      }
      continue;
    }
    if (field.is === 'series') {
      const series = takeSeries(spec, key, field, shift, layout);
      if (series === undefined) return undefined;
      takes.push(series);
    } else if (field.is === 'composite') {
      const inner = entriesOf(field.fields);
      if (inner.some(([, one]) => one.is === 'use' || positionOf(spec.id, one.at).component === undefined))
        return undefined;
      layout.composite(at);
      const take = splitting(at, componentsOf(spec, inner), field.usage === 'R');
      takes.push((cells, value, separator) => {
        if (!isThere(cells, at)) return field.usage !== 'R';
        const part: Value = {};
        value[key] = part;
        return take(cells, part, separator);
      });
    } else {
      layout.whole(at);
      const take = takeOne(key, field, at);
      if (take === undefined) return undefined;
      if (take !== nothing) takes.push(take);
    }
  }
  return takes;
}

const isRequired = ([, field]: readonly [string, Field]): boolean =>
  field.is === 'constant' || ('usage' in field && field.usage === 'R');

/** Compiles at the first use. */
function late(make: () => Take): Take {
  let made: Take | undefined;
  return (cells, value, separator) => {
    made ??= make();
    return made(cells, value, separator);
  };
}

interface Components {
  readonly last: number;
  readonly unused: readonly number[];
  readonly takes: readonly Take[] | undefined;
}
function componentsOf(spec: SegmentSpec<Fields>, fields: readonly (readonly [string, Field])[]): Components {
  const layout = new Layout();
  const takes: Take[] = [];
  for (const [key, field] of fields) {
    const { component } = positionOf(spec.id, 'at' in field ? field.at : '');
    const isPlain = component !== undefined && field.is !== 'derived';
    const take = isPlain ? takeOne(key, field, component - 1) : undefined;
    if (take === undefined || component === undefined) return { last: 0, unused: [], takes: undefined };
    layout.whole(component);
    if (take !== nothing) takes.push(take);
  }
  const { last, unused } = layout.elements();
  return { last, unused: unused.map((component) => component - 1), takes };
}

/** Reads the components of one element. An element of separators only counts as empty, which is left to the plain way. */
function splitting(at: number, { last, unused, takes }: Components, required: boolean): Take {
  return (cells, value, separator) => {
    const text = cells[at];
    if (text === undefined || text === '') return !required;
    if (takes === undefined) return false;
    const parts = text.includes(separator) ? text.split(separator) : [text];
    if (parts.length > last || parts.at(-1) === '') return false;
    for (const component of unused) if (isThere(parts, component)) return false;
    for (const take of takes) if (!take(parts, value, separator)) return false;
    return true;
  };
}

const nothing: Take = () => true;

/** An element that stands alone; `at` counts in the cells it is taken from. */
function takeOne(key: string, field: Field, at: number): Take | undefined {
  switch (field.is) {
    case 'constant':
      return (cells) => cells[at] === field.value;
    case 'derived':
      return nothing;
    case 'element':
      return takeElement(key, quickCheckOf(field.type), at, field.usage === 'R', field.type.kind === 'N0');
    case 'repetition': {
      // Segments with a repetition separator are read the plain way: here there is one text or none.
      const isSound = quickCheckOf(field.type);
      if (field.type.kind === 'N0') return undefined;
      return (cells, value) => {
        const text = cells[at];
        if (text === undefined || text === '') return field.usage !== 'R';
        value[key] = [text];
        return isSound(text);
      };
    }
    default:
      return undefined;
  }
}

function takeElement(key: string, isSound: QuickCheck, at: number, required: boolean, isNumber: boolean): Take {
  return (cells, value) => {
    const text = cells[at];
    if (text === undefined || text === '') return !required;
    if (!isSound(text)) return false;
    value[key] = isNumber ? Number(text) : text;
    return true;
  };
}

type Series = Extract<Field, { is: 'series' }>;
function takeSeries(
  spec: SegmentSpec<Fields>,
  key: string,
  field: Series,
  shift: number,
  layout: Layout,
): Take | undefined {
  const start = positionOf(spec.id, field.at).element + shift;
  const runs: { readonly start: number; readonly takes: readonly Take[] }[] = [];
  for (let n = 0; n < field.times; n++) {
    const takes = takesOf(spec, field.fields, shift + n * field.stride, layout);
    if (takes === undefined) return undefined;
    runs.push({ start: start + n * field.stride, takes });
  }
  return (cells, value, separator) => {
    const items: Value[] = [];
    for (const run of runs) {
      if (run.start >= cells.length) break;
      let isEmpty = true;
      for (let n = 0; n < field.stride && isEmpty; n++) isEmpty = !isThere(cells, run.start + n);
      if (isEmpty) continue;
      const item: Value = {};
      for (const take of run.takes) if (!take(cells, item, separator)) return false;
      items.push(item);
    }
    if (items.length > 0) value[key] = items;
    return items.length > 0 || field.usage !== 'R';
  };
}

/** Syntax notes, and the format that another element names. */
function rulesOf(spec: SegmentSpec<Fields>): readonly ((cells: readonly string[]) => boolean)[] {
  const notes = spec.syntax.map(quickSyntaxOf);
  const dated = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;
  if (dated === 0) return notes;
  const format = (cells: readonly string[]): boolean =>
    !isThere(cells, dated) || checkFormat(cells[dated - 1] ?? '', cells[dated] ?? '') === undefined;
  return [...notes, format];
}

const derivedOf = (spec: SegmentSpec<Fields>): readonly DerivedElement[] =>
  entriesOf(spec.fields).flatMap(([, field]) =>
    field.is === 'derived' ? [{ rule: field.rule, element: positionOf(spec.id, field.at).element, ref: field.at }] : [],
  );
