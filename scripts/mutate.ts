/**
 * Would the tests notice a mistake? Makes one small mistake after another in the named sources and runs the tests that
 * belong to them. What no test notices is listed; it is a gap in the tests, or changes nothing that anybody can see:
 * then it stands in test/equivalentMutants.ts with its reason.
 *
 *   npm run check -- mutate src/x12/scan.ts src/money.ts
 *   npm run check -- mutate src/x12/walk.ts --lines 100-120   # only these lines
 *   npm run check -- mutate src/money.ts --tests test/money.test.ts test/coding
 *
 * The same sources and tests give the same answer. Exits 1 when fewer than --at-least (90) in a hundred are noticed.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { equivalentMutants } from '../test/equivalentMutants.ts';
import { Laboratory } from './mutate/laboratories.ts';
import { type Mutant, mutantsOf, withMutant } from './mutate/mutants.ts';
import { testsOf } from './mutate/related.ts';

const root = join(import.meta.dirname, '..');
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: 'string', multiple: true },
    lines: { type: 'string' },
    'at-least': { type: 'string', default: '90' },
  },
});
// `--tests` may be followed by several.
const sources = positionals.filter((path) => !path.startsWith('test/'));
const testFiles = [...(options.tests ?? []), ...positionals.filter((path) => path.startsWith('test/'))];
if (sources.length === 0) {
  console.error('Name the sources to change: npm run check -- mutate src/x12/scan.ts');
  process.exit(2);
}
const laboratory = new Laboratory();
let isEnough = true;
for (const source of sources) isEnough = (await examine(source)) && isEnough;
laboratory.close();
process.exitCode = isEnough ? 0 : 1;

/** True when enough of the mistakes were noticed. */
async function examine(source: string): Promise<boolean> {
  const text = readFileSync(join(root, source), 'utf8');
  const lines = text.split('\n');
  const isWanted = wantedLines(options.lines);
  const mutants = mutantsOf(text).filter(({ line }) => isWanted(line));
  const tests = await laboratory.prepare(testsOf(source, testFiles));
  let alive = 0;
  let excused = 0;
  for (const [n, mutant] of mutants.entries()) {
    if (process.stderr.isTTY) process.stderr.write(`\r${source} ${n + 1}/${mutants.length}, ${alive} alive `);
    if (isEquivalent(source, lines, mutant)) excused += 1;
    else if (!(await laboratory.isNoticed(tests, { path: source, text: withMutant(text, mutant) }))) {
      alive += 1;
      tell(source, lines, mutant);
    }
  }
  await laboratory.checkAgain(tests);
  const counted = mutants.length - excused;
  const noticed = counted - alive;
  const score = counted === 0 ? 100 : (100 * noticed) / counted;
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(
    `${source}: ${score.toFixed(1)} % noticed (${noticed} of ${counted}; ${excused} change nothing, ${tests.length} test files)`,
  );
  for (const stale of equivalentMutants)
    if (stale.source === source && !lines.some((line) => line.trim() === stale.line))
      console.log(`  test/equivalentMutants.ts: no line of ${source} is \`${stale.line}\` any more`);
  return score >= Number(options['at-least']);
}

function wantedLines(ranges: string | undefined): (line: number) => boolean {
  if (ranges === undefined) return () => true;
  const pairs = ranges.split(',').map((range) => range.split('-').map(Number));
  return (line) => pairs.some(([from = 0, to = from]) => line >= from && line <= to);
}

function isEquivalent(source: string, lines: readonly string[], { line, was, becomes }: Mutant): boolean {
  const change = `${short(was)} -> ${short(becomes)}`;
  return equivalentMutants.some(
    (known) => known.source === source && known.line === lines[line - 1]?.trim() && known.changes.includes(change),
  );
}

function tell(source: string, lines: readonly string[], { line, column, was, becomes }: Mutant): void {
  if (process.stderr.isTTY) process.stderr.write('\r');
  console.log(`  ${source}:${line}:${column} ${short(was)} -> ${short(becomes)}    in: ${lines[line - 1]?.trim()}`);
}

function short(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
