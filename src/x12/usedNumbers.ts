/** Control numbers that were used, in memory that does not grow where they count up one by one. */

export class UsedNumbers {
  /** The numbers that follow the first one without a gap, written as it was. */
  #first = 0;
  #last = -1;
  #width = 0;
  readonly #others = new Set<string>();

  has(text: string): boolean {
    return this.#isInRun(text) || this.#others.has(text);
  }

  add(text: string): void {
    if (this.#isInRun(text)) return;
    if (this.#last < 0 && /^\d{1,9}$/.test(text)) {
      this.#first = Number(text);
      this.#last = this.#first;
      this.#width = text.length;
    } else if (this.#last >= 0 && text === this.#written(this.#last + 1)) this.#last += 1;
    else this.#others.add(text);
  }

  #isInRun(text: string): boolean {
    const number = Number(text);
    return number >= this.#first && number <= this.#last && text === this.#written(number);
  }

  #written(number: number): string {
    return String(number).padStart(this.#width, '0');
  }
}
