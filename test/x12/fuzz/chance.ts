/** Numbers that look random and are the same for the same seed. */
export interface Chance {
  /** A whole number from 0 up to, and without, `limit`; 0 where the limit is 0. */
  below(limit: number): number;
  /** One of the items. */
  of<T>(items: readonly [T, ...(readonly T[])]): T;
}

export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => (limit <= 0 ? 0 : next() % limit);
  return { below, of: (items) => items[below(items.length)] ?? items[0] };
}
