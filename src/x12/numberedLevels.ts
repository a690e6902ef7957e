/** Which kind of level each HL01 of a set has named, at a byte for each level that is numbered as it should be. */

import type { Fields } from './schema.ts';

/** Numbers of the sender's own are kept as they came, so many of them: a set has none but by mistake. */
const OTHERS_KEPT = 10_000;

export class NumberedLevels {
  /** The kinds there are; a level is kept as the place of its kind here, from 1 on. */
  readonly #kinds: Fields[] = [];
  #inOrder = new Uint8Array(64);
  readonly #others = new Map<string, Fields>();

  /** @param count how many levels there are now: the number that this one should have */
  add(text: string, count: number, fields: Fields): void {
    if (text === String(count)) {
      if (this.#others.size > 0) this.#others.delete(text);
      if (count >= this.#inOrder.length) this.#grow();
      this.#inOrder[count] = this.#kindOf(fields);
    } else if (this.#others.has(text) || this.#others.size < OTHERS_KEPT) this.#others.set(text, fields);
  }

  /** The fields of the last level of this number. */
  get(text: string): Fields | undefined {
    const other = this.#others.get(text);
    if (other !== undefined) return other;
    const number = /^[1-9]\d{0,11}$/.test(text) ? Number(text) : 0;
    const kind = this.#inOrder[number] ?? 0;
    return kind === 0 ? undefined : this.#kinds[kind - 1];
  }

  #kindOf(fields: Fields): number {
    const known = this.#kinds.indexOf(fields);
    return known >= 0 ? known + 1 : this.#kinds.push(fields);
  }

  #grow(): void {
    const wider = new Uint8Array(2 * this.#inOrder.length);
    wider.set(this.#inOrder);
    this.#inOrder = wider;
  }
}
