import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMappings, shippedMappings } from '../../src/adapters/mappingsFolder.ts';
import { checkMappings } from '../../src/cli/mappings/check.ts';
import { readCmsFiles } from '../../src/cli/mappings/import/cmsFiles.ts';
import { readDescriptor } from '../../src/cli/mappings/import/descriptor.ts';
import { importMappings } from '../../src/cli/mappings/import/import.ts';
import { planImport } from '../../src/cli/mappings/import/plan.ts';
import { openWorkOf } from '../../src/cli/mappings/openWork.ts';
import { readCase } from '../../src/coding/case.ts';
import { codeVisit } from '../../src/coding/codeVisit.ts';
import { unitLimit } from '../../src/rules/lookup.ts';
import { parseRules, type Rules } from '../../src/rules/parse.ts';
import { give, underSkin, vials, visit } from '../coding/cases.ts';
import { shippedRules } from '../coding/rules.ts';
import { openStory } from '../queues/story.ts';
import { memoryIo } from './readSamples.ts';

const quarter = join(import.meta.dirname, '../../fixtures/cms/2027q1');
const FILES = ['asp-crosswalk.csv', 'mue-practitioner.csv', 'mue-hospital.csv', 'hcpcs-update.csv'];
const bytes = (name: string): Uint8Array => readFileSync(join(quarter, name));
const shipped = await shippedRules();
const folder = join(mkdtempSync(join(tmpdir(), 'mappings-')), 'mappings');
beforeAll(() => cpSync(shippedMappings, folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(more: object = {}, file: (name: string) => Uint8Array | undefined = bytes) {
  const { io, told } = memoryIo();
  const [asp = '', practitioner = '', hospital = '', hcpcs = ''] = FILES;
  const options = {
    asp: [asp],
    mue: [practitioner, hospital],
    hcpcs: [hcpcs],
    folder,
    write: false,
    json: true,
    ...more,
  };
  const exit = await importMappings(options, { ...io, read: async (name) => file(name) });
  return { exit, ...told() };
}
interface Document {
  readonly on: string;
  readonly changes: readonly { readonly kind: string; readonly hcpcs: string; readonly ndc?: string }[];
  readonly questions: readonly { readonly about: string; readonly message: string; readonly row?: string }[];
  readonly skipped: object;
  readonly notOurs: readonly string[];
  readonly files: readonly string[];
  readonly written: boolean;
}
const document = async (more: object = {}, file = bytes): Promise<Document> => JSON.parse((await run(more, file)).out);
const said = ({ changes }: Document) =>
  changes.map(({ kind, hcpcs, ndc }) => [kind, hcpcs, ...(ndc === undefined ? [] : [ndc])].join(' '));

async function rulesOf(where: string): Promise<Rules> {
  const parsed = parseRules(await readMappings(where));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues.slice(0, 2)));
  return parsed.value;
}

const EXPECTED = [
  'NDC gone J9380 57894-0450-01',
  'code ends J9380',
  'dates confirmed J9271',
  'limit J9299',
  'limit J9995',
  'new NDC J9995 57894-0449-91',
  'new NDC J9995 57894-0449-93',
  'new code J9995',
  'new drug J9996',
  'replaced J9380',
];

describe('a quarter of CMS files', () => {
  test('is read without a row of the AMA or the ADA, in either encoding', () => {
    const all = FILES.map((name, n) => ({
      kind: (['asp', 'mue', 'mue', 'hcpcs'] as const)[n] ?? 'asp',
      name,
      bytes: bytes(name),
    }));
    const { crosswalk, limits, codes, skipped, effective, issues } = readCmsFiles(all);
    expect([crosswalk.length, limits.length, codes.length, skipped, effective, issues]).toEqual([
      8,
      6,
      5,
      { cpt: 3, dental: 1 },
      '2027-01-01',
      [],
    ]);
    expect(crosswalk.find(({ ndc }) => ndc === '57894-0449-91')?.dosage).toBe('0.1 MG');
    expect(JSON.stringify([crosswalk, limits, codes])).not.toContain('90999');
    const crlf = all.map((file) => ({
      ...file,
      bytes: new Uint8Array(Buffer.from(Buffer.from(file.bytes).toString('latin1').replaceAll('\n', '\r\n'), 'latin1')),
    }));
    expect(readCmsFiles(crlf)).toEqual(readCmsFiles(all));
  });

  test('is shown as changes, questions and what was skipped, and writes nothing by itself', async () => {
    const seen = await document();
    expect(said(seen).sort()).toEqual(EXPECTED);
    expect(seen).toMatchObject({
      on: '2027-01-01',
      written: false,
      skipped: { cpt: 3, dental: 1 },
      notOurs: ['J9990'],
    });
    expect(seen.changes).toContainEqual(
      expect.objectContaining({ kind: 'replaced', by: 'J9995', units: '0.5 mg -> 0.1 mg, 5 times the units' }),
    );
    expect(seen.changes).toContainEqual(
      expect.objectContaining({ kind: 'limit', hcpcs: 'J9299', limit: '240 / 480 / 3', was: '480 / 480 / 3' }),
    );
    expect(await rulesOf(folder)).toEqual(shipped);
  });

  test('leaves to a person what its known faults make doubtful, with the row to add', async () => {
    const { questions } = await document();
    expect(questions.map(({ about, row }) => [about, row])).toEqual([
      ['57894-0450-92', '57894-0450-92 | J9995 | Tecvayli | 153 mg | - | 1 | - | ML | xw-2027q1'],
      ['99999-0201-01', '99999-0201-01 | J9996 | Examplemab | 200 mg | - | 1 | unknown | - | xw-2027q1'],
    ]);
  });

  test('is the same whatever the order of its rows, and a page within 80 columns', async () => {
    const turned = (name: string): Uint8Array => {
      const lines = Buffer.from(bytes(name)).toString('latin1').trim().split('\n');
      const head = lines.findIndex(
        (line) => /CODE|HCPC/i.test(line) && line.includes(',') && /BILLUNITS|MUE V|ADD DT/.test(line),
      );
      return Buffer.from([...lines.slice(0, head + 1), ...lines.slice(head + 1).reverse()].join('\n'), 'latin1');
    };
    expect(said(await document({}, turned)).sort()).toEqual(EXPECTED);
    const { out } = await run({ json: false });
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out).toContain('  J9380  J9995: 0.5 mg -> 0.1 mg, 5 times the units\n');
    expect(out).toContain('3 rows of CPT and 1 of CDT were skipped: they are not ours to store.\n');
    expect(out).toContain('not looked at: no service is configured here');
    expect(out).toContain('Nothing was written; --write changes 5 files.\n');
  });

  test('is written once: the same files again change nothing, and the check finds nothing wrong', async () => {
    const first = await document({ write: true });
    expect([first.written, first.files.length]).toEqual([true, 5]);
    const texts = await readMappings(folder);
    const again = await document({ write: true });
    expect([again.changes, again.written, again.files]).toEqual([[], false, []]);
    expect(await readMappings(folder)).toEqual(texts);
    const { io, told } = memoryIo();
    expect(await checkMappings({ folder, json: false }, io)).toBe(0);
    expect(told().out).toContain('\n0 errors, ');
    const back = (name: string) =>
      Buffer.from(Buffer.from(bytes(name)).toString('latin1').replace('57894-0450-92', '57894-0450-01'), 'latin1');
    expect(said(await document({}, back))).toEqual(['NDC back J9380 57894-0450-01']);
  });

  test('changes only the dates of service it is about', async () => {
    const rules = await rulesOf(folder);
    const coded = (with_: Rules, date_of_service: string) => {
      const read = readCase(
        visit([give('teclistamab-cqyv', 4.2, 'mg', [vials.teclistamab30(1)], underSkin)], { date_of_service }),
      );
      if (!read.ok) throw new Error('the case is not read');
      return codeVisit(read.value, with_).lines.map(({ hcpcs, units }) => `${hcpcs} x ${units}`);
    };
    expect(coded(rules, '2026-12-31')).toEqual(coded(shipped, '2026-12-31'));
    expect(coded(rules, '2026-12-31')).toEqual(['J9380 x 9', 'J9380 x 51', '96401 x 1']);
    expect(coded(rules, '2027-01-01')).toEqual(['J9995 x 42', 'J9995 x 258', '96401 x 1']);
    expect(unitLimit(rules, 'J9299', '837P', '2026-12-31')).toMatchObject({ units: 480, basis: { source: 'cms-mue' } });
    expect(unitLimit(rules, 'J9299', '837P', '2027-01-01')).toMatchObject({
      units: 240,
      basis: { source: 'mue-2027q1', status: 'imported' },
    });
    expect(rules.codes.get('J9271')?.basis.dates).toEqual({ source: 'hcpcs-2027q1', status: 'imported' });
    expect(rules.packages.get('57894044993')?.container).toBe('unknown');
    expect(rules.codes.get('J9996')).toMatchObject({
      container: null,
      routes: ['unknown'],
      administration: 'by-drug',
      confidence: 'medium',
    });
  });

  test.each([
    ['no file', { asp: [], mue: [], hcpcs: [] }, bytes, 2, 'Name at least one file'],
    ['a file that is not there', {}, () => undefined, 2, 'cannot be read'],
    ['a folder that is not there', { folder: '/nowhere' }, bytes, 2, 'no folder of mappings'],
    ['a table of something else', { hcpcs: [] }, () => new TextEncoder().encode('a,b\n1,2\n'), 1, 'CMS_COLUMNS'],
    ['files without a date', { asp: [], mue: [] }, bytes, 2, 'first day of its quarter'],
    ['a date that is none', { on: '2027-02-30' }, bytes, 2, 'first day of its quarter'],
  ])('%s is refused', async (_, options, file, code, words) => {
    const { exit, out, err } = await run({ json: false, ...options }, file);
    expect([exit, out]).toEqual([code, '']);
    expect(err).toContain(words);
  });
});

describe('faults of the crosswalk', () => {
  const HEAD =
    '_2026_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG';
  const plan = (...rows: readonly string[]) => {
    const file = new TextEncoder().encode([HEAD, ...rows].join('\n'));
    const { changes, questions } = planImport(
      readCmsFiles([{ kind: 'asp', name: 'a', bytes: file }]),
      shipped,
      '2027-01-01',
    );
    const added = changes.filter(({ kind }) => kind !== 'NDC gone');
    return [
      ...added.map((one) => ('row' in one ? one.row : one.kind)),
      ...questions.map(({ about, message }) => `${about}: ${message}`),
    ];
  };
  test.each([
    ["units rounded to 133.33 are the label's 10 mg", 'J9359,x,x,79952-0110-01,Zynlonta,0.075 MG,1,1,133.33,134', []],
    [
      '134 units are no 10 mg',
      'J9359,x,x,79952-0110-91,Zynlonta,0.075 MG,1,1,134,134',
      [
        '79952-0110-91: it is new under J9359, and a size of 1 with 10.05 mg is like no package known; check the label, then add the row',
      ],
    ],
    [
      'units ten times too low',
      'J9271,x,x,00006-3026-91,Keytruda,1 MG,4,1,10,10',
      [
        '00006-3026-91: it is new under J9271, and a size of 4 with 10 mg is like no package known; check the label, then add the row',
      ],
    ],
    [
      'a known NDC with other units',
      'J9271,x,x,00006-3026-02,Keytruda,1 MG,4,1,10,10',
      [
        "00006-3026-02: a container holds 100 mg in mappings/drugs/pembrolizumab.yaml and 10 mg by the file's units; the label decides",
      ],
    ],
    [
      'BILLUNITSPKG that contradicts the other columns',
      'J9271,x,x,00006-3026-91,Keytruda,1 MG,4,2,100,999',
      ['00006-3026-91 | J9271 | Keytruda | 100 mg | 4 mL | 2 | - | ML | xw-2027q1'],
    ],
    [
      'milligrams as size',
      'Q5112,x,x,78206-0148-91,Ontruzant,10 MG,420,1,42,42',
      [
        '78206-0148-91: it is new under Q5112, and a size of 420 with 420 mg is like no package known; check the label, then add the row',
      ],
    ],
    [
      'a powder of a known strength',
      'Q5112,x,x,78206-0148-91,Ontruzant,10 MG,1,1,42,42',
      ['78206-0148-91 | Q5112 | Ontruzant | 420 mg | - | 1 | - | UN | xw-2027q1'],
    ],
    [
      'a new size of a liquid has a container nobody looked at',
      'J9271,x,x,00006-3026-91,Keytruda,1 MG,16,1,400,400',
      ['00006-3026-91 | J9271 | Keytruda | 400 mg | 16 mL | 1 | unknown | ML | xw-2027q1'],
    ],
    [
      "an NDC of another drug's code",
      'J9271,x,x,57894-0449-01,Tecvayli,1 MG,3,1,30,30',
      [
        '57894-0449-01: it is listed under J9271 in the file and under J9380 in mappings/drugs/teclistamab.yaml; decide which code it is billed with',
      ],
    ],
    [
      'another unit than the code has',
      'J9271,x,x,00006-3026-02,Keytruda,2 MG,4,1,50,50',
      [
        'J9271: the file counts it in 2 MG, mappings/drugs/pembrolizumab.yaml in 1 mg; a unit changes with a new code, so one of them is wrong',
      ],
    ],
    [
      'an NDC without its zeros',
      'J9271,x,x,6-3026-02,Keytruda,1 MG,4,1,100,100',
      ['line 2: the NDC is not 5-4-2 digits with hyphens; find it in the NDC directory'],
    ],
    [
      'no units at all',
      'J9271,x,x,00006-3026-91,Keytruda,1 MG,4,1,,',
      ['00006-3026-91: it is new, and what a container holds cannot be told from the file; add it from the label'],
    ],
  ])('%s', (_, row, expected) => expect(plan(row)).toEqual(expected));

  test("an old code's NDC under its successor is what the dates say already", () => {
    expect(plan('J0643,x,x,71288-0163-30,Leucovorin,1 MG,35,1,350,350')).toEqual([]);
  });
});

test.each([
  ['Injection, teclistamab-cqyv, 0.5 mg', 'teclistamab-cqyv', '0.5 mg', false],
  ['Injection, filgrastim-aafi, biosimilar, (nivestym), 1 microgram', 'filgrastim-aafi', '1 mcg', false],
  ['Injection, diphenhydramine hcl, up to 50 mg', 'diphenhydramine hcl', '50 mg', true],
  ['Mitomycin pyelocalyceal instillation, 1 mg', 'mitomycin pyelocalyceal instillation', '1 mg', false],
  ['Some device, each', 'some device', undefined, false],
  ['Unclassified drugs', 'unclassified drugs', undefined, false],
])('the description %s', (text, name, unit, upTo) => {
  const read = readDescriptor(text);
  expect([read.name, read.unit && `${read.unit.value.toFixed()} ${read.unit.unit}`, read.upTo]).toEqual([
    name,
    unit,
    upTo,
  ]);
});

describe('open work in the ledger', () => {
  test('is found by its codes: an authorization, a held claim, a claim that was not sent', async () => {
    const story = await openStory();
    const { ledger } = story.world;
    const look = (...codes: readonly string[]) =>
      openWorkOf(ledger, shipped, new Map(codes.map((code) => [code, '2026-12-01'])));
    await story.play('01-order.json');
    const asked = await look('J9271');
    expect(asked.authorizations).toMatchObject([{ stream: 'authorization/1', status: 'requested', codes: ['J9271'] }]);
    expect((await look('J9380')).authorizations).toEqual([]);
    expect(await openWorkOf(ledger, shipped, new Map([['J9271', '2099-01-01']]))).toMatchObject({ authorizations: [] });
    await story.play('04-dose-1.json');
    expect((await look('J9271')).claims).toEqual([{ stream: 'claim/1', status: 'held', codes: ['J9271'] }]);
    expect((await look('J9380')).claims).toEqual([]);
    await ledger.close();
  });

  test('a claim that waits to be sent is touched, one that was sent is not', async () => {
    const story = await openStory();
    const { ledger } = story.world;
    for (const name of ['01-order.json', '02-order-999.x12', '03-order-278-response.x12', '04-dose-1.json'])
      await story.play(name);
    const look = () => openWorkOf(ledger, shipped, new Map([['J9271', '2026-01-01']]));
    expect((await look()).claims).toEqual([]);
    await ledger.transact(async (tx) => {
      const [file] = await tx.transmissions({ stream: 'claim/1' });
      await tx.setTransmissionState(file?.id ?? '', 'unknown');
    });
    expect((await look()).claims).toEqual([{ stream: 'claim/1', status: 'not sent', codes: ['J9271'] }]);
    await ledger.close();
  });
});
