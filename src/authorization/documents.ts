/** Documents that go with a request: those the orders name as supporting information. */

import type { Chart } from '../fhir/chart.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import type { Rules } from '../rules/parse.ts';
import type { AttachedDocument } from './request.ts';

/** At most ten, as many as a 278 names; current ones only, each once. Their kind follows from the data. */
export function documentsOf(
  chart: Chart,
  orders: readonly ResourceOf<'MedicationRequest'>[],
  { documentation: { attachments } }: Rules,
): readonly AttachedDocument[] {
  const found = orders.flatMap((order) =>
    (order.supportingInformation ?? []).flatMap((reference) => {
      const document = chart.resolve('DocumentReference', reference, order);
      return document === undefined || (document.status ?? 'current') !== 'current' ? [] : [document];
    }),
  );
  return [...new Set(found)].slice(0, MOST).map((document) => ({
    source: chart.nameOf(document),
    reportType: reportTypeOf(document, attachments),
    transmission: attachments.transmission,
    controlNumber: '',
  }));
}
const MOST = 10;

function reportTypeOf(document: ResourceOf<'DocumentReference'>, attachments: Attachments): string {
  const codes = (document.type?.coding ?? []).map(({ system, code }) => `${system ?? ''}|${code ?? ''}`);
  const known = attachments.report_types.find((row) => row.documents.some((one) => codes.includes(one)));
  return known?.type ?? attachments.other;
}
type Attachments = Rules['documentation']['attachments'];

/** PWK06, unique for ever since the reference is. */
export const controlled = (documents: readonly AttachedDocument[], reference: string): readonly AttachedDocument[] =>
  documents.map((document, index) => ({ ...document, controlNumber: `${reference}-D${index + 1}` }));
