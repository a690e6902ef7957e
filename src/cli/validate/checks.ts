/** What a message must hold beyond the syntax of its guide: sums, check digits, forms of codes, a payer's own numbers. */

import { type Cents, formatCents, parseCents } from '../../money.ts';
import { isNpi } from '../../npi.ts';
import { error, type Issue } from '../../outcome.ts';
import { designator } from '../../x12/layout.ts';
import type { Step } from '../../x12/reading.ts';
import type { Segment } from '../../x12/segment.ts';

/** A segment that the guide has a place for. */
export interface Placed {
  readonly segment: Segment;
  readonly step: Step;
  /** Its number in the transaction set: ST is 1. */
  readonly number: number;
}

export const at = (segment: Segment, element: number, component?: number): string => {
  const text = segment.elements[element - 1] ?? '';
  return component === undefined ? text : (text.split(segment.delimiters.component)[component - 1] ?? '');
};

/** An error at an element of a placed segment. */
export function wrong(
  code: string,
  message: string,
  { segment, step, number }: Placed,
  ref: string,
  rule: string,
): Issue {
  return error(code, message, { path: step.path, ref, segment: number, offset: segment.offset, rule });
}

/** CLM02 of each claim of an 837 is the sum of its SV102 or SV203. An amount that is none is told by the guide. */
export class Charges {
  #claim: Placed | undefined;
  #lines = 0;
  /** undefined once a charge could not be read. */
  #sum: bigint | undefined = 0n;

  /** Gives what is wrong with the claim before, when another one begins. */
  take(one: Placed): readonly Issue[] {
    const { id } = one.segment;
    if (id === 'CLM') {
      const issues = this.end();
      this.#claim = one;
      return issues;
    }
    if (this.#claim === undefined || (id !== 'SV1' && id !== 'SV2')) return [];
    const charge = parseCents(at(one.segment, id === 'SV1' ? 2 : 3));
    this.#lines += 1;
    this.#sum = charge === undefined || this.#sum === undefined ? undefined : this.#sum + charge;
    return [];
  }

  end(): readonly Issue[] {
    const [claim, sum, lines] = [this.#claim, this.#sum, this.#lines];
    this.#claim = undefined;
    this.#lines = 0;
    this.#sum = 0n;
    const charged = claim === undefined ? undefined : parseCents(at(claim.segment, 2));
    if (claim === undefined || charged === undefined || lines === 0 || sum === undefined || sum === charged) return [];
    const message = `The claim charges ${formatCents(charged)}, its lines together ${formatCents(sum as Cents)}. Correct the charge of the claim or of a line.`;
    return [wrong('CLAIM_LINES_UNBALANCED', message, claim, 'CLM02', 'balancing of an 837')];
  }
}

/** An NPI has ten digits and the right check digit. */
export function npiIssues(one: Placed): readonly Issue[] {
  const element = one.segment.id === 'NM1' ? 9 : one.segment.id === 'N1' ? 4 : undefined;
  if (element === undefined || one.segment.cells[element - 1] !== 'XX') return [];
  const number = at(one.segment, element);
  if (number === '' || isNpi(number)) return [];
  const message = /^[12]\d{9}$/.test(number)
    ? 'This is no NPI: its check digit does not fit. A digit was mistyped; look the provider up in NPPES.'
    : 'This is no NPI, which has ten digits and begins with 1 or 2. Look the provider up in NPPES.';
  return [wrong('NPI_INVALID', message, one, designator(one.segment.id, element), 'NPI check digit (45 CFR 162.406)')];
}

/** Where a qualifier can say N4: the elements of a procedure; LIN is a place of its own. */
const PROCEDURES: Readonly<Record<string, number>> = { SV1: 1, SV2: 2, SVC: 1, SVD: 3 };

/** An NDC has eleven digits without hyphens. */
export function ndcIssues(one: Placed): readonly Issue[] {
  const { segment } = one;
  const isLin = segment.id === 'LIN';
  const procedure = isLin ? undefined : PROCEDURES[segment.id];
  if (!isLin && procedure === undefined) return [];
  if ((procedure === undefined ? at(segment, 2) : at(segment, procedure, 1)) !== 'N4') return [];
  const number = procedure === undefined ? at(segment, 3) : at(segment, procedure, 2);
  if (number === '' || /^\d{11}$/.test(number)) return [];
  const message = number.includes('-')
    ? 'An NDC on a claim has eleven digits and no hyphens: pad the parts to 5-4-2 and leave the hyphens out.'
    : `An NDC on a claim has eleven digits; these are ${number.length} characters. Pad its parts to 5-4-2.`;
  const ref = procedure === undefined ? 'LIN03' : designator(segment.id, procedure, 2);
  return [wrong('NDC_FORM', message, one, ref, '11-digit NDC, 5-4-2')];
}
