/** The keys of a value against the order of the guide: they come in that order, and in the same shapes again and again. */

interface Ordered {
  readonly key: string;
  /** Something is to be done about it when the value has nothing for it. */
  readonly must: boolean;
}

export class Order<T extends Ordered> {
  readonly list: readonly T[];
  readonly #keys: readonly string[];
  /** How many must be attended to before each. */
  readonly #musts: Uint16Array;
  /** Where the next key was found last time, by where the search began. */
  readonly #hints: Uint16Array;

  constructor(list: readonly T[]) {
    this.list = list;
    this.#keys = list.map(({ key }) => key);
    this.#musts = new Uint16Array(list.length + 1);
    for (const [n, { must }] of list.entries()) this.#musts[n + 1] = (this.#musts[n] ?? 0) + (must ? 1 : 0);
    this.#hints = new Uint16Array(list.length + 1);
  }

  /** Where a key stands from `next` on; -1 when it does not. */
  seek(key: string, next: number): number {
    const keys = this.#keys;
    const hint = this.#hints[next] as number;
    if (hint >= next && keys[hint] === key) return hint;
    for (let at = next; at < keys.length; at++)
      if (keys[at] === key) {
        this.#hints[next] = at;
        return at;
      }
    return -1;
  }

  /** Whether all that stand from `from` to before `to` may be passed over. */
  mayPass(from: number, to: number): boolean {
    return this.#musts[from] === this.#musts[to];
  }
}
