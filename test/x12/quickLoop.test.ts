import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { entriesOf } from '../../src/x12/layout.ts';
import { loopCodeOf } from '../../src/x12/loopCode.ts';
import { quickLoopOf } from '../../src/x12/quickLoop.ts';
import { read } from '../../src/x12/read.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { type Fields, type LoopSpec, loop, R, S } from '../../src/x12/schema.ts';
import { Span } from '../../src/x12/span.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { root } from '../house/project.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';

const claimLoop = remittance835.body.headers.of.fields.claims.of;
const spanOf = (lines: readonly string[], end = '~'): Span =>
  new Span(lines.map((line) => line + end).join(''), ourDelimiters, 0, lines.length, 0, 1, 0, 0, 0, 0, true);

/** The claims of generated remittances: as lines, and as the walk reads them. */
const claims = arbitraryOfAny(remittance835)
  .map((value) => {
    const written = writeUntyped(remittance835, value, { control: '0001' });
    if (!written.ok) throw new Error(JSON.stringify(written.issues));
    const lines = written.value;
    const starts = lines.flatMap((line, at) => (/^(CLP|LX|PLB|SE)\*/.test(line) ? [at] : []));
    const spans = starts
      .map((start, n) => lines.slice(start, starts[n + 1]))
      .filter(([line]) => line?.startsWith('CLP'));
    const reading = read(remittance835, segmentsOf(lines));
    if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
    const values = reading.value.headers?.flatMap((header) => header.claims) ?? [];
    return spans.map((own, n) => ({ lines: own, value: values[n] }));
  })
  .filter((all) => all.length > 0);

test('a claim in order is read the quick way, with the same keys in the same order', () => {
  fc.assert(
    fc.property(claims, fc.constantFrom('~', '~\n', '~\r\n'), (all, end) => {
      for (const { lines, value } of all) {
        const quick = quickLoopOf(claimLoop).read(spanOf(lines, end));
        if (lines.some((line) => line.includes('^'))) continue;
        expect(quick).toEqual(value);
        expect(JSON.stringify(quick)).toBe(JSON.stringify(value));
        expect(Object.getPrototypeOf(quick)).toBe(Object.prototype);
      }
    }),
    { numRuns: 150 },
  );
});

test('whatever is done to a claim, it is read with the value of the plain way or left to that one', () => {
  const [head = '', ...rest] = ['ST*835*0001', 'LX*1'];
  const blow = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('*', ':', '^', '', 'A', '0', '.', '-', ' ', '~', '\u0001'),
  );
  const move = fc.tuple(fc.nat(), fc.nat());
  let quickly = 0;
  fc.assert(
    fc.property(claims, fc.array(blow, { maxLength: 2 }), fc.array(move, { maxLength: 2 }), (all, blows, moves) => {
      const lines = [...(all[0]?.lines ?? [])];
      for (const [from, to] of moves) lines.splice(1 + (to % lines.length), 0, lines[from % lines.length] ?? '');
      for (const [where, gone, put] of blows) {
        const line = lines[where % lines.length] ?? '';
        const at = (where >> 4) % (line.length + 1);
        lines[where % lines.length] = line.slice(0, at) + put + line.slice(at + gone);
      }
      const text = lines.join('~');
      const cut = text.split('~').filter((line) => line !== '');
      if (cut.length === 0 || cut.slice(1).some((line) => line.startsWith('CLP*'))) return;
      const quick = quickLoopOf(claimLoop).read(spanOf(cut));
      if (quick === undefined) return;
      quickly += 1;
      const reading = read(remittance835, segmentsOf([head, ...rest, ...cut]));
      const inClaim = reading.issues.filter(({ path }) => path?.includes('2100') === true);
      expect(inClaim).toEqual([]);
      const [header] = (reading.value as { headers: { claims: unknown[] }[] }).headers;
      expect([quick]).toEqual(header?.claims);
    }),
    { numRuns: 600 },
  );
  expect(quickly).toBeGreaterThan(20);
});

describe('what is compiled', () => {
  const loopsIn = (fields: Fields): LoopSpec<Fields>[] =>
    entriesOf(fields).flatMap(([, field]) =>
      field.is === 'use' && field.of.is === 'loop' ? [field.of, ...loopsIn(field.of.fields)] : [],
    );

  test('the claim of an 835 is; every other loop of every guide is, or is left to the plain way', () => {
    expect(loopCodeOf(claimLoop)).toBeDefined();
    for (const guide of guides) for (const one of loopsIn(guide.body)) expect(() => quickLoopOf(one)).not.toThrow();
  });

  test('a loop with rules between its members is not: only the plain way knows them', () => {
    const { fields } = claimLoop;
    expect(loopCodeOf(loop('2100', fields, [{ atLeastOne: ['insured', 'received'] }]))).toBeUndefined();
  });

  test('a loop in which another loop is not the last member is not', () => {
    const { payment, services, patient } = claimLoop.fields;
    expect(
      loopCodeOf(loop('2100', { payment, services, patient: R(patient.of), more: S(patient.of) })),
    ).toBeUndefined();
  });
});

test.each([
  ['quick', []],
  ['plain', ['--disallow-code-generation-from-strings']],
])('a process that forbids code made at run time reads the plain way: %s', async (way, flags) => {
  const program = `
    const { quickLoopOf } = await import('${join(root, 'src/x12/quickLoop.ts')}');
    const { remittance835 } = await import('${join(root, 'src/x12/guides/835.ts')}');
    const { ourDelimiters } = await import('${join(root, 'src/x12/delimiters.ts')}');
    const span = { text: 'CLP*A*1*1*1**12*B~NM1*QC*1*SAMPLE~', delimiters: ourDelimiters };
    const value = quickLoopOf(remittance835.body.headers.of.fields.claims.of).read(span);
    console.log(value === undefined ? 'plain' : 'quick');`;
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, '--input-type=module', '--eval', program]);
  expect(stdout).toBe(`${way}\n`);
});
