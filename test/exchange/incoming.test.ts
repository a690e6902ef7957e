import { expect, test } from 'vitest';
import { namesOfPayers, type Ours } from '../../src/exchange/addressed.ts';
import { openMail } from '../../src/exchange/incoming.ts';
import type { Issue } from '../../src/outcome.ts';
import { remittanceOf } from '../../src/remittance/receive835.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { writeUntyped } from '../../src/x12/write.ts';
import { remittance } from '../x12/guides/835-example.ts';

const outcome = writeUntyped(remittance835, remittance, { control: '0001' });
const example = outcome.ok ? outcome.value : [];
const fileOf = (...sets: readonly (readonly string[])[]): Buffer =>
  Buffer.from(
    [
      'ISA*00*          *00*          *ZZ*COASTLINE      *ZZ*HARBOR         *261120*0915*^*00501*000000835*0*T*:',
      'GS*HP*COASTLINE*HARBOR*20261120*0915*1*X*005010X221A1',
      ...sets.flatMap((lines, n) => lines.map((line) => line.replace(/\*0001$/, `*000${n + 1}`))),
      `GE*${sets.length}*1`,
      'IEA*1*000000835',
      '',
    ].join('~\n'),
  );
const end = (id: string) => ({ qualifier: 'ZZ', id, name: id });
const ours: Ours = {
  route: { partner: 'coastline', sender: end('HARBOR'), receiver: end('COASTLINE'), usage: 'T' },
  payees: [remittance.payee.identity.id],
  payers: new Set(['COASTLINEHEALTHPLAN']),
};
const payerNamed = (name: string): KnownPayer => ({
  name,
  names: [],
  identifiers: [],
  x12: { payer_id: 'NUMBER', receiver_id: 'R', claim_filing: { '837P': 'CI', '837I': 'CI' } },
});
type KnownPayer = Parameters<typeof namesOfPayers>[0] extends Iterable<infer P> ? P : never;
const opened = (bytes: Uint8Array) => {
  const { arrivals, issues } = openMail(bytes, ours);
  return { arrivals, issues };
};
const codes = (issues: readonly Issue[]) => issues.map(({ code }) => code);
const edited = (from: string | RegExp, to: string) => example.map((line) => line.replace(from, to));

test('an 835 says one thing: all of its claims and the payment', () => {
  const wanted = remittanceOf(remittance);
  expect(opened(fileOf(example))).toEqual({
    arrivals: [{ is: 'remittance', remittance: wanted.ok ? wanted.value : undefined, position: 0 }],
    issues: [],
  });
});

test.each([
  [
    'a claim that does not balance',
    edited('*12480.5*9000*', '*12480.5*9000.01*'),
    ['CLAIM_UNBALANCED', 'REMITTANCE_UNBALANCED'],
  ],
  ['a payment that is not that of its claims', edited(/^BPR\*I\*[\d.]+/, 'BPR*I*1'), ['REMITTANCE_UNBALANCED']],
  ['an error of the guide in a claim', edited('CLP*IB-000124-1*4', 'CLP*IB-000124-1*99'), ['IK403:7']],
  ['an error of the guide outside of the claims', edited(/^TRN\*1/, 'TRN*9'), ['IK403:7']],
  ['an amount with half a cent', edited('*12480.5*9000*', '*12480.505*9000*'), ['AMOUNT_UNREADABLE']],
  ['a segment too few', example.filter((line) => !line.startsWith('MOA')), ['IK502:4']],
])('all of it counts or nothing: %s', (_what, lines, told) => {
  const { arrivals, issues } = opened(fileOf(lines, example));
  expect(codes(issues)).toEqual(told);
  expect(arrivals.map((one) => one.is === 'remittance' && [one.position, one.remittance.claims.length])).toEqual([
    [1, 4],
  ]);
});

test('issues come in the order of the file, and of a thousand more only their number', () => {
  const at = example.findIndex((line) => line.startsWith('CLP'));
  const wrong = Array.from({ length: 1500 }, (_, n) => [`CLP*A${n}*99*1*1**12*B`, 'NM1*QC*1*SAMPLE']).flat();
  const lines = example
    .toSpliced(at, 0, ...wrong)
    .map((line) => line.replace(/^SE\*\d+/, `SE*${example.length + 3000}`));
  const { arrivals, issues } = opened(fileOf(lines));
  expect([arrivals, issues.length, issues.at(-1)?.code]).toEqual([[], 1001, 'TOO_MANY_ISSUES']);
  expect(issues.at(-1)?.message).toContain('500 more');
  expect(issues.slice(0, 2).map(({ segment }) => segment)).toEqual([at + 1, at + 3]);
});

test('the number of an interchange belongs to its sender and environment, and to its bytes', () => {
  const twice = Buffer.concat([fileOf(example), Buffer.from('\n'), fileOf(example)]);
  const [first, second] = openMail(twice, ours).interchanges;
  expect([first?.key, first?.offset]).toEqual(['ZZCOASTLINE T 000000835', 0]);
  expect([second?.key, second?.offset]).toEqual([first?.key, fileOf(example).length + 1]);
  expect(first?.sha256).toBe(second?.sha256);
});

test.each([
  ['its name, however it is spelt', ['COASTLINE HEALTH PLAN'], ['Coastline Health-Plan']],
  ['the number of its file', ['COASTLINE HEALTH PLAN', '88001'], ['88001']],
  ['its trace originator', ['OTHER', '1999999999'], ['1999999999']],
])('a payer is known by %s', (_what, says, known) => {
  const [name = ''] = says;
  const ids = says.slice(1).map((id) => (id.length === 10 ? [] : [`REF*2U*${id}`]));
  const lines = edited('COASTLINE HEALTH PLAN', name).flatMap((line) =>
    line.startsWith('PER*CX') || line.startsWith('PER*BL') ? [...(ids.splice(0).flat() ?? []), line] : [line],
  );
  const whole = lines.map((line) => line.replace(/^SE\*\d+/, `SE*${lines.length}`));
  const from = (payers: readonly string[]) =>
    codes(openMail(fileOf(whole), { ...ours, payers: namesOfPayers(payers.map(payerNamed)) }).issues);
  expect(from(known)).toEqual([]);
  expect(from(['Coastline', 'Somebody else'])).toEqual(['PAYER_NOT_ENROLLED']);
  expect(from([])).toEqual(['PAYER_NOT_ENROLLED']);
});

test('a payer has the names, the identifiers and the X12 number of its file', () => {
  const payer = {
    ...payerNamed('Coastline'),
    names: ['Coast-line Plan'],
    identifiers: [{ system: 's', value: 'c-1' }],
  };
  expect([...namesOfPayers([payer])]).toEqual(['COASTLINE', 'COASTLINEPLAN', 'C1', 'NUMBER']);
});
