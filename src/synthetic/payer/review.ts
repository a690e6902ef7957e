/** The 278 response of the synthetic payer: the request given back, with a decision on the event and on each line. */

import { Decimal, floorUnits, formatDecimal } from '../../quantity.ts';
import type { AuthorizationRequest278, RequestedEvent278, RequestedService278 } from '../../x12/guides/278-request.ts';
import type { AnsweredEvent278, AnsweredService278, AuthorizationResponse278 } from '../../x12/guides/278-response.ts';
import { certifiedPeriod, type Period } from './dates.ts';
import { isRejectionName, type RejectionName, rejectedAt } from './rejections.ts';
import type { ReviewAnswer } from './scripts.ts';
import {
  type Decision,
  fewer,
  type LineDecision,
  type LineVerdict,
  unitsOf,
  type Verdict,
  verdicts,
} from './verdicts.ts';

export interface ReviewFacts {
  /** HCR02 and TRN*1: the payer's number for this request. */
  readonly number: string;
  /** BHT03 of the answer. */
  readonly reference: string;
  /** CCYYMMDD of the decision. */
  readonly date: string;
  readonly time: string;
  /** True when another answer to the same request will follow (BHT06 19). */
  readonly moreToCome: boolean;
}
/** The answer to one 278 request. A cancellation (UM02 = 3) that would be approved is confirmed as cancelled. */
export function reviewResponse(
  request: AuthorizationRequest278,
  asked: ReviewAnswer,
  facts: ReviewFacts,
): AuthorizationResponse278 {
  return isRejectionName(asked)
    ? rejectedAt(reviewed(request, 'approve', facts), request.header.reference, asked)
    : reviewed(request, asked, facts);
}

function reviewed(
  request: AuthorizationRequest278,
  asked: Exclude<ReviewAnswer, RejectionName>,
  facts: ReviewFacts,
): AuthorizationResponse278 {
  const { reviewer, requester } = request.utilizationManagement;
  const { subscriber } = requester;
  const event = subscriber.patientEvent ?? subscriber.dependent?.patientEvent;
  const answer = asked === 'approve' && event?.review.certificationType === '3' ? 'cancel' : asked;
  const rejected = answer === 'reject' || event === undefined;
  const events = rejected ? [] : [answeredEvent(event, verdicts[answer], facts)];
  const rejections = rejected ? [{ wellFormed: 'N', reason: '75', followUp: 'C' } as const] : undefined;
  const { dependent } = subscriber;
  return {
    header: {
      purpose: '11',
      // A rejection has no trace: the request's own reference tells what it is about.
      reference: rejected ? request.header.reference : facts.reference,
      date: facts.date,
      time: facts.time,
      type: facts.moreToCome ? '19' : '18',
    },
    utilizationManagement: {
      reviewer: {
        identity: reviewer.identity,
        ...(answer === 'contact'
          ? { contact: { name: 'REVIEW DESK', kind: 'TE', number: '6145550199' } as const }
          : {}),
      },
      requester: {
        providers: [{ identity: echoedRequester(requester.provider.identity) }],
        subscriber: {
          person: {
            identity: subscriber.person.identity,
            rejections,
            demographics: subscriber.person.demographics,
          },
          patientEvents: dependent === undefined ? events : undefined,
          dependent:
            dependent === undefined || rejected
              ? undefined
              : {
                  person: { identity: dependent.person.identity, demographics: dependent.person.demographics },
                  patientEvents: events,
                },
        },
      },
    },
  };
}

type RequesterIdentity = AuthorizationRequest278['utilizationManagement']['requester']['provider']['identity'];
type AnsweredRequester = NonNullable<
  AuthorizationResponse278['utilizationManagement']['requester']
>['providers'][number]['identity'];

/** The response knows fewer roles and identifiers of a requester than the request. */
const echoedRequester = (identity: RequesterIdentity): AnsweredRequester => ({
  ...identity,
  role: identity.role === 'FA' ? 'FA' : '1P',
  idQualifier: identity.idQualifier === 'XV' ? '46' : identity.idQualifier,
});

function answeredEvent(event: RequestedEvent278, verdict: Verdict, facts: ReviewFacts): AnsweredEvent278 {
  const { category, certificationType, serviceType, facility, levelOfService } = event.review;
  const period = certifiedPeriod(event.eventDate?.value, facts.date);
  const services = event.services ?? [];
  return {
    traces: [{ kind: '1', number: facts.number, originator: OUR_ORIGINATOR }, ...echoed(event.traces)],
    review: { category, certificationType, serviceType, facility, levelOfService },
    decision: decisionOf(verdict.event, verdict.reasons, verdict.certifies ? facts.number : undefined),
    // Every answer that certifies nothing carries the number under which the payer keeps the case.
    administrativeReference: verdict.certifies ? undefined : { number: `REF-${facts.number}` },
    eventDate: event.eventDate,
    ...(verdict.certifies ? certification(period, facts) : {}),
    diagnoses: event.diagnoses,
    pattern: event.pattern,
    message: verdict.message === undefined ? undefined : { text: verdict.message },
    services: services.flatMap((service, index) => {
      const line = verdict.line(index, services.length, service);
      const answered = answeredService(service, line, verdict, period, facts);
      if (line.beside !== true) return [answered];
      const own = answeredService(service, fewer(service), verdict, period, facts);
      return [answered, { ...own, traces: undefined }];
    }),
  };
}

function answeredService(
  service: RequestedService278,
  line: LineVerdict,
  verdict: Verdict,
  period: Period,
  facts: ReviewFacts,
): AnsweredService278 {
  const certified = line.action === 'A1' || line.action === 'A6';
  const { professional, institutional } = service;
  const lineDecision: LineDecision = {
    action: line.action,
    number: certified ? facts.number : undefined,
    reasons: line.reasons.length === 0 ? undefined : line.reasons,
  };
  return {
    traces: echoed(service.traces),
    review: service.review,
    decision: lineDecision,
    serviceDate: service.serviceDate,
    ...(certified && verdict.certifies ? certification(period, facts) : {}),
    professional: professional && {
      procedure: professional.procedure,
      charge: professional.charge,
      unit: professional.unit,
      quantity: line.halved ? halved(professional.quantity) : professional.quantity,
    },
    institutional: institutional && {
      revenueCode: institutional.revenueCode,
      procedure: institutional.procedure,
      charge: institutional.charge,
      unit: institutional.unit,
      quantity: line.halved ? halved(institutional.quantity) : institutional.quantity,
    },
    pattern: service.pattern,
  };
}

/** The payer as the originator of its own trace numbers. */
const OUR_ORIGINATOR = '1999999999';

type RequestedTraces = RequestedEvent278['traces'];
/** Kind 2: the number is theirs, given back unchanged. */
const echoed = (traces: RequestedTraces): NonNullable<AnsweredEvent278['traces']> =>
  (traces ?? []).map((trace) => ({ kind: '2', ...trace }));

const decisionOf = (action: Decision['action'], reasons: readonly string[], number: string | undefined): Decision => ({
  action,
  number,
  reasons: reasons.length === 0 ? undefined : reasons,
});

const certification = (period: Period, facts: ReviewFacts) => ({
  issueDate: { date: facts.date },
  expirationDate: { date: period.end },
  effectiveDate: { format: 'D8', value: period.start } as const,
});

/** Half of the units asked for: whole units, at least one. */
const halved = (quantity: string | undefined): string =>
  formatDecimal(new Decimal(Math.max(1, floorUnits(unitsOf(quantity).div(2)))));
