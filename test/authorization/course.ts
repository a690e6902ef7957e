/** Charts of our own invention for tests of what payers want: one patient, her coverage, site and diagnosis. */

import { decidePlan } from '../../src/authorization/decide.ts';
import { gatherPlan } from '../../src/authorization/gather.ts';
import type { DecisionContext, PlanDecision } from '../../src/authorization/gathered.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import type { Rules } from '../../src/rules/parse.ts';

export interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}
export const TODAY = '2026-11-02';
const subject = { reference: 'Patient/p' };
const PLACES = 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';

const HCPCS = 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

export const coded = (system: string, code: string) => ({ coding: [{ system, code }] });
const named = (text: string) => ({ text });

/** Everything but the orders; the place of service and the diagnosis as told. */
export const around = (place = '11', diagnosis = 'C34.11', payer = 'example-managed'): readonly Resource[] => [
  {
    resourceType: 'Organization',
    id: 'o',
    identifier: [{ system: 'urn:infusebridge:payer', value: payer }],
    name: 'Payer',
  },
  { resourceType: 'Location', id: 'l', type: [coded(PLACES, place)] },
  {
    resourceType: 'Patient',
    id: 'p',
    name: [{ family: 'Sample', given: ['Kim'] }],
    gender: 'female',
    birthDate: '1960-01-02',
  },
  {
    resourceType: 'Coverage',
    id: 'c',
    status: 'active',
    subscriberId: 'W1',
    beneficiary: subject,
    subscriber: subject,
    relationship: named('self'),
    payor: [{ reference: 'Organization/o' }],
  },
  {
    resourceType: 'Encounter',
    id: 'e',
    status: 'planned',
    subject,
    location: [{ location: { reference: 'Location/l' } }],
  },
  {
    resourceType: 'Condition',
    id: 'd',
    meta: { versionId: '3' },
    subject,
    code: coded('http://hl7.org/fhir/sid/icd-10-cm', diagnosis),
    recordedDate: '2026-09-01',
  },
];

/** An order of so many doses from a day on, every three weeks. */
export const order = (id: string, drug: string, amount: string, change: Record<string, unknown> = {}): Resource => {
  const [value, unit] = amount.split(' ');
  const { start = TODAY, count = 4, prn = false, route = '47625008', ...rest } = change;
  return {
    resourceType: 'MedicationRequest',
    id,
    meta: { versionId: '1' },
    status: 'active',
    intent: 'order',
    groupIdentifier: { value: 'plan' },
    medicationCodeableConcept: /^[A-Z]\d{4}$/.test(drug) ? coded(HCPCS, drug) : named(drug),
    subject,
    encounter: { reference: 'Encounter/e' },
    authoredOn: TODAY,
    reasonReference: [{ reference: 'Condition/d' }],
    dosageInstruction: [
      {
        timing: { repeat: { boundsPeriod: { start }, count, frequency: 1, period: 3, periodUnit: 'wk' } },
        asNeededBoolean: prn,
        route: coded('http://snomed.info/sct', String(route)),
        doseAndRate: [{ doseQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit } }],
      },
    ],
    ...rest,
  };
};
export const SUBCUTANEOUS = '34206005';

export const observation = (id: string, loinc: string, change: Record<string, unknown> = {}): Resource => ({
  resourceType: 'Observation',
  id,
  meta: { versionId: '2' },
  status: 'final',
  subject,
  code: coded('http://loinc.org', loinc),
  effectiveDateTime: '2026-10-20',
  valueCodeableConcept: named('told'),
  ...change,
});
export const document = (id: string, system: string, code: string, change: Record<string, unknown> = {}): Resource => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  subject,
  type: coded(system, code),
  date: '2026-10-25T10:00:00-05:00',
  ...change,
});
/** A dose that was given. */
export const given = (id: string, drug: string, on: string, encounter?: string): Resource => ({
  resourceType: 'MedicationAdministration',
  id,
  status: 'completed',
  subject,
  medicationCodeableConcept: named(drug),
  effectiveDateTime: `${on}T10:00:00-05:00`,
  ...(encounter === undefined ? {} : { context: { reference: `Encounter/${encounter}` } }),
});
export const stay = (id: string, end: string): Resource => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  class: { code: 'IMP' },
  subject,
  period: { start: end, end },
});

/** What is decided on all orders among the resources. */
export function decisionOn(
  rules: Rules,
  resources: readonly Resource[],
  context: Partial<DecisionContext> = {},
): PlanDecision {
  const chart = chartOf(resources);
  const plan = gatherPlan(chart, chart.all('MedicationRequest'), { rules, sites: [], today: TODAY });
  return decidePlan(plan, { rules, practice: exampleSettings.practice, today: TODAY, reference: 'IB1', ...context });
}

/** `stage open`, `histology met by Condition/d v3`. */
export const states = ({ checklist }: PlanDecision): readonly string[] =>
  checklist.map(({ id, state, evidence, resolution }) => {
    if (evidence !== undefined) return `${id} met by ${evidence.source} v${evidence.version}`;
    return resolution === undefined ? `${id} ${state}` : `${id} resolved by ${resolution.by}`;
  });
export const verdicts = ({ orders }: PlanDecision): readonly string[] =>
  orders.map(({ source, authorization }) => `${source} ${authorization}`);
export const codesOf = ({ orders }: PlanDecision): readonly string[] => [
  ...new Set(
    orders.flatMap(({ issues }) => issues.filter(({ severity }) => severity === 'error').map(({ code }) => code)),
  ),
];
/** `J9271 x 800` of the request. */
export const linesOf = ({ request }: PlanDecision): readonly string[] =>
  (request?.services ?? []).map(({ hcpcs, units, prn }) => `${hcpcs} x ${units}${prn ? ' as needed' : ''}`);
