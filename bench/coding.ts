/** Coding an administration with its proof, against what any reader of FHIR pays before it decides anything: JSON.parse. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMappings } from '../src/adapters/mappingsFolder.ts';
import { parseCase } from '../src/coding/case.ts';
import { codeVisit } from '../src/coding/codeVisit.ts';
import { parseRules } from '../src/rules/parse.ts';
import type { Side } from './contest.ts';
import { contest, cpuOf, type Measured, speedUp } from './contest.ts';
import type { Report } from './report.ts';

const VISITS = 20_000;
const ROUNDS = 5;
/** Administrations of a long visit, and of one twice as long. */
const LONG = 20;

export async function benchCoding(): Promise<Report> {
  const [one, two, long, longer, theirs] = await contest({
    sides: [
      'ours: code one',
      'ours: code two',
      'ours: code a long visit',
      'ours: code one twice as long',
      'JSON.parse',
    ],
    input: String(VISITS),
    rounds: ROUNDS,
    warmUps: 1,
  });
  if (!one || !two || !long || !longer || !theirs) throw new Error('a side is missing');
  const rate = (side: Measured) => VISITS / (cpuOf(side) / 1000);
  const peer = `JSON.parse of its FHIR bundle, ${bundle().length} bytes`;
  const row = (what: string, ours: Measured) => ({
    what,
    peer,
    unit: 'visits/s',
    ours: rate(ours),
    theirs: rate(theirs),
    ratio: speedUp(ours, theirs),
  });
  const linear = {
    what: `code one of ${2 * LONG} administrations`,
    peer: `one of ${LONG}: 1 is linear`,
    unit: 'administrations/s',
    ours: rate(longer),
    theirs: rate(long),
    ratio: speedUp(longer, long),
  };
  return { name: 'coding', rows: [row('code one administration', one), row('code a visit of two drugs', two), linear] };
}

/** Visits of so many administrations, coded over and over until so many administrations are done. */
export const ourCoding = (size: 'one' | 'two' | 'long' | 'longer') => async (): Promise<Side> => {
  const given = { one: ONE, two: TWO, long: many(LONG), longer: many(2 * LONG) }[size];
  const rules = parseRules(await readMappings());
  const visit = parseCase(JSON.stringify({ ...CASE, administrations: given }));
  if (!rules.ok || !visit.ok) throw new Error(`the case is not read: ${JSON.stringify([rules.issues, visit.issues])}`);
  const each = size === 'one' || size === 'two' ? 1 : given.length;
  return async (count) => {
    let proofs = 0;
    for (let n = 0; n < Number(count); n += each) {
      const answer = codeVisit(visit.value, rules.value);
      if (answer.result !== 'claim' && each === 1) throw new Error(`no claim: ${JSON.stringify(answer)}`);
      proofs += answer.lines.length + answer.errors.length;
    }
    return { visits: Number(count), hasProof: proofs > 0 ? 1 : 0 };
  };
};

export async function parseBundle(): Promise<Side> {
  const text = bundle();
  return async (count) => {
    let entries = 0;
    for (let n = 0; n < Number(count); n++) entries += (JSON.parse(text) as { entry: unknown[] }).entry.length;
    return { visits: Number(count), hasProof: entries > 0 ? 1 : 0 };
  };
}

/**
 * What the second story charts for its first step, with everything it refers to and two of its four orders: the usual
 * seven kilobytes of a chart, without the spaces for a reader.
 */
function bundle(): string {
  const entries = ['01-order.json', '04-step-1.json'].flatMap((name) => {
    const path = join(import.meta.dirname, '..', 'fixtures', 'scenarios', '02-teclistamab', 'in', name);
    return (JSON.parse(readFileSync(path, 'utf8')) as { entry: { resource: { resourceType: string } }[] }).entry;
  });
  const orders = entries.filter(({ resource }) => resource.resourceType === 'MedicationRequest');
  const entry = entries.filter((each) => !orders.slice(2).includes(each));
  return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry });
}

const pack = (ndc11: string, amount: number, volume: number) => ({
  ndc11,
  containers_opened: 1,
  amount_per_container: amount,
  amount_unit: 'mg',
  volume_ml_per_container: volume,
  container_type: 'single-dose',
  ndc_uom: 'ML',
});
const given = (id: string, drug: string, dose: number, start: string, stop: string, packages: readonly unknown[]) => ({
  id,
  drug,
  dose: { value: dose, unit: 'mg' },
  route: 'IV',
  technique: 'infusion',
  admin_class: 'chemo',
  start,
  stop,
  vascular_access: 'A',
  concurrent_with: null,
  packages,
});
const CASE = {
  date_of_service: '2026-11-10',
  payer_rules: {
    type: 'medicare_ffs',
    jw_jz: true,
    ndc: 'optional_single',
    route_modifier_codes: [],
    distinct_modifier: '59',
    pump_code: 'G0498',
    waste_policy: 'jw_line',
    mod_340b: 'TB',
    multi_ndc_modifiers: false,
  },
  setting: { claim: '837P', pos: '11', kind: 'physician_office' },
  acquired_340b: false,
};

const ONE = [
  {
    ...given('a1', 'teclistamab-cqyv', 4.2, '09:00', '09:00', [pack('57894044901', 30, 3)]),
    route: 'SC',
    technique: 'sc_im',
    start: null,
    stop: null,
  },
];
const TWO = [
  given('a1', 'nivolumab', 240, '09:00', '09:30', [pack('00003373413', 240, 24)]),
  given('a2', 'ipilimumab', 70, '09:40', '10:15', [pack('00003232711', 50, 10), pack('00003232711', 50, 10)]),
];
/** Pushes of a milligram, ten minutes apart: each is looked at beside all the others. */
const many = (count: number) =>
  Array.from({ length: count }, (_, n) => {
    const at = `${String(8 + Math.floor(n / 6)).padStart(2, '0')}:${(n % 6) * 10 || '00'}`;
    return { ...given(`a${n}`, 'vinblastine', 0.1, at, at, [pack('63323027810', 10, 10)]), technique: 'push' };
  });
