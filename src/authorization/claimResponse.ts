/** The payer's decision for the chart: a ClaimResponse in the shape of the FHIR guide for prior authorization (PAS). */

import type {
  ClaimResponse,
  ClaimResponseAddItem,
  ClaimResponseError,
  ClaimResponseItem,
  DocumentReference,
  Extension,
} from 'fhir/r4.js';
import { dashed } from '../fhir/dates.ts';
import { textDocument } from '../fhir/textDocument.ts';
import type { Write } from '../outcome.ts';
import type { Authorization, AuthorizationAnswer, AuthorizedService, Decision, Rejection } from './authorization.ts';
import { reviewReason } from './reviewReasons.ts';

const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-';
const X12 = 'https://codesystem.x12.org/005010/';
const HCPCS = 'https://codesystem.x12.org/external/hcpcs';

/**
 * Written by our identifier: again is the same resource. Nothing in it hangs on the day of writing, so that a second
 * write changes nothing. For EHRs that take no ClaimResponse, the same decision as a document in plain text.
 *
 * @param stream the authorization's stream, our identifier
 * @param said the state in a few words
 */
export function decisionWrite(
  stream: string,
  state: Authorization,
  answer: AuthorizationAnswer,
  said: string,
): Write<ClaimResponse | DocumentReference> {
  const identifier = { system: 'urn:infusebridge:authorization', value: stream };
  const resource = claimResponse(identifier, state, answer, said);
  return { resource, identifier, otherwise: asDocument(resource, state) };
}

type Identifier = Write<ClaimResponse>['identifier'];

function claimResponse(
  identifier: Identifier,
  state: Authorization,
  answer: AuthorizationAnswer,
  said: string,
): ClaimResponse {
  const certified = state.services.filter((service) => service.number !== undefined);
  const number = certified[0]?.number;
  const notes = notesOf(answer);
  const added = state.services.flatMap((service, index) => addItem(service, index, state));
  const errors = answer.rejections.map(errorOf);
  const reference = answer.reference ?? state.request?.reference;
  return {
    resourceType: 'ClaimResponse',
    identifier: [identifier],
    status: 'active',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claim-type', code: 'professional' }] },
    use: 'preauthorization',
    patient: state.patient === undefined ? { display: 'not told' } : { reference: state.patient },
    created: dayOfAnswer(answer, state),
    insurer: { display: state.request?.payer.name ?? 'unknown payer' },
    ...(reference === undefined
      ? {}
      : { request: { identifier: { system: 'urn:infusebridge:trace', value: reference } } }),
    outcome: outcomeOf(state),
    disposition: said,
    ...(number === undefined ? {} : { preAuthRef: number }),
    ...(certified.length === 0 ? {} : { preAuthPeriod: periodOf(certified) }),
    item: state.services.map((service, index) => item(service, index, answer)),
    ...(added.length === 0 ? {} : { addItem: added }),
    ...(notes.length === 0 ? {} : { processNote: notes.map((text, index) => ({ number: index + 1, text })) }),
    ...(errors.length === 0 ? {} : { error: errors }),
  };
}

/** The day the payer answered; where it told none, the day we asked. */
const dayOfAnswer = ({ sent }: AuthorizationAnswer, { asked, request }: Authorization): string =>
  sent === undefined ? (asked?.on ?? dashed(request?.from ?? '')) : dashed(sent.slice(0, 8));

const outcomeOf = ({ status, services, answer }: Authorization): ClaimResponse['outcome'] => {
  if (status === 'rejected') return 'error';
  const undecided = services.some(({ decision }) => decision === undefined);
  return undecided && (answer?.rejections.length ?? 0) > 0 ? 'partial' : 'complete';
};

/** A denial carries its reason: the payer's words, and what its codes mean. */
function notesOf({ event, services }: AuthorizationAnswer): readonly string[] {
  const decisions = [...(event === undefined ? [] : [event]), ...services];
  const messages = decisions.flatMap(({ message }) => message ?? []);
  const reasons = decisions.flatMap(({ reasons: codes }) => codes).map(reviewReason);
  const denied = decisions.some(({ action }) => action === 'A3');
  const told = [...new Set([...messages, ...reasons])];
  return told.length === 0 && denied ? ['The payer denied it without a reason. Ask the payer for it.'] : told;
}

function item(service: AuthorizedService, index: number, answer: AuthorizationAnswer): ClaimResponseItem {
  const { decision, number, from, to, approved } = service;
  const extension: Extension[] = [
    ...(number === undefined
      ? []
      : [{ url: `${PAS}itemPreAuthPeriod`, valuePeriod: { start: dashed(from), end: dashed(to) } }]),
    ...(decision?.action === 'A4' && answer.reviewNumber !== undefined
      ? [{ url: `${PAS}administrationReferenceNumber`, valueString: answer.reviewNumber }]
      : []),
  ];
  return {
    ...(extension.length === 0 ? {} : { extension }),
    itemSequence: index + 1,
    adjudication: [
      {
        ...(decision === undefined
          ? {}
          : { extension: [{ url: `${PAS}reviewAction`, extension: reviewAction(decision, number) }] }),
        category: SUBMITTED,
        value: approved,
      },
    ],
  };
}
const SUBMITTED = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/adjudication', code: 'submitted' }] };

/** What is certified in place of what was asked (A6): the item says what was asked, this what is authorized. */
function addItem(
  service: AuthorizedService,
  index: number,
  { request }: Authorization,
): readonly ClaimResponseAddItem[] {
  const { decision, approved, requested, from, to, hcpcs, number } = service;
  const line = request?.services.find(({ trace }) => trace === service.trace);
  const isOther = Number(approved) !== Number(requested) || (line !== undefined && (line.from < from || to < line.to));
  if (decision === undefined || number === undefined || (decision.action !== 'A6' && !isOther)) return [];
  return [
    {
      itemSequence: [index + 1],
      productOrService: { coding: [{ system: HCPCS, code: hcpcs }] },
      servicedPeriod: { start: dashed(from), end: dashed(to) },
      ...(decision.placeOfService === undefined
        ? {}
        : { locationCodeableConcept: { coding: [{ code: decision.placeOfService }] } }),
      quantity: { value: approved },
      adjudication: [
        { extension: [{ url: `${PAS}reviewAction`, extension: reviewAction(decision, number) }], category: SUBMITTED },
      ],
    },
  ];
}

const reviewAction = (decision: Decision, number: string | undefined): Extension[] => [
  {
    url: `${PAS}reviewActionCode`,
    valueCodeableConcept: { coding: [{ system: `${X12}306`, code: decision.action }] },
  },
  ...(number === undefined ? [] : [{ url: 'number', valueString: number }]),
  ...decision.reasons.map((reason) => ({ url: 'reasonCode', valueCodeableConcept: { coding: [{ code: reason }] } })),
];

const errorOf = ({ level, code, followUp }: Rejection): ClaimResponseError => ({
  extension: [
    { url: `${PAS}errorElement`, extension: [{ url: 'error', valueString: level }] },
    ...(followUp === undefined
      ? []
      : [
          {
            url: `${PAS}errorFollowupAction`,
            valueCodeableConcept: { coding: [{ system: `${X12}889`, code: followUp }] },
          },
        ]),
  ],
  code: { coding: [{ system: `${X12}901`, code }] },
});

const periodOf = (services: readonly AuthorizedService[]) => ({
  start: dashed(services.map(({ from }) => from).toSorted()[0] ?? ''),
  end: dashed(
    services
      .map(({ to }) => to)
      .toSorted()
      .at(-1) ?? '',
  ),
});

function asDocument(response: ClaimResponse, { services }: Authorization): DocumentReference {
  const lines = services.map(
    ({ hcpcs, requested, approved, from, to, number, decision }) =>
      `${hcpcs}: ${requested} units asked, ${decision === undefined ? 'not decided' : `${approved} certified (${decision.action})`}, ${dashed(from)} to ${dashed(to)}${number === undefined ? '' : `, number ${number}`}`,
  );
  const notes = (response.processNote ?? []).map(({ text }) => text);
  return textDocument({
    identifier: response.identifier ?? [],
    kind: 'Answer of the payer to a prior authorization',
    subject: response.patient,
    date: response.created,
    title: response.disposition ?? 'Answer',
    lines: [`Prior authorization: ${response.disposition}`, ...lines, ...notes],
  });
}
