/** From an AuthorizationRequest to the value of a 278 request (005010X217). Pure wire work: nothing is decided here. */

import type { AuthorizationRequest278, RequestedEvent278, RequestedService278 } from '../x12/guides/278-request.ts';
import type { AuthorizationRequest, ServiceLine } from './authorization.ts';
import type { Insurance, Practice, Provider } from './parties.ts';
import type { AttachedDocument, Rhythm } from './request.ts';
import { reviewOf } from './review.ts';
import { dosesInWords } from './rhythm.ts';
import { localityOf, partyName, personName, streetOf, whereAndWho } from './wire.ts';

/**
 * @param sentAt business time of the message: `date` CCYYMMDD, `time` HHMM
 */
export function request278Of(
  request: AuthorizationRequest,
  sentAt: { readonly date: string; readonly time: string },
): AuthorizationRequest278 {
  const { insurance } = request;
  const patientEvent = event(request);
  return {
    header: { purpose: '13', reference: request.reference, ...sentAt },
    utilizationManagement: {
      reviewer: {
        identity: { role: 'X3', type: '2', name: insurance.payer.name, idQualifier: 'PI', id: insurance.payer.payerId },
      },
      requester: {
        provider: requester(request.requester),
        subscriber: {
          person: subscriber(insurance),
          ...(insurance.patientIsSubscriber ? { patientEvent } : { dependent: dependent(request, patientEvent) }),
        },
      },
    },
  };
}

type Requester278 = AuthorizationRequest278['utilizationManagement']['requester']['provider'];
const requester = (practice: Practice): Requester278 => ({
  identity: { role: '1P', type: '2', name: practice.name, idQualifier: 'XX', id: practice.npi },
  street: streetOf(practice.address),
  locality: localityOf(practice.address),
  contact: { name: practice.contact.name, kind: 'TE', number: practice.contact.phone },
});

type Subscriber278 = AuthorizationRequest278['utilizationManagement']['requester']['subscriber'];
const subscriber = (insurance: Insurance): Subscriber278['person'] => ({
  identity: { ...personName(insurance.subscriber.name), idQualifier: 'MI', id: insurance.memberId },
  ...whereAndWho(insurance.subscriber),
});

const dependent = (request: AuthorizationRequest, patientEvent: RequestedEvent278): Subscriber278['dependent'] => {
  const { relationship } = request.insurance;
  return {
    person: {
      identity: personName(request.patient.name),
      ...whereAndWho(request.patient),
      ...(relationship === '18' ? {} : { relationship: { relationship } }),
    },
    patientEvent,
  };
};

function event(request: AuthorizationRequest): RequestedEvent278 {
  const { rhythm, ordering } = request;
  return {
    traces: [{ number: request.reference, originator: originatorId(request.requester) }],
    review: review(request),
    ...(request.previousNumber === undefined ? {} : { previousAuthorization: { number: request.previousNumber } }),
    ...(request.reviewNumber === undefined
      ? {}
      : { previousAdministrativeReference: { number: request.reviewNumber } }),
    eventDate: period(request.from, request.to),
    diagnoses: {
      codes: request.diagnoses.map((code, index) => ({
        kind: index === 0 ? ('ABK' as const) : ('ABF' as const),
        code,
      })),
    },
    ...(rhythm === undefined ? {} : { pattern: pattern(rhythm) }),
    ...(request.documents === undefined ? {} : { documents: request.documents.map(document) }),
    ...(request.message === undefined ? {} : { message: { text: request.message } }),
    ...(ordering === undefined ? {} : { providers: [{ identity: orderingProvider(ordering) }] }),
    services: request.services.map((line) => service(line, request)),
  };
}

/** The guide checks the codes; a wrong one from the data is refused when the file is written. */
function review(request: AuthorizationRequest): RequestedEvent278['review'] {
  const values = new Map(reviewOf(request).map(({ element, value }) => [element, value]));
  const [code = '', kind] = (values.get('UM04') ?? '').split(':');
  return {
    category: values.get('UM01'),
    certificationType: values.get('UM02'),
    serviceType: values.get('UM03'),
    facility: { code, kind },
    ...(values.has('UM06') ? { levelOfService: values.get('UM06') } : {}),
    releaseOfInformation: values.get('UM09'),
  } as RequestedEvent278['review'];
}

function service(line: ServiceLine, request: AuthorizationRequest): RequestedService278 {
  const { rhythm } = line;
  const isRegular = (rhythm ?? request.rhythm) !== undefined;
  const message = line.prn ? 'AS NEEDED' : isRegular ? undefined : dosesInWords(line);
  return {
    traces: [{ number: line.trace, originator: originatorId(request.requester) }],
    ...(line.certification === undefined
      ? {}
      : { review: { category: request.category === 'SC' ? 'SC' : 'HS', certificationType: line.certification } }),
    serviceDate: period(line.from, line.to),
    professional: { procedure: { qualifier: 'HC', code: line.hcpcs }, unit: 'UN', quantity: String(line.units) },
    ...(rhythm === undefined ? {} : { pattern: pattern(rhythm) }),
    ...(message === undefined ? {} : { message: { text: message } }),
  };
}

/** The guide checks the codes; a wrong one from the data is refused when the file is written. */
const document = ({ reportType, transmission, controlNumber }: AttachedDocument): RequestedDocument => ({
  reportType: reportType as RequestedDocument['reportType'],
  transmission: transmission as RequestedDocument['transmission'],
  controlNumberQualifier: 'AC',
  controlNumber,
});
type RequestedDocument = NonNullable<RequestedEvent278['documents']>[number];

/** TRN03, ten characters: what the configuration names, else 1 and the employer's tax id. */
export const originatorId = ({ originator, taxId }: Pick<Practice, 'originator' | 'taxId'>): string =>
  originator ?? `1${taxId}`;

/** One visit every 3 weeks for 18 weeks: VS 1 WK 3 35 18. */
const pattern = ({ visits, every, period: of, lasts }: Rhythm) => ({
  unit: 'VS' as const,
  quantity: String(visits),
  period: PERIODS[of].period,
  every: String(every),
  durationUnit: PERIODS[of].duration,
  duration: lasts,
});
const PERIODS = {
  day: { period: 'DA', duration: '7' },
  week: { period: 'WK', duration: '35' },
  month: { period: 'MO', duration: '34' },
} as const;

const period = (from: string, to: string) =>
  from === to ? { format: 'D8' as const, value: from } : { format: 'RD8' as const, value: `${from}-${to}` };

const orderingProvider = (provider: Provider) => ({
  role: 'DK' as const,
  ...partyName(provider.name),
  idQualifier: 'XX' as const,
  id: provider.npi,
});
