/** More units of what is certified, asked for by a person's word: the plan needs more than is left. Pure. */

import { dashed } from '../fhir/dates.ts';
import { bad, error, good, type Outcome } from '../outcome.ts';
import type { Authorization, AuthorizedService } from './authorization.ts';
import { sum } from './changedLines.ts';
import { type ChangeDecision, requested } from './changeRequest.ts';
import { resendOf } from './followUp.ts';
import { isCoveredDay } from './forecast.ts';
import { dosesLeft } from './plannedVisits.ts';
import {
  type AuthorizationRequest,
  type PlannedDose,
  perDoseOf,
  type RequestedUnits,
  type ServiceLine,
} from './request.ts';

export interface Extending {
  readonly do: 'extend';
  /** Told to the payer. */
  readonly reason: string;
  readonly by: string;
}

/**
 * The extension (UM02 4) for the units that planned doses within the certified days lack, line by line; it has no
 * reference yet (`numbered`). Issues: NOTHING_SHORT, ANSWER_CONTRADICTS, CHANGE_UNDERWAY, EXTENSION_DENIED (never asked
 * again after a denial: that is an appeal).
 */
export function furtherUnitsOf(
  state: Authorization,
  { reason }: Pick<Extending, 'reason'>,
): Outcome<Extract<ChangeDecision, { is: 'request' }>> {
  const { request, contradiction, change } = state;
  const lines = request === undefined ? [] : state.services.flatMap((service) => shortLine(state, request, service));
  const number = state.services.find((service) => service.number !== undefined)?.number;
  if (contradiction !== undefined)
    return refused('ANSWER_CONTRADICTS', 'The payer gave two answers. Settle which one stands first.');
  if (change !== undefined && WAITING.has(change.status))
    return refused('CHANGE_UNDERWAY', 'The payer has not answered the last request yet. Wait for it.');
  const resend = resendOf(state);
  if (resend !== undefined)
    return refused(
      'CHANGE_UNDERWAY',
      `The payer wants the last request again: it is sent on ${resend.on}. Wait for it.`,
    );
  if (change?.certification === '4' && change.status === 'denied')
    return refused('EXTENSION_DENIED', 'The payer denied the extension, so it is not asked for again. Appeal instead.');
  if (request === undefined || number === undefined || lines.length === 0)
    return refused('NOTHING_SHORT', 'What is certified has the units that the planned doses need.');
  const asked = requested(request, request, '4', number, undefined, lines, reason);
  return good({ ...asked, plan: request });
}

const refused = (code: string, message: string) => bad(error(code, message, { path: 'do' }));
const WAITING: ReadonlySet<string> = new Set(['requested', 'pended', 'contactPayer']);

/** The units that doses of one certified line lack: the first of them may be covered in part. */
function shortLine(
  state: Authorization,
  request: AuthorizationRequest,
  service: AuthorizedService,
): readonly ServiceLine[] {
  const line = request.services.find(({ trace }) => trace === service.trace);
  const action = service.decision?.action;
  if (line === undefined || service.number === undefined || !(action === 'A1' || action === 'A6')) return [];
  // Days that are missing are asked for by themselves, with the doses in them.
  const all = dosesLeft(state, service.trace);
  const doses = all.filter(({ date }) => date === undefined || date <= service.to);
  // Units of an extension in later days are for the doses of those days.
  const kept = all.filter(({ date = '' }) => date > service.to && isCoveredDay(state, line.hcpcs, date));
  const left = Math.max(0, leftOf(state, line.hcpcs) - sum(kept));
  let rest = left;
  const lacking: PlannedDose[] = [];
  for (const { units, date } of doses) {
    const lacks = units - Math.min(rest, units);
    rest -= units - lacks;
    if (lacks > 0) lacking.push({ units: lacks, ...(date === undefined ? {} : { day: date }) });
  }
  const units = sum(lacking);
  if (units === 0) return [];
  const needed = sum(doses);
  const proof = `${needed} units planned until ${dashed(service.to)} - ${left} left = ${units} more (${line.hcpcs})`;
  const first = lacking[0]?.day;
  return [
    {
      ...line,
      changes: service.trace,
      units: units as RequestedUnits,
      from: first ?? service.from,
      to: service.to,
      perDose: perDoseOf(lacking),
      proof: [proof, ...line.proof],
    },
  ];
}

/** What is certified of a code under all numbers, less every unit that was billed. */
function leftOf({ services, draws }: Authorization, hcpcs: string): number {
  const ofCode = <T extends { readonly hcpcs: string }>(all: readonly T[]) => all.filter((one) => one.hcpcs === hcpcs);
  const certified = ofCode(services).reduce((total, { approved }) => total + approved, 0);
  return Math.max(0, certified - ofCode(draws).reduce((total, { units }) => total + units, 0));
}
