/** What the synthetic payer decides to pay: integer cents, every line and claim in balance. */

import { addCents, type Cents, centsOf, subtractCents } from '../../money.ts';
import type { ReceivedClaim, ReceivedLine } from './claims.ts';
import type { Pricing } from './scripts.ts';

export interface LineAdjustment {
  readonly group: 'CO' | 'PR';
  readonly reason: string;
  readonly amount: Cents;
}
export interface PricedLine {
  readonly line: ReceivedLine;
  readonly paid: Cents;
  readonly adjustments: readonly LineAdjustment[];
  readonly remark?: string;
}
export interface PricedClaim {
  readonly claim: ReceivedClaim;
  readonly payerControlNumber: string;
  readonly denied: boolean;
  readonly lines: readonly PricedLine[];
}

/** Prices the claim by the script; for every line charge - adjustments = paid, exactly. */
export function priceClaim(claim: ReceivedClaim, payerControlNumber: string, pricing: Pricing): PricedClaim {
  let copay = centsOf(pricing.copayCents);
  const lines = claim.lines.map((line, index) => {
    const priced = priceLine(line, index === 0 ? pricing : pricingOfOthers(pricing), copay);
    if (priced.adjustments.some((adjustment) => adjustment.reason === COPAY)) copay = centsOf(0);
    return priced;
  });
  return { claim, payerControlNumber, denied: pricing.denial !== undefined && pricing.denial.of === undefined, lines };
}

/** A denial of the first line leaves the others as they would be. */
function pricingOfOthers(pricing: Pricing): Pricing {
  if (pricing.denial?.of !== 'firstLine') return pricing;
  const { denial: _ofFirst, ...others } = pricing;
  return others;
}

const COPAY = '3';

function priceLine(line: ReceivedLine, pricing: Pricing, copay: Cents): PricedLine {
  if (pricing.denial !== undefined) {
    const { reason, remark } = pricing.denial;
    const adjustments = present([{ group: 'CO', reason, amount: line.charge }]);
    return { line, paid: centsOf(0), adjustments, ...(remark === undefined ? {} : { remark }) };
  }
  const allowed = percentOf(line.charge, pricing.allowedPercent);
  const coinsurance = percentOf(allowed, pricing.coinsurancePercent);
  const left = subtractCents(allowed, coinsurance);
  const copayHere = copay <= left ? copay : centsOf(0);
  const adjustments = present([
    { group: 'CO', reason: '45', amount: subtractCents(line.charge, allowed) },
    { group: 'PR', reason: '2', amount: coinsurance },
    { group: 'PR', reason: COPAY, amount: copayHere },
  ]);
  return { line, paid: subtractCents(left, copayHere), adjustments };
}

/** CAS carries no zero amounts. */
const present = (adjustments: readonly LineAdjustment[]): readonly LineAdjustment[] =>
  adjustments.filter((adjustment) => adjustment.amount !== 0n);

const percentOf = (amount: Cents, percent: number): Cents => centsOf((amount * BigInt(percent) + 50n) / 100n);

/** Two claims with the first half of the lines and the rest; a claim of one line stays whole. */
export function splitClaim(claim: ReceivedClaim): readonly ReceivedClaim[] {
  const half = Math.ceil(claim.lines.length / 2);
  return [claim.lines.slice(0, half), claim.lines.slice(half)]
    .filter((lines) => lines.length > 0)
    .map((lines) => ({ ...claim, lines, charge: addCents(...lines.map((line) => line.charge)) }));
}
