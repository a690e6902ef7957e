/** What a patient has been treated with before, as the chart tells it: given, stated, or ordered and ended. */

import type { Chart } from './chart.ts';
import { type DrugCandidates, drugOf } from './drug.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { KnownResource, ResourceOf } from './resources.ts';

export interface Treatment extends Evidence {
  readonly drug: DrugCandidates;
  /** It was given here, told by somebody, or ordered and ended. */
  readonly how: 'given' | 'stated' | 'ordered';
  /** Where it was given: `Encounter/e1`; the stay as a whole, where it was given in a part of one. */
  readonly encounter?: string;
}

/** Every earlier treatment, in the order of the chart. An order alone counts only when it has ended. */
export function treatmentsOf(chart: Chart, patient: ResourceOf<'Patient'>): readonly Treatment[] {
  const of = (resource: Held): boolean => chart.pointsAt(resource.subject, resource, patient);
  return [
    ...chart
      .all('MedicationAdministration')
      .filter((one) => one.status === 'completed' && of(one))
      .flatMap((one) => {
        const encounter = outermost(chart, chart.resolve('Encounter', one.context, one));
        const where = encounter === undefined ? {} : { encounter: chart.nameOf(encounter) };
        return treatment(chart, one, 'given').map((told) => ({ ...told, ...where }));
      }),
    ...chart
      .all('MedicationStatement')
      .filter((one) => ['active', 'completed', 'stopped'].includes(one.status ?? '') && of(one))
      .flatMap((one) => treatment(chart, one, 'stated')),
    ...chart
      .all('MedicationRequest')
      .filter((one) => ['completed', 'stopped'].includes(one.status ?? '') && of(one))
      .flatMap((one) => treatment(chart, one, 'ordered')),
  ];
}

function outermost(
  chart: Chart,
  encounter: ResourceOf<'Encounter'> | undefined,
  depth = 0,
): ResourceOf<'Encounter'> | undefined {
  const whole = encounter === undefined ? undefined : chart.resolve('Encounter', encounter.partOf, encounter);
  return whole === undefined || depth > 5 ? encounter : outermost(chart, whole, depth + 1);
}

type Held =
  | ResourceOf<'MedicationAdministration'>
  | ResourceOf<'MedicationStatement'>
  | ResourceOf<'MedicationRequest'>;

function treatment(chart: Chart, resource: Held & KnownResource, how: Treatment['how']): readonly Treatment[] {
  const drug = drugOf(chart, resource);
  return drug.ok ? [{ ...evidenceOf(chart, resource), drug: drug.value, how }] : [];
}
