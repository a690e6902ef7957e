/** The sums a peer's user would take from the segments of an 835, the way its strings suggest: in whole cents. */

import type { Tally } from './contest.ts';

export class Sums {
  #claims = 0;
  #services = 0;
  #charged = 0;
  #paid = 0;
  #adjusted = 0;
  #unbalanced = 0;
  /** What the claim under way still lacks to balance. */
  #open = false;
  #rest = 0;

  take(name: string, at: (element: number) => string): void {
    if (name === 'CLP') {
      this.#close();
      const charged = cents(at(3));
      const paid = cents(at(4));
      this.#claims += 1;
      this.#charged += charged;
      this.#paid += paid;
      this.#rest = charged - paid;
      this.#open = true;
    } else if (name === 'SVC') this.#services += 1;
    else if (name === 'CAS')
      for (let element = 3; element <= 18; element += 3) {
        const text = at(element);
        if (text === '') continue;
        const adjusted = cents(text);
        this.#adjusted += adjusted;
        this.#rest -= adjusted;
      }
  }

  end(): Tally {
    this.#close();
    return {
      claims: this.#claims,
      services: this.#services,
      chargedCents: this.#charged,
      paidCents: this.#paid,
      adjustedCents: this.#adjusted,
      unbalanced: this.#unbalanced,
    };
  }

  #close(): void {
    if (this.#open && this.#rest !== 0) this.#unbalanced += 1;
    this.#open = false;
  }
}

const cents = (text: string): number => Math.round(Number(text) * 100);
