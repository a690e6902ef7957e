/** The totals of a 277CA, by receiver and by provider, held against the claim statuses below them. */

import { type Cents, formatCents, parseCents } from '../../money.ts';
import { type Issue, warning } from '../../outcome.ts';
import { at, type Placed } from './checks.ts';

/** A QTY or AMT that was sent, and what is counted for it. */
interface Told {
  readonly one: Placed;
  readonly isAccepted: boolean;
}
interface Level {
  readonly told: Told[];
  /** Claims and cents, rejected and accepted; undefined once an amount could not be read. */
  readonly counts: [number, number];
  readonly cents: [bigint | undefined, bigint | undefined];
}
const ACCEPTED = ['90', 'QA', 'YU'];

/** Give it every placed segment in order. A level below which no claim is named has nothing to be held against. */
export class StatusTotals {
  readonly #levels = new Map<string, Level>();
  #claim: unknown;

  take(one: Placed): readonly Issue[] {
    const { segment, step } = one;
    const { id } = step.loop;
    if (segment.id === 'HL' && (id === '2000B' || id === '2000C')) {
      const issues = [...this.#close('2200C'), ...(id === '2000B' ? this.#close('2200B') : [])];
      this.#levels.set(id === '2000B' ? '2200B' : '2200C', { told: [], counts: [0, 0], cents: [0n, 0n] });
      return issues;
    }
    if (segment.id === 'QTY' || segment.id === 'AMT')
      this.#levels.get(id)?.told.push({ one, isAccepted: ACCEPTED.includes(at(segment, 1)) });
    // The first status of a claim says what became of it.
    if (segment.id === 'STC' && id === '2200D' && this.#claim !== step.loop) {
      this.#claim = step.loop;
      const which = at(segment, 3) === 'WQ' ? 1 : 0;
      const charged = parseCents(at(segment, 4));
      for (const { counts, cents } of this.#levels.values()) {
        const sum = cents[which];
        counts[which] += 1;
        cents[which] = charged === undefined || sum === undefined ? undefined : sum + charged;
      }
    }
    return [];
  }

  end(): readonly Issue[] {
    return [...this.#close('2200C'), ...this.#close('2200B')];
  }

  #close(id: string): readonly Issue[] {
    const level = this.#levels.get(id);
    this.#levels.delete(id);
    if (level === undefined || level.counts[0] + level.counts[1] === 0) return [];
    return level.told.flatMap((told) => differenceOf(told, level));
  }
}

function differenceOf({ one, isAccepted }: Told, { counts, cents }: Level): readonly Issue[] {
  const isCount = one.segment.id === 'QTY';
  const which = isAccepted ? 1 : 0;
  const sum = cents[which];
  const amount = parseCents(at(one.segment, 2));
  if (amount === undefined || sum === undefined) return [];
  const [told, found] = isCount
    ? [at(one.segment, 2), String(counts[which])]
    : [formatCents(amount), formatCents(sum as Cents)];
  if (isCount ? amount === BigInt(counts[which]) * 100n : amount === sum) return [];
  const what = `${isCount ? 'claims' : 'charges'} ${isAccepted ? 'accepted' : 'rejected'}`;
  const { segment, step, number } = one;
  return [
    warning(
      'STATUS_TOTALS_UNBALANCED',
      `Tells ${told} for ${what}; the claims below come to ${found}. Ask the payer which.`,
      {
        path: step.path,
        ref: `${segment.id}02`,
        segment: number,
        offset: segment.offset,
        rule: '005010X214 totals',
      },
    ),
  ];
}
