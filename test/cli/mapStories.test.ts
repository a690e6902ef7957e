import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/cli/map/mapping.ts';
import { runMap, stories } from './mapping.ts';

const read = (story: string, name: string): string => readFileSync(join(stories, story, 'in', name), 'utf8');
const PEMBROLIZUMAB = '01-pembrolizumab';
const TECLISTAMAB = '02-teclistamab';

/** The story of a folder as one array of Bundles: dose bundles need the people of the order bundle. */
const whole = (story: string, ...names: readonly string[]): string =>
  `[${names.map((name) => read(story, name)).join(',')}]`;

const lines = (of: { readonly lines: readonly { readonly hcpcs: string; readonly units: number }[] }) =>
  of.lines.map(({ hcpcs, units }) => [hcpcs, units]);

describe('map on the stories', () => {
  let pembrolizumab: Mapping;
  let teclistamab: Mapping;
  beforeAll(async () => {
    const options = { asOf: '2026-11-23' };
    pembrolizumab = await runMap(whole(PEMBROLIZUMAB, '01-order.json', '04-dose-1.json', '08-dose-2.json'), options);
    teclistamab = await runMap(whole(TECLISTAMAB, '01-order.json', '04-step-1.json', '07-step-2.json'), options);
  });

  test('asks for six doses of pembrolizumab and six infusions in one 278', () => {
    expect(pembrolizumab.orders).toHaveLength(1);
    const [order] = pembrolizumab.orders;
    expect(order).toMatchObject({ authorization: 'required', file: '278-0001.x12', issues: [] });
    expect(order && lines(order)).toEqual([
      ['J9271', 1200],
      ['96413', 6],
    ]);
    expect(order?.lines[0]?.proof.join(' ')).toContain('200 mg x 6 doses / 1 mg');
  });

  test('bills each dose of pembrolizumab with JZ and the volume of two vials', () => {
    expect(pembrolizumab.administrations.map(({ source, file }) => [source, file])).toEqual([
      [['MedicationAdministration/pembro-dose-1'], '837-0001.x12'],
      [['MedicationAdministration/pembro-dose-2'], '837-0002.x12'],
    ]);
    for (const visit of pembrolizumab.administrations) {
      expect(visit).toMatchObject({ result: 'claim', claim: '837P', errors: [] });
      expect(visit.lines.map(({ hcpcs, units, modifiers, ndc }) => ({ hcpcs, units, modifiers, ndc }))).toEqual([
        {
          hcpcs: 'J9271',
          units: 200,
          modifiers: ['JZ'],
          ndc: { qualifier: 'N4', ndc11: '00006302602', quantity: '8', uom: 'ML' },
        },
        { hcpcs: '96413', units: 1, modifiers: [], ndc: undefined },
      ]);
    }
  });

  test('warns that without a record of authorizations none can be put on the claim', () => {
    expect(pembrolizumab.administrations.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ['AUTHORIZATION_NOT_CHECKED'],
      ['AUTHORIZATION_NOT_CHECKED'],
    ]);
  });

  test('asks for all orders of a treatment plan in one 278, with the units of whole vials', () => {
    expect(teclistamab.orders.map(({ file }) => file)).toEqual(Array(4).fill('278-0001.x12'));
    expect(teclistamab.orders.map(lines)).toEqual([
      [
        ['J9380', 60],
        ['96401', 1],
      ],
      [
        ['J9380', 60],
        ['96401', 1],
      ],
      [
        ['J9380', 2880],
        ['96401', 12],
      ],
      [
        ['J3262', 2240],
        ['96413', 4],
      ],
    ]);
    expect(teclistamab.files[0]?.text).toContain('SV1*HC:J9380**UN*3000~');
  });

  test('bills 4.2 mg of teclistamab as 9 units and 51 discarded', () => {
    expect(
      teclistamab.administrations[0]?.lines.map(({ hcpcs, units, modifiers }) => [hcpcs, units, modifiers]),
    ).toEqual([
      ['J9380', 9, []],
      ['J9380', 51, ['JW']],
      ['96401', 1, []],
    ]);
  });

  test('puts doses of one patient, site and day on one claim', () => {
    expect(teclistamab.administrations[1]).toMatchObject({
      source: ['MedicationAdministration/btce-given-2', 'MedicationAdministration/btce-given-crs'],
      result: 'claim',
      file: '837-0002.x12',
    });
  });

  test('names the files by kind in order of appearance and numbers every interchange once', () => {
    expect(teclistamab.files.map(({ name, set }) => [name, set])).toEqual([
      ['278-0001.x12', '278'],
      ['837-0001.x12', '837'],
      ['837-0002.x12', '837'],
    ]);
    expect(teclistamab.files.map(({ text }) => text.slice(90, 99))).toEqual(['000000001', '000000002', '000000003']);
  });

  test('asks nothing of Medicare and bills it the same', async () => {
    const text = whole(PEMBROLIZUMAB, '01-order.json', '04-dose-1.json');
    const medicare = await runMap(text, { asOf: '2026-11-23', payer: 'example-medicare' });
    expect(medicare.orders[0]).toMatchObject({ authorization: 'not_required' });
    expect(medicare.orders[0]?.file).toBeUndefined();
    expect(medicare.files.map(({ name }) => name)).toEqual(['837-0001.x12']);
    expect(medicare.administrations[0]?.warnings).toEqual([]);
    expect(medicare.files[0]?.text).toContain('SBR*P*18*******MB~');
  });

  test('reports one line per NDC to a payer that wants it so', async () => {
    const text = whole(TECLISTAMAB, '01-order.json', '07-step-2.json');
    const commercial = await runMap(text, { asOf: '2026-11-05', payer: 'example-commercial' });
    const tocilizumab = commercial.administrations[0]?.lines.filter(({ hcpcs }) => hcpcs === 'J3262');
    expect(tocilizumab?.map(({ units, modifiers, ndc }) => [units, modifiers, ndc?.ndc11, ndc?.quantity])).toEqual([
      [400, [], '50242013701', '20'],
      [160, [], '50242013601', '8'],
      [40, ['JW'], '50242013601', '2'],
    ]);
  });
});
