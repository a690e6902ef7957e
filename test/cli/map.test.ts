import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Mapping } from '../../src/cli/map/mapping.ts';
import { run, runMap, stories } from './mapping.ts';

const order = readFileSync(join(stories, '01-pembrolizumab', 'in', '01-order.json'), 'utf8');
const dose = readFileSync(join(stories, '01-pembrolizumab', 'in', '04-dose-1.json'), 'utf8');
const visit = `[${order},${dose}]`;
const asOf = '2026-11-02';
const folder = mkdtempSync(join(tmpdir(), 'map-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command map', () => {
  test('gives the same bytes for the same input', async () => {
    const once = await run({ 'a.json': visit }, { asOf, json: true });
    expect(await run({ 'a.json': visit }, { asOf, json: true })).toEqual(once);
    expect((await run({ 'a.json': visit }, { asOf })).out).toBe((await run({ 'a.json': visit }, { asOf })).out);
  });

  test('says the shape of the contract', async () => {
    const { exit, out, err } = await run({ 'a.json': visit }, { asOf, json: true });
    expect([exit, err]).toEqual([0, '']);
    const mapping = JSON.parse(out) as Mapping;
    expect(Object.keys(mapping)).toEqual(['orders', 'administrations', 'files', 'issues']);
    expect(Object.keys(mapping.orders[0] ?? {})).toEqual([
      'source',
      'authorization',
      'reasons',
      'lines',
      'issues',
      'file',
    ]);
    expect(Object.keys(mapping.administrations[0] ?? {})).toEqual([
      'source',
      'result',
      'claim',
      'lines',
      'errors',
      'warnings',
      'file',
    ]);
    expect(mapping.files.map(({ name, set, text }) => [name, set, text.slice(0, 4)])).toEqual([
      ['278-0001.x12', '278', 'ISA*'],
      ['837-0001.x12', '837', 'ISA*'],
    ]);
    expect(mapping.issues).toEqual([]);
  });

  test('answers several files in their order and goes on counting files', async () => {
    const { out } = await run({ 'a.json': order, 'b.json': visit }, { asOf, json: true });
    const mappings = JSON.parse(out) as Mapping[];
    expect(mappings.map(({ files }) => files.map(({ name }) => name))).toEqual([
      ['278-0001.x12'],
      ['278-0002.x12', '837-0001.x12'],
    ]);
  });

  test('takes a single resource and an array as it takes a Bundle', async () => {
    const { entry } = JSON.parse(order) as { entry: { resource: object }[] };
    const resources = entry.map(({ resource }) => resource);
    expect(await runMap(JSON.stringify(resources), { asOf })).toEqual(await runMap(order, { asOf }));
    const alone = resources.find(
      (resource) => 'resourceType' in resource && resource.resourceType === 'MedicationRequest',
    );
    expect((await runMap(JSON.stringify(alone))).orders[0]?.authorization).toBe('hold');
  });

  test.each([
    ['an empty array', '[]', ''],
    ['an empty Bundle', '{"resourceType":"Bundle","type":"collection"}', ''],
    ['a lone Observation', '{"resourceType":"Observation","id":"o1","status":"final"}', ' (it holds 1 Observation)'],
  ])('answers %s with nothing to map', async (_, text, seen) => {
    const { exit, out } = await run({ 'a.json': text }, { asOf, json: true });
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toEqual({
      orders: [],
      administrations: [],
      files: [],
      issues: [
        {
          code: 'NOTHING_TO_MAP',
          severity: 'warning',
          message: `There is no MedicationRequest and no MedicationAdministration in this input${seen}. Add the order or the dose.`,
        },
      ],
    });
  });

  test('maps the rest of a Bundle beside a resource that cannot be read, and ends with 1', async () => {
    const broken = dose.replace('"2026-11-02T09:00:00-05:00"', '"at nine"');
    const { exit, out } = await run({ 'a.json': `[${order},${broken}]` }, { asOf, json: true });
    const mapping = JSON.parse(out) as Mapping;
    expect(exit).toBe(1);
    expect(mapping.orders[0]?.authorization).toBe('required');
    expect(mapping.issues.map(({ code, path }) => [code, path])).toEqual([
      ['MALFORMED_ELEMENT', 'MedicationAdministration/pembro-dose-1: MedicationAdministration.effectivePeriod.start'],
    ]);
  });

  test.each<[string, Parameters<typeof run>, RegExp]>([
    ['no file named', [{}], /^error: name at least one file/],
    ['a file that is not there', [{}, { asOf }, ['gone.json']], /FILE_UNREADABLE/],
    ['a text that is not JSON', [{ 'a.json': 'ISA*00*' }, { asOf }], /UNREADABLE_JSON/],
    [
      'an unknown payer',
      [{ 'a.json': order }, { asOf, payer: 'nobody' }],
      /PAYER_UNKNOWN at --payer.*example-medicare/,
    ],
    ['a day that is none', [{ 'a.json': order }, { asOf: '2026-02-30' }], /AS_OF_INVALID at --as-of/],
  ])('ends with 2 for %s', async (_, given, said) => {
    const { exit, out, err } = await run(...given);
    expect(exit).toBe(2);
    expect(out + err).toMatch(said);
  });

  test('ends with 1 for JSON that is no FHIR', async () => {
    const { exit, err } = await run({ 'a.json': '{"hello":"world"}' }, { asOf, json: true });
    expect([exit, err.split(':')[1]]).toEqual([1, ' error WRONG_RESOURCE_TYPE']);
  });

  test('writes the files into the folder, byte for byte those of the answer', async () => {
    const out = join(folder, 'new', 'files');
    const { files } = await runMap(visit, { asOf, out });
    expect(readdirSync(out).sort()).toEqual(['278-0001.x12', '837-0001.x12']);
    for (const { name, text } of files) expect(readFileSync(join(out, name), 'utf8')).toBe(text);
  });

  test('writes nothing when one of the inputs cannot be read', async () => {
    const out = join(folder, 'none');
    const { exit } = await run({ 'a.json': visit }, { asOf, out }, ['a.json', 'gone.json']);
    expect(exit).toBe(2);
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });

  test('ends with 3 and leaves nothing behind when the folder cannot be written', async () => {
    const occupied = join(folder, 'occupied');
    writeFileSync(occupied, '');
    const { exit, err } = await run({ 'a.json': visit }, { asOf, out: join(occupied, 'x') });
    expect(exit).toBe(3);
    expect(err).toMatch(/OUT_NOT_WRITABLE at --out: The files cannot be written there \(ENOTDIR\)/);
  });

  test('fits a terminal of 80 columns but for what cannot be broken', async () => {
    const { out } = await run({ 'a.json': visit }, { asOf, out: join(folder, 'page') });
    const long = out.split('\n').filter((row) => row.length > 80 && /\S \S/.test(row.trim()));
    expect(long).toEqual([]);
    expect(out).toContain('MedicationRequest/pembro-order: authorization required -> 278-0001.x12');
    expect(out).toContain('  J9271     200  JZ  NDC 00006302602 8 ML');
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^ {2}837-0001\.x12 {2}837 {2}\d+ characters$/);
  });

  test('prints the files where no folder is named, a segment on a row', async () => {
    const { out } = await run({ 'a.json': order }, { asOf });
    expect(out.trimEnd().split('\n').slice(-2)).toEqual(['  GE*1*1~', '  IEA*1*000000001~']);
  });
});
