/** Our side on an 835. */

import { piecesOf } from '../src/cli/read/source.ts';
import { SetChecks } from '../src/cli/validate/setChecks.ts';
import type { Issue } from '../src/outcome.ts';
import { RemittanceStream } from '../src/remittance/remittanceStream.ts';
import { EnvelopeReader, type SetSink } from '../src/x12/envelopeReader.ts';
import { type Remittance835, remittance835 } from '../src/x12/guides/835.ts';
import { SegmentScanner } from '../src/x12/scan.ts';
import type { Tally } from './contest.ts';

type Claim = NonNullable<Remittance835['headers']>[number]['claims'][number];

/** Every segment with its place in the file; its elements are split when somebody asks. */
export async function tokenize(path: string): Promise<Tally> {
  let segments = 0;
  const count = () => {
    segments += 1;
  };
  const scanner = new SegmentScanner({ segment: count, issue: fail });
  for await (const piece of piecesOf(path)) scanner.push(piece);
  scanner.end();
  return { segments };
}

/** Claims with their money in cents, balanced at line, claim and payment. */
export async function readRemittance(path: string): Promise<Tally> {
  const sums = { claims: 0, services: 0, chargedCents: 0, paidCents: 0, adjustedCents: 0, unbalanced: 0 };
  const stream = new RemittanceStream(({ money }) => {
    if (money === undefined) return fail();
    sums.claims += 1;
    sums.services += money.lines;
    sums.chargedCents += Number(money.charged);
    sums.paidCents += Number(money.paid);
    sums.adjustedCents += Number(money.adjusted);
    if (!money.balances) sums.unbalanced += 1;
  });
  const found = await feed(path, stream);
  const { remittance, issues } = stream.end();
  if (remittance === undefined || issues.length + found.length > 0) fail(issues[0]);
  return sums;
}

/** Every element of every claim, checked against the guide. */
export async function materialize(path: string): Promise<Tally> {
  const found = { claims: 0, services: 0 };
  const stream = new RemittanceStream((claim) => {
    const { value, clean } = claim.reading;
    if (!clean) fail();
    found.claims += 1;
    found.services += (value as Claim).services?.length ?? 0;
  });
  await feed(path, stream);
  const { issues } = stream.end();
  if (issues.length > 0) fail(issues[0]);
  return found;
}

/**
 * Syntax and envelope, the guide, the balances, and what `validate` asks of every segment of every claim beyond: situations,
 * check digits, forms of codes. Every issue of a set is collected.
 */
export async function validate(path: string): Promise<Tally> {
  const found: Issue[] = [];
  const checks = new SetChecks(remittance835, undefined);
  const stream = new RemittanceStream(({ reading, findings }) => {
    found.push(...reading.issues, ...findings);
    const { segments, steps, number } = reading;
    for (const step of steps) {
      const segment = segments[step.segment];
      if (segment !== undefined) checks.take(step, segment, number + step.segment);
    }
  });
  found.push(...(await feed(path, stream)));
  found.push(...stream.end().issues, ...checks.end());
  // Every thousandth claim is a cent off and some adjust by nothing; no more is wrong.
  const wrong = found.filter(({ severity }) => severity === 'error');
  const other = wrong.find(({ code }) => code !== 'CLAIM_UNBALANCED');
  if (other !== undefined) fail(other);
  return { unbalanced: wrong.length };
}

/** Gives the set of a file to a reader; the issues of the frames are what it returns. */
async function feed(path: string, sink: SetSink): Promise<readonly Issue[]> {
  const issues: Issue[] = [];
  const reader = new EnvelopeReader(
    (event) => {
      if ('issues' in event) issues.push(...event.issues);
    },
    () => sink,
  );
  const scanner = new SegmentScanner(reader);
  for await (const piece of piecesOf(path)) scanner.push(piece);
  scanner.end();
  reader.end();
  return issues;
}

function fail(issue?: Issue): never {
  throw new Error(`the file is not read as it was made: ${JSON.stringify(issue)}`);
}
