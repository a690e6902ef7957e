/** Whether an answer can be so at all. What cannot is refused with the reason; nothing is taken from it. */

import { dateOfDay, dayOf } from '../fhir/dates.ts';
import { error, type Issue } from '../outcome.ts';
import {
  type AuthorizationAnswer,
  type Decision,
  isCertified,
  type Rejection,
  type ServiceDecision,
} from './answer.ts';
import type { Round } from './rounds.ts';

const RULE = '005010X217';

/**
 * Issues of an answer to a round, all errors: ANSWER_OTHER_PATIENT, ANSWER_STALE (made before the request),
 * HCR_AND_AAA (decided and not processed at one level), APPROVAL_WITHOUT_NUMBER, APPROVAL_OF_NOTHING (no units),
 * APPROVAL_DATES_REVERSED. An answer with any of them says nothing.
 */
export function issuesOfAnswer(answer: AuthorizationAnswer, { request, asked }: Round): readonly Issue[] {
  const issues: Issue[] = [];
  const { memberId } = request.insurance;
  if (answer.memberId !== undefined && plain(answer.memberId) !== plain(memberId))
    issues.push(
      problem('ANSWER_OTHER_PATIENT', '278/2010C/NM1', 'It carries our trace and another member id than we asked for.'),
    );
  if (answer.sent !== undefined && asked !== undefined && answer.sent.slice(0, 8) < dayBefore(asked.on))
    issues.push(problem('ANSWER_STALE', '278/BHT', 'It was made before the request it answers.'));
  if (isBoth(answer))
    issues.push(
      problem('HCR_AND_AAA', '278/2000E', 'It says a decision and, of the same thing, that none could be made.'),
    );
  // A cancellation is confirmed, not certified: it needs neither a number nor units.
  if (request.certification !== '3') issues.push(...issuesOfApprovals(answer));
  return issues;
}

function issuesOfApprovals(answer: AuthorizationAnswer): readonly Issue[] {
  const { event, services } = answer;
  const all: readonly ServiceDecision[] = services.length > 0 ? services : event === undefined ? [] : [event];
  const path = `278/${services.length > 0 ? '2000F' : '2000E'}`;
  const approvals = all.filter(isCertified);
  const dated = [...(event === undefined ? [] : [event]), ...services];
  return [
    ...(approvals.some((one) => one.number === undefined && event?.number === undefined)
      ? [problem('APPROVAL_WITHOUT_NUMBER', `${path}/HCR`, 'It approves without a number to bill with.')]
      : []),
    ...(approvals.some(({ units }) => units === 0)
      ? [problem('APPROVAL_OF_NOTHING', `${path}/SV1`, 'It approves no units at all.')]
      : []),
    ...(dated.some(isReversed)
      ? [problem('APPROVAL_DATES_REVERSED', `${path}/DTP`, 'The certified days end before they begin.')]
      : []),
  ];
}

const isReversed = ({ from, to }: Decision): boolean => from !== undefined && to !== undefined && to < from;

/** At one level; a line may be rejected below an event that is decided. */
function isBoth({ event, services, rejections }: AuthorizationAnswer): boolean {
  const ofEvent = rejections.some(({ level }) => !level.startsWith('2000F') && !level.startsWith('2010F'));
  if (ofEvent && (event !== undefined || services.length > 0)) return true;
  return rejections.some((rejection) => services.some((service) => isSameLine(service, rejection)));
}
const isSameLine = (service: ServiceDecision, { level, trace, hcpcs }: Rejection): boolean =>
  level.startsWith('2000F') &&
  (trace === undefined ? hcpcs !== undefined && service.hcpcs === hcpcs : service.trace === trace);

const plain = (memberId: string): string => memberId.replace(/[^A-Za-z0-9]/g, '').toUpperCase();

/** Payers sit in other time zones. */
const dayBefore = (day: string): string => dateOfDay(dayOf(day) - 1).replaceAll('-', '');

const problem = (code: string, path: string, seen: string): Issue =>
  error(code, `${seen} Nothing was recorded from it; ask the payer for a correct answer.`, { path, rule: RULE });
