/**
 * The cells of a segment, read from its text and held against a value: what a reader would make of the text, without
 * making it. Everything here answers false in doubt.
 */

import { COMPONENT, DATA, ELEMENT, TERMINATOR } from './characters.ts';
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
import { isAbsent, isRecord, type Value } from './writeSegment.ts';

/** The loop that a segment stands in, for its derived elements. */
export interface CellLoop {
  readonly ordinal: number;
  /** HL01 of the level it is or stands in, and of the one above; '' above all levels. */
  readonly level: string;
  readonly parentLevel: string;
  readonly hasLevels: boolean;
}

export class QuickCells {
  /** Where reading has come to. */
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #classes: Uint8Array;
  /** In the segment under way: the element and component read last, and a bit for each element that is there. */
  #element = 0;
  #part = 1;
  #present = 0;

  constructor(bytes: Uint8Array, classes: Uint8Array) {
    this.#bytes = bytes;
    this.#classes = classes;
  }

  /** From the id of a segment to behind its terminator. */
  segment(plan: SegmentPlan, value: Value, loop: CellLoop): boolean {
    if (!plan.quick || !this.#head(plan)) return false;
    if (!this.#nested(plan.fields, value, 0, plan.headFields, loop) || this.#present === 0) return false;
    if (this.#classes[this.#bytes[this.at] as number] !== TERMINATOR) return false;
    this.at += 1;
    const present = this.#present;
    const { notes, format, dated } = plan;
    for (let n = 0; n < notes.length; n++) if (notes[n]?.(present) !== true) return false;
    return format === undefined || dated === undefined || isFormatted(textOf(format, value), textOf(dated, value));
  }

  #head({ head, headFields }: SegmentPlan): boolean {
    const bytes = this.#bytes;
    const classes = this.#classes;
    let { at } = this;
    for (let n = 0; n < head.length; n++) {
      const byte = bytes[at++] as number;
      const wanted = head[n] as number;
      const kind = classes[byte];
      if (wanted === ELEMENT ? kind !== ELEMENT : byte !== wanted || kind !== DATA) return false;
    }
    this.at = at;
    this.#element = headFields;
    this.#part = 1;
    this.#present = (2 << headFields) - 2;
    return true;
  }

  #nested(fields: Order<FieldPlan>, value: Value, shift: number, from: number, loop: CellLoop): boolean {
    const { at } = this;
    const element = this.#element;
    const part = this.#part;
    const present = this.#present;
    if (this.#fields(fields, value, shift, from, loop)) return this.at > at || from > 0;
    // Perhaps only the keys are out of order.
    this.at = at;
    this.#element = element;
    this.#part = part;
    this.#present = present;
    return this.#fieldsByKey(fields, value, shift, from, loop) && (this.at > at || from > 0);
  }

  /** Takes the keys of the value as they come. Every one of them must have a field. */
  #fields(fields: Order<FieldPlan>, value: Value, shift: number, from: number, loop: CellLoop): boolean {
    const { list } = fields;
    let next = from;
    for (const key in value) {
      const item = value[key];
      if (isAbsent(item)) continue;
      const at = fields.seek(key, next);
      if (at < 0 || (!fields.mayPass(next, at) && !this.#pass(list, next, at, shift, loop))) return false;
      if (!this.#field(list[at] as FieldPlan, item, shift, loop)) return false;
      next = at + 1;
    }
    return fields.mayPass(next, list.length) || this.#pass(list, next, list.length, shift, loop);
  }

  /** The same for keys in any order. */
  #fieldsByKey({ list }: Order<FieldPlan>, value: Value, shift: number, from: number, loop: CellLoop): boolean {
    let taken = 0;
    for (let n = from; n < list.length; n++) {
      const field = list[n] as FieldPlan;
      const item = field.kind === CONSTANT || field.kind === DERIVED ? undefined : value[field.key];
      const isLeft = isAbsent(item);
      if (!(isLeft ? this.#absent(field, shift, loop) : this.#field(field, item, shift, loop))) return false;
      if (!isLeft) taken += 1;
    }
    for (const key in value) if (!isAbsent(value[key])) taken -= 1;
    return taken === 0;
  }

  #pass(list: readonly FieldPlan[], from: number, to: number, shift: number, loop: CellLoop): boolean {
    for (let n = from; n < to; n++) if (!this.#absent(list[n] as FieldPlan, shift, loop)) return false;
    return true;
  }

  /** A field that the value has nothing for. */
  #absent(field: FieldPlan, shift: number, loop: CellLoop): boolean {
    if (field.kind === CONSTANT) return this.#cell(field, shift, field.text);
    if (field.rule !== undefined) return this.#cell(field, shift, wantedOf(field.rule, loop));
    return !field.required;
  }

  #field(field: FieldPlan, item: unknown, shift: number, loop: CellLoop): boolean {
    if (typeof item === 'string') return isSound(field, item) && this.#cell(field, shift, item);
    switch (field.kind) {
      case NUMBER: {
        if (typeof item !== 'number') return false;
        const text = String(item).padStart(field.min, '0');
        return field.check(text) && this.#cell(field, shift, text);
      }
      case COMPOSITE:
        return isRecord(item) && this.#nested(field.fields, item, shift, 0, loop);
      case SERIES: {
        if (!Array.isArray(item) || item.length > field.times) return false;
        for (let n = 0; n < item.length; n++) {
          const run: unknown = item[n];
          if (!isRecord(run) || !this.#nested(field.fields, run, shift + n * field.stride, 0, loop)) return false;
        }
        return true;
      }
      default:
        return false;
    }
  }

  /** Reads on to the cell of a field: all between must be empty. Then reads the cell, which must hold this text. */
  #cell({ element, component }: FieldPlan, shift: number, wanted: string): boolean {
    if (wanted === '') return true;
    const bytes = this.#bytes;
    const classes = this.#classes;
    const position = element + shift;
    let { at } = this;
    if (this.#element !== position) {
      for (; this.#element < position; this.#element++) if (classes[bytes[at++] as number] !== ELEMENT) return false;
      this.#part = 1;
      this.#present |= 1 << position;
    }
    for (; this.#part < component; this.#part++) if (classes[bytes[at++] as number] !== COMPONENT) return false;
    let flaws = 0;
    for (let n = 0; n < wanted.length; n++) {
      const byte = bytes[at++] as number;
      flaws |= (byte ^ wanted.charCodeAt(n)) | (classes[byte] as number);
    }
    this.at = at;
    const end = classes[bytes[at] as number];
    return flaws === 0 && (end === ELEMENT || end === COMPONENT || end === TERMINATOR);
  }
}

/** The text of an element that has been read already. */
function textOf({ kind, key, text }: FieldPlan, value: Value): string {
  const item = kind === CONSTANT ? text : value[key];
  return typeof item === 'string' ? item : '';
}

function wantedOf(rule: Derivation, loop: CellLoop): string {
  switch (rule) {
    case 'hlNumber':
      return loop.level;
    case 'hlParent':
      return loop.parentLevel;
    case 'hlHasChildren':
      return loop.hasLevels ? '1' : '0';
    case 'count':
      return String(loop.ordinal);
  }
}
