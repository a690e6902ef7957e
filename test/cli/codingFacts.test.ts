import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runMap, stories } from './mapping.ts';

type Json = Record<string, unknown>;
const bundle = (name: string): readonly Json[] =>
  (
    JSON.parse(readFileSync(join(stories, '01-pembrolizumab', 'in', name), 'utf8')) as { entry: { resource: Json }[] }
  ).entry.map(({ resource }) => resource);
const all = [...bundle('01-order.json'), ...bundle('04-dose-1.json')];
const dose = all.find(({ id }) => id === 'pembro-dose-1') ?? {};
const visit = all.find(({ id }) => id === 'pembro-visit-1') ?? {};
const given = dose['dosage'] as Json;
const extensions = dose['extension'] as { url: string; extension?: Json[] }[];
const ours = (name: string, value: Json): Json => ({ url: `urn:infusebridge:fhir:${name}`, ...value });

const withDose = (change: Json, ...more: readonly Json[]): string =>
  JSON.stringify([...all.map((one) => (one === dose ? { ...one, ...change } : one)), ...more]);
const amount = (change: Json): Json => ({ dosage: { ...given, dose: { ...(given['dose'] as Json), ...change } } });
const ran = (start: string, end: string): Json => ({ effectivePeriod: { start, end } });
const packages = (ndc: string, ...more: readonly Json[]): Json => ({
  extension: [
    ours('packages-opened', {
      extension: [{ url: 'ndc', valueString: ndc }, { url: 'count', valuePositiveInt: 2 }, ...more],
    }),
  ],
});
async function mapped(text: string, payer = 'example-medicare') {
  const { administrations, issues, files } = await runMap(text, { payer });
  const [first] = administrations;
  return {
    result: first?.result ?? 'refused',
    errors: [...(first?.errors ?? []), ...(first === undefined ? issues : [])].map(({ code }) => code),
    warnings: (first?.warnings ?? []).map(({ code }) => code),
    lines: (first?.lines ?? []).map(({ hcpcs, units, modifiers }) => [hcpcs, units, ...modifiers].join(' ')),
    claim: files.find(({ set }) => set === '837')?.text ?? '',
    proof: (first?.lines ?? []).flatMap(({ proof }) => proof).join('\n'),
  };
}

describe('bad input is held or refused with its reason, never guessed at', () => {
  test.each<[string, Json, string]>([
    ['a dose of 0', amount({ value: 0 }), 'hold DOSE_NOT_POSITIVE'],
    ['a negative dose', amount({ value: -5 }), 'hold DOSE_NOT_POSITIVE'],
    ['a dose of 1e308', amount({ value: 1e308 }), 'hold DOSE_OUT_OF_RANGE'],
    ['10,0', amount({ value: '10,0' }), 'refused MALFORMED_ELEMENT'],
    ['no unit', { dosage: { ...given, dose: { value: 200 } } }, 'hold DOSE_WITHOUT_UNIT'],
    ['millilitres of unknown strength', amount({ value: 8, unit: 'mL', code: 'mL' }), 'hold DOSE_UNIT_MISMATCH'],
    ['ten digits without hyphens', packages('0006302602'), 'hold NDC10_AMBIGUOUS'],
    ['4-3-2', packages('0006-302-02'), 'hold NDC_INVALID'],
    ['the NDC of another drug', packages('50242-0917-01'), 'hold DRUG_NDC_MISMATCH'],
    [
      'vials that cannot make the dose',
      packages('00006-3026-02', { url: 'amount', valueQuantity: { value: 1, unit: 'mg' } }),
      'hold DOSE_EXCEEDS_OPENED',
    ],
    [
      'a stop before the start',
      ran('2026-11-02T09:30:00-05:00', '2026-11-02T09:00:00-05:00'),
      'hold STOP_BEFORE_START',
    ],
    ['tomorrow', ran('2026-11-22T09:00:00-05:00', '2026-11-22T09:30:00-05:00'), 'hold ADMINISTRATION_IN_FUTURE'],
  ])('%s', async (_name, change, expected) => {
    const { result, errors, lines } = await mapped(withDose(change));
    expect(`${result} ${errors.join(' ')}`).toBe(expected);
    expect(lines).toEqual([]);
  });
});

describe('minutes are those that passed, whatever the clocks did', () => {
  test.each([
    ['over midnight', '2026-11-02T23:30:00-05:00', '2026-11-03T01:30:00-05:00', ['96413 1', '96415 1']],
    ['the night with an hour twice', '2026-11-01T00:30:00-04:00', '2026-11-01T01:30:00-05:00', ['96413 1', '96415 1']],
    ['the night with an hour less', '2026-03-08T01:30:00-05:00', '2026-03-08T03:30:00-04:00', ['96413 1']],
  ])('%s', async (_name, start, end, expected) => {
    const { lines } = await mapped(withDose(ran(start, end)));
    expect(lines.filter((line) => line.startsWith('9'))).toEqual(expected);
  });
});

describe('what the chart says beyond dose and drug', () => {
  test.each([
    [
      'an extension of the administration',
      { extension: [...extensions, ours('acquisition', { valueCode: 'white-bag' })] },
      [],
    ],
    [
      'the dispense of the day',
      {},
      [
        {
          resourceType: 'MedicationDispense',
          id: 'md1',
          status: 'completed',
          extension: [ours('acquisition', { valueCode: 'white-bag' })],
          medicationCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/sid/ndc', code: '00006-3026-02' }] },
          authorizingPrescription: [{ reference: 'MedicationRequest/pembro-order' }],
          whenHandedOver: '2026-11-02T08:00:00-05:00',
        },
      ],
    ],
  ])('a white bag, by %s: the work alone is billed', async (_name, change, more) => {
    const { result, lines } = await mapped(withDose(change, ...more), 'example-commercial');
    expect([result, ...lines]).toEqual(['claim', '96413 1']);
  });

  test('a notice, a met policy, an office visit and a stay stand on the encounter', async () => {
    const encounter = (...added: readonly Json[]) =>
      JSON.stringify(all.map((one) => (one === visit ? { ...one, extension: added } : one)));
    const office = ours('evaluation', {
      extension: [
        { url: 'hcpcs', valueCode: '99213' },
        { url: 'reason', valueString: 'new cough worked up' },
      ],
    });
    const notice = ours('notice', { extension: [{ url: 'kind', valueCode: 'signed' }] });
    expect((await mapped(encounter(office, notice))).lines).toEqual(['J9271 200 JZ GA', '96413 1', '99213 1 25']);
    expect((await mapped(encounter(ours('stay', { valueCode: 'snf_part_a' })))).errors).toEqual([
      'SNF_CONSOLIDATED_BILLING',
    ]);
    expect((await mapped(encounter(ours('notice', {})))).errors).toEqual(['MALFORMED_EXTENSION']);
  });

  test('who ordered is the referring provider where somebody else gave it, who supervised has a loop of their own', async () => {
    const person = (id: string, npi: string, family: string): Json => ({
      resourceType: 'Practitioner',
      id,
      identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: npi }],
      name: [{ family, given: ['CASEY'] }],
    });
    const change = {
      performer: [
        { actor: { reference: 'Practitioner/nurse' } },
        { function: { text: 'supervisor' }, actor: { reference: 'Practitioner/boss' } },
      ],
    };
    const more = [person('nurse', '1999999976', 'GIVER'), person('boss', '1999999984', 'WATCHER')];
    const { claim } = await mapped(withDose(change, ...more));
    expect(claim).toMatch(/NM1\*DN\*1\*.*NM1\*82\*1\*GIVER.*NM1\*DQ\*1\*WATCHER/s);
    const { claim: usual } = await mapped(withDose({}));
    expect(usual).not.toContain('NM1*DN');
    expect(usual).not.toContain('NM1*DQ');
  });

  test('nobody on record who was there: told for an office, where the payer asks for it', async () => {
    expect((await mapped(withDose({ performer: [] }))).warnings).toContain('SUPERVISION_NOT_RECORDED');
    expect((await mapped(withDose({}))).warnings).not.toContain('SUPERVISION_NOT_RECORDED');
    const { warnings } = await mapped(withDose({ performer: [] }), 'example-commercial');
    expect(warnings).not.toContain('SUPERVISION_NOT_RECORDED');
  });
});
