/** From a 278 response (005010X217) to AuthorizationAnswers: one per patient event, every AAA and HCR kept. */

import type { AnsweredEvent278, AnsweredService278, AuthorizationResponse278 } from '../x12/guides/278-response.ts';
import type { ApprovedUnits, AuthorizationAnswer, Decision, Rejection, ServiceDecision } from './authorization.ts';

type Aaa = NonNullable<AnsweredEvent278['rejections']>;
type Requester = NonNullable<AuthorizationResponse278['utilizationManagement']['requester']>;
type Subscriber = NonNullable<Requester['subscriber']>;

/**
 * The answers in one response, at least one. A response without a patient event carries only rejections and no trace;
 * then BHT03 names the request, which payers give back there, and nothing can be approved by it. Events under one
 * reference of ours are one answer: the payer split the request, and each part says its own lines.
 *
 * @param originators TRN03 of our requests: a trace is ours by its number and its originator together; a trace of
 * somebody else, a clearinghouse's say, may have any number. Without it every echoed trace is taken for ours.
 */
export function answersOf(
  response: AuthorizationResponse278,
  originators?: ReadonlySet<string>,
): readonly AuthorizationAnswer[] {
  const subscriber = response.utilizationManagement.requester?.subscriber;
  const memberId = subscriber?.person.identity.id;
  const { date, time, type, reference: ofMessage } = response.header;
  const frame: Frame = {
    sent: `${date}${time.slice(0, 4)}`,
    ...(memberId === undefined ? {} : { memberId }),
    rejections: rejectionsAbove(response),
    furtherUpdates: type === '19',
    isOurs: ({ originator }) => originators === undefined || originators.has(originator),
  };
  const events = [...(subscriber?.patientEvents ?? []), ...(subscriber?.dependent?.patientEvents ?? [])];
  const { isOurs: _ofTraces, ...whole } = frame;
  if (events.length === 0) return [{ reference: ofMessage, ...whole, services: [] }];
  const answers = events.map((event) => answerOf(event, frame));
  const references = [...new Set(answers.map(({ reference }) => reference))];
  return references.flatMap((reference) => {
    const parts = answers.filter((answer) => answer.reference === reference);
    return reference === undefined || parts.length === 1 ? parts : [joined(parts)];
  });
}

/** What all events of a response share. */
interface Frame extends Pick<AuthorizationAnswer, 'sent' | 'memberId' | 'rejections' | 'furtherUpdates'> {
  readonly isOurs: IsOurs;
}
type Trace = NonNullable<AnsweredEvent278['traces']>[number];
type IsOurs = (trace: Trace) => boolean;

/** Our trace as the payer echoes it; two of ours name nothing. */
function echoed(traces: readonly Trace[] | undefined, isOurs: IsOurs): string | undefined {
  const ours = (traces ?? []).filter((trace) => trace.kind === '2' && isOurs(trace)).map(({ number }) => number);
  const [only, ...others] = new Set(ours);
  return others.length === 0 ? only : undefined;
}

function answerOf(event: AnsweredEvent278, { isOurs, ...frame }: Frame): AuthorizationAnswer {
  const reference = echoed(event.traces, isOurs);
  const payerTrace = event.traces?.find((trace) => trace.kind === '1')?.number;
  const reviewNumber =
    event.administrativeReference?.number ??
    (event.services ?? []).find((service) => service.administrativeReference !== undefined)?.administrativeReference
      ?.number;
  const decision = eventDecision(event);
  return {
    ...(reference === undefined ? {} : { reference }),
    ...(payerTrace === undefined ? {} : { payerTrace }),
    ...frame,
    ...(reviewNumber === undefined ? {} : { reviewNumber }),
    ...(decision === undefined ? {} : { event: decision }),
    services: (event.services ?? []).flatMap((service) => serviceDecision(service, decision, isOurs)),
    rejections: [...frame.rejections, ...eventRejections(event, isOurs)],
  };
}

/**
 * Parts of a split request. What a part says of its event holds for the lines of that part; a part without lines speaks
 * of those that no other part names.
 */
function joined(parts: readonly AuthorizationAnswer[]): AuthorizationAnswer {
  const [first] = parts;
  if (first === undefined) throw new Error('a split answer has parts');
  const { event: _ofTheFirst, ...rest } = first;
  const [general, ...others] = parts.filter(({ services }) => services.length === 0);
  return {
    ...rest,
    ...(general?.event === undefined || others.length > 0 ? {} : { event: general.event }),
    services: parts.flatMap(({ event, services }) =>
      services.map((service) => ({ ...(event?.number === undefined ? {} : { number: event.number }), ...service })),
    ),
    rejections: [...new Map(parts.flatMap(({ rejections }) => rejections).map((r) => [JSON.stringify(r), r])).values()],
  };
}

function eventDecision(event: AnsweredEvent278): Decision | undefined {
  const { decision, message } = event;
  if (decision === undefined) return undefined;
  const wanted = [
    ...(event.diagnoses?.codes ?? []).flatMap(({ kind, code }) => (kind === 'LOI' ? [code] : [])),
    ...(event.documents ?? []).map(({ reportType }) => reportType),
  ];
  return {
    action: decision.action,
    ...(decision.number === undefined ? {} : { number: decision.number }),
    reasons: decision.reasons ?? [],
    ...certifiedPeriod(event),
    ...(message === undefined ? {} : { message: message.text }),
    ...placeOf(event.review),
    ...providersOf(event.providers),
    ...(wanted.length === 0 ? {} : { wanted }),
  };
}

/** The decision on a line; a line without one is told only where its event has none either. */
function serviceDecision(
  service: AnsweredService278,
  ofEvent: Decision | undefined,
  isOurs: IsOurs,
): readonly ServiceDecision[] {
  const { decision, message } = service;
  const line = service.professional ?? service.institutional;
  const units = line?.unit === undefined || line.unit === 'UN' ? wholeUnits(line?.quantity) : undefined;
  const wanted = [
    ...(service.requestedInformation?.codes ?? []).map(({ code }) => code),
    ...(service.documents ?? []).map(({ reportType }) => reportType),
  ];
  if (decision === undefined) return service.rejections !== undefined ? [] : inherited(service, units, ofEvent, isOurs);
  return [
    {
      ...lineOf(service, isOurs),
      action: decision.action,
      ...(decision.number === undefined ? {} : { number: decision.number }),
      reasons: decision.reasons ?? [],
      ...(units === undefined ? {} : { units }),
      ...certifiedPeriod(service),
      ...(message === undefined ? {} : { message: message.text }),
      ...placeOf(service.review),
      ...providersOf(service.providers),
      ...(wanted.length === 0 ? {} : { wanted }),
    },
  ];
}

/**
 * A line that says no decision of its own shares its event's, with its own units and dates: payers write the units
 * they certify there. An event certified in part (A2) says nothing of any line.
 */
function inherited(
  service: AnsweredService278,
  units: ApprovedUnits | undefined,
  ofEvent: Decision | undefined,
  isOurs: IsOurs,
): readonly ServiceDecision[] {
  if (ofEvent === undefined || ofEvent.action === 'A2') return [];
  const { message: _ofTheEvent, wanted: _too, ...shared } = ofEvent;
  return [
    { ...shared, ...lineOf(service, isOurs), ...(units === undefined ? {} : { units }), ...certifiedPeriod(service) },
  ];
}

type Reviewed = { readonly facility?: { readonly code: string; readonly kind: string } | undefined } | undefined;
/** UM04 with qualifier B is a place of service; type of bill (A) is another list. */
const placeOf = (review: Reviewed): { readonly placeOfService?: string } =>
  review?.facility?.kind === 'B' ? { placeOfService: review.facility.code } : {};

type Providers = AnsweredEvent278['providers'] | AnsweredService278['providers'];
function providersOf(providers: Providers): { readonly providers?: readonly string[] } {
  const npis = (providers ?? []).flatMap(({ identity }) =>
    identity.idQualifier === 'XX' && identity.id !== undefined && identity.role !== 'DK' ? [identity.id] : [],
  );
  return npis.length === 0 ? {} : { providers: npis };
}

/** Which of our lines it is about, as far as the payer says. */
function lineOf(service: AnsweredService278, isOurs: IsOurs): { readonly trace?: string; readonly hcpcs?: string } {
  const trace = echoed(service.traces, isOurs);
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

function eventRejections(event: AnsweredEvent278, isOurs: IsOurs): readonly Rejection[] {
  return [
    ...at('2000E', event.rejections),
    ...(event.providers ?? []).flatMap((provider) => at('2010EA', provider.rejections)),
    ...(event.transports ?? []).flatMap((transport) => at('2010EC', transport.rejections)),
    ...(event.services ?? []).flatMap((service, index) => [
      ...at(`2000F[${index + 1}]`, service.rejections, lineOf(service, isOurs)),
      ...(service.providers ?? []).flatMap((provider) =>
        at(`2010FA[${index + 1}]`, provider.rejections, lineOf(service, isOurs)),
      ),
    ]),
  ];
}
