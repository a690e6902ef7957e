/** Fetches the part of a patient's chart that a decision needs, starting from one resource. */

import { patientOfAppointment } from '../src/fhir/appointment.ts';
import { type Chart, chartOf } from '../src/fhir/chart.ts';
import { missingReferences } from '../src/fhir/missing.ts';
import { Fault, type FhirResource, type FhirServer } from '../src/ports.ts';

export interface FetchedChart {
  readonly chart: Chart;
  readonly resources: readonly FhirResource[];
  /** `Patient/p1` */
  readonly patient?: string;
}

/** What is left when the EHR has nothing of it any more. */
export const NO_CHART: FetchedChart = { chart: chartOf([]), resources: [] };

/** Followed wherever they are referred to; orders and administrations are fetched by search instead. */
const FOLLOWED = new Set([
  'Patient',
  'Encounter',
  'Location',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
  'Condition',
  'Medication',
  'MedicationRequest',
  'Coverage',
  'RequestGroup',
  'CarePlan',
  'DocumentReference',
]);

/** What holds orders together. */
export const PLAN_TYPES = ['RequestGroup', 'CarePlan'] as const;
/** What payers ask about. An EHR that does not offer a type holds nothing of it for us. */
export const CLINICAL_TYPES = [
  'Condition',
  'Encounter',
  'DiagnosticReport',
  'Procedure',
  'DocumentReference',
  'Composition',
  'Consent',
  'QuestionnaireResponse',
  'MedicationStatement',
  'ServiceRequest',
  'ClaimResponse',
] as const;
/** What a visit of one patient needs is far less; the results of years refer to more, and are followed last. */
const MOST_READS = 300;
/** What is searched for by patient, and refers to much that no decision asks for. */
const RESULTS: ReadonlySet<string> = new Set([
  'Observation',
  ...CLINICAL_TYPES.filter((type) => type !== 'Condition' && type !== 'Encounter'),
]);

/**
 * The resources, their patient's coverages, orders, administrations, dispenses and measurements, and everything those
 * refer to; with `types`, the patient's resources of these types as far as the EHR offers them. Undefined: the EHR has
 * none of the resources any more. Throws a Fault when the EHR does not answer.
 */
export async function fetchChart(
  ehr: FhirServer,
  references: readonly string[],
  types: readonly string[] = [],
): Promise<FetchedChart | undefined> {
  const parts = await readAll(ehr, references);
  const [start] = parts;
  if (start === undefined) return undefined;
  const found = new Map<string, FhirResource>();
  const patient = patientOf(start);
  if (patient !== undefined) {
    const searches = await Promise.all([
      ehr.search('Coverage', { beneficiary: patient }),
      ehr.search('MedicationRequest', { subject: patient }),
      ehr.search('MedicationAdministration', { subject: patient }),
      ehr.search('MedicationDispense', { subject: patient }),
      ehr.search('Observation', { subject: patient }),
      ...types.map((type) => offered(ehr, type, { patient })),
    ]);
    for (const resource of searches.flat()) add(found, resource);
  }
  // In the order of the EHR's answers: which notice came first must not decide how the lines of a claim follow.
  for (const resource of parts) if (!found.has(nameOf(resource))) add(found, resource);
  await follow(ehr, found, parts.map(nameOf));
  const resources = [...found.values()];
  return { chart: chartOf(resources), resources, ...(patient === undefined ? {} : { patient }) };
}

/** What the EHR has of a type that it may not offer at all: then it refuses the search (4xx). */
export async function offered(
  ehr: FhirServer,
  type: string,
  parameters: Readonly<Record<string, string>>,
): Promise<readonly FhirResource[]> {
  try {
    return await ehr.search(type, parameters);
  } catch (problem) {
    if (problem instanceof Fault && problem.message.startsWith('EHR_REFUSED')) return [];
    throw problem;
  }
}

/** Those of the resources that the EHR has. */
async function readAll(ehr: FhirServer, references: readonly string[]): Promise<readonly FhirResource[]> {
  const answers = await Promise.all(
    references.map((reference) => {
      const [type = '', id = ''] = reference.split('/');
      return ehr.read(type, id);
    }),
  );
  return answers.filter((answer) => answer !== undefined);
}

/** `Patient/p1` of an order, administration, coverage or whatever else speaks of a patient; of a patient, itself. */
export function patientOf(resource: FhirResource): string | undefined {
  if (resource.resourceType === 'Patient' && resource.id !== undefined) return nameOf(resource);
  if (resource.resourceType === 'Appointment') return patientOfAppointment(resource);
  const holder = (resource['subject'] ?? resource['beneficiary'] ?? resource['patient']) as
    | { readonly reference?: unknown }
    | undefined;
  return typeof holder?.reference === 'string' ? holder.reference : undefined;
}

function add(found: Map<string, FhirResource>, resource: FhirResource): void {
  if (resource.id !== undefined) found.set(nameOf(resource), resource);
}
const nameOf = ({ resourceType, id }: FhirResource): string => `${resourceType}/${id}`;

/**
 * Reads what is referred to, up to a limit: first by the resources it starts from and everything behind them, then by
 * orders, doses and coverages, then by the rest. What is found by search is no read.
 */
async function follow(ehr: FhirServer, found: Map<string, FhirResource>, start: readonly string[]): Promise<void> {
  const asked = new Set(found.keys());
  const near = new Set(start);
  let left = MOST_READS;
  const stages: readonly ((resource: FhirResource) => boolean)[] = [
    (resource) => near.has(nameOf(resource)),
    ({ resourceType }) => !RESULTS.has(resourceType),
    () => true,
  ];
  for (const isFollowed of stages) {
    for (;;) {
      const named = missingReferences(chartOf([...found.values()].filter(isFollowed)))
        .filter(({ type }) => FOLLOWED.has(type))
        .map(({ type, id }) => `${type}/${id}`);
      const wanted = named.filter((reference) => !asked.has(reference)).slice(0, left);
      const isNearer = isFollowed === stages[0] && named.some((reference) => !near.has(reference));
      if (wanted.length === 0 && !isNearer) break;
      left -= wanted.length;
      for (const reference of named) near.add(reference);
      for (const reference of wanted) asked.add(reference);
      for (const resource of await readAll(ehr, wanted)) add(found, resource);
    }
  }
}
