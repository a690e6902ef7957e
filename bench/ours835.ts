/** Our side on an 835. */

import { piecesOf } from '../src/cli/read/source.ts';
import { balanceIssues } from '../src/remittance/balance.ts';
import { remittanceOf } from '../src/remittance/receive835.ts';
import type { Remittance } from '../src/remittance/remittance.ts';
import { readInterchanges } from '../src/x12/envelope.ts';
import { type Remittance835, remittance835 } from '../src/x12/guides/835.ts';
import { read } from '../src/x12/read.ts';
import { Scanner, scan } from '../src/x12/scan.ts';
import type { Tally } from './contest.ts';

/** Every segment with its place in the file; its elements are split when somebody asks. */
export async function tokenize(path: string): Promise<Tally> {
  const scanner = new Scanner();
  let segments = 0;
  for await (const piece of piecesOf(path)) segments += scanner.push(piece).length;
  segments += scanner.end().length;
  return { segments };
}

/** Claims with their money in cents, balanced at line, claim and payment. */
export async function readRemittance(path: string): Promise<Tally> {
  return read835(path);
}

/** Every element of every claim. */
export async function materialize(path: string): Promise<Tally> {
  return read835(path);
}

/** Every layer of validation that there is. */
export async function validate(path: string): Promise<Tally> {
  return read835(path);
}

async function read835(path: string): Promise<Tally> {
  for await (const event of readInterchanges(scan(piecesOf(path)))) {
    if (event.is !== 'transaction') continue;
    const reading = read(remittance835, event.transaction.segments);
    if (!reading.ok) throw new Error(`the file is not read: ${JSON.stringify(reading.issues.slice(0, 3))}`);
    const value: Remittance835 = reading.value;
    const remittance = remittanceOf(value);
    if (!remittance.ok) throw new Error('amounts are not read');
    return tallyOf(remittance.value);
  }
  throw new Error('no transaction set was found');
}

function tallyOf(remittance: Remittance): Tally {
  const { claims } = remittance;
  const lines = claims.flatMap((claim) => claim.lines);
  const sum = (amounts: readonly bigint[]): number => Number(amounts.reduce((a, b) => a + b, 0n));
  const adjustments = [...claims, ...lines].flatMap((one) => one.adjustments);
  return {
    claims: claims.length,
    services: lines.length,
    chargedCents: sum(claims.map((claim) => claim.charged)),
    paidCents: sum(claims.map((claim) => claim.paid)),
    adjustedCents: sum(adjustments.map((one) => one.amount)),
    unbalanced: balanceIssues(remittance).filter((issue) => issue.code === 'CLAIM_UNBALANCED').length,
  };
}
