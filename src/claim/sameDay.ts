/**
 * A day of a patient before it is billed: everything that was given, is planned or was billed for it, held against each
 * other and against what the payers certified. The rules are those of coding and of the schedule gate; nothing is
 * decided here that they do not decide. Pure.
 */

import { type GateAnswer, strongest } from '../authorization/gate.ts';
import type { OnRecord, OpenWork } from '../authorization/gateQuestion.ts';
import type { Issue } from '../outcome.ts';
import { type AuthorizedOnDay, authorizedOnDay } from './authorizedOnDay.ts';
import type { DayLimit, DayLine, DayPair, DayToJudge } from './day.ts';
import { type ExpectedDenial, expectedDenials, type Finding } from './denials.ts';
import { findingsOf, together } from './together.ts';

export interface DayService extends DayLine {
  readonly authorization: AuthorizedOnDay;
}
/** What nobody can show yet, and who owes it. */
export interface MissingEvidence {
  readonly what: string;
  readonly role?: string;
  /** YYYY-MM-DD */
  readonly due?: string;
  readonly code?: string;
  readonly path?: string;
}
/** go: nothing stands against the day. stop: a service is not certified, or no exception exists. ask: a person looks. */
export interface DayReport {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly answer: GateAnswer['answer'];
  readonly services: readonly DayService[];
  readonly pairs: readonly DayPair[];
  readonly limits: readonly DayLimit[];
  readonly missing: readonly MissingEvidence[];
  readonly denials: readonly ExpectedDenial[];
}

/**
 * The whole answer about a day.
 *
 * @param records the patient's authorizations, as the schedule gate sees them
 * @param unreadable issues of orders and visits about which nothing can be told
 */
export function judgeDay(
  date: string,
  day: DayToJudge,
  records: readonly OnRecord[],
  unreadable: readonly Issue[],
): DayReport {
  const found = together(day);
  const services = found.lines.map((line) => ({
    ...line,
    authorization: authorizedOnDay(line, found.lines, date, day, records),
  }));
  const gateFindings = services.flatMap(({ hcpcs, authorization }): readonly Finding[] =>
    authorization.cause === undefined
      ? []
      : [{ code: authorization.cause, hcpcs, message: authorization.reasons.join(' ') }],
  );
  const hasRow = ({ code }: { readonly code: string }) => Object.hasOwn(day.rules.edits.denials.rows, code);
  // What the gate found about authorizations is told once, in its words.
  const coded = found.problems.filter(({ code }) => !ABOUT_AUTHORIZATION.has(code));
  const denials = expectedDenials([...findingsOf(found), ...gateFindings, ...coded.filter(hasRow)], day.rules);
  const missing = [
    ...unreadable.map(({ code, message, path }) => ({ what: message, code, ...(path === undefined ? {} : { path }) })),
    ...coded.filter((one) => !hasRow(one)).map(({ code, message }) => ({ what: sentence(message), code })),
    ...openEvidence(found.lines, records),
    ...(services.length + unreadable.length === 0 ? [NOTHING_TOLD] : []),
  ];
  const parts: readonly Pick<GateAnswer, 'answer'>[] = [
    ...services.map(({ authorization }) => authorization),
    ...(missing.length + denials.length > 0 ? [{ answer: 'ask' as const }] : []),
    ...found.pairs.flatMap(({ modifiers }) => (modifiers === undefined ? [{ answer: 'stop' as const }] : [])),
    ...found.limits.flatMap(({ exception }) => (exception ? [] : [{ answer: 'stop' as const }])),
  ];
  const { pairs, limits } = found;
  return { date, answer: strongest(parts) ?? 'go', services, pairs, limits, missing, denials };
}

/** An order of which the schedule cannot be read is due on no day: an empty day is no yes. */
const NOTHING_TOLD: MissingEvidence = {
  what: 'Nothing is given, planned or billed on this day, as far as the chart tells. Name the orders that are to be given.',
  code: 'NOTHING_ON_DAY',
};

const ABOUT_AUTHORIZATION: ReadonlySet<string> = new Set(['AUTH_CODE_MISMATCH', 'AUTH_EXPIRED', 'UNITS_EXCEED_AUTH']);

/** Documents and enrolments that the people still owe for the authorizations of the day's orders. */
function openEvidence(lines: readonly DayLine[], records: readonly OnRecord[]): readonly MissingEvidence[] {
  const orders = new Set(lines.flatMap(({ sources }) => sources));
  const codes = new Set(lines.map(({ hcpcs }) => hcpcs));
  const concerned = records.filter(
    ({ state }) =>
      state.orders.some((order) => orders.has(order)) || state.services.some(({ hcpcs }) => codes.has(hcpcs)),
  );
  const open = concerned.flatMap(({ work = [] }) => work).filter(isEvidence);
  return open.map(({ role, due, reason }) => ({ what: reason, role, due }));
}
const isEvidence = ({ kind }: OpenWork): boolean => kind === 'documentation' || kind === 'rems';

/** Coding speaks in half sentences. */
const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
