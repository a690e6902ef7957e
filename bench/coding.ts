/** Coding one visit with its proof, against what any reader of FHIR pays before it decides anything: JSON.parse. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMappings } from '../src/adapters/mappingsFolder.ts';
import { parseCase } from '../src/coding/case.ts';
import { codeVisit } from '../src/coding/codeVisit.ts';
import { parseRules } from '../src/rules/parse.ts';
import { contest, cpuOf, speedUp } from './contest.ts';
import type { Report } from './report.ts';
import type { Side } from './sides.ts';

const VISITS = 20_000;
const ROUNDS = 5;

export async function benchCoding(): Promise<Report> {
  const [ours, theirs] = await contest({
    sides: ['ours: codeVisit', 'JSON.parse'],
    input: String(VISITS),
    rounds: ROUNDS,
    warmUps: 1,
  });
  if (ours === undefined || theirs === undefined) throw new Error('a side is missing');
  const rate = (cpuMs: number) => VISITS / (cpuMs / 1000);
  const peer = `JSON.parse of a FHIR bundle of ${bundle().length} bytes`;
  const row = { what: 'code a visit with proof', peer, unit: 'visits/s' };
  const ratio = speedUp(ours, theirs);
  return { name: 'coding', rows: [{ ...row, ours: rate(cpuOf(ours)), theirs: rate(cpuOf(theirs)), ratio }] };
}

/** One visit coded over and over: two drugs, with waste, and the hours they took. */
export async function ourCoding(): Promise<Side> {
  const rules = parseRules(await readMappings());
  const visit = parseCase(JSON.stringify(CASE));
  if (!rules.ok || !visit.ok) throw new Error(`the case is not read: ${JSON.stringify([rules.issues, visit.issues])}`);
  return async (count) => {
    let proofs = 0;
    for (let n = 0; n < Number(count); n++) {
      const answer = codeVisit(visit.value, rules.value);
      if (answer.result !== 'claim') throw new Error(`no claim: ${JSON.stringify(answer)}`);
      for (const line of answer.lines) proofs += line.proof.length;
    }
    return { visits: Number(count), hasProof: proofs > 0 ? 1 : 0 };
  };
}

export async function parseBundle(): Promise<Side> {
  const text = bundle();
  return async (count) => {
    let entries = 0;
    for (let n = 0; n < Number(count); n++) entries += (JSON.parse(text) as { entry: unknown[] }).entry.length;
    return { visits: Number(count), hasProof: entries > 0 ? 1 : 0 };
  };
}

/** An order of the second story as it travels: without the spaces it has for a reader. */
function bundle(): string {
  const path = join(import.meta.dirname, '..', 'fixtures', 'scenarios', '02-teclistamab', 'in', '01-order.json');
  return JSON.stringify(JSON.parse(readFileSync(path, 'utf8')));
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
  administrations: [
    given('a1', 'nivolumab', 240, '09:00', '09:30', [pack('00003373413', 240, 24)]),
    given('a2', 'ipilimumab', 70, '09:40', '10:15', [pack('00003232711', 50, 10), pack('00003232711', 50, 10)]),
  ],
};
