/** Documents that go with a request: those the orders name as supporting information. */

import type { Chart } from '../fhir/chart.ts';
import { dateOfDay, dayOf } from '../fhir/dates.ts';
import { dayTold, standing } from '../fhir/evidenceFacts.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import { codeKey } from '../fhir/systems.ts';
import { good, type Issue, type Outcome, warning } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { AttachedDocument } from './request.ts';

type Document = ResourceOf<'DocumentReference'>;

/**
 * At most ten, as many as a 278 names; current ones only, each once. Their kind follows from the data. Issues (warnings):
 * DOCUMENT_WITHDRAWN (replaced, a draft or entered in error: left out),
 * DOCUMENT_OTHER_PATIENT (left out, too), DOCUMENT_STALE (older than its kind may be),
 * DOCUMENT_NOT_NEWEST (the chart has a newer one of its kind).
 *
 * @param today YYYY-MM-DD
 */
export function documentsOf(
  chart: Chart,
  orders: readonly ResourceOf<'MedicationRequest'>[],
  rules: Rules,
  today: string,
): Outcome<readonly AttachedDocument[]> {
  const { attachments } = rules.documentation;
  const named = orders.flatMap((order) =>
    (order.supportingInformation ?? []).flatMap((one) => {
      const document = chart.resolve('DocumentReference', one, order);
      return document === undefined ? [] : [{ document, isOwn: isOfPatient(chart, document, order) }];
    }),
  );
  const all = [...new Set(named.flatMap(({ document, isOwn }) => (isOwn ? [document] : [])))];
  const found = all.filter((document) => stands(document, today)).slice(0, MOST);
  const issues = [
    ...(named.some(({ isOwn }) => !isOwn) ? [OTHER_PATIENT] : []),
    ...(all.some((document) => !stands(document, today)) ? [WITHDRAWN] : []),
    ...(found.some((document) => isStale(document, rules, today)) ? [STALE] : []),
    ...(found.some((document) => hasNewer(document, chart, today)) ? [NOT_NEWEST] : []),
  ];
  const attached = found.map((document) => ({
    source: chart.nameOf(document),
    reportType: reportTypeOf(document, attachments),
    transmission: attachments.transmission,
    controlNumber: '',
  }));
  return good(attached, issues);
}
const MOST = 10;

/** One that names nobody is taken for the patient's, as the order has it. */
function isOfPatient(chart: Chart, document: Document, order: ResourceOf<'MedicationRequest'>): boolean {
  const patient = chart.resolve('Patient', order.subject, order);
  return document.subject === undefined || patient === undefined || chart.pointsAt(document.subject, document, patient);
}

const stands = (document: Document, today: string): boolean =>
  standing({ ...document, status: document.status ?? 'current' }, today) === undefined;

const where = { path: 'MedicationRequest.supportingInformation', rule: 'mappings/codes/documentation.yaml' };
const WITHDRAWN: Issue = warning(
  'DOCUMENT_WITHDRAWN',
  'The order names a document that was replaced, is a draft or was entered in error. It is left out; name the current one.',
  where,
);
const OTHER_PATIENT: Issue = warning(
  'DOCUMENT_OTHER_PATIENT',
  'The order names a document of another patient. It is left out; correct the order.',
  where,
);
const STALE: Issue = warning(
  'DOCUMENT_STALE',
  'The order names a document that is older than its kind may be. Have a newer one written and name it.',
  where,
);
const NOT_NEWEST: Issue = warning(
  'DOCUMENT_NOT_NEWEST',
  'The chart has a newer document of the same kind than the one the order names. Name the newest.',
  where,
);

const kindsOf = ({ type }: Document): readonly string[] =>
  (type?.coding ?? []).map(({ system, code }) => codeKey(system, code));

/** By the shortest time that any item of its kind allows. */
function isStale(document: Document, { documentation }: Rules, today: string): boolean {
  const day = dayTold(document, today);
  const kinds = kindsOf(document);
  const days = Object.values(documentation.items).flatMap(({ found_in, newest_within_days }) =>
    newest_within_days !== undefined && found_in.some(({ codes = [] }) => codes.some((code) => kinds.includes(code)))
      ? [newest_within_days]
      : [],
  );
  return day !== undefined && days.some((most) => day < dateOfDay(dayOf(today) - most));
}

function hasNewer(document: Document, chart: Chart, today: string): boolean {
  const day = dayTold(document, today);
  const kinds = kindsOf(document);
  const patient = chart.resolve('Patient', document.subject, document);
  return (
    day !== undefined &&
    patient !== undefined &&
    chart
      .all('DocumentReference')
      .some(
        (other) =>
          stands(other, today) &&
          chart.pointsAt(other.subject, other, patient) &&
          kindsOf(other).some((kind) => kinds.includes(kind)) &&
          (dayTold(other, today) ?? '') > day &&
          (dayTold(other, today) ?? '') <= today,
      )
  );
}

function reportTypeOf(document: Document, attachments: Attachments): string {
  const kinds = kindsOf(document);
  const known = attachments.report_types.find((row) => row.documents.some((one) => kinds.includes(one)));
  return known?.type ?? attachments.other;
}
type Attachments = Rules['documentation']['attachments'];

/** PWK06, unique for ever since the reference is. */
export const controlled = (documents: readonly AttachedDocument[], reference: string): readonly AttachedDocument[] =>
  documents.map((document, index) => ({ ...document, controlNumber: `${reference}-D${index + 1}` }));
