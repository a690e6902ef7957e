/** Who a message about a plan goes to and comes from, as far as the chart names them. Pure. */

import type { Chart } from '../fhir/chart.ts';
import type { Reference } from '../fhir/elements.ts';
import type { KnownResource } from '../fhir/resources.ts';

/** FHIR references to resources that the EHR has; none is made up. */
export interface Correspondents {
  /** The attending of the orders' encounters, then who ordered; each once. */
  readonly recipient: readonly { readonly reference: string }[];
  /** The organization that the encounter is at. */
  readonly sender?: { readonly reference: string };
}

const ATTENDING = 'ATND';
const PARTICIPATION = /ParticipationType$/;

/** @param orders `MedicationRequest/mr1` */
export function correspondentsOf(chart: Chart, orders: readonly string[]): Correspondents {
  const plan = chart.all('MedicationRequest').filter((order) => orders.includes(chart.nameOf(order)));
  const encounters = plan.flatMap((order) => chart.resolve('Encounter', order.encounter, order) ?? []);
  const attending = encounters.flatMap((encounter) =>
    (encounter.participant ?? [])
      .filter(({ type = [] }) =>
        type.some(({ coding = [] }) =>
          coding.some(({ system, code }) => code === ATTENDING && PARTICIPATION.test(system ?? '')),
        ),
      )
      .flatMap(({ individual }) => clinician(chart, individual, encounter)),
  );
  const prescribers = plan.flatMap((order) => clinician(chart, order.requester, order));
  const [sender] = encounters.flatMap((encounter) =>
    named(chart, 'Organization', encounter.serviceProvider, encounter),
  );
  return {
    recipient: [...new Set([...attending, ...prescribers])].map((reference) => ({ reference })),
    ...(sender === undefined ? {} : { sender: { reference: sender } }),
  };
}

const clinician = (chart: Chart, reference: Reference | undefined, from: KnownResource): readonly string[] => [
  ...named(chart, 'PractitionerRole', reference, from),
  ...named(chart, 'Practitioner', reference, from),
];

/** A contained resource is part of another one: nobody else can refer to it. */
function named(
  chart: Chart,
  type: 'Practitioner' | 'PractitionerRole' | 'Organization',
  reference: Reference | undefined,
  from: KnownResource,
): readonly string[] {
  const found = chart.resolve(type, reference, from);
  const name = found === undefined ? undefined : chart.nameOf(found);
  return name === undefined || name.includes('#') ? [] : [name];
}
