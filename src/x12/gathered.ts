/** What a value has for the places of its loops, in the order of the guide: those of an inner loop above its parent's. */

import type { Order } from './order.ts';
import { isAbsent, type Value } from './writeSegment.ts';

interface Gatherable {
  readonly key: string;
  readonly must: boolean;
  readonly required: boolean;
  readonly silent: boolean;
}

/** A stack of places with their items. A place of constants and derived elements has none, but is there when required. */
export class Gathered<P extends Gatherable> {
  readonly places: P[] = [];
  readonly items: unknown[] = [];
  /** How often a place has been found, for a reader. */
  readonly counts: number[] = [];
  top = 0;

  /** Adds what the value of one loop has. False when a key has no place, or a required place nothing. */
  add(places: Order<P>, value: Value): boolean {
    const base = this.top;
    if (this.#addInOrder(places, value)) return true;
    this.top = base;
    let others = this.addWhatIsThere(places, value);
    for (const key in value) if (!isAbsent(value[key])) others -= 1;
    return others === 0;
  }

  /** The same for a value that may lack what is required or have what nobody knows. Gives how many items there are. */
  addWhatIsThere(places: Order<P>, value: Value): number {
    let items = 0;
    for (const place of places.list) {
      const item = place.silent ? undefined : value[place.key];
      if (item !== undefined || place.required) this.#push(place, item);
      if (!isAbsent(item)) items += 1;
    }
    return items;
  }

  /** Takes the keys as they come: they stand in the order of the guide nearly always. */
  #addInOrder(places: Order<P>, value: Value): boolean {
    const { list } = places;
    let next = 0;
    for (const key in value) {
      const item = value[key];
      if (item === undefined) continue;
      const at = places.seek(key, next);
      if (at < 0 || (!places.mayPass(next, at) && !this.#pass(list, next, at))) return false;
      const place = list[at] as P;
      if (place.silent) return false;
      this.#push(place, item);
      next = at + 1;
    }
    return places.mayPass(next, list.length) || this.#pass(list, next, list.length);
  }

  /** Places that the value has nothing for: those that are required must be silent. */
  #pass(list: readonly P[], from: number, to: number): boolean {
    for (let n = from; n < to; n++) {
      const place = list[n] as P;
      if (!place.required) continue;
      if (!place.silent) return false;
      this.#push(place, undefined);
    }
    return true;
  }

  #push(place: P, item: unknown): void {
    this.places[this.top] = place;
    this.items[this.top] = item;
    this.counts[this.top] = 0;
    this.top += 1;
  }
}
