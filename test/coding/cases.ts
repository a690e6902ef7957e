/** Short words for billing cases: payers, places, drugs as they come out of the refrigerator. */

import type { CodingAnswer } from '../../src/coding/answer.ts';
import { readCase } from '../../src/coding/case.ts';
import { codeVisit } from '../../src/coding/codeVisit.ts';
import type { Rules } from '../../src/rules/parse.ts';

type Json = Readonly<Record<string, unknown>>;

export const medicare: Json = {
  type: 'medicare_ffs',
  jw_jz: true,
  ndc: 'optional_single',
  route_modifier_codes: [],
  distinct_modifier: '59',
  pump_code: 'G0498',
  waste_policy: 'jw_line',
  mod_340b: 'TB',
  multi_ndc_modifiers: false,
};
export const advantage: Json = { ...medicare, type: 'medicare_advantage' };
export const commercial: Json = {
  ...medicare,
  type: 'commercial',
  ndc: 'one_line_per_ndc',
  pump_code: '96416',
  mod_340b: null,
};
export const medicaid: Json = { ...commercial, type: 'medicaid_managed', jw_jz: false, waste_policy: 'admin_only' };

export const office: Json = { claim: '837P', pos: '11', kind: 'physician_office' };
export const hospital: Json = { claim: '837I', pos: null, kind: 'hopd_on_campus' };

const pack =
  (ndc11: string, amount: number, unit: string, volume: number | null, type = 'single-dose') =>
  (containers: number): Json => ({
    ndc11,
    containers_opened: containers,
    amount_per_container: amount,
    amount_unit: unit,
    volume_ml_per_container: volume,
    container_type: type,
    ndc_uom: volume === null ? 'UN' : 'ML',
  });

/** Containers as labelled. */
export const vials = {
  teclistamab30: pack('57894044901', 30, 'mg', 3),
  teclistamab153: pack('57894045001', 153, 'mg', 1.7),
  pembrolizumab: pack('00006302602', 100, 'mg', 4),
  nivolumab40: pack('00003377211', 40, 'mg', 4),
  nivolumab240: pack('00003373413', 240, 'mg', 24),
  ipilimumab50: pack('00003232711', 50, 'mg', 10),
  ipilimumab200: pack('00003232822', 200, 'mg', 40),
  atezolizumab: pack('50242091701', 1200, 'mg', 20),
  cetuximab: pack('66733094823', 100, 'mg', 50),
  infliximabAxxq: pack('55513067001', 100, 'mg', null),
  bleomycin: pack('00143924001', 15, 'unit', null),
  loncastuximab: pack('79952011001', 10, 'mg', null),
  carboplatin: pack('00703424801', 450, 'mg', 45, 'multi-dose'),
  paclitaxel: pack('00703321801', 300, 'mg', 50, 'multi-dose'),
  trastuzumab420: pack('55513013201', 420, 'mg', null, 'multi-dose'),
  darbepoetin: pack('55513000601', 200, 'mcg', 1),
  epoetin: pack('59676034001', 40000, 'unit', 1),
  ondansetron: pack('00404993002', 4, 'mg', 2),
  dexamethasone: pack('51662134301', 10, 'mg', 1),
  iron: pack('73594931001', 1000, 'mg', 10),
  vinblastine: pack('63323027810', 10, 'mg', 10),
  magnesium: pack('51662135201', 2000, 'mg', 50),
  fluorouracil: pack('71288017075', 2500, 'mg', 50, 'pharmacy-bulk'),
  zoledronic: pack('16714081501', 4, 'mg', 5),
  saline1000: pack('00338004904', 1000, 'mL', 1000),
  abataceptIv: pack('00003218713', 250, 'mg', null),
  abataceptSc: pack('00003218811', 125, 'mg', 1),
  tocilizumab: pack('50242013701', 400, 'mg', 20),
  botulinum: pack('00023392102', 200, 'unit', null),
  brentuximab: pack('51144005001', 50, 'mg', null),
  glofitamab: pack('50242012701', 10, 'mg', 10),
  linvoseltamab: pack('61755005401', 5, 'mg', 2.5),
  opdualag: pack('00003712511', 240, 'mg', 20),
  trabectedin: pack('59676061001', 1, 'mg', null),
  unknown: pack('99999000101', 200, 'mg', 10),
};

/** An intravenous infusion of the complex class, half an hour, unless told otherwise. */
export const give = (
  drug: string,
  dose: number | string,
  unit: string,
  packages: readonly Json[],
  more: Json = {},
): Json => ({
  id: 'a1',
  drug,
  dose: { value: dose, unit },
  route: 'IV',
  technique: 'infusion',
  admin_class: 'chemo',
  start: '09:00',
  stop: '09:30',
  vascular_access: 'A',
  concurrent_with: null,
  packages,
  ...more,
});
export const underSkin: Json = { route: 'SC', technique: 'sc_im', start: null, stop: null };

export const visit = (administrations: readonly Json[], more: Json = {}): Json => ({
  date_of_service: '2026-11-10',
  payer_rules: medicare,
  setting: office,
  acquired_340b: false,
  administrations,
  ...more,
});

/** Codes a case; a case of the wrong shape is a mistake of the test. */
export function answerTo(input: Json, rules: Rules): CodingAnswer {
  const outcome = readCase(input);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
  return codeVisit(outcome.value, rules);
}

/** `J9380 x 9 JW N4 57894044901 0.42 ML`, sorted, as one comparable list. */
export const shown = (answer: CodingAnswer): readonly string[] =>
  answer.lines
    .map((line) => {
      const ndc = line.ndc === undefined ? '' : ` ${line.ndc.quantity} ${line.ndc.uom}`;
      return `${line.hcpcs} x ${line.units}${line.modifiers.map((modifier) => ` ${modifier}`).join('')}${ndc}`;
    })
    .sort();

/** result, errors and warnings in one word list: `hold AUTH_EXPIRED`. */
export const verdict = (answer: CodingAnswer): string =>
  [
    answer.result,
    ...answer.errors.map((problem) => problem.code),
    ...answer.warnings.map((problem) => `(${problem.code})`),
  ].join(' ');
