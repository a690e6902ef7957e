import { describe, expect, test } from 'vitest';
import {
  advantage,
  answerTo,
  commercial,
  give,
  hospital,
  medicaid,
  medicare,
  shown,
  underSkin,
  verdict,
  vials,
  visit,
} from './cases.ts';
import { shippedRules } from './rules.ts';

const rules = await shippedRules();
type Json = Readonly<Record<string, unknown>>;
const aflibercept = (more: Json = {}): Json =>
  give('aflibercept', 2, 'mg', [{ ndc11: '61755000502', containers_opened: 1, container_type: 'single-dose' }], {
    route: 'intravitreal',
    technique: 'none',
    admin_class: 'ther',
    start: null,
    stop: null,
    ...more,
  });
const infliximab = (more: Json = {}): Json =>
  give('infliximab-axxq', 100, 'mg', [vials.infliximabAxxq(1)], { start: '09:00', stop: '10:00', ...more });
const lines = (administrations: readonly Json[], more: Json = {}) =>
  shown(answerTo(visit(administrations, more), rules));
const judged = (administrations: readonly Json[], more: Json = {}) =>
  verdict(answerTo(visit(administrations, more), rules));

describe('an injection into an eye', () => {
  test.each([
    ['right, as charted', { eye: 'right' }, {}, ['67028 x 1 RT', 'J0178 x 2 JZ RT 0.05 ML']],
    ['left, as charted', { eye: 'left' }, {}, ['67028 x 1 LT', 'J0178 x 2 JZ LT 0.05 ML']],
    ['right, by its diagnosis', {}, { diagnoses: ['H35.3211'] }, ['67028 x 1 RT', 'J0178 x 2 JZ RT 0.05 ML']],
    ['left, by a diabetic one', {}, { diagnoses: ['E11.3512'] }, ['67028 x 1 LT', 'J0178 x 2 JZ LT 0.05 ML']],
    [
      'the chart wins over the diagnosis',
      { eye: 'left' },
      { diagnoses: ['H35.3211'] },
      ['67028 x 1 LT', 'J0178 x 2 JZ LT 0.05 ML'],
    ],
  ])('%s', (_name, more, around, expected) => {
    expect(lines([aflibercept(more)], around)).toEqual(expected);
  });

  test('both eyes are two drug lines and one procedure', () => {
    expect(lines([aflibercept({ eye: 'right' }), aflibercept({ id: 'a2', eye: 'left' })])).toEqual([
      '67028 x 1 50',
      'J0178 x 2 JZ LT 0.05 ML',
      'J0178 x 2 JZ RT 0.05 ML',
    ]);
  });

  test.each([
    ['nothing tells which', {}],
    ['a disease of both eyes does not say which was injected', { diagnoses: ['H35.3231'] }],
    ['diagnoses of either eye', { diagnoses: ['H35.3211', 'H35.3221'] }],
    ['a diagnosis without a side', { diagnoses: ['H35.30'] }],
  ])('%s: held', (_name, around) => {
    expect(judged([aflibercept()], around)).toBe('hold EYE_NOT_RECORDED');
  });
});

describe('notices of noncoverage', () => {
  test.each([
    ['signed', 'GA'],
    ['not_obtained', 'GZ'],
    ['excluded', 'GY'],
    ['voluntary', 'GY GX'],
  ])('%s: %s', (kind, modifiers) => {
    expect(lines([infliximab()], { notice: { kind } })[1]).toBe(`Q5121 x 10 JZ ${modifiers} 1 UN`);
  });

  test('only on the codes it is about', () => {
    const more = { notice: { kind: 'signed', codes: ['J9271'] } };
    expect(lines([infliximab()], more)[1]).toBe('Q5121 x 10 JZ 1 UN');
  });

  test('other payers do not know them', () => {
    const more = { notice: { kind: 'signed' }, payer_rules: advantage };
    expect(lines([infliximab()], more)[1]).toBe('Q5121 x 10 JZ 1 UN');
    expect(judged([infliximab()], more)).toBe('claim (NOTICE_WITHOUT_MEANING)');
  });

  test('a self-administered drug is billed as excluded after such a notice, and not otherwise', () => {
    const abatacept = give('abatacept', 125, 'mg', [vials.abataceptSc(1)], { ...underSkin, admin_class: 'ther' });
    expect(judged([abatacept])).toBe('no_claim SAD_EXCLUDED');
    expect(judged([abatacept], { notice: { kind: 'signed' } })).toBe('no_claim SAD_EXCLUDED');
    expect(lines([abatacept], { notice: { kind: 'excluded' } })).toContain('J0129 x 12 JZ GY 1 ML');
  });
});

describe('a policy that asks whether it is met', () => {
  const payer_rules = { ...medicare, policy_modifier_codes: ['Q5121'] };
  const policy_met = [{ codes: ['Q5121'], evidence: 'QuantiFERON of 2026-10-02' }];
  test('with evidence, which the proof names', () => {
    const answer = answerTo(visit([infliximab()], { payer_rules, policy_met }), rules);
    expect(answer.lines[0]?.modifiers).toEqual(['JZ', 'KX']);
    expect(answer.lines[0]?.proof.join('\n')).toContain('KX: the policy is met by QuantiFERON of 2026-10-02');
  });
  test('without evidence it is held, and never said on its own', () => {
    expect(judged([infliximab()], { payer_rules })).toBe('hold POLICY_EVIDENCE_MISSING');
    expect(lines([infliximab()], { policy_met })[1]).toBe('Q5121 x 10 JZ 1 UN');
  });
  test('a notice stands instead of evidence', () => {
    expect(lines([infliximab()], { payer_rules, notice: { kind: 'signed' } })[1]).toBe('Q5121 x 10 JZ GA 1 UN');
  });
});

describe('place and way', () => {
  test('a drug in the pump of an equipment supplier', () => {
    const setting = { claim: '837P', pos: '12', kind: 'dme_supplier' };
    expect(lines([infliximab()], { setting })).toEqual(['96413 x 1', 'Q5121 x 10 JZ KD 1 UN']);
  });
  test('through dialysate, from the day the modifier began', () => {
    const given = give('bleomycin', 15, 'unit', [vials.bleomycin(1)], { route: 'dialysate', technique: 'none' });
    expect(lines([given], { date_of_service: '2014-07-01' })).toEqual(['J9040 x 1 JE 1 UN']);
    expect(lines([given], { date_of_service: '2014-06-30' })).toEqual(['J9040 x 1 1 UN']);
  });
});

describe('four modifiers at most', () => {
  const payer_rules = {
    ...medicare,
    route_modifier_codes: ['Q5121'],
    policy_modifier_codes: ['Q5121'],
    mod_340b: 'TB',
  };
  const full = {
    payer_rules,
    acquired_340b: true,
    setting: { ...hospital, kind: 'hopd_off_campus_excepted' },
    policy_met: [{ codes: ['Q5121'], evidence: 'the record of the trial of methotrexate' }],
  };
  test('the fifth is left out where it only informs', () => {
    const given = give('ipilimumab', 250, 'mg', [vials.ipilimumab200(1), vials.ipilimumab50(1)]);
    const more = {
      ...full,
      payer_rules: {
        ...payer_rules,
        ndc: 'one_line_per_ndc',
        route_modifier_codes: ['J9228'],
        multi_ndc_modifiers: true,
      },
    };
    const answer = answerTo(visit([given], more), rules);
    expect(answer.lines[0]?.modifiers).toEqual(['JZ', 'TB', 'PO', 'JA']);
    expect(answer.lines[0]?.proof.at(-1)).toMatch(
      /^KP left out: a line holds four modifiers and this one only informs/,
    );
    expect(answer.result).toBe('claim');
  });
  test('five that decide coverage or payment are held', () => {
    expect(judged([infliximab()], full)).toBe('hold TOO_MANY_MODIFIERS');
  });
});

describe('what sets a second service apart', () => {
  const payer_rules = { ...commercial, distinct_modifier: 'X' };
  const first = give('pembrolizumab', 200, 'mg', [vials.pembrolizumab(2)], { start: '08:00', stop: '08:30' });
  const second = (more: Json) =>
    give('ipilimumab', 100, 'mg', [vials.ipilimumab50(2)], { id: 'a2', start: '15:00', stop: '15:30', ...more });
  const work = (administrations: readonly Json[], more: Json = {}) =>
    lines(administrations, { payer_rules, ...more }).filter((line) => line.startsWith('9'));
  test.each([
    ['another site', { vascular_access: 'B' }, {}, ['96413 x 1', '96413 x 1 XS']],
    ['another encounter of the day', { encounter: 'e2' }, {}, ['96413 x 1', '96413 x 1 XE']],
    [
      'before 2015 there was one modifier for all',
      { encounter: 'e2' },
      { date_of_service: '2014-12-31' },
      ['96413 x 1', '96413 x 1 59'],
    ],
    ['59 where the payer wants 59', { encounter: 'e2' }, { payer_rules: commercial }, ['96413 x 1', '96413 x 1 59']],
    [
      'two registrations half an hour apart are one visit',
      { encounter: 'e2', start: '09:00', stop: '09:30' },
      {},
      ['96413 x 1', '96417 x 1'],
    ],
    ['without encounters it is one visit, however late', {}, {}, ['96413 x 1', '96417 x 1']],
  ])('%s', (_name, more, around, expected) => {
    expect(
      work(
        [
          { ...first, encounter: 'e1' },
          { encounter: 'e1', ...second(more) },
        ],
        around,
      ),
    ).toEqual(expected);
  });
  test('a pump beside an initial service, never a drug line', () => {
    const pump = give('fluorouracil', 2500, 'mg', [vials.fluorouracil(1)], { id: 'a2', technique: 'pump' });
    const answer = answerTo(visit([first, pump], { payer_rules }), rules);
    expect(shown(answer).filter((line) => line.includes(' XU'))).toEqual(['96416 x 1 XU']);
  });
  test('the proof tells the reason', () => {
    const answer = answerTo(visit([first, second({ vascular_access: 'B' })], { payer_rules }), rules);
    const proof = answer.lines.find((line) => line.modifiers.includes('XS'))?.proof.join(' ');
    expect(proof).toContain('XS: another access site of the same encounter');
  });
});

describe('what the charge master proposes as a modifier never decides', () => {
  test.each([
    ['JG', 'it ended on 2024-12-31'],
    ['TB', 'nothing recorded calls for it'],
    ['QQ', 'no rule of ours knows it'],
  ])('%s: %s', (template_modifier, why) => {
    const answer = answerTo(visit([infliximab()], { template_modifier }), rules);
    expect(answer.lines[0]?.modifiers).toEqual(['JZ']);
    expect(answer.lines[0]?.proof.at(-1)).toBe(`the charge master proposes ${template_modifier}: not used, ${why}`);
  });
  test('one that the facts call for is no news', () => {
    const answer = answerTo(visit([infliximab()], { template_modifier: ['JZ'] }), rules);
    expect(answer.lines[0]?.proof.join(' ')).not.toContain('charge master');
  });
});

describe('several codes of a charge master', () => {
  test('each that disagrees is told', () => {
    expect(judged([infliximab()], { template_hcpcs: ['Q5121', 'J1745', 'J9302'] })).toBe(
      'claim (NDC_HCPCS_MISMATCH) (HCPCS_DRUG_MISMATCH)',
    );
  });
});

describe('an office visit beside an infusion', () => {
  const evaluation = { hcpcs: '99214', separately_identifiable: true, reason: 'new rash, dose held for a week' };
  test('separate, with its reason: 25', () => {
    const answer = answerTo(visit([infliximab()], { evaluation }), rules);
    const line = answer.lines.find(({ hcpcs }) => hcpcs === '99214');
    expect(line?.modifiers).toEqual(['25']);
    expect(line?.proof.join(' ')).toContain('new rash, dose held for a week');
  });
  test.each([
    ['without a reason', { ...evaluation, reason: null }, 'hold EVALUATION_NOT_SEPARATE'],
    ['not said to be separate', { hcpcs: '99214' }, 'hold EVALUATION_NOT_SEPARATE'],
    ['the least visit is part of the infusion', { ...evaluation, hcpcs: '99211' }, 'claim (EVALUATION_BUNDLED)'],
    ['no office visit', { ...evaluation, hcpcs: '96413' }, 'hold EVALUATION_UNKNOWN'],
  ])('%s', (_name, changed, expected) => {
    expect(judged([infliximab()], { evaluation: changed })).toBe(expected);
  });
  test('alone it needs no modifier', () => {
    expect(lines([], { evaluation })).toEqual(['99214 x 1']);
  });
});

test('Medicaid and UD: a line keeps its 340B modifier beside the NDC of a plan', () => {
  const more = { acquired_340b: true, payer_rules: { ...medicaid, mod_340b: 'UD' } };
  expect(lines([infliximab()], more)).toContain('Q5121 x 10 UD 1 UN');
});
