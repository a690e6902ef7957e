/** The schedule gate: may this visit be scheduled, as far as the payers have said. Pure; it never guesses a yes. */

import type { Authorization, AuthorizedService } from './authorization.ts';
import { coversDay, unitsLeft } from './authorization.ts';

/** One code of a visit that somebody wants to schedule. */
export interface PlannedVisit {
  readonly hcpcs: string;
  /** CCYYMMDD */
  readonly date: string;
  /** HCPCS billing units the visit will use up: given and discarded. */
  readonly units: number;
  readonly placeOfService: string;
}
/** go: certified for that day, place and number of units. stop: it is not. ask: a person has to find out first. */
export interface GateAnswer {
  readonly answer: 'go' | 'stop' | 'ask';
  readonly reasons: readonly string[];
}

/** Of the answers on the parts of a visit: one stop stops it, one question is a question. Undefined: there is none. */
export const strongest = (parts: readonly Pick<GateAnswer, 'answer'>[]): GateAnswer['answer'] | undefined =>
  (['stop', 'ask', 'go'] as const).find((wanted) => parts.some(({ answer }) => answer === wanted));

/**
 * The answer for one code of a visit, from the authorizations of its patient. Any service that covers it is a go; else
 * a question that is open is an ask; else stop. A code no authorization names is asked about, never let through.
 */
export function gate(authorizations: readonly Authorization[], visit: PlannedVisit): GateAnswer {
  const opinions = opinionsOn(authorizations, visit);
  const answer = (['go', 'ask', 'stop'] as const).find((wanted) => opinions.some((one) => one.answer === wanted));
  if (answer === undefined) {
    const reason = `No authorization names ${visit.hcpcs}. Find out whether the payer wants one.`;
    return { answer: 'ask', reasons: [reason] };
  }
  const reasons = opinions.filter((one) => one.answer === answer).map(({ reason }) => reason);
  return { answer, reasons: [...new Set(reasons)] };
}

/** What a payer that says no more than this would hold against a claim; undefined where the answer is go. */
export type GateCause = `AUTHORIZATION_${'MISSING' | 'CONTRADICTED' | 'DENIED' | 'EXCEEDED' | 'OTHER_SITE'}`;

/** Why the gate does not say go, as a finding: of several authorizations the one that decided the answer. */
export function causeOf(authorizations: readonly Authorization[], visit: PlannedVisit): GateCause | undefined {
  const opinions = opinionsOn(authorizations, visit);
  const { answer } = gate(authorizations, visit);
  if (answer === 'go') return undefined;
  return opinions.find((one) => one.answer === answer)?.cause ?? 'AUTHORIZATION_MISSING';
}

interface Opinion {
  readonly answer: GateAnswer['answer'];
  readonly reason: string;
  readonly cause?: GateCause;
}
const stop = (reason: string, cause: GateCause = 'AUTHORIZATION_MISSING'): Opinion => ({
  answer: 'stop',
  reason,
  cause,
});
const ask = (reason: string, cause: GateCause = 'AUTHORIZATION_MISSING'): Opinion => ({ answer: 'ask', reason, cause });

const opinionsOn = (authorizations: readonly Authorization[], visit: PlannedVisit): readonly Opinion[] =>
  authorizations.flatMap((authorization) =>
    authorization.services
      .filter(({ hcpcs }) => hcpcs === visit.hcpcs)
      .map((service) => opinionOf(authorization, service, visit)),
  );

function opinionOf(authorization: Authorization, service: AuthorizedService, visit: PlannedVisit): Opinion {
  if (authorization.attention !== undefined) return ask(authorization.attention, 'AUTHORIZATION_CONTRADICTED');
  const { status } = authorization;
  if (status === 'refused' || status === 'rejected')
    return stop('The payer did not take the request; ask again first.');
  switch (service.decision?.action) {
    case undefined:
      return stop('The payer has not decided.');
    case 'A1':
    case 'A6':
      return covered(authorization, service, visit);
    case 'A2':
      return ask('The payer certified a part without saying which.');
    case 'A3':
      return stop('The payer denied it (A3).', 'AUTHORIZATION_DENIED');
    case 'A4':
      return stop('The payer has pended it and decides later (A4).');
    case 'C':
      return stop('The request was cancelled (C).');
    case 'CT':
      return ask('The payer wants a call (CT).');
    case 'NA':
      return ask('The payer says that no action is needed (NA); that is no approval.');
  }
}

function covered(authorization: Authorization, service: AuthorizedService, visit: PlannedVisit): Opinion {
  if (service.number === undefined) return ask('The payer certified it without a number to bill with.');
  if (!coversDay(service, visit.date)) return stop('The day is outside the certified days.', 'AUTHORIZATION_EXCEEDED');
  const place = service.decision?.placeOfService ?? authorization.request?.placeOfService;
  if (place !== visit.placeOfService)
    return ask(
      `Certified was place of service ${place ?? 'unknown'}, planned is ${visit.placeOfService}.`,
      'AUTHORIZATION_OTHER_SITE',
    );
  const left = unitsLeft(service);
  const sum = `${service.approved} certified - ${service.drawn} used = ${left} left, ${visit.units} needed`;
  return left >= visit.units
    ? { answer: 'go', reason: `${sum}.` }
    : stop(`${sum}: ${visit.units - left} short. Ask the payer for more.`, 'AUTHORIZATION_EXCEEDED');
}
