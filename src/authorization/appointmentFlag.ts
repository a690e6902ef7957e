/** The gate's answer beside a visit that is booked: a Flag of ours, never a change of the scheduler's Appointment. */

import type { Flag } from 'fhir/r4.js';
import type { BookedVisit } from '../fhir/appointment.ts';
import { dashed } from '../fhir/dates.ts';
import type { Write } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import { type GateAnswer, strongest } from './gate.ts';
import { askGate, type OnRecord } from './gateQuestion.ts';
import { nextVisits } from './plannedVisits.ts';

/** A booked visit of an authorization, and what the gate says of it. */
export interface GatedVisit extends GateAnswer {
  readonly visit: BookedVisit;
}

/**
 * The booked visits that are for this authorization, from today on: those that name one of its orders, and those on the
 * day of the next planned dose. Other visits of the patient are none of our business.
 *
 * @param today YYYY-MM-DD in the facility's zone
 */
export function gatedVisits(
  record: OnRecord,
  booked: readonly BookedVisit[],
  rules: Pick<Rules, 'bispecifics'>,
  today: string,
): readonly GatedVisit[] {
  const { state } = record;
  const days = new Set(nextVisits(state).map(({ date }) => dashed(date)));
  return booked
    .filter(({ date, about }) => date >= today && (days.has(date) || about.some((one) => state.orders.includes(one))))
    .map((visit) => {
      const placeOfService = state.request?.placeOfService ?? '';
      const named = state.orders.filter((order) => visit.about.includes(order));
      const answers = (named.length > 0 ? named : state.orders).map((order) =>
        askGate([record], { order, date: visit.date.replaceAll('-', ''), placeOfService }, rules),
      );
      const answer = strongest(answers) ?? 'ask';
      const reasons = answers.filter((one) => one.answer === answer).flatMap((one) => one.reasons);
      return { visit, answer, reasons: [...new Set(reasons)] };
    });
}

/**
 * The Flag of one visit: active while the answer is no go, inactive after that.
 *
 * @param gated undefined: the visit is not booked any more, or is not this authorization's
 */
export function flagWrite(stream: string, patient: string, source: string, gated: GatedVisit | undefined): Write<Flag> {
  const identifier = { system: 'urn:infusebridge:gate-flag', value: `${stream}/${source}` };
  const isActive = gated !== undefined && gated.answer !== 'go';
  const text = isActive ? `Authorization gate: ${gated.answer}. ${gated.reasons.join(' ')}` : 'Authorization gate';
  const resource: Flag = {
    resourceType: 'Flag',
    extension: [{ url: 'urn:infusebridge:fhir:appointment', valueReference: { reference: source } }],
    identifier: [identifier],
    status: isActive ? 'active' : 'inactive',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/flag-category', code: 'admin' }] }],
    code: {
      coding: [{ system: 'urn:infusebridge:output', code: 'schedule-gate' }],
      text,
    },
    subject: { reference: patient },
    ...(gated === undefined ? {} : { period: { start: gated.visit.date, end: gated.visit.date } }),
  };
  return { resource, identifier };
}
