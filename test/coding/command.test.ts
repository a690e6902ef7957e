import { describe, expect, test } from 'vitest';
import { code } from '../../src/cli/code.ts';
import { give, medicare, office, vials, visit } from './cases.ts';

const good = JSON.stringify(visit([give('teclistamab-cqyv', 4.2, 'mg', [vials.teclistamab30(1)])]));

/** Runs the command over files in memory. */
async function run(files: Readonly<Record<string, string>>, names: string[], json = true) {
  let out = '';
  let err = '';
  const exit = await code(
    names,
    { json },
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      read: async (path) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path])),
    },
  );
  return { exit, out, err };
}

describe('code', () => {
  test('one case is one JSON object, several are an array in their order', async () => {
    const one = await run({ a: good }, ['a']);
    expect([one.exit, JSON.parse(one.out).result, one.err]).toEqual([0, 'claim', '']);
    const two = await run({ a: good, b: JSON.stringify(visit([])) }, ['b', 'a']);
    expect(JSON.parse(two.out).map((answer: { result: string }) => answer.result)).toEqual(['no_claim', 'claim']);
  });

  test('people read lines with their proof', async () => {
    const { out } = await run({ a: good }, ['a'], false);
    expect(out).toContain(
      '4.2 mg / 0.5 mg = 8.4 -> 9 units (rounded up per CMS IOM 100-04 ch.17 s.10, CGS JW and JZ guidelines 2023-06-27, every started unit counts; J9380, mappings/drugs/teclistamab.yaml, since 2023-07-01; unit cms-hcpcs, verified)',
    );
  });

  test('a number keeps the digits it was written with', async () => {
    const long = good.replace('"value":4.2', '"value":4.0000000000000001');
    const units = JSON.parse((await run({ a: long }, ['a'])).out).lines[0].units;
    expect(units).toBe(9);
  });

  test('a hold is a decision', async () => {
    const held = JSON.stringify(visit([give('teclistamab-cqyv', 4.2, 'mg', [])]));
    expect((await run({ a: held }, ['a'])).exit).toBe(0);
  });

  test('every fault of the shape comes with its path', async () => {
    const bad = JSON.stringify({
      ...visit([give('x', 'much', 'mg', []), give('x', 1, 'mg', [], { technique: 'magic' })]),
      date_of_service: 'yesterday',
      payer_rules: { ...medicare, ndc: 'never' },
    });
    const { exit, out } = await run({ a: bad }, ['a']);
    const answer: { errors: readonly { code: string; path: string }[] } = JSON.parse(out);
    expect(exit).toBe(1);
    expect(answer.errors.map((error) => [error.code, error.path])).toEqual([
      ['CASE_INVALID', 'date_of_service'],
      ['CASE_INVALID', 'payer_rules.ndc'],
      ['CASE_INVALID', 'administrations[0].dose.value'],
      ['CASE_INVALID', 'administrations[1].technique'],
    ]);
  });

  test.each([
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '7'],
    ['two administrations with one id', JSON.stringify(visit([give('x', 1, 'mg', []), give('x', 1, 'mg', [])]))],
    ['a negative dose', JSON.stringify(visit([give('x', -1, 'mg', [])]))],
    [
      'half a vial',
      JSON.stringify(visit([give('x', 1, 'mg', [{ ...vials.pembrolizumab(1), containers_opened: 0.5 }])])),
    ],
    ['an impossible date', JSON.stringify({ ...visit([]), date_of_service: '2026-02-30' })],
    ['an impossible time', JSON.stringify(visit([give('x', 1, 'mg', [], { start: '25:00' })]))],
    ['no payer', JSON.stringify({ ...visit([]), payer_rules: undefined })],
    ['no setting', JSON.stringify({ ...visit([]), setting: { ...office, claim: 'fax' } })],
  ])('%s is an invalid case', async (_name, text) => {
    expect((await run({ a: text }, ['a'])).exit).toBe(1);
  });

  test.each([
    ['no file named', {}, []],
    ['a file that is not there', {}, ['a']],
    ['text that is no JSON', { a: 'ISA*00*' }, ['a']],
    ['an empty file', { a: '' }, ['a']],
  ])('%s is unreadable input', async (_name, files, names) => {
    expect((await run(files, names)).exit).toBe(2);
  });
});
