/** What a granted change does to what is authorized already. What is denied or open changes nothing. */

import { type ApprovedUnits, isCertified } from './answer.ts';
import type { AuthorizationRequest, RequestedUnits } from './request.ts';
import type { AuthorizedService } from './services.ts';

/**
 * @param services what is authorized before
 * @param decided the lines of the change with what the payer said of each
 * @param confirmed the payer accepted the change as a whole: a cancellation of everything has no lines
 */
export function withGranted(
  services: readonly AuthorizedService[],
  request: AuthorizationRequest,
  decided: readonly AuthorizedService[],
  confirmed: boolean,
): readonly AuthorizedService[] {
  if (request.certification === '3' && request.services.length === 0)
    return confirmed ? services.map(withdrawn) : services;
  let now = services;
  for (const line of decided) now = withLine(now, request, line);
  return now;
}

function withLine(
  services: readonly AuthorizedService[],
  request: AuthorizationRequest,
  line: AuthorizedService,
): readonly AuthorizedService[] {
  const asked = request.services.find(({ trace }) => trace === line.trace);
  const kind = asked?.certification ?? request.certification;
  const at = services.findIndex(({ trace }) => trace === asked?.changes);
  const before = services[at];
  if (kind === '3') return before !== undefined && wasAccepted(line) ? services.with(at, withdrawn(before)) : services;
  if (line.decision === undefined || !isCertified(line.decision)) return services;
  if (before === undefined || kind === 'I' || kind === 'R') return [...services, line];
  if (kind === '4') return extended(services, at, before, line);
  return services.with(at, replaced(before, line));
}

/** "Certified" in answer to a cancellation is the cancellation, never an approval. */
const wasAccepted = ({ decision }: AuthorizedService): boolean =>
  decision !== undefined && (decision.action === 'C' || decision.action === 'A1');

/** What was used stays used; nothing more is certified. */
function withdrawn(service: AuthorizedService): AuthorizedService {
  const { number: _gone, ...rest } = service;
  return { ...rest, approved: 0 as ApprovedUnits, decision: { action: 'C', reasons: [] } };
}

/** More units and a later end under the same number; under a number of its own it stands beside what there is. */
function extended(
  services: readonly AuthorizedService[],
  at: number,
  before: AuthorizedService,
  line: AuthorizedService,
): readonly AuthorizedService[] {
  if (line.number !== undefined && line.number !== before.number) return [...services, line];
  const approved = before.approved + line.approved;
  // Units that the payer had cut are asked for again, not on top of all that was asked.
  const isRest = before.approved < before.requested;
  const requested = isRest
    ? Math.max(before.requested, before.approved + line.requested)
    : before.requested + line.requested;
  return services.with(at, {
    ...before,
    requested: requested as RequestedUnits,
    approved: approved as ApprovedUnits,
    ...(isRest && approved >= requested && before.decision?.action === 'A6'
      ? { decision: { ...before.decision, action: 'A1' as const } }
      : {}),
    from: before.from < line.from ? before.from : line.from,
    to: before.to > line.to ? before.to : line.to,
  });
}

/** A revised or reconsidered line takes the place of the one it changes; its units are the new total. */
function replaced(before: AuthorizedService, line: AuthorizedService): AuthorizedService {
  const number = line.number ?? before.number;
  const isUsed = before.number !== undefined && before.from < line.from;
  return {
    ...line,
    trace: before.trace,
    from: isUsed ? before.from : line.from,
    ...(number === undefined ? {} : { number }),
  };
}
