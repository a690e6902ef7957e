/**
 * Segments whose values are in order, written fast: a spec is compiled once into small functions that check and give
 * one element each. At the first doubt they give up, and `writeSegment`, which can tell what is wrong, writes the
 * segment from the start. So both give the same text, or only one of them gives any.
 */

import { checkFormat } from './check.ts';
import type { Delimiters } from './delimiters.ts';
import { entriesOf, positionOf } from './layout.ts';
import { quickCheckOf, quickSyntaxOf } from './quickCheck.ts';
import type { DataType, Derivation, Field, Fields, SegmentSpec } from './schema.ts';
import type { Value } from './writeSegment.ts';

/** The text of a segment without terminator; undefined when anything about it needs a second look. */
export type QuickWrite = (value: Value, wire: Wire) => string | undefined;
/** One element (or component): '' when it is absent, undefined in doubt. */
type Give = (value: Value, wire: Wire) => string | undefined;
/** What a segment is written with. */
export interface Wire {
  readonly delimiters: Delimiters;
  /** Characters that may not stand in data. */
  readonly separators: readonly number[];
  readonly derived: ReadonlyMap<Derivation, string>;
}
export interface QuickWriteSpec {
  readonly write: QuickWrite;
  /** What has to be computed for a segment before it is written, in wire order. */
  readonly derived: readonly Derivation[];
}
interface At {
  /** 1-based. */
  readonly position: number;
  readonly give: Give;
}

export const wireOf = (delimiters: Delimiters, derived: ReadonlyMap<Derivation, string> = new Map()): Wire => {
  const { element, component, terminator, repetition } = delimiters;
  const separators = [element, component, terminator, repetition ?? element].map((text) => text.charCodeAt(0));
  return { delimiters, separators, derived };
};

const compiled = new WeakMap<SegmentSpec<Fields>, QuickWriteSpec>();
export function quickWriteOf(spec: SegmentSpec<Fields>): QuickWriteSpec {
  const known = compiled.get(spec);
  if (known !== undefined) return known;
  const derived = entriesOf(spec.fields).flatMap(([, field]) => (field.is === 'derived' ? [field.rule] : []));
  const made = { write: compile(spec), derived };
  compiled.set(spec, made);
  return made;
}

function compile(spec: SegmentSpec<Fields>): QuickWrite {
  const elements = elementsOf(spec, spec.fields, 0);
  // A format is named by one element for the next: the rare segment that has one is split again to be checked.
  const dated = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;
  const notes = spec.syntax.map(quickSyntaxOf);
  const isAscending = elements?.every(({ position }, n) => position > (elements[n - 1]?.position ?? 0)) === true;
  if (elements === undefined || !isAscending) return () => undefined;
  return (value, wire) => {
    const { element: separator } = wire.delimiters;
    const text = joined(spec.id, elements, value, wire, separator);
    if (text === undefined || text === spec.id) return undefined;
    if (notes.length === 0 && dated === 0) return text;
    const cells = text.split(separator);
    for (const holds of notes) if (!holds(cells)) return undefined;
    const format = dated > 0 ? checkFormat(cells[dated - 1] ?? '', cells[dated] ?? '') : undefined;
    return format === undefined ? text : undefined;
  };
}

/** Parts at their places behind a head; what is empty at the end is left out. */
function joined(head: string, parts: readonly At[], value: Value, wire: Wire, separator: string): string | undefined {
  let text = head;
  let written = 0;
  for (const { position, give } of parts) {
    const part = give(value, wire);
    if (part === undefined) return undefined;
    if (part === '') continue;
    for (; written < position; written++) text += separator;
    text += part;
  }
  return text;
}

/** The elements of a list of fields; undefined where the list has a form that is only written the plain way. */
function elementsOf(spec: SegmentSpec<Fields>, fields: Fields, shift: number): readonly At[] | undefined {
  const elements: At[] = [];
  const components = new Map<number, At[]>();
  for (const [key, field] of entriesOf(fields)) {
    if (field.is === 'use') return undefined;
    const { element, component } = positionOf(spec.id, field.at);
    const position = element + shift;
    if (component !== undefined) {
      const give = giveOne(key, field);
      if (give === undefined) return undefined;
      const together = components.get(position);
      if (together !== undefined) together.push({ position: component, give });
      else {
        const parts = [{ position: component, give }];
        components.set(position, parts);
        elements.push({ position, give: giveComposite(parts) });
      }
    } else if (field.is === 'composite') {
      const inner = elementsOf(spec, field.fields, shift);
      const [only] = inner ?? [];
      if (only === undefined || inner?.length !== 1) return undefined;
      elements.push({ position, give: inside(key, field.usage === 'R', only.give) });
    } else if (field.is === 'series') {
      const runs = runsOf(spec, key, field, shift);
      if (runs === undefined) return undefined;
      elements.push(...runs);
    } else {
      const give = giveOne(key, field);
      if (give === undefined) return undefined;
      elements.push({ position, give });
    }
  }
  return elements;
}

/** Components of one element. The first stands at the front, so nothing may be put before it. */
const giveComposite =
  (parts: readonly At[]): Give =>
  (value, wire) => {
    let text = '';
    let written = 1;
    for (const { position, give } of parts) {
      const part = give(value, wire);
      if (part === undefined || position < written) return undefined;
      if (part === '') continue;
      for (; written < position; written++) text += wire.delimiters.component;
      text += part;
    }
    return text;
  };

const isRecord = (item: unknown): item is Value => typeof item === 'object' && item !== null && !Array.isArray(item);

const inside =
  (key: string, required: boolean, give: Give): Give =>
  (value, wire) => {
    const item = value[key];
    if (item === undefined) return required ? undefined : '';
    return isRecord(item) ? give(item, wire) : undefined;
  };

type Series = Extract<Field, { is: 'series' }>;
function runsOf(spec: SegmentSpec<Fields>, key: string, field: Series, shift: number): readonly At[] | undefined {
  const all: At[] = [];
  for (let n = 0; n < field.times; n++) {
    const run = elementsOf(spec, field.fields, shift + n * field.stride);
    if (run === undefined) return undefined;
    for (const { position, give } of run)
      all.push({
        position,
        give: (value, wire) => {
          const items = value[key];
          if (items === undefined) return field.usage === 'R' ? undefined : '';
          if (!Array.isArray(items) || items.length > field.times || items.length === 0) return undefined;
          const item: unknown = items[n];
          if (n >= items.length) return '';
          return isRecord(item) ? give(item, wire) : undefined;
        },
      });
  }
  return all;
}

/** An element that stands alone. */
function giveOne(key: string, field: Field): Give | undefined {
  switch (field.is) {
    case 'constant':
      return () => field.value;
    case 'derived':
      return (_value, { derived }) => derived.get(field.rule);
    case 'element':
      return field.type.kind === 'N0'
        ? giveNumber(key, field.type, field.usage === 'R')
        : giveText(key, field.type, field.usage === 'R');
    default:
      return undefined;
  }
}

function giveText(key: string, type: DataType<unknown>, required: boolean): Give {
  const isSound = quickCheckOf(type);
  return (value, { separators }) => {
    const text = value[key];
    if (text === undefined || text === '') return required ? undefined : '';
    return typeof text === 'string' && isPlain(text, separators) && isSound(text) ? text : undefined;
  };
}

function giveNumber(key: string, type: DataType<unknown>, required: boolean): Give {
  const isSound = quickCheckOf(type);
  return (value, { separators }) => {
    const number = value[key];
    if (number === undefined) return required ? undefined : '';
    if (typeof number !== 'number' || !(number >= 0)) return undefined;
    const text = String(number).padStart(type.min, '0');
    return isPlain(text, separators) && isSound(text) ? text : undefined;
  };
}

const SPACE = 0x20;
/** Printable ASCII without a separator, and no space at the end. */
function isPlain(text: string, separators: readonly number[]): boolean {
  const [element, component, terminator, repetition] = separators;
  let unit = 0;
  for (let at = 0; at < text.length; at++) {
    unit = text.charCodeAt(at);
    if (unit < SPACE || unit > 0x7e) return false;
    if (unit === element || unit === component || unit === terminator || unit === repetition) return false;
  }
  return unit !== SPACE;
}
