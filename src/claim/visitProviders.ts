/** Who ordered, gave and supervised a visit's drugs, as the chart tells it; and whether supervision is on record. */

import { plainProvider } from '../authorization/insured.ts';
import type { Provider } from '../authorization/parties.ts';
import type { Chart } from '../fhir/chart.ts';
import type { CodeableConcept, Reference } from '../fhir/elements.ts';
import { providerOf } from '../fhir/provider.ts';
import type { KnownResource, ResourceOf } from '../fhir/resources.ts';
import { type Issue, warning } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';

/** Persons with an NPI; whoever has none cannot be named on a claim and is left out. */
export interface VisitProviders {
  readonly rendering?: Provider;
  readonly ordering?: Provider;
  readonly supervising?: Provider;
}

/** Of the first administration of the visit: its first performer, the one whose function is to supervise, and who ordered. */
export function providersOf(chart: Chart, lead: ResourceOf<'MedicationAdministration'>): VisitProviders {
  const performers = lead.performer ?? [];
  const supervisor = performers.find((performer) => supervises(performer.function));
  const performer = performers.find((each) => each !== supervisor);
  const order = chart.resolve('MedicationRequest', lead.request, lead);
  const rendering = personOf(chart, performer?.actor, lead);
  const supervising = personOf(chart, supervisor?.actor, lead);
  const ordering = order === undefined ? undefined : personOf(chart, order.requester, order);
  return {
    ...(rendering === undefined ? {} : { rendering }),
    ...(ordering === undefined ? {} : { ordering }),
    ...(supervising === undefined ? {} : { supervising }),
  };
}

const supervises = (role: CodeableConcept | undefined): boolean =>
  [role?.text, ...(role?.coding ?? []).flatMap(({ code, display }) => [code, display])].some(
    (word) => word !== undefined && /^supervis/i.test(word),
  );

function personOf(chart: Chart, reference: Reference | undefined, from: KnownResource): Provider | undefined {
  const found = providerOf(chart, reference, from, from.resourceType);
  return found.ok && found.value.kind === 'person' ? plainProvider(found.value) : undefined;
}

/**
 * SUPERVISION_NOT_RECORDED (warning) where the payer's rule for the kind of place asks for somebody and the chart names
 * nobody with an NPI: in an office the one who was there, in a hospital department anybody in charge.
 */
export function supervisionIssues(
  { rendering, ordering, supervising }: VisitProviders,
  at: { readonly place: string; readonly day: string; readonly payerType: string; readonly path: string },
  rules: Rules,
): readonly Issue[] {
  const { payers, levels, source } = rules.places.supervision;
  const kind = rules.places.places[at.place]?.kind ?? '';
  const level = payers.includes(at.payerType)
    ? levels.find(({ kinds, from }) => kinds.includes(kind) && from <= at.day)?.level
    : undefined;
  const direct = supervising ?? rendering;
  const named = level === 'direct' ? direct : (direct ?? ordering);
  if (level === undefined || named !== undefined) return [];
  const message =
    level === 'direct'
      ? 'Drugs given in an office are billed as incident to a physician who was in the suite, and the record names nobody with an NPI. Chart who supervised; the claim goes out as it is.'
      : 'Drugs given in a hospital department need general supervision, and the record names nobody in charge with an NPI. Chart who it was; the claim goes out as it is.';
  return [warning('SUPERVISION_NOT_RECORDED', message, { path: at.path, rule: source })];
}
