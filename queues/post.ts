/** Posts a remittance: every cent to the claim it pays, once. */

import { createHash } from 'node:crypto';
import { error, type Issue } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import { postingOf } from '../src/remittance/match.ts';
import type { ClaimPayment, Remittance } from '../src/remittance/remittance.ts';
import type { World } from '../src/world.ts';
import { recordClaim } from './claimRecord.ts';
import { loadClaim } from './streams.ts';

/**
 * Records the payments of a balanced remittance. Issues: REMITTANCE_REPEATED for a trace that paid something else
 * before, PAYMENT_UNKNOWN_CLAIM, PAYMENT_SUPERSEDED_CLAIM and those of `postingOf` for payments that stay unposted.
 */
export async function post(
  remittance: Remittance,
  cause: string,
  tx: LedgerTransaction,
  world: World,
): Promise<readonly Issue[]> {
  const key = `${remittance.originator} ${remittance.trace} ${remittance.payeeId}`;
  const content = createHash('sha256').update(JSON.stringify(remittance, told)).digest('hex');
  const owner = await tx.owner('remittance', key);
  if (owner !== undefined && owner !== content) return [repeated()];
  if (owner === content) return [];
  await tx.claimKey('remittance', key, content);
  const issues: Issue[] = [];
  for (const payment of remittance.claims) issues.push(...(await postClaim(payment, content, cause, tx, world)));
  return issues;
}

/** Members and the payer's names tell no remittance from another: the key is that of money and claims. */
const told = (key: string, value: unknown): unknown =>
  key === 'memberId' || key === 'payer' ? undefined : typeof value === 'bigint' ? value.toString() : value;

async function postClaim(
  payment: ClaimPayment,
  remittance: string,
  cause: string,
  tx: LedgerTransaction,
  world: World,
): Promise<readonly Issue[]> {
  const stream = await tx.owner('claim number', payment.patientControlNumber);
  const loaded = stream === undefined ? undefined : await loadClaim(tx, stream);
  if (stream === undefined || loaded?.state.claim === undefined) return [unknownClaim(payment.ordinal)];
  if (loaded.state.claim.number !== payment.patientControlNumber) return [superseded(payment.ordinal)];
  const posting = postingOf(payment, loaded.state.claim, remittance);
  if (!posting.ok) return posting.issues;
  await tx.claimKey('posting', `${remittance} ${payment.ordinal}`, stream);
  await recordClaim(tx, stream, loaded, { type: 'Posted', posting: posting.value }, cause, world);
  return posting.issues;
}

const repeated = (): Issue =>
  error(
    'REMITTANCE_REPEATED',
    'The payer used this payment trace before for another remittance. Nothing of this one is posted; ask the payer which one is right.',
    { path: '835/TRN', ref: 'TRN02' },
  );
const unknownClaim = (ordinal: number): Issue =>
  error('PAYMENT_UNKNOWN_CLAIM', 'This payment names no claim of ours. It is not posted; find out whose it is.', {
    path: `835/2000/2100[${ordinal}]/CLP`,
    ref: 'CLP01',
  });
const superseded = (ordinal: number): Issue =>
  error(
    'PAYMENT_SUPERSEDED_CLAIM',
    'This pays a claim that was turned away and sent again under a new number. It is not posted; ask the payer which of the two stands.',
    { path: `835/2000/2100[${ordinal}]/CLP`, ref: 'CLP01' },
  );
