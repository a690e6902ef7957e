/** Gather: from a chart to a treatment plan. Everything that is missing is told at once; nothing is decided here. */

import type { Chart } from '../fhir/chart.ts';
import { type Diagnosis, diagnosesOf } from '../fhir/diagnosis.ts';
import { drugOf } from '../fhir/drug.ts';
import { type Evidence, evidenceOf } from '../fhir/evidence.ts';
import { coveragesNamed, orderOf } from '../fhir/order.ts';
import { providerOf } from '../fhir/provider.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import { routeOf } from '../fhir/route.ts';
import { type SiteRow, siteOf } from '../fhir/site.ts';
import type { Issue, Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import { groupKeyOf } from './bundle.ts';
import { gatherClinical } from './clinical.ts';
import type { GatheredOrder, GatheredPlan } from './decide.ts';
import { documentsOf } from './documents.ts';
import { insuredOf, plainDiagnosis, plainProvider } from './insured.ts';

export interface GatherContext {
  readonly rules: Rules;
  readonly sites: readonly SiteRow[];
  /** YYYY-MM-DD in the facility's zone. */
  readonly today: string;
  /** Payer profile that stands in for the one the coverage names. */
  readonly payer?: string;
}
type Order = ResourceOf<'MedicationRequest'>;

/**
 * Orders that belong together, as `groupKeyOf` has it.
 * The groups come in the order of their first member.
 */
export function plansIn(chart: Chart): readonly (readonly Order[])[] {
  const groups = new Map<string, Order[]>();
  for (const order of chart.all('MedicationRequest')) {
    const key = groupKeyOf(chart, order);
    groups.set(key, [...(groups.get(key) ?? []), order]);
  }
  return [...groups.values()];
}

/**
 * Reads the orders of one plan and everything around them: patient, coverage, payer, prescriber, site, diagnoses.
 * Issues: those of `orderOf` per order; those of `insuredOf`, `siteOf` and `diagnosesOf` for the plan. A missing
 * prescriber is a warning: the practice asks in its own name.
 */
export function gatherPlan(chart: Chart, orders: readonly Order[], context: GatherContext): GatheredPlan {
  const gathered = orders.map((order) => gatheredOrder(chart, order, context.today));
  const [lead] = orders;
  if (lead === undefined) return { orders: [], diagnoses: [], attestations: [], issues: [] };
  const patient = chart.resolve('Patient', lead.subject, lead);
  const encounter = chart.resolve('Encounter', lead.encounter, lead);
  const { today, rules, payer } = context;
  const insured = insuredFor(chart, orders, today, rules, payer);
  const site = siteOf(chart, encounter, context.sites, context.today, 'MedicationRequest.encounter');
  const diagnoses = diagnosesOf(chart, { order: lead, encounter });
  const documents = documentsOf(chart, orders, rules, today);
  const ordering = providerOf(chart, lead.requester, lead, 'MedicationRequest.requester');
  return {
    orders: gathered,
    ...(insured?.ok ? { insured: insured.value } : {}),
    ...(ordering.ok ? { ordering: plainProvider(ordering.value) } : {}),
    ...(site.ok ? { placeOfService: site.value.placeOfService } : {}),
    ...(patient === undefined ? {} : { clinical: gatherClinical(chart, patient, rules, today) }),
    ...diagnosisIn(chart, diagnoses),
    ...(documents.ok && documents.value.length > 0 ? { documents: documents.value } : {}),
    diagnoses: diagnoses.ok ? diagnoses.value.map(({ code }) => plainDiagnosis(code)) : [],
    attestations: gathered.flatMap(attestation),
    issues: [
      ...(insured?.issues ?? []),
      ...at(site, 'MedicationRequest.encounter'),
      ...diagnoses.issues,
      ...documents.issues,
      ...warned(ordering),
    ],
  };
}

/** Who pays for the orders on a day (YYYY-MM-DD): the coverage they name, else the patient's. */
export function insuredFor(chart: Chart, orders: readonly Order[], on: string, rules: Rules, payer?: string) {
  const [lead] = orders;
  const patient = lead === undefined ? undefined : chart.resolve('Patient', lead.subject, lead);
  const named = [...new Set(orders.flatMap((order) => coveragesNamed(chart, order)))];
  return patient === undefined ? undefined : insuredOf(chart, patient, on, rules, payer, named);
}

/** The prescriber's word that an order cannot wait. */
const attestation = ({ source, version, treatment }: GatheredOrder): readonly string[] =>
  treatment?.urgent === true
    ? [
        `${source}${version === undefined ? '' : ` (version ${version})`} is marked urgent${treatment.authoredOn === undefined ? '' : `, ordered on ${treatment.authoredOn}`}`,
      ]
    : [];

/** The drug is kept even where the order cannot be used: whether it is ours at all does not hang on a dose. */
function gatheredOrder(chart: Chart, order: Order, today: string): GatheredOrder {
  const reading = orderOf(chart, order, today);
  const drug = drugOf(chart, order);
  const route = routeOf(order.dosageInstruction?.[0]?.route);
  return {
    source: chart.nameOf(order),
    version: evidenceOf(chart, order).version,
    ...(isInpatient(order) ? { inpatient: true } : {}),
    ...(drug.ok ? { drug: drug.value } : {}),
    ...(route === undefined ? {} : { route }),
    ...(reading.ok ? { treatment: reading.value } : {}),
    issues: reading.issues,
  };
}

/** Meant to be given in a hospital stay, as the order itself says. */
export const isInpatient = ({ category = [] }: Order): boolean =>
  category.some(({ coding = [] }) =>
    coding.some(({ system, code }) => code === 'inpatient' && /medicationrequest-category$/.test(system ?? '')),
  );

/** Which resource, in which version, tells the first diagnosis. */
function diagnosisIn(chart: Chart, found: Outcome<readonly Diagnosis[]>): { readonly diagnosis?: Evidence } {
  const source = found.ok ? found.value[0]?.source : undefined;
  const resource = chart.resources.find((one) => chart.nameOf(one) === source);
  return resource === undefined ? {} : { diagnosis: evidenceOf(chart, resource) };
}

/** The site reader speaks of administrations; here it is the order's encounter that is missing. */
const at = (outcome: Outcome<unknown>, path: string): readonly Issue[] =>
  outcome.issues.map((issue) => (issue.path?.startsWith('MedicationAdministration') ? { ...issue, path } : issue));

const warned = (outcome: Outcome<unknown>): readonly Issue[] =>
  outcome.issues.map((issue) => ({ ...issue, severity: 'warning' as const }));
