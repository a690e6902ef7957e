import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { envelope } from '../../bench/claims837.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { response278 } from '../../src/x12/guides/278-response.ts';
import { breaksRule } from '../../src/x12/valueSituations.ts';
import { renderInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { faultsByBaseStandard } from './baseStandard.ts';

const scenarios = fileURLToPath(new URL('../../fixtures/scenarios/', import.meta.url));
const written = readdirSync(scenarios, { recursive: true, encoding: 'utf8' })
  .filter((path) => /out\/278-\d+\.x12$/.test(path))
  .toSorted();
const textOf = (path: string) => readFileSync(`${scenarios}${path}`, 'latin1');

test('every scenario that asks a payer has a 278 to look at', () => {
  expect(written.length).toBeGreaterThan(55);
});

test.each(written)('%s is what the base standard allows', (path) => {
  expect(faultsByBaseStandard(textOf(path))).toEqual([]);
});

test.each([request278, response278].map((guide) => [guide.name, guide] as const))(
  'whatever the guide of the %s lets us send is what the base standard allows',
  (_name, guide) => {
    const group = {
      functionalId: 'HI',
      version: guide.version,
      senderCode: 'HARBOR',
      receiverCode: 'COASTLINE',
      control: 1,
    };
    fc.assert(
      fc.property(arbitraryOfAny(guide), (value) => {
        fc.pre(!breaksRule(guide, value));
        const groups = [{ ...group, transactions: [{ guide, value, control: '0001' }] }];
        const text = renderInterchange({ ...envelope(1), groups });
        expect(faultsByBaseStandard(text.ok ? text.value : '')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  },
);

const sound = textOf('02-teclistamab/out/278-0001.x12').replaceAll(/~\r?\n/g, '~');
test.each<readonly [string, string | RegExp, string, readonly string[]]>([
  ['a count that is off by one', 'SE*41*', 'SE*42*', ['SE 42: counts 42 segments, there are 41']],
  ['another number at its end', 'SE*41*0001', 'SE*41*0002', ['SE 42: has another control number than its ST']],
  ['no end', /SE\*41\*0001~/, '', ['ST 2: has no SE']],
  ['two segments the other way round', /(TRN[^~]*~)(UM[^~]*~)/, '$2$1', ['TRN 18: stands in the wrong place']],
  ['a day before its diagnosis', /(DTP\*AAH[^~]*~)(HI[^~]*~)/, '$2$1', ['DTP 20: stands in the wrong place']],
  [
    'a segment of another message',
    'MSG*AS NEEDED',
    'CLM*AS NEEDED',
    ['CLM 36: not a segment of a 278', 'CLM 36: stands in the wrong place', 'CLM 36: stands there too often'],
  ],
  [
    'a level whose parent is itself',
    'HL*5*4*',
    'HL*5*5*',
    ['HL 22: has the wrong parent', 'HL 22: tells its children wrong'],
  ],
  ['a level that forgets its children', 'HL*4*3*EV*1', 'HL*4*3*EV*0', ['HL 16: tells its children wrong']],
  ['a level with another number', 'HL*8*4*', 'HL*9*4*', ['HL 37: has number 9, it is the 8.']],
  ['a quantity as a float prints it', 'UN*3000', 'UN*3e3', ['SV1 25: element 4 is no R: 3e3']],
  ['a quantity with a zero too much', 'UN*3000', 'UN*03000', ['SV1 25: element 4 is no R: 03000']],
  ['a unit without its quantity', '**UN*3000', '**UN', ['SV1 25: P0304']],
  ['an identifier without its kind', 'MI*M900800700', '*M900800700', ['NM1 12: P0809']],
  [
    'an originator that is short',
    'IBA00000001*1001234567~UM',
    'IBA00000001*100123456~UM',
    ['TRN 17: element 3 has 9 characters, 10 to 10 are allowed'],
  ],
  [
    'a day that is none',
    'GS*HI*EXCLINIC*EXCLEARING*20261026',
    'GS*HI*EXCLINIC*EXCLEARING*20261326',
    ['GS 1: element 4 is no DT: 20261326'],
  ],
  ['an empty element at the end', 'MSG*AS NEEDED', 'MSG*AS NEEDED*', ['MSG 36: ends with an empty element']],
  [
    'a component too long',
    'HC:J9380',
    'HCX:J9380',
    ['SV1 25: element 1 has element 1 has 3 characters, 2 to 2 are allowed'],
  ],
  ['a small letter in a code', 'HI*ABK', 'HI*AbK', ['HI 20: element 1 has element 1 is no ID: AbK']],
  ['a group that counts wrong', 'GE*1*1', 'GE*2*1', ['GE 43: counts its sets wrong']],
  [
    'an end of the file with another number',
    'IEA*1*000000001',
    'IEA*1*000000002',
    ['IEA 44: has another control number than its ISA'],
  ],
])('a 278 with %s is found out', (_what, before, after, faults) => {
  expect(faultsByBaseStandard(sound)).toEqual([]);
  const bad = sound.replace(before, after);
  expect(bad).not.toBe(sound);
  expect(faultsByBaseStandard(bad)).toEqual(faults);
});
