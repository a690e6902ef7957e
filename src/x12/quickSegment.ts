/** Segments whose values are in order, written byte by byte. Everything here answers false in doubt. */

import { type CharacterSet, classesOf, ELEMENT, FOREIGN } from './characters.ts';
import type { Delimiters } from './delimiters.ts';
import {
  COMPOSITE,
  CONSTANT,
  DERIVED,
  type FieldPlan,
  isSound,
  NUMBER,
  SERIES,
  type SegmentPlan,
} from './guidePlan.ts';
import type { Order } from './order.ts';
import { isFormatted } from './quickCheck.ts';
import type { Derivation } from './schema.ts';
import type { TextBuffer } from './textBuffer.ts';
import { isRecord, type Value, writeSegment } from './writeSegment.ts';

/** What a text is written with. */
export interface Wire {
  readonly delimiters: Delimiters;
  readonly characters: CharacterSet;
  readonly lineEnd: '\n' | '';
}
/** The loop that a segment stands in, for its derived elements. */
export interface Standing {
  /** Its number among its kind. */
  readonly ordinal: number;
  /** Its number in the hierarchy, or that of the nearest level above; 0 above all levels. */
  level: number;
  readonly parentLevel: number;
  readonly hasLevels: boolean;
  /** The levels of the transaction set so far. */
  readonly tree: { levels: number };
}

const SPACE = 0x20;
const LF = 0x0a;

export class QuickSegments {
  /** How many have been written. */
  count = 0;
  readonly #out: TextBuffer;
  readonly #wire: Wire;
  readonly #classes: Uint8Array;
  readonly #element: number;
  readonly #component: number;
  readonly #terminator: number;
  readonly #hasLineEnd: boolean;
  /** In the segment under way: the element and component last written, and a bit for each element that is there. */
  #at = 0;
  #part = 1;
  #present = 0;

  constructor(out: TextBuffer, wire: Wire) {
    const { element, component, terminator } = wire.delimiters;
    this.#out = out;
    this.#wire = wire;
    this.#classes = classesOf(wire.delimiters, wire.characters);
    this.#element = element.charCodeAt(0);
    this.#component = component.charCodeAt(0);
    this.#terminator = terminator.charCodeAt(0);
    this.#hasLineEnd = wire.lineEnd === '\n';
  }

  /** A segment that needs no look. */
  line(text: string): void {
    this.#out.add(text);
    this.#end();
  }

  write(plan: SegmentPlan, value: Value, standing: Standing): boolean {
    if (!plan.quick) return this.#plain(plan, value, standing);
    const out = this.#out;
    out.reserve(plan.room);
    this.#head(plan);
    if (!this.#nested(plan.fields, value, 0, plan.headFields, standing)) return false;
    const present = this.#present;
    if (present === 0) return false;
    const { notes, format, dated } = plan;
    for (let n = 0; n < notes.length; n++) if (notes[n]?.(present) !== true) return false;
    if (format !== undefined && dated !== undefined && !isFormatted(textOf(format, value), textOf(dated, value)))
      return false;
    this.#end();
    return true;
  }

  #end(): void {
    const out = this.#out;
    out.reserve(2);
    out.bytes[out.length++] = this.#terminator;
    if (this.#hasLineEnd) out.bytes[out.length++] = LF;
    this.count += 1;
  }

  /** A segment of a rare form. What there is to say about it is left to the plain way. */
  #plain({ spec }: SegmentPlan, value: Value, standing: Standing): boolean {
    let isSound = true;
    const text = writeSegment(spec, value, {
      delimiters: this.#wire.delimiters,
      characters: this.#wire.characters,
      derive: (rule) => derive(rule, standing),
      report: () => {
        isSound = false;
      },
    });
    if (isSound) this.line(text);
    return isSound;
  }

  #nested(fields: Order<FieldPlan>, value: Value, shift: number, from: number, standing: Standing): boolean {
    const out = this.#out;
    const { length } = out;
    const at = this.#at;
    const part = this.#part;
    const present = this.#present;
    const { levels } = standing.tree;
    if (this.#fields(fields, value, shift, from, standing)) return true;
    // Perhaps only the keys are out of order.
    out.length = length;
    this.#at = at;
    this.#part = part;
    this.#present = present;
    standing.tree.levels = levels;
    return this.#fieldsByKey(fields, value, shift, from, standing);
  }

  /** Takes the keys of the value as they come: they stand in the order of the guide nearly always. */
  #fields(fields: Order<FieldPlan>, value: Value, shift: number, from: number, standing: Standing): boolean {
    const { list } = fields;
    let next = from;
    for (const key in value) {
      const item = value[key];
      if (item === undefined || item === '') continue;
      const at = fields.seek(key, next);
      if (at < 0 || (!fields.mayPass(next, at) && !this.#pass(list, next, at, shift, standing))) return false;
      if (!this.#field(list[at] as FieldPlan, item, shift, standing)) return false;
      next = at + 1;
    }
    return fields.mayPass(next, list.length) || this.#pass(list, next, list.length, shift, standing);
  }

  /** The same for keys in any order. */
  #fieldsByKey({ list }: Order<FieldPlan>, value: Value, shift: number, from: number, standing: Standing): boolean {
    for (let n = from; n < list.length; n++) {
      const field = list[n] as FieldPlan;
      const item = field.kind === CONSTANT || field.kind === DERIVED ? undefined : value[field.key];
      const isAbsent = item === undefined || item === '';
      if (!(isAbsent ? this.#absent(field, shift, standing) : this.#field(field, item, shift, standing))) return false;
    }
    return true;
  }

  #pass(list: readonly FieldPlan[], from: number, to: number, shift: number, standing: Standing): boolean {
    for (let n = from; n < to; n++) if (!this.#absent(list[n] as FieldPlan, shift, standing)) return false;
    return true;
  }

  /** A field that the value has nothing for. */
  #absent(field: FieldPlan, shift: number, standing: Standing): boolean {
    if (field.kind === CONSTANT) {
      this.#lead(field, shift);
      const out = this.#out;
      const { bytes } = field;
      for (let n = 0; n < bytes.length; n++) out.bytes[out.length++] = bytes[n] as number;
      return true;
    }
    return field.rule === undefined ? !field.required : this.#put(field, shift, derive(field.rule, standing));
  }

  #field(field: FieldPlan, item: unknown, shift: number, standing: Standing): boolean {
    if (typeof item === 'string') return isSound(field, item) && this.#put(field, shift, item);
    switch (field.kind) {
      case NUMBER: {
        if (typeof item !== 'number' || !(item >= 0)) return false;
        const text = String(item).padStart(field.min, '0');
        return field.check(text) && this.#put(field, shift, text);
      }
      case COMPOSITE:
        return isRecord(item) && this.#nested(field.fields, item, shift, 0, standing);
      case SERIES: {
        if (!Array.isArray(item) || item.length > field.times) return false;
        for (let n = 0; n < item.length; n++) {
          const run: unknown = item[n];
          if (!isRecord(run) || !this.#nested(field.fields, run, shift + n * field.stride, 0, standing)) return false;
        }
        return item.length > 0 || !field.required;
      }
      default:
        return false;
    }
  }

  #head({ head, headFields }: SegmentPlan): void {
    const out = this.#out;
    const { bytes } = out;
    let to = out.length;
    for (let n = 0; n < head.length; n++) {
      const byte = head[n] as number;
      bytes[to++] = byte === ELEMENT ? this.#element : byte;
    }
    out.length = to;
    this.#at = headFields;
    this.#part = 1;
    this.#present = (2 << headFields) - 2;
  }

  /** The separators that lead to the place of a field. */
  #lead({ element, component }: FieldPlan, shift: number): void {
    const out = this.#out;
    const { bytes } = out;
    const position = element + shift;
    let to = out.length;
    if (this.#at !== position) {
      for (let at = this.#at; at < position; at++) bytes[to++] = this.#element;
      this.#at = position;
      this.#part = 1;
      this.#present |= 1 << position;
    }
    for (; this.#part < component; this.#part++) bytes[to++] = this.#component;
    out.length = to;
  }

  /** Text at its place. False when a character of it may not stand in data. */
  #put(field: FieldPlan, shift: number, text: string): boolean {
    const { length } = text;
    if (length === 0) return true;
    this.#lead(field, shift);
    const out = this.#out;
    const { bytes } = out;
    const classes = this.#classes;
    let to = out.length;
    let flaws = 0;
    let unit = 0;
    for (let n = 0; n < length; n++) {
      unit = text.charCodeAt(n);
      flaws |= unit < 128 ? (classes[unit] as number) : FOREIGN;
      bytes[to++] = unit;
    }
    out.length = to;
    return flaws === 0 && unit !== SPACE;
  }
}

function derive(rule: Derivation, standing: Standing): string {
  switch (rule) {
    case 'hlNumber':
      standing.tree.levels += 1;
      standing.level = standing.tree.levels;
      return String(standing.level);
    case 'hlParent':
      return standing.parentLevel === 0 ? '' : String(standing.parentLevel);
    case 'hlHasChildren':
      return standing.hasLevels ? '1' : '0';
    case 'count':
      return String(standing.ordinal);
  }
}

/** The text of an element that has been written already. */
function textOf({ kind, key, text }: FieldPlan, value: Value): string {
  const item = kind === CONSTANT ? text : value[key];
  return typeof item === 'string' ? item : '';
}
