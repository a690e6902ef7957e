/** What a skim asks of a guide, and the tables it looks things up in. */

import { describe, expect, test } from 'vitest';
import { remittance835 } from '../../src/x12/guides/835.ts';
import {
  an,
  code,
  decimal,
  type Fields,
  guide,
  id,
  K,
  type LoopSpec,
  loop,
  R,
  S,
  segment,
  series,
} from '../../src/x12/schema.ts';
import { act, role, type SkimRequest, skimPlanOf } from '../../src/x12/skimPlan.ts';
import { keyOf, skimTableOf, slotOf } from '../../src/x12/skimTable.ts';

const wanted: SkimRequest = {
  loop: '2100',
  line: '2110',
  charged: ['CLP03', 'SVC02'],
  paid: ['CLP04', 'SVC03'],
  adjusted: 'CAS03',
};
const plan = skimPlanOf(remittance835, wanted);

describe('the plan of a skim', () => {
  test('of an 835 knows the money, what may stand in a claim, and what ends it', () => {
    expect([plan.opener, plan.loop.id]).toEqual(['CLP', '2100']);
    const ids = (what: number) => [...plan.segments].filter(([, one]) => one.act === what).map(([name]) => name);
    expect(ids(act.open)).toEqual(['CLP']);
    expect(ids(act.line)).toEqual(['SVC']);
    expect(ids(act.adjust)).toEqual(['CAS']);
    expect(ids(act.close).sort()).toEqual(['LX', 'PLB', 'SE']);
    expect(ids(act.pass).sort()).toEqual(['AMT', 'DTM', 'LQ', 'MIA', 'MOA', 'NM1', 'PER', 'QTY', 'REF']);
    expect(plan.segments.get('CLP')).toEqual({
      ...{ act: act.open, elements: [3, 4], roles: [role.charged, role.paid], codes: [], isComposite: false },
    });
    expect(plan.segments.get('SVC')).toMatchObject({ elements: [2, 3], isComposite: true });
    expect(plan.segments.get('CAS')).toEqual({
      act: act.adjust,
      elements: [3, 6, 9, 12, 15, 18],
      roles: Array(6).fill(role.adjusted),
      codes: ['CO', 'OA', 'PI', 'PR', 'CR'],
      isComposite: false,
    });
  });

  const clp = segment('CLP', {
    charged: R('CLP03', decimal()),
    paid: R('CLP04', decimal()),
    maybe: S('CLP05', decimal()),
  });
  const svc = segment('SVC', {
    paid: R('SVC03', decimal()),
    charged: R('SVC02', decimal()),
    name: R('SVC01', an(1, 9)),
  });
  const cas = segment('CAS', {
    group: R('CAS01', code('CO', 'P')),
    reasons: series('R', 'CAS02', 3, 2, { reason: R('CAS02', id(1, 5)), amount: R('CAS03', decimal()) }),
  });
  const line = (more: Fields = {}) => loop('2110', { service: R(svc), off: S(cas, 9), ...more });
  const inner = (more: Fields = {}, lines: LoopSpec<Fields> = line()) =>
    loop('2100', { claim: R(clp), off: S(cas, 5), lines: S(lines, 9), ...more });
  const guideOf = (claims: LoopSpec<Fields>, more: Fields = {}) =>
    guide({
      ...{ name: 'tiny', set: '835', version: '005010X000', functionalId: 'HP', versionInST: false },
      body: {
        claims: S(loop('2000', { head: R(segment('LX', { number: R('LX01', an(1, 6)) })), all: R(claims, 9) }), 9),
        ...more,
      },
    });
  const planned = (claims: LoopSpec<Fields> = inner(), more: Fields = {}, other: Partial<SkimRequest> = {}) =>
    skimPlanOf(guideOf(claims, more), { ...wanted, ...other });

  test('follows from any guide: the wire order of amounts, the lesser room, what comes behind', () => {
    const tail = {
      last: R(segment('ZZ', { name: R('ZZ01', an(1, 9)) })),
      told: R(segment('YY', { kind: K('YY01', '1') })),
    };
    const made = planned(inner(), tail);
    expect(made.segments.get('SVC')).toMatchObject({ elements: [2, 3], roles: [role.charged, role.paid] });
    expect(made.mostAdjustments).toBe(5);
    expect([...made.segments].filter(([, one]) => one.act === act.close).map(([name]) => name)).toEqual([
      'SE',
      'LX',
      'ZZ',
    ]);
    const swapped = planned(inner(), {}, { charged: ['CLP04', 'SVC02'], paid: ['CLP03', 'SVC03'] });
    expect(swapped.segments.get('CLP')).toMatchObject({ elements: [3, 4], roles: [role.paid, role.charged] });
  });

  const more = { other: S(segment('QTY', { name: R('QTY01', an(1, 9)) })) };
  test.each<[string, () => unknown, string]>([
    ['a loop that is not there', () => planned(inner(), {}, { loop: '9999' }), 'tiny has no loop 9999'],
    [
      'a line that is not there',
      () => planned(inner(), {}, { line: '9999' }),
      '9999 is not the first loop inside of 2100',
    ],
    ['another loop inside', () => planned(inner({ x: S(loop('2120', more)) })), '2120 is a loop nobody asked for'],
    [
      'another loop in a line',
      () => planned(inner({}, line({ x: S(loop('2120', more)) }))),
      '2120 is a loop nobody asked for',
    ],
    [
      'adjustments at one level',
      () => planned(inner({}, loop('2110', { service: R(svc) }))),
      'CAS must stand at one place of either loop',
    ],
    [
      'adjustments at a third place',
      () => planned(inner({ again: S(cas) })),
      'CAS must stand at one place of either loop',
    ],
    ['a segment inside and behind', () => planned(inner(more), more), 'QTY may stand inside of 2100 and behind it'],
    [
      'a charge that may be missing',
      () => planned(inner(), {}, { charged: ['CLP05', 'SVC02'] }),
      'CLP05 is no amount that CLP always has',
    ],
    [
      'a payment that is no amount',
      () => planned(inner(), {}, { paid: ['CLP04', 'SVC01'] }),
      'SVC01 is no amount that SVC always has',
    ],
    [
      'an amount that does not repeat',
      () => planned(inner(), {}, { adjusted: 'CAS01' }),
      'CAS01 is no amount that repeats in CAS',
    ],
    [
      'a reason for an amount',
      () => planned(inner(), {}, { adjusted: 'CAS02' }),
      'CAS02 is no amount that repeats in CAS',
    ],
  ])('is refused for %s', (_what, make, message) => {
    expect(make).toThrow(message);
  });

  test('is refused where more than the first element tells a segment apart', () => {
    const told = (fields: Fields) => {
      const own = segment('CLP', { charged: R('CLP03', decimal()), paid: R('CLP04', decimal()), ...fields });
      return () => planned(loop('2100', { claim: R(own), off: S(cas, 5), lines: S(line(), 9) }));
    };
    const message = 'CLP is told apart by more than its first element';
    expect(told({ kind: K('CLP02', '1') })).toThrow(message);
    expect(told({ kind: K('CLP01-2', '1') })).toThrow(message);
    expect(told({ kind: K('CLP01', '1'), form: K('CLP02', '1') })).toThrow(message);
    expect(told({ kind: K('CLP01', '1') })).not.toThrow();
  });

  test('is looked up by bytes: every id has a slot of its own', () => {
    expect([keyOf('CLP', 0x2a), keyOf('LX', 0x2a)]).toEqual([0x43_4c_50, 0x4c_58_2a]);
    expect(() => keyOf('X', 0x2a)).toThrow('X is no id of two or three characters');
    expect(() => keyOf('CLPX', 0x2a)).toThrow('CLPX is no id of two or three characters');
    const table = skimTableOf(plan, 0x2a);
    for (const [name, one] of plan.segments) {
      const slot = slotOf(keyOf(name, 0x2a), table.factor);
      expect([table.keys[slot], table.acts[slot], table.lengths[slot], table.segments[slot]]).toEqual([
        keyOf(name, 0x2a),
        one.act,
        name.length,
        one,
      ]);
    }
    expect(table.keys.filter((key) => key !== -1).length).toBe(plan.segments.size);
    expect([...table.acts].filter((one) => one !== act.unknown).length).toBe(plan.segments.size);
    const cas = table.codes[slotOf(keyOf('CAS', 0x2a), table.factor)];
    expect([...(cas ?? [])].flatMap((one, at) => (one === 1 ? [at] : []))).toEqual([
      0x43_4f, 0x43_52, 0x4f_41, 0x50_49, 0x50_52,
    ]);
    expect(table.codes.filter((one) => one !== undefined).length).toBe(2);
  });

  test('looks codes up by one byte or two, and no more', () => {
    const tableFor = (...codes: readonly string[]) =>
      skimTableOf(
        {
          ...plan,
          segments: new Map([
            [
              'CAS',
              { ...plan.segments.get('CAS'), act: act.adjust, elements: [], roles: [], codes, isComposite: false },
            ],
          ]),
        },
        0x2a,
      );
    const [found] = tableFor('P', 'CO').codes.filter((one) => one !== undefined);
    expect([...(found ?? [])].flatMap((one, at) => (one === 1 ? [at] : []))).toEqual([0x43_4f, 0x50_00]);
    expect(() => tableFor('ABC')).toThrow('ABC is not looked up by two bytes');
    expect(() => tableFor('')).toThrow(' is not looked up by two bytes');
    expect(tableFor().codes.every((one) => one === undefined)).toBe(true);
  });
});
