/** What we write back, as values: resources with the identifier that makes each write happen once. */

import type { ClaimResponse, ClaimResponseItem, Reference, Task } from 'fhir/r4.js';

/** A conditional update: `PUT Type?identifier=system|value`. */
export interface Write<R> {
  readonly resource: R;
  readonly identifier: { readonly system: string; readonly value: string };
}

/** HL7 Da Vinci PAS extensions and X12 code systems of an authorization decision. */
const PAS = 'http://hl7.org/fhir/us/davinci-pas/StructureDefinition';
const DECISION_CODES = 'https://codesystem.x12.org/005010/306';
const REASON_CODES = 'https://codesystem.x12.org/external/886';
const REJECT_CODES = 'https://codesystem.x12.org/005010/901';

export interface Decision {
  /** X12 data element 306: A1, A2, A3, A4, A6, C, CT, NA. */
  readonly action: string;
  /** Exactly as received. */
  readonly number?: string;
  readonly reasons?: readonly string[];
}
export interface AuthorizationAnswer {
  readonly identifier: Write<unknown>['identifier'];
  readonly patient: string;
  /** What was asked: the identifier of our request, or a reference the EHR knows. */
  readonly request: Reference;
  readonly insurer: Reference;
  readonly insuranceCoverage?: string;
  /** When the answer was recorded: a FHIR dateTime. */
  readonly created: string;
  readonly outcome: 'complete' | 'partial' | 'error';
  readonly decision?: Decision;
  readonly period?: { readonly start?: string; readonly end?: string };
  readonly items: readonly (Decision & { readonly sequence: number; readonly notes?: readonly number[] })[];
  /** Plain words, numbered from 1. */
  readonly notes: readonly string[];
  /** X12 reject reasons (data element 901). */
  readonly rejects?: readonly string[];
}

/** A payer's answer to an authorization request as a ClaimResponse (FHIR R4, PAS reviewAction per item). */
export function authorizationWrite(answer: AuthorizationAnswer): Write<ClaimResponse> {
  const approved =
    answer.decision?.action === 'A1' || answer.decision?.action === 'A2' || answer.decision?.action === 'A6';
  const resource: ClaimResponse = {
    resourceType: 'ClaimResponse',
    identifier: [answer.identifier],
    status: 'active',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claim-type', code: 'professional' }] },
    use: 'preauthorization',
    patient: { reference: answer.patient },
    created: answer.created,
    insurer: answer.insurer,
    request: answer.request,
    outcome: answer.outcome,
    ...(answer.decision === undefined ? {} : { extension: [reviewAction(answer.decision)] }),
    ...(approved && answer.decision?.number !== undefined ? { preAuthRef: answer.decision.number } : {}),
    ...(answer.period === undefined ? {} : { preAuthPeriod: { ...answer.period } }),
    ...(answer.insuranceCoverage === undefined
      ? {}
      : { insurance: [{ sequence: 1, focal: true, coverage: { reference: answer.insuranceCoverage } }] }),
    ...(answer.items.length === 0 ? {} : { item: answer.items.map(answeredItem) }),
    ...(answer.notes.length === 0 ? {} : { processNote: answer.notes.map((text, n) => ({ number: n + 1, text })) }),
    ...((answer.rejects ?? []).length === 0
      ? {}
      : { error: (answer.rejects ?? []).map((code) => ({ code: { coding: [{ system: REJECT_CODES, code }] } })) }),
  };
  return { resource, identifier: answer.identifier };
}

function answeredItem(item: AuthorizationAnswer['items'][number]): ClaimResponseItem {
  return {
    itemSequence: item.sequence,
    ...(item.notes === undefined ? {} : { noteNumber: [...item.notes] }),
    adjudication: [
      {
        extension: [reviewAction(item)],
        category: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/adjudication', code: 'submitted' }] },
      },
    ],
  };
}

function reviewAction(decision: Decision) {
  return {
    url: `${PAS}/extension-reviewAction`,
    extension: [
      {
        url: `${PAS}/extension-reviewActionCode`,
        valueCodeableConcept: { coding: [{ system: DECISION_CODES, code: decision.action }] },
      },
      ...(decision.number === undefined ? [] : [{ url: 'number', valueString: decision.number }]),
      ...(decision.reasons ?? []).map((code) => ({
        url: 'reasonCode',
        valueCodeableConcept: { coding: [{ system: REASON_CODES, code }] },
      })),
    ],
  };
}

export interface WorkItem {
  readonly identifier: Write<unknown>['identifier'];
  readonly status: 'requested' | 'in-progress' | 'completed' | 'cancelled' | 'failed';
  readonly priority?: 'routine' | 'urgent';
  /** Stable code of the kind of work, in the code system `urn:infusebridge:fhir:task`. */
  readonly code: string;
  /** One or two plain sentences; no name, id or date of a patient. */
  readonly description: string;
  readonly focus?: string;
  readonly patient?: string;
  /** Role of who should act: `prior-authorization`, `billing`, `registration`, `pharmacy`, `nursing`. */
  readonly role?: string;
  /** FHIR dateTimes. */
  readonly authoredOn?: string;
  readonly due?: string;
  /** Issue codes and their sentences. */
  readonly reasons?: readonly { readonly code: string; readonly message: string }[];
}

/** Work for a person as a Task (FHIR R4). */
export function taskWrite(work: WorkItem): Write<Task> {
  const resource: Task = {
    resourceType: 'Task',
    identifier: [work.identifier],
    status: work.status,
    intent: 'order',
    priority: work.priority ?? 'routine',
    code: { coding: [{ system: 'urn:infusebridge:fhir:task', code: work.code }] },
    description: work.description,
    ...(work.focus === undefined ? {} : { focus: { reference: work.focus } }),
    ...(work.patient === undefined ? {} : { for: { reference: work.patient } }),
    ...(work.authoredOn === undefined ? {} : { authoredOn: work.authoredOn }),
    ...(work.due === undefined ? {} : { restriction: { period: { end: work.due } } }),
    ...(work.role === undefined
      ? {}
      : { performerType: [{ coding: [{ system: 'urn:infusebridge:fhir:role', code: work.role }] }] }),
    ...((work.reasons ?? []).length === 0
      ? {}
      : { input: (work.reasons ?? []).map(({ code, message }) => ({ type: { text: code }, valueString: message })) }),
  };
  return { resource, identifier: work.identifier };
}
