/** An 835 that is too large to be held is read twice; what is said of it must not depend on that. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { writeRemittance } from '../../bench/remittanceFile.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { root } from '../house/project.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from '../x12/arbitrary.ts';
import { type Answer, answerTo, file835, samples } from './readSamples.ts';

/** The same document whatever the order of its keys and, of a large set, of its issues. */
function canonical({ exit, out, err }: Answer, json: boolean) {
  if (!json) return { exit, shown: out, issues: err.split('\n').toSorted() };
  const { issues, ...shown } = JSON.parse(out) as { readonly issues: readonly unknown[] };
  return { exit, shown, issues: [...issues.map((issue) => JSON.stringify(issue)), err].toSorted() };
}

/** Where an amount is none, or not in dollars, reading as a whole compares no sums; claim by claim, those that are known are compared. */
const withoutSums = (issue: string): boolean => !/_UNBALANCED/.test(issue);

async function sameBothWays(file: string | Uint8Array, pieceBytes = 65_536, mosts = [0, 3, 20]): Promise<void> {
  for (const json of [true, false]) {
    const whole = canonical(await answerTo(file, json, pieceBytes), json);
    const told = whole.issues;
    const isUnreadable = told.some((issue) => /AMOUNT_UNREADABLE|CURRENCY_UNKNOWN/.test(issue));
    for (const most of mosts) {
      const large = canonical(await answerTo(file, json, pieceBytes, most), json);
      const issues = isUnreadable ? large.issues.filter((issue) => withoutSums(issue)) : large.issues;
      const shown = isUnreadable ? whole.shown : large.shown;
      expect({ ...large, issues, shown }).toEqual(whole);
    }
  }
}

describe('an 835 read again where it is shown says what it says when it is held', () => {
  const example = file835();
  test.each([
    ['the example', example],
    ['two sets of it', example.replace(/(ST\*[\s\S]*SE\*\d+\*)(0001~\s*)/, '$1$2$10002~\n').replace('GE*1', 'GE*2')],
    ['a set that was cut', example.slice(0, example.indexOf('PLB*'))],
    ['a cut claim', example.slice(0, example.indexOf('SVC*') + 10)],
    ['a wrong sum', example.replace(/BPR\*I\*[\d.]+/, 'BPR*I*1')],
    ['a wrong claim', example.replace('*12480.5*9000*', '*12480.5*9000.01*')],
    ['a claim with an error of the guide', example.replace('CLP*IB-000124-1*4', 'CLP*IB-000124-1*99')],
    ['no claims', example.replace(/LX\*1[\s\S]*(?=PLB)/, '')],
    ['a header without claims', example.replace('PLB*', 'LX*2~\nPLB*')],
    ['claims without a header', example.replace('LX*1~\n', '')],
    ['an amount that is none', example.replace('*12480.5*9000*', '*12480.5*9000.001*')],
    ['nothing of the payment', example.replace(/BPR\*[^~]*~\s/, '')],
    ['a count that is wrong', example.replace(/SE\*\d+/, 'SE*7')],
    ['another set beside it', (samples['999'] ?? '') + example],
  ])('%s', async (_what, file) => {
    await sameBothWays(file);
    await sameBothWays(file, 50, [5]);
  });

  test('and anything else', async () => {
    const blow = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('*', 'X', '1', '', '.', '~', '-', 'é'));
    const values = arbitraryOfAny(remittance835);
    await fc.assert(
      fc.asyncProperty(values, fc.array(blow, { maxLength: 2 }), fc.nat(30), async (value, blows, most) => {
        const written = writeUntyped(remittance835, value, { control: '0001' });
        const lines = [...(written.ok ? written.value : [])];
        for (const [where, gone, put] of blows) {
          const line = lines[1 + (where % (lines.length - 2))] ?? '';
          const at = (where >> 5) % (line.length + 1);
          lines[1 + (where % (lines.length - 2))] = line.slice(0, at) + put + line.slice(at + gone);
        }
        await sameBothWays(example.replace(/ST\*[\s\S]*SE\*\d+\*0001/, lines.join('~\n')), 300, [most]);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['the document', '--json'],
  ['the page', ''],
])('%s of one set of 20 MB is written in a process with a small heap', async (_what, option) => {
  const folder = mkdtempSync(join(tmpdir(), 'read-large-'));
  const file = join(folder, 'large.x12');
  try {
    const { claims } = writeRemittance(file, 20);
    const program = `
      const { read } = await import('${join(root, 'src/cli/read/read.ts')}');
      let shown = 0;
      const out = (text) => { shown += text.split(/IB\\d{8}\\b/).length - 1; };
      const exit = await read([${JSON.stringify(file)}], { json: ${option !== ''} }, { out, err: () => {} });
      console.log(exit, shown);`;
    const flags = ['--max-old-space-size=48', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, flags);
    // Claims that do not balance make it an error; the document shows each claim by guide and in the summary.
    expect(stdout).toBe(`1 ${option === '' ? claims : 2 * claims}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
