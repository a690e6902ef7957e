import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/cli/map/mapping.ts';
import { runMap, stories } from './mapping.ts';

type Json = Record<string, unknown>;
interface Bundle {
  entry: { resource: Json }[];
}
const story = (name: string): Bundle =>
  JSON.parse(readFileSync(join(stories, '01-pembrolizumab', 'in', name), 'utf8')) as Bundle;

/** The order and the first dose of pembrolizumab, changed: by id, elements put over the resource, or null to drop it. */
function changed(changes: Readonly<Record<string, Json | null>>, ...more: readonly Json[]): string {
  const entries = [...story('01-order.json').entry, ...story('04-dose-1.json').entry];
  const resources = entries.flatMap(({ resource }) => {
    const change = changes[String(resource['id'])];
    return change === null ? [] : [{ ...resource, ...change }];
  });
  return JSON.stringify([...resources, ...more]);
}

const outcome = ({ orders: [order], administrations: [visit] }: Mapping) => ({
  order: [order?.authorization, ...(order?.issues ?? []).map(({ code }) => code)],
  visit: [visit?.result, ...(visit?.errors ?? []).map(({ code }) => code)],
});

const ORDER = 'pembro-order';
const DOSE = 'pembro-dose-1';
const dose =
  story('04-dose-1.json')
    .entry.map(({ resource }) => resource)
    .find(({ id }) => id === DOSE) ?? {};
const extensions = dose['extension'] as { url: string }[];
const without = (name: string) => ({ extension: extensions.filter(({ url }) => !url.endsWith(name)) });
const place = (code: string) => ({
  'pembro-suite': {
    type: [
      {
        coding: [
          {
            system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
            code,
          },
        ],
      },
    ],
  },
});
const drug = (text: string) => ({ medicationCodeableConcept: { text } });
const REQUIRED = ['required'];
const CLAIM = ['claim'];

describe('map on one order and one dose', () => {
  test.each<[string, Record<string, Json | null>, { order: string[]; visit: string[] }]>([
    ['nothing changed', {}, { order: REQUIRED, visit: CLAIM }],
    [
      'the patient pays',
      { 'pembro-coverage': { payor: [{ reference: 'Patient/pembro-patient' }] } },
      { order: ['not_applicable', 'COVERAGE_PAYOR_IS_PATIENT'], visit: ['no_claim', 'COVERAGE_PAYOR_IS_PATIENT'] },
    ],
    [
      'no coverage',
      { 'pembro-coverage': null },
      { order: ['hold', 'MISSING_COVERAGE'], visit: ['hold', 'MISSING_COVERAGE'] },
    ],
    [
      'a payer nobody knows',
      { 'pembro-payer': { identifier: [], name: 'Nobody' } },
      { order: ['hold', 'PAYER_UNKNOWN'], visit: ['hold', 'PAYER_UNKNOWN'] },
    ],
    ['an unknown drug is ordered', { [ORDER]: drug('unobtainium') }, { order: ['hold', 'DRUG_UNKNOWN'], visit: CLAIM }],
    [
      'a tablet is ordered without a route',
      { [ORDER]: { ...drug('loratadine 5 MG Oral Tablet'), dosageInstruction: [] } },
      { order: ['not_applicable', 'PHARMACY_BENEFIT'], visit: CLAIM },
    ],
    [
      'an unknown drug and no coverage',
      { [ORDER]: drug('unobtainium'), 'pembro-coverage': null },
      { order: ['hold', 'DRUG_UNKNOWN', 'MISSING_COVERAGE'], visit: ['hold', 'MISSING_COVERAGE'] },
    ],
    [
      'the package is of another drug than the chart says',
      { [DOSE]: drug('nivolumab') },
      { order: REQUIRED, visit: ['hold', 'DRUG_NDC_MISMATCH'] },
    ],
    ['no packages', { [DOSE]: without('packages-opened') }, { order: REQUIRED, visit: ['hold', 'MISSING_PACKAGES'] }],
    [
      'neither route nor technique',
      { [DOSE]: { ...without('technique'), dosage: { dose: { value: 200, unit: 'mg' } } } },
      { order: REQUIRED, visit: ['hold', 'MISSING_ROUTE'] },
    ],
    [
      'an infusion without an end',
      { [DOSE]: { effectivePeriod: { start: '2026-11-02T09:00:00-05:00' } } },
      { order: REQUIRED, visit: ['hold', 'MISSING_STOP_TIME'] },
    ],
    [
      'prepared and not given',
      { [DOSE]: { status: 'not-done' }, 'pembro-coverage': null },
      { order: ['hold', 'MISSING_COVERAGE'], visit: ['no_claim', 'JW_WITHOUT_ADMIN'] },
    ],
    [
      'not given, nothing opened',
      { [DOSE]: { status: 'not-done', extension: [] } },
      { order: REQUIRED, visit: ['no_claim', 'NOT_ADMINISTERED'] },
    ],
    [
      'entered in error',
      { [DOSE]: { status: 'entered-in-error' } },
      { order: REQUIRED, visit: ['no_claim', 'ENTERED_IN_ERROR'] },
    ],
    [
      'taken by mouth',
      { [DOSE]: { ...without('technique'), dosage: { route: { text: 'oral' }, dose: { value: 200, unit: 'mg' } } } },
      { order: REQUIRED, visit: ['no_claim', 'PHARMACY_BENEFIT'] },
    ],
    ['an inpatient stay', place('21'), { order: REQUIRED, visit: ['no_claim', 'INPATIENT_NO_OUTPATIENT_CLAIM'] }],
    [
      'nobody knows where',
      { 'pembro-suite': null },
      { order: ['hold', 'SITE_UNKNOWN'], visit: ['hold', 'SITE_UNKNOWN'] },
    ],
    [
      'no diagnosis',
      { 'pembro-diagnosis': null },
      {
        order: ['hold', 'UNRESOLVED_REFERENCE', 'DIAGNOSIS_NOT_ICD10'],
        visit: ['hold', 'DIAGNOSIS_NOT_ICD10'],
      },
    ],
    [
      'no patient',
      { 'pembro-patient': null },
      { order: ['hold', 'MISSING_PATIENT'], visit: ['hold', 'MISSING_PATIENT'] },
    ],
  ])('%s', async (_, changes, expected) => {
    expect(outcome(await runMap(changed(changes)))).toEqual(expected);
  });

  test.each([
    ['11', '837P', 'CLM*IBC000000018*12310***11:B:1*'],
    ['24', '837P', 'CLM*IBC000000018*12310***24:B:1*'],
    ['49', '837P', 'CLM*IBC000000018*12310***49:B:1*'],
    ['19', '837I', 'SV2*0636*HC:J9271:JZ:PO*12000*UN*200~'],
    ['22', '837I', 'SV2*0636*HC:J9271:JZ*12000*UN*200~'],
    ['23', '837I', 'SV2*0636*HC:J9271:JZ*12000*UN*200~'],
  ])('place of service %s bills on an %s', async (code, form, segment) => {
    const { administrations, files } = await runMap(changed(place(code)));
    expect(administrations[0]?.claim).toBe(form);
    expect(files.at(-1)?.text).toContain(segment);
  });

  test('a hold of coding names the element of the chart that lacks', async () => {
    const { administrations } = await runMap(changed({ [DOSE]: without('packages-opened') }));
    expect(administrations[0]?.errors[0]?.path).toBe(
      `MedicationAdministration/${DOSE}: MedicationAdministration.extension:packages-opened`,
    );
  });

  test('the packages of a dispense stand in for those that were not charted', async () => {
    const dispense = {
      resourceType: 'MedicationDispense',
      id: 'md1',
      status: 'completed',
      medicationCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '00006-3026-02' }] },
      authorizingPrescription: [{ reference: `MedicationRequest/${ORDER}` }],
      quantity: { value: 2, unit: 'vial' },
      whenHandedOver: '2026-11-02T08:00:00-05:00',
    };
    const { administrations } = await runMap(changed({ [DOSE]: without('packages-opened') }, dispense));
    expect(administrations[0]?.lines[0]).toMatchObject({ hcpcs: 'J9271', units: 200, modifiers: ['JZ'] });
    expect(administrations[0]?.warnings.map(({ code }) => code)).toContain('PACKAGES_FROM_DISPENSE');
    const yesterday = { ...dispense, whenHandedOver: '2026-11-01T08:00:00-05:00' };
    const other = await runMap(changed({ [DOSE]: without('packages-opened') }, yesterday));
    expect(other.administrations[0]?.errors.map(({ code }) => code)).toEqual(['MISSING_PACKAGES']);
  });

  test('an order that needs no authorization is not held for a missing diagnosis', async () => {
    const options = { payer: 'example-medicare' };
    const { orders } = await runMap(changed({ 'pembro-diagnosis': null }), options);
    expect(orders[0]).toMatchObject({ authorization: 'not_required' });
    expect(orders[0]?.issues.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
  });

  test('fluid beside a drug counts only for the minutes it ran alone', async () => {
    const saline = {
      ...dose,
      id: 'saline',
      ...drug('normal saline'),
      effectivePeriod: { start: '2026-11-02T09:20:00-05:00', end: '2026-11-02T11:00:00-05:00' },
      dosage: { route: { text: 'intravenous' }, dose: { value: 500, unit: 'mL' } },
      extension: [
        {
          url: 'urn:infusebridge:fhir:packages-opened',
          extension: [
            { url: 'ndc', valueString: '00338-0049-03' },
            { url: 'count', valuePositiveInt: 1 },
          ],
        },
        { url: 'urn:infusebridge:fhir:vascular-access', valueString: 'left forearm' },
      ],
    };
    const { administrations } = await runMap(changed({}, saline), { payer: 'example-medicare' });
    expect(administrations[0]?.errors).toEqual([]);
    expect(administrations[0]?.lines.map(({ hcpcs, units }) => [hcpcs, units])).toContainEqual(['96361', 1]);
  });
});
