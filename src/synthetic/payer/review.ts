/** The 278 response of the synthetic payer: the request given back, with a decision on the event and on each line. */

import { Decimal, floorUnits, formatDecimal, parseDecimal } from '../../quantity.ts';
import type { AuthorizationRequest278, RequestedEvent278, RequestedService278 } from '../../x12/guides/278-request.ts';
import type { AnsweredEvent278, AnsweredService278, AuthorizationResponse278 } from '../../x12/guides/278-response.ts';
import { certifiedPeriod, type Period } from './dates.ts';
import type { ReviewAnswer } from './scripts.ts';

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
type Decision = NonNullable<AnsweredEvent278['decision']>;
type LineDecision = NonNullable<AnsweredService278['decision']>;

/** What an answer says of the event as a whole; its lines follow from it. `certifies`: it carries number and period. */
interface Verdict {
  readonly event: Decision['action'];
  readonly reasons: readonly string[];
  readonly message?: string;
  readonly certifies: boolean;
  /** Each line by itself: whether it stands as asked, falls, or is certified for fewer units. */
  readonly line: (index: number, count: number, service: RequestedService278) => LineVerdict;
}
interface LineVerdict {
  readonly action: LineDecision['action'];
  readonly reasons: readonly string[];
  readonly halved?: boolean;
}

const always =
  (action: LineDecision['action'], ...reasons: readonly string[]) =>
  (): LineVerdict => ({ action, reasons });
const fewer = (service: RequestedService278): LineVerdict =>
  quantityOf(service).greaterThan(1) ? { action: 'A6', reasons: ['87'], halved: true } : { action: 'A1', reasons: [] };

const verdicts: Readonly<Record<Exclude<ReviewAnswer, 'reject'>, Verdict>> = {
  approve: { event: 'A1', reasons: [], certifies: true, line: always('A1') },
  pend: {
    event: 'A4',
    reasons: ['90'],
    message: 'SEND THE CLINICAL NOTES',
    certifies: false,
    line: always('A4', '90'),
  },
  deny: {
    event: 'A3',
    reasons: ['82'],
    message: 'THE CRITERIA FOR THIS DRUG ARE NOT MET',
    certifies: false,
    line: always('A3', '82'),
  },
  partial: {
    event: 'A2',
    reasons: [],
    message: 'CERTIFIED IN PART',
    certifies: true,
    // The first line stands and the rest falls; a single line is cut in half instead.
    line: (index, count, service) =>
      count === 1 ? fewer(service) : index === 0 ? { action: 'A1', reasons: [] } : { action: 'A3', reasons: ['82'] },
  },
  modify: {
    event: 'A6',
    reasons: ['87'],
    message: 'CERTIFIED FOR FEWER UNITS',
    certifies: true,
    line: (_index, _count, service) => fewer(service),
  },
  contact: { event: 'CT', reasons: [], message: 'CALL THE REVIEW DESK', certifies: false, line: always('CT') },
  'not-needed': { event: 'NA', reasons: ['84'], certifies: false, line: always('NA', '84') },
  cancel: { event: 'C', reasons: [], certifies: false, line: always('C') },
};

/** The answer to one 278 request. A cancellation (UM02 = 3) that would be approved is confirmed as cancelled. */
export function reviewResponse(
  request: AuthorizationRequest278,
  asked: ReviewAnswer,
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
      reference: facts.reference,
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
    services: services.map((service, index) => {
      const line = verdict.line(index, services.length, service);
      return answeredService(service, line, verdict, period, facts);
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
    professional: line.halved ? withQuantity(service.professional, service) : service.professional,
    institutional: line.halved ? withQuantity(service.institutional, service) : service.institutional,
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

const quantityOf = (service: RequestedService278): Decimal =>
  parseDecimal(service.professional?.quantity ?? service.institutional?.quantity ?? '1') ?? new Decimal(1);

/** Half of the units asked for, whole units, at least one. */
const withQuantity = <T extends { readonly quantity?: string }>(
  line: T | undefined,
  service: RequestedService278,
): T | undefined =>
  line === undefined
    ? undefined
    : { ...line, quantity: formatDecimal(new Decimal(Math.max(1, floorUnits(quantityOf(service).div(2))))) };
