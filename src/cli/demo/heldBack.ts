/** What did not go through and why: denials, holds, lines not paid, files not trusted. Decisions, not failures. */

import Table from 'cli-table3';
import type { Authorization } from '../../authorization/authorization.ts';
import { reviewReason } from '../../authorization/reviewReasons.ts';
import type { ClaimState } from '../../claim/claim.ts';
import { unpaidLines } from '../../claim/posting.ts';
import { formatCents } from '../../money.ts';
import type { QuarantinedFile, StoryState } from './state.ts';
import type { Story } from './stories.ts';

type Row = readonly [what: string, why: string];

/** A table of at most 80 columns; empty text where everything went through. */
export function heldBackTable(rows: readonly (readonly [Story, StoryState])[]): string {
  const table = new Table({
    head: ['Story', 'Needs a person', 'Why'],
    colWidths: [16, 20, 40],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const told = rows.flatMap(([{ title }, { authorizations, claims, quarantined }]) =>
    [...authorizations.flatMap(ofAuthorization), ...claims.flatMap(ofClaim), ...quarantined.map(ofFile)].map(
      ([what, why]) => [title, what, why],
    ),
  );
  table.push(...told);
  return told.length === 0 ? '' : table.toString();
}

function ofAuthorization({ status, services, answer, issues }: Authorization): readonly Row[] {
  if (status === 'denied') {
    const reasons = new Set(services.flatMap(({ decision }) => decision?.reasons ?? answer?.event?.reasons ?? []));
    return [['Authorization denied: do not schedule', [...reasons].map(reviewReason).join(' ')]];
  }
  if (status === 'partial') {
    const fewer = services.filter(({ approved, requested }) => approved < requested);
    const sums = fewer.map(({ hcpcs, approved, requested }) => `${hcpcs}: ${approved} of ${requested} units.`);
    return [['Less certified than asked', sums.join(' ')]];
  }
  return status === 'held' ? [['Order held', issues.map(({ message }) => message).join(' ')]] : [];
}

function ofClaim(state: ClaimState): readonly Row[] {
  if (state.status === 'held') return [['Claim held, not sent', state.issues.map(({ message }) => message).join(' ')]];
  return unpaidLines(state.postings).map(({ controlNumber, adjustments }): Row => {
    const line = state.claim?.lines.find((candidate) => candidate.controlNumber === controlNumber);
    const reasons = adjustments.map(({ group, reason, amount }) => `${group}-${reason} ${formatCents(amount)}`);
    const number = line?.authorizationNumber;
    const sent = number === undefined ? '' : ` Authorization ${number} was on the claim.`;
    return [`Not paid: ${line?.hcpcs} x ${line?.units}`, `${reasons.join(', ')}.${sent}`];
  });
}

const ofFile = ({ issues }: QuarantinedFile): Row => [
  'Remittance quarantined, not posted',
  issues.map(({ message }) => message).join(' '),
];
