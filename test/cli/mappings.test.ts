import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMappings } from '../../src/adapters/mappingsFolder.ts';
import { checkMappings } from '../../src/cli/mappings/check.ts';
import { lintRules } from '../../src/cli/mappings/lint.ts';
import { showMapping } from '../../src/cli/mappings/show.ts';
import { ndcOf } from '../../src/cli/mappings/subject.ts';
import { parseRules } from '../../src/rules/parse.ts';
import { memoryIo } from './readSamples.ts';

const files = await readMappings();

/** What the check says when one file reads differently. */
function lintWith(path: string, from: string | RegExp, to: string): (readonly [string, string, string])[] {
  const changed = files.map((file) => (file.path === path ? { ...file, text: file.text.replace(from, to) } : file));
  expect(changed.filter((file, n) => file.text !== files[n]?.text).map((file) => file.path)).toEqual([path]);
  const parsed = parseRules(changed);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return lintRules(parsed.value).map(({ code, path: at, message }) => [code, at ?? '', message] as const);
}

describe('the check', () => {
  test('finds nothing wrong with the mappings that ship', async () => {
    const { io, told } = memoryIo();
    expect(await checkMappings({ json: false }, io)).toBe(0);
    expect(told().out).toMatch(
      /^\d+ files: \d+ drug codes, \d+ NDCs, 4 payers, 1 fee schedule, \d+ sources\.\nOpen authorizations were not looked at: no service is configured here\n\(docs\/configuration\.md\)\.\n0 errors, \d+ warnings?\.\n$/,
    );
  });

  const cyclophosphamide = 'mappings/drugs/cyclophosphamide.yaml';
  const commercial = 'mappings/payers/example-commercial.yaml';
  const fees = 'mappings/payers/fees/example-2026.yaml';
  const coverage = 'mappings/codes/coverage.yaml';
  const sources = 'mappings/codes/sources.yaml';
  test.each([
    [
      'a code that overlaps its successor',
      cyclophosphamide,
      'to: 2024-03-31',
      'to: 2024-04-01',
      'MAPPING_DATES',
      'both it and its successor',
    ],
    [
      'a gap before the successor',
      cyclophosphamide,
      'to: 2024-03-31',
      'to: 2024-03-30',
      'MAPPING_DATES',
      'from 2024-03-31 until',
    ],
    [
      'a replaced code without an end',
      cyclophosphamide,
      'to: 2024-03-31',
      'to: null',
      'MAPPING_DATES',
      'has no last date',
    ],
    ['a charge for nothing', fees, 'J9271: "60.00"', 'J9271: "60.00"\n    J0001: "1.00"', 'FEE_CODE_UNKNOWN', 'J0001'],
    [
      'a payer without identifiers',
      commercial,
      /identifiers:\n(.*\n){2}/,
      'identifiers: []\n',
      'PAYER_INCOMPLETE',
      'no identifier',
    ],
    [
      'a payer that leaves a class open',
      commercial,
      'administration_class: { payer: ther }',
      'administration_class: {}',
      'PAYER_INCOMPLETE',
      'what payer means',
    ],
    [
      'an exception for an unknown code',
      commercial,
      'except: [J1100',
      'except: [J0001, J1100',
      'PAYER_INCOMPLETE',
      'J0001',
    ],
    [
      'a biosimilar rule for an unknown drug',
      commercial,
      'biosimilar_first: [infliximab',
      'biosimilar_first: [inflximab',
      'PAYER_INCOMPLETE',
      'inflximab',
    ],
    [
      'two payers with one number',
      commercial,
      'payer_id: EXCOM',
      'payer_id: EXADV',
      'PAYER_AMBIGUOUS',
      'the payer number EXADV',
    ],
    [
      'two payers with one name',
      commercial,
      'names: [Example Commercial,',
      'names: [example medicare,',
      'PAYER_AMBIGUOUS',
      'the name example medicare',
    ],
    [
      'a rule of coverage for an unknown code',
      coverage,
      'codes: [J0881',
      'codes: [J0001, J0881',
      'RULE_CODE_UNKNOWN',
      'J0001',
    ],
    [
      'a container that a code cannot count',
      'mappings/drugs/teclistamab.yaml',
      '| 30 mg | 3 mL',
      '| 30 unit | 3 mL',
      'PACKAGE_UNIT',
      'units of J9380',
    ],
    [
      'a container that holds nothing',
      'mappings/drugs/teclistamab.yaml',
      '| 30 mg | 3 mL',
      '| 30 mg | 0 mL',
      'PACKAGE_UNIT',
      'holds nothing',
    ],
    ['a modifier nobody knows', commercial, 'mod_340b: null', 'mod_340b: ZZ', 'PAYER_CONTRADICTION', 'the modifier ZZ'],
    ['a JW line without JW', commercial, 'jw_jz: true', 'jw_jz: false', 'PAYER_CONTRADICTION', 'wants a JW line'],
    ['exceptions from nothing', commercial, '  drugs: all', '  drugs: none', 'PAYER_CONTRADICTION', 'asks for no drug'],
    [
      'two payers that follow Medicare in two ways',
      'mappings/payers/example-medicare.yaml',
      'pump_code: G0498',
      'pump_code: "96416"',
      'PAYER_CONTRADICTION',
      'pump_code is 96416 for example-medicare and G0498 for example-advantage',
    ],
    ['a default source that is none', sources, 'mue: cms-mue', 'mue: cms-muse', 'SOURCE_UNKNOWN', 'cms-muse'],
    [
      'a source that nothing uses',
      sources,
      'defaults:',
      '  extra: { name: extra, date: 2026-01-01, status: label, licence: own work }\ndefaults:',
      'SOURCE_UNUSED',
      'no value comes from it',
    ],
  ])('notices %s', (_, path, from, to, code, words) => {
    const found = lintWith(path, from, to);
    expect(found.map(([one]) => one)).toContain(code);
    expect(found.find(([one]) => one === code)?.[2]).toContain(words);
    expect(found.find(([one]) => one === code)?.[1]).not.toBe('');
  });

  test('lists what is wrong with the form of a file and says that it checked no more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mappings-'));
    const { io, told } = memoryIo();
    expect(await checkMappings({ folder, json: false }, io)).toBe(1);
    rmSync(folder, { recursive: true });
    expect(told().out).toContain('error MAPPING_MISSING at mappings/codes/sources.yaml\n');
    expect(told().out).toContain('nothing beyond it was checked');
  });

  test('says that a folder is not there', async () => {
    const { io, told } = memoryIo();
    expect(await checkMappings({ folder: '/nowhere', json: false }, io)).toBe(2);
    expect(told().err).toContain('/nowhere');
  });

  test('gives one document', async () => {
    const { io, told } = memoryIo();
    await checkMappings({ json: true }, io);
    expect(JSON.parse(told().out)).toMatchObject({ valid: true, payers: 4, feeSchedules: 1 });
  });
});

async function show(asked: string, on = '2026-11-21', json = false) {
  const { io, told } = memoryIo();
  const exit = await showMapping(asked, { on, json }, io);
  return { exit, ...told() };
}
const document = async (asked: string, on?: string) => JSON.parse((await show(asked, on, true)).out) as unknown;

describe('what applies', () => {
  test.each([
    ['J9380', '  one unit is           0.5 mg [cms-hcpcs, verified]\n'],
    [
      'J9380',
      '  units a day at most   918 practitioner, 918 hospital, since 2026-10-01\n                        [cms-mue, imported]\n',
    ],
    ['J9380', '  in effect             2023-07-01 to open [label]\n'],
    ['J9362', '  one unit is           0.01 mg [xw-2026q4, imported]\n'],
    ['J9362', '  confidence            medium\n'],
    ['57894-0449-01', '  container             single-dose, by code J9380 [label]\n'],
    ['55513-0132-01', '  container             multi-dose, by NDC [label]\n'],
    ['61703-0339-56', '  one container holds   600 mg in 60 mL [label]\n'],
    ['00409-0016-01', '  container             not known for J9171: a claim with JW or JZ is held until\n'],
    [
      '96413',
      '  units a day at most   1 practitioner, 1 hospital, since 2026-10-01 [cms-mue,\n                        imported]\n',
    ],
  ])('to %s says what each value rests on: %s', async (asked, line) => {
    expect((await show(asked)).out).toContain(line);
  });

  test('to a code is told with a source for every value', async () => {
    expect(await document('J9380')).toMatchObject({
      asked: 'J9380',
      on: '2026-11-21',
      kind: 'drug code',
      inEffect: true,
      codes: [
        {
          hcpcs: 'J9380',
          unit: { value: '0.5 mg', source: 'cms-hcpcs', status: 'verified' },
          period: { source: 'label', status: 'label' },
          opps: { value: 'K', source: 'cms-addendum-b', status: 'imported', from: '2026-04-01' },
          charges: [
            {
              schedule: 'example-2026',
              perUnit: '15.25',
              from: '2026-01-01',
              source: 'mappings/payers/fees/example-2026.yaml',
            },
          ],
          packages: [{ ndc: '57894-0449-01', amount: '30 mg', source: 'xw-2026q1' }, { ndc: '57894-0450-01' }],
        },
      ],
      sources: { 'cms-hcpcs': { name: expect.any(String), date: expect.any(String) } },
    });
  });

  test('to a code at a payer: whether it asks for authorization', async () => {
    expect(await document('J9380')).toHaveProperty('codes.0.payers', [
      {
        id: 'example-advantage',
        authorization: true,
        administration: 'chemo',
        source: 'mappings/payers/example-advantage.yaml',
      },
      {
        id: 'example-commercial',
        authorization: true,
        administration: 'chemo',
        source: 'mappings/payers/example-commercial.yaml',
      },
      {
        id: 'example-managed',
        authorization: true,
        administration: 'chemo',
        source: 'mappings/payers/example-managed.yaml',
      },
      {
        id: 'example-medicare',
        authorization: false,
        administration: 'chemo',
        source: 'mappings/payers/example-medicare.yaml',
      },
    ]);
  });

  test.each(['57894-0449-01', '57894044901', '57894-449-01', ' 57894-0449-1 '])(
    'to the NDC %j is found in any of its forms',
    async (ndc) => {
      expect(await document(ndc)).toMatchObject({
        kind: 'package',
        package: { ndc11: '57894044901' },
        codes: [{ hcpcs: 'J9380' }],
      });
    },
  );

  test('to an RxNorm number is a list of candidates, because only the NDC decides', async () => {
    const { out } = await show('224905');
    expect(out).toContain('Candidates; only the NDC decides which one is billed:\n');
    expect(out).toContain('  Q5117  trastuzumab-anns, 10 mg, IV\n');
  });

  test('to an administration code is where the rules use it, and no words of CPT', async () => {
    expect(await document('96413')).toMatchObject({
      kind: 'other code',
      other: { uses: [{ place: 'chemo.infusion.initial' }, { place: expect.stringMatching(/^revenue code \d{4}, /) }] },
    });
  });

  test('to a modifier depends on the date', async () => {
    expect((await show('JG', '2024-12-31')).out).toContain('  in effect             2018-01-01 to 2024-12-31\n');
    expect((await show('JG', '2025-01-01')).out).toContain('  NOT IN EFFECT         2018-01-01 to 2024-12-31\n');
  });

  test('to a name in any spelling of its case', async () =>
    expect(await document('Tecvayli')).toMatchObject({ codes: [{ hcpcs: 'J9380' }] }));

  test('to a code before it began is that it did not apply', async () => {
    expect(await document('J9380', '2023-06-30')).toMatchObject({ inEffect: false, instead: expect.any(Array) });
    expect((await show('J9380', '2023-06-30')).out).toContain('NOT IN EFFECT (2023-07-01 to open)');
  });

  test('to a code after it ended is its successor', async () => {
    const ended = files.flatMap(({ text }) => [
      ...text.matchAll(
        /^ {2}([A-Z]\d{4}):\n(?: {4}.*\n)*? {4}to: (\d{4}-\d\d-\d\d)\n(?: {4}.*\n)*? {4}replaced_by: (\w+)/gm,
      ),
    ]);
    expect(ended.length).toBeGreaterThan(3);
    const [, code = '', , next = ''] = ended[0] ?? [];
    expect(await document(code)).toMatchObject({ inEffect: false, instead: [next] });
  });

  test('is shown within 80 columns', async () => {
    for (const asked of ['J9380', '57894-0449-01', '96413', '224905', 'J9355', 'JZ', 'J1100', 'J9999']) {
      const { exit, out } = await show(asked);
      expect([asked, exit, out.split('\n').filter((line) => line.length > 80)]).toEqual([asked, 0, []]);
    }
  });

  test.each([
    ['J0001', '2026-11-21', 1, 'MAPPING_UNKNOWN'],
    ['99999-9999-99', '2026-11-21', 1, 'MAPPING_UNKNOWN'],
    ['constructor', '2026-11-21', 1, 'MAPPING_UNKNOWN'],
    ['J9380', '2026-02-30', 2, 'DATE_INVALID'],
    ['J9380', 'today', 2, 'DATE_INVALID'],
  ])('to %s on %s is nothing', async (asked, on, exit, code) => {
    const { exit: seen, out, err } = await show(asked, on);
    expect([seen, out]).toEqual([exit, '']);
    expect(err).toContain(code);
  });
});

test.each([
  ['1234-5678-90', '01234567890'],
  ['12345-678-90', '12345067890'],
  ['12345-6789-0', '12345678900'],
  ['12345678901', '12345678901'],
  ['1234567890', undefined],
  ['J9380', undefined],
])('the NDC %s is %s on a claim', (text, ndc) => expect(ndcOf(text)).toBe(ndc));
