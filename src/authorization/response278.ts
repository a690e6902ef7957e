/** From a 278 response (005010X217) to AuthorizationAnswers: one per patient event, every AAA and HCR kept. */

import type { AnsweredEvent278, AnsweredService278, AuthorizationResponse278 } from '../x12/guides/278-response.ts';
import type { ApprovedUnits, AuthorizationAnswer, Decision, Rejection, ServiceDecision } from './authorization.ts';

type Aaa = NonNullable<AnsweredEvent278['rejections']>;
type Requester = NonNullable<AuthorizationResponse278['utilizationManagement']['requester']>;
type Subscriber = NonNullable<Requester['subscriber']>;

/**
 * The answers in one response, at least one. A response without a patient event carries only rejections; it
 * then has no reference of ours and a person has to find the request it belongs to.
 */
export function answersOf(response: AuthorizationResponse278): readonly AuthorizationAnswer[] {
  const furtherUpdates = response.header.type === '19';
  const above = rejectionsAbove(response);
  const subscriber = response.utilizationManagement.requester?.subscriber;
  const events = [...(subscriber?.patientEvents ?? []), ...(subscriber?.dependent?.patientEvents ?? [])];
  if (events.length === 0) return [{ services: [], rejections: above, furtherUpdates }];
  return events.map((event) => answerOf(event, above, furtherUpdates));
}

function answerOf(event: AnsweredEvent278, above: readonly Rejection[], furtherUpdates: boolean): AuthorizationAnswer {
  const reference = event.traces?.find((trace) => trace.kind === '2')?.number;
  const payerTrace = event.traces?.find((trace) => trace.kind === '1')?.number;
  const decision = eventDecision(event);
  return {
    ...(reference === undefined ? {} : { reference }),
    ...(payerTrace === undefined ? {} : { payerTrace }),
    ...(decision === undefined ? {} : { event: decision }),
    services: (event.services ?? []).flatMap(serviceDecision),
    rejections: [...above, ...eventRejections(event)],
    furtherUpdates,
  };
}

function eventDecision(event: AnsweredEvent278): Decision | undefined {
  const { decision, message } = event;
  if (decision === undefined) return undefined;
  return {
    action: decision.action,
    ...(decision.number === undefined ? {} : { number: decision.number }),
    reasons: decision.reasons ?? [],
    ...certifiedPeriod(event),
    ...(message === undefined ? {} : { message: message.text }),
  };
}

function serviceDecision(service: AnsweredService278): readonly ServiceDecision[] {
  const { decision, message } = service;
  if (decision === undefined) return [];
  const line = service.professional ?? service.institutional;
  const units = line?.unit === undefined || line.unit === 'UN' ? wholeUnits(line?.quantity) : undefined;
  return [
    {
      ...lineOf(service),
      action: decision.action,
      ...(decision.number === undefined ? {} : { number: decision.number }),
      reasons: decision.reasons ?? [],
      ...(units === undefined ? {} : { units }),
      ...certifiedPeriod(service),
      ...(message === undefined ? {} : { message: message.text }),
    },
  ];
}

/** Which of our lines it is about, as far as the payer says. */
function lineOf(service: AnsweredService278): { readonly trace?: string; readonly hcpcs?: string } {
  const trace = service.traces?.find((candidate) => candidate.kind === '2')?.number;
  const hcpcs = (service.professional ?? service.institutional)?.procedure?.code;
  return { ...(trace === undefined ? {} : { trace }), ...(hcpcs === undefined ? {} : { hcpcs }) };
}

/** A fraction of a unit certified is not a unit we may bill: rounded down. */
function wholeUnits(quantity: string | undefined): ApprovedUnits | undefined {
  if (quantity === undefined) return undefined;
  const whole = Number.parseInt(quantity, 10);
  return Number.isNaN(whole) ? undefined : (whole as ApprovedUnits);
}

/** Effective (007) as a day or a period, and expiration (036). The requested event date is no certification. */
function certifiedPeriod(dated: AnsweredEvent278 | AnsweredService278): { from?: string; to?: string } {
  const effective = dated.effectiveDate?.value;
  const [from, end] = effective?.split('-') ?? [];
  const to = dated.expirationDate?.date ?? end;
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

const at = (level: string, rejections: Aaa | undefined, line: Partial<Rejection> = {}): readonly Rejection[] =>
  (rejections ?? []).map(({ reason, followUp }) => ({ level, code: reason, followUp, ...line }));

function rejectionsAbove(response: AuthorizationResponse278): readonly Rejection[] {
  const { utilizationManagement: payer } = response;
  const subscriber: Subscriber | undefined = payer.requester?.subscriber;
  return [
    ...at('2000A', payer.rejections),
    ...at('2010A', payer.reviewer.rejections),
    ...(payer.requester?.providers ?? []).flatMap((provider) => at('2010B', provider.rejections)),
    ...at('2010C', subscriber?.person.rejections),
    ...at('2010D', subscriber?.dependent?.person.rejections),
  ];
}

function eventRejections(event: AnsweredEvent278): readonly Rejection[] {
  return [
    ...at('2000E', event.rejections),
    ...(event.providers ?? []).flatMap((provider) => at('2010EA', provider.rejections)),
    ...(event.transports ?? []).flatMap((transport) => at('2010EC', transport.rejections)),
    ...(event.services ?? []).flatMap((service, index) => [
      ...at(`2000F[${index + 1}]`, service.rejections, lineOf(service)),
      ...(service.providers ?? []).flatMap((provider) =>
        at(`2010FA[${index + 1}]`, provider.rejections, lineOf(service)),
      ),
    ]),
  ];
}
