/** The totals of a 277CA are held against the claim statuses below them. */

import { describe, expect, test } from 'vitest';
import { SetValidation } from '../../src/cli/validate/setValidation.ts';
import { takingIn } from '../../src/x12/envelope.ts';
import { samples } from './readSamples.ts';

const sample = samples['277CA'] ?? '';
const found = (text: string) =>
  takingIn(new TextEncoder().encode(text), (header) => new SetValidation(header, undefined, 10)).flatMap((event) =>
    event.is === 'taken' ? event.sink.end(event.issues).issues : [],
  );

describe('a total of a 277CA', () => {
  test('that agrees is not spoken of', () => expect(found(sample)).toEqual([]));

  test.each([
    ['QTY*90*1', 'QTY*90*2', 'QTY02', 'Tells 2 for claims accepted; the claims below come to 1.'],
    ['QTY*AA*1', 'QTY*AA*0', 'QTY02', 'Tells 0 for claims rejected; the claims below come to 1.'],
    [
      'AMT*YU*12480.5',
      'AMT*YU*12480.51',
      'AMT02',
      'Tells 12480.51 for charges accepted; the claims below come to 12480.50.',
    ],
    ['AMT*YY*5000', 'AMT*YY*1', 'AMT02', 'Tells 1.00 for charges rejected; the claims below come to 5000.00.'],
    ['QTY*QA*1', 'QTY*QA*7', 'QTY02', 'Tells 7 for claims accepted; the claims below come to 1.'],
    ['QTY*QC*1', 'QTY*QC*7', 'QTY02', 'Tells 7 for claims rejected; the claims below come to 1.'],
  ])('%s sent as %s is a warning at its place', (was, is, ref, message) => {
    const changed = sample.replace(`${was}~`, `${is}~`);
    expect(found(changed)).toMatchObject([
      {
        code: 'STATUS_TOTALS_UNBALANCED',
        severity: 'warning',
        ref,
        offset: changed.indexOf(`${is}~`),
        message: `${message} Ask the payer which.`,
      },
    ]);
    expect(found(changed)[0]?.path).toMatch(/^277\/2000A\/2000B(\/2000C\[1\]\/2200C|\/2200B)\/(QTY|AMT)$/);
  });

  test('without a claim below it has nothing to be held against', () => {
    const batch = sample.replace(/HL\*4[\s\S]*(?=SE\*)/, '').replace('QTY*90*1', 'QTY*90*9');
    expect(found(batch).map(({ code }) => code)).not.toContain('STATUS_TOTALS_UNBALANCED');
  });
});
