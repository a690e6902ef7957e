/** Reads what the synthetic payer wrote, with our own reader, and fails on any error in it. */

import assert from 'node:assert';
import { type Cents, parseCents } from '../../src/money.ts';
import type { AnswerFile } from '../../src/synthetic/payer/answer.ts';
import { type ClaimStatus277CA, claimStatus277ca } from '../../src/x12/guides/277ca.ts';
import { type AuthorizationResponse278, response278 } from '../../src/x12/guides/278-response.ts';
import { type Remittance835, remittance835 } from '../../src/x12/guides/835.ts';
import { type Acknowledgement999, acknowledgement999 } from '../../src/x12/guides/999.ts';
import { read } from '../../src/x12/read.ts';
import { scanBytes } from '../../src/x12/scan.ts';
import type { Fields, Guide, Infer } from '../../src/x12/schema.ts';
import type { Segment } from '../../src/x12/segment.ts';

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** All segments of a file; scanning must find nothing wrong. */
export function segmentsIn(bytes: Uint8Array): readonly Segment[] {
  return scanBytes(bytes).map((item) => {
    assert(item.is === 'segment', 'scanning an answer found an issue');
    return item.segment;
  });
}

function setsIn<F extends Fields>(guide: Guide<F>, bytes: Uint8Array): readonly Infer<Guide<F>>[] {
  const sets: Segment[][] = [];
  for (const segment of segmentsIn(bytes)) {
    if (segment.id === 'ST') sets.push([]);
    if (!['ISA', 'GS', 'GE', 'IEA'].includes(segment.id)) sets.at(-1)?.push(segment);
  }
  return sets.map((segments) => {
    const reading = read(guide, segments);
    assert(reading.ok, JSON.stringify(reading.issues));
    return reading.value;
  });
}

/** Every transaction set of these kinds among the files, read by its guide. */
export const reviewsIn = (files: readonly AnswerFile[]): readonly AuthorizationResponse278[] =>
  files.filter(({ kind }) => kind === '278').flatMap(({ bytes }) => setsIn(response278, bytes));
export const remittancesIn = (files: readonly AnswerFile[]): readonly Remittance835[] =>
  files.filter(({ kind }) => kind === '835').flatMap(({ bytes }) => setsIn(remittance835, bytes));
export const statusesIn = (files: readonly AnswerFile[]): readonly ClaimStatus277CA[] =>
  files.filter(({ kind }) => kind === '277CA').flatMap(({ bytes }) => setsIn(claimStatus277ca, bytes));
export const acknowledgementsIn = (files: readonly AnswerFile[]): readonly Acknowledgement999[] =>
  files.filter(({ kind }) => kind === '999').flatMap(({ bytes }) => setsIn(acknowledgement999, bytes));

type Claim835 = NonNullable<Remittance835['headers']>[number]['claims'][number];
type Adjustments835 = Claim835['adjustments'];
export const claimsIn = (remittance: Remittance835): readonly Claim835[] =>
  (remittance.headers ?? []).flatMap(({ claims }) => claims);

export function cents(amount: string | undefined): bigint {
  const value: Cents | undefined = parseCents(amount ?? '0');
  assert(value !== undefined, 'an amount that is no money');
  return value;
}
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const adjusted = (adjustments: Adjustments835): bigint =>
  sum((adjustments ?? []).flatMap(({ reasons }) => reasons.map(({ amount }) => cents(amount))));

/** How far the three sums of an 835 are off, in cents: payment, then every claim, then every line. */
export function imbalances(remittance: Remittance835): { payment: bigint; claims: bigint[]; lines: bigint[] } {
  const claims = claimsIn(remittance);
  const provider = (remittance.providerAdjustments ?? []).flatMap(({ adjustments }) => adjustments);
  const paid = sum(claims.map(({ payment }) => cents(payment.paid)));
  return {
    payment: cents(remittance.financial.amount) - (paid - sum(provider.map(({ amount }) => cents(amount)))),
    claims: claims.map(({ payment, adjustments, services }) => {
      const reductions = adjusted(adjustments) + sum((services ?? []).map((service) => adjusted(service.adjustments)));
      return cents(payment.charged) - reductions - cents(payment.paid);
    }),
    lines: claims.flatMap(({ services }) =>
      (services ?? []).map(
        ({ payment, adjustments }) => cents(payment.charged) - adjusted(adjustments) - cents(payment.paid),
      ),
    ),
  };
}
