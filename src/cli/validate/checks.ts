/** What a message must hold beyond the syntax of its guide: sums, check digits, forms of codes, a payer's own numbers. */

import { type Cents, formatCents, parseCents } from '../../money.ts';
import { error, type Issue } from '../../outcome.ts';
import type { TransactionSet } from '../../x12/envelope.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import { designator } from '../../x12/layout.ts';
import type { Reading, Step } from '../../x12/reading.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import type { Segment } from '../../x12/segment.ts';
import { locate } from '../read/locate.ts';
import { remittanceSummary } from '../read/remittance.ts';
import { shaped } from '../read/shaped.ts';
import { hasAllMoney, isCut } from '../read/transaction.ts';

/** A segment that the guide has a place for. */
export interface Placed {
  readonly segment: Segment;
  readonly step: Step;
}

/** The segments of a set with their places, in order. */
export const placedIn = (reading: Reading<unknown>, segments: readonly Segment[]): readonly Placed[] =>
  reading.steps.flatMap((step) => {
    const segment = segments[step.segment];
    return segment === undefined ? [] : [{ segment, step }];
  });

export const at = (segment: Segment, element: number, component?: number): string => {
  const text = segment.elements[element - 1] ?? '';
  return component === undefined ? text : (text.split(segment.delimiters.component)[component - 1] ?? '');
};

/** An error at an element of a placed segment. */
export function wrong(code: string, message: string, { segment, step }: Placed, ref: string, rule: string): Issue {
  return error(code, message, { path: step.path, ref, segment: step.segment + 1, offset: segment.offset, rule });
}

export interface SumsOf835 {
  readonly issues: readonly Issue[];
  /** Line, claim and payment agree to the cent, and no money of it was lost on the way. */
  readonly balanced: boolean;
}
/** The three sums of an 835; undefined for any other message. A set that was cut is told as cut, not as unbalanced. */
export function sumsOf835(guide: AnyGuide, reading: Reading<unknown>, set: TransactionSet): SumsOf835 | undefined {
  if (guide !== remittance835) return undefined;
  const { summary, issues } = remittanceSummary(shaped(remittance835, reading.value), hasAllMoney(reading, set));
  return { balanced: summary.balanced, issues: isCut(set) ? [] : locate(issues, reading.steps, set.segments) };
}

/** CLM02 of each claim of an 837 is the sum of its SV102 or SV203. An amount that is none is told by the guide. */
export function chargeIssues(placed: readonly Placed[]): readonly Issue[] {
  const claims: { readonly claim: Placed; readonly charges: (Cents | undefined)[] }[] = [];
  for (const one of placed) {
    if (one.segment.id === 'CLM') claims.push({ claim: one, charges: [] });
    if (one.segment.id === 'SV1') claims.at(-1)?.charges.push(parseCents(at(one.segment, 2)));
    if (one.segment.id === 'SV2') claims.at(-1)?.charges.push(parseCents(at(one.segment, 3)));
  }
  return claims.flatMap(({ claim, charges }) => {
    const charged = parseCents(at(claim.segment, 2));
    if (charged === undefined || charges.length === 0) return [];
    const known = charges.filter((charge) => charge !== undefined);
    const sum = known.reduce((total, charge) => total + charge, 0n) as Cents;
    if (known.length < charges.length || sum === charged) return [];
    const message = `The claim charges ${formatCents(charged)}, its lines together ${formatCents(sum)}. Correct the charge of the claim or of a line.`;
    return [wrong('CLAIM_LINES_UNBALANCED', message, claim, 'CLM02', 'balancing of an 837')];
  });
}

/** Every NPI of the message has ten digits and the right check digit. */
export function npiIssues(placed: readonly Placed[]): readonly Issue[] {
  return placed.flatMap((one) => {
    const element = one.segment.id === 'NM1' ? 9 : one.segment.id === 'N1' ? 4 : undefined;
    if (element === undefined || at(one.segment, element - 1) !== 'XX') return [];
    const number = at(one.segment, element);
    if (number === '' || isNpi(number)) return [];
    const message = /^[12]\d{9}$/.test(number)
      ? 'This is no NPI: its check digit does not fit. A digit was mistyped; look the provider up in NPPES.'
      : 'This is no NPI, which has ten digits and begins with 1 or 2. Look the provider up in NPPES.';
    return [
      wrong('NPI_INVALID', message, one, designator(one.segment.id, element), 'NPI check digit (45 CFR 162.406)'),
    ];
  });
}

/** Ten digits whose Luhn sum, with the prefix 80840 of the card issuer identifier, ends in 0. */
export function isNpi(text: string): boolean {
  if (!/^[12]\d{9}$/.test(text)) return false;
  const digits = [...`80840${text}`].map(Number).reverse();
  const sum = digits.reduce(
    (total, digit, n) => total + (n % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}

/** Where a qualifier can say N4: the elements of a procedure; LIN is a place of its own. */
const PROCEDURES: Readonly<Record<string, number>> = { SV1: 1, SV2: 2, SVC: 1, SVD: 3 };

/** Every NDC has eleven digits without hyphens. */
export function ndcIssues(placed: readonly Placed[]): readonly Issue[] {
  return placed.flatMap((one) => {
    const { segment } = one;
    const procedure = PROCEDURES[segment.id];
    const isLin = segment.id === 'LIN' && at(segment, 2) === 'N4';
    const isProcedure = procedure !== undefined && at(segment, procedure, 1) === 'N4';
    if (!isLin && !isProcedure) return [];
    const number = isLin ? at(segment, 3) : at(segment, procedure ?? 0, 2);
    if (number === '' || /^\d{11}$/.test(number)) return [];
    const message = number.includes('-')
      ? 'An NDC on a claim has eleven digits and no hyphens: pad the parts to 5-4-2 and leave the hyphens out.'
      : `An NDC on a claim has eleven digits; these are ${number.length} characters. Pad its parts to 5-4-2.`;
    const ref = isLin ? 'LIN03' : designator(segment.id, procedure ?? 0, 2);
    return [wrong('NDC_FORM', message, one, ref, '11-digit NDC, 5-4-2')];
  });
}
