import assert from 'node:assert';
import { describe, expect, test } from 'vitest';
import { type Answer, answer, type ScriptChoice } from '../../src/synthetic/payer/answer.ts';
import { type ScriptName, scriptNames } from '../../src/synthetic/payer/scripts.ts';
import { acceptedTwice, emptyPayerState } from '../../src/synthetic/payer/state.ts';
import { request278 as request278Guide } from '../../src/x12/guides/278-request.ts';
import { claim837i as claim837iGuide } from '../../src/x12/guides/837i.ts';
import { claim837p as claim837pGuide } from '../../src/x12/guides/837p.ts';
import type { AnyGuide } from '../../src/x12/schema.ts';
import { renderInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from '../x12/arbitrary.ts';
import {
  acknowledgementsIn,
  imbalances,
  remittancesIn,
  reviewsIn,
  segmentsIn,
  statusesIn,
  textOf,
} from './payerReading.ts';
import {
  claim837i,
  claim837p,
  claimBody,
  dependentRequest278,
  interchange,
  request278,
  requestBody,
} from './payerSamples.ts';

const named = (bytes: Uint8Array, script: ScriptChoice, state = emptyPayerState): Answer =>
  answer(bytes, script, state, { name: 'out.x12' });
const listed = ({ files }: Answer): readonly string[] => files.map(({ name, step }) => `${name} @${step}`);
/** TA101, TA104 and TA105 of every TA1. */
const interchangeAnswers = ({ files }: Answer): readonly (readonly (string | undefined)[])[] =>
  files
    .filter(({ kind }) => kind === 'TA1')
    .flatMap(({ bytes }) => segmentsIn(bytes))
    .filter(({ id }) => id === 'TA1')
    .map(({ elements }) => [elements[0], elements[3], elements[4]]);
const edited = (bytes: Uint8Array, from: string | RegExp, to: string): Uint8Array =>
  new TextEncoder().encode(textOf(bytes).replace(from, to));

const samples: readonly (readonly [string, () => Uint8Array])[] = [
  ['278', () => request278()],
  ['278 of a dependent', () => dependentRequest278()],
  ['837P', () => claim837p(906, {}, { id: 'CLM-2' })],
  ['837I', () => claim837i()],
];

describe.each(samples)('every script answers an %s', (_, sample) => {
  test.each(scriptNames)('%s: files that our own reader reads without an error', (script) => {
    const { files } = named(sample(), script);
    const counts = [reviewsIn(files), remittancesIn(files), statusesIn(files), acknowledgementsIn(files)];
    expect(counts.reduce((sum, sets) => sum + sets.length, 0)).toBe(files.length);
  });

  test.each(scriptNames)('%s: the same bytes and names again in the same state', (script) => {
    expect(named(sample(), script)).toEqual(named(sample(), script));
  });

  test.each(scriptNames)('%s: remittances balance, but for the cent of off-by-a-cent', (script) => {
    const sums = remittancesIn(named(sample(), script).files).map(imbalances);
    expect(sums.map(({ payment }) => payment)).toEqual(sums.map(() => (script === 'off-by-a-cent' ? 1n : 0n)));
    expect(sums.flatMap(({ claims, lines }) => [...claims, ...lines]).filter((amount) => amount !== 0n)).toEqual([]);
  });

  test.each(scriptNames)('%s: no control number twice, except in a copy of the same bytes', (script) => {
    const texts = new Set(named(sample(), script).files.map(({ bytes }) => textOf(bytes)));
    const numbers = [...texts].map((text) => text.slice(90, 99));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe('delivery of the answers', () => {
  test.each<readonly [ScriptName, readonly string[]]>([
    ['approve', ['out-1-999.x12 @0', 'out-2-278.x12 @0']],
    ['pend-then-approve', ['out-1-999.x12 @0', 'out-2-278.x12 @0', 'out-3-278.x12 @1']],
    ['silent', ['out-1-999.x12 @0']],
    ['late', ['out-1-999.x12 @0', 'out-2-278.x12 @2']],
    ['lose-reply', []],
    ['reject-999', ['out-1-999.x12 @0']],
    [
      'duplicate',
      [
        'out-1-999.x12 @0',
        'out-1-999-again.x12 @0',
        'out-1-999-again-new.x12 @0',
        'out-2-278.x12 @0',
        'out-2-278-again.x12 @0',
        'out-2-278-again-new.x12 @0',
      ],
    ],
  ])('%s for a 278', (script, files) => {
    expect(listed(named(request278(), script))).toEqual(files);
  });

  test.each<readonly [ScriptName, readonly string[]]>([
    ['pay', ['out-1-999.x12 @0', 'out-2-277ca.x12 @0', 'out-3-835.x12 @1']],
    ['late', ['out-1-999.x12 @0', 'out-2-277ca.x12 @2', 'out-3-835.x12 @3']],
    ['split', ['out-1-999.x12 @0', 'out-2-277ca.x12 @0', 'out-3-835.x12 @1', 'out-4-835.x12 @2']],
    ['reject-277ca', ['out-1-999.x12 @0', 'out-2-277ca.x12 @0']],
    ['silent', ['out-1-999.x12 @0']],
  ])('%s for an 837', (script, files) => {
    expect(listed(named(claim837p(), script))).toEqual(files);
  });

  test('a duplicate is first the same bytes, then the same content in an interchange of its own', () => {
    const [first, again, renewed] = named(claim837p(), 'duplicate').files.filter(({ kind }) => kind === '835');
    const body = (bytes: Uint8Array | undefined) =>
      segmentsIn(bytes ?? new Uint8Array()).filter(({ id }) => !['ISA', 'GS', 'GE', 'IEA'].includes(id));
    const content = (bytes: Uint8Array | undefined) => body(bytes).map(({ id, elements }) => [id, ...elements]);
    expect(again?.bytes).toEqual(first?.bytes);
    expect(renewed?.bytes).not.toEqual(first?.bytes);
    expect(content(renewed?.bytes)).toEqual(content(first?.bytes));
  });

  test('a TA1 comes first when ISA14 asks for one', () => {
    const asked = named(interchange('HI', '005010X217', '278', [requestBody()], 905, '1'), 'approve');
    expect(listed(asked)[0]).toBe('out-0-ta1.x12 @0');
    expect(interchangeAnswers(asked)).toEqual([['000000905', 'A', '000']]);
  });

  test('answers carry the date asked for, else that of the inbound interchange', () => {
    const [own] = remittancesIn(answer(claim837p(), 'pay', emptyPayerState, { asOf: '20270115' }).files);
    const [inherited] = remittancesIn(answer(claim837p(), 'pay', emptyPayerState).files);
    expect(own?.financial.effectiveDate).toBe('20270115');
    expect(inherited?.financial.effectiveDate).toBe('20261121');
  });

  test('a caller may choose the script by what is in the file', () => {
    const seen: unknown[] = [];
    const result = named(claim837p(), (facts) => {
      seen.push(facts);
      return facts.claims.includes('CLM-1') ? 'deny-50' : 'pay';
    });
    const institutional = named(claim837i(), ({ procedures }) => (procedures.includes('J9022') ? 'deny-50' : 'pay'));
    expect(remittancesIn(result.files)[0]?.financial.amount).toBe('0');
    expect(remittancesIn(institutional.files)[0]?.financial.amount).toBe('0');
    expect(seen).toEqual([
      {
        name: 'out',
        control: '000000906',
        sets: ['837'],
        references: ['BATCH-1'],
        traces: [],
        claims: ['CLM-1'],
        procedures: ['J9022', '96413', 'J9022'],
      },
    ]);
  });
});

describe('acknowledgement of transaction sets', () => {
  test('accepted sets are named one by one', () => {
    const bytes = interchange('HI', '005010X217', '278', [requestBody(), requestBody({ reference: 'PA-2' })], 3);
    const [acknowledgement] = acknowledgementsIn(named(bytes, 'approve').files);
    expect(acknowledgement?.group).toEqual({ functionalId: 'HI', control: '3', version: '005010X217' });
    expect(acknowledgement?.transactionSets?.map(({ set, result }) => [set.control, result.status])).toEqual([
      ['0001', 'A'],
      ['0002', 'A'],
    ]);
    expect(acknowledgement?.result).toEqual({ status: 'A', included: 2, received: 2, accepted: 2 });
  });

  test('a set that breaks its guide is refused with its place, and the other one is answered', () => {
    const broken = requestBody().map((segment) => segment.replace('UM*HS*I', 'UM*HS*Z'));
    const bytes = interchange('HI', '005010X217', '278', [broken, requestBody({ reference: 'PA-2' })], 3);
    const { files } = named(bytes, 'approve');
    const [acknowledgement] = acknowledgementsIn(files);
    expect(acknowledgement?.result.status).toBe('P');
    const [first] = acknowledgement?.transactionSets ?? [];
    expect(first?.result).toEqual({ status: 'R', reasons: [{ code: '5' }] });
    expect(first?.errors?.[0]).toEqual({
      error: { segmentId: 'UM', segmentPosition: 12, code: '8' },
      businessUnit: { units: [{ name: 'TRN02', value: 'PA-1' }] },
      elements: [{ error: { position: { element: 2 }, dataElement: 1322, code: '7' } }],
    });
    expect(reviewsIn(files).length).toBe(1);
  });

  test('by script reject-999 every set is refused and no claim is taken', () => {
    const result = named(claim837p(), 'reject-999');
    const [acknowledgement] = acknowledgementsIn(result.files);
    expect(acknowledgement?.result).toEqual({ status: 'R', included: 1, received: 1, accepted: 0 });
    expect(acknowledgement?.transactionSets?.[0]?.errors?.[0]?.error).toMatchObject({ segmentId: 'CLM', code: '8' });
    expect(result.state.accepted).toEqual({});
  });

  test('a wrong SE01 and an unknown version are refused for what they are', () => {
    const wrongCount = edited(request278(), /SE\*\d+/, 'SE*7');
    const unknown = interchange('HC', '005010X999', '837', [claimBody({})], 4);
    const reasons = [wrongCount, unknown].map(
      (bytes) => acknowledgementsIn(named(bytes, 'approve').files)[0]?.transactionSets?.[0]?.result,
    );
    expect(reasons).toEqual([
      { status: 'R', reasons: [{ code: '4' }] },
      { status: 'R', reasons: [{ code: '1' }] },
    ]);
    expect(reviewsIn(named(wrongCount, 'approve').files)).toEqual([]);
  });

  test('a group whose GE01 does not count its sets is refused as a whole', () => {
    const { files } = named(edited(request278(), /GE\*1/, 'GE*2'), 'approve');
    expect(acknowledgementsIn(files)[0]?.result).toEqual({
      status: 'R',
      included: 2,
      received: 1,
      accepted: 0,
      reasons: [{ code: '5' }],
    });
    expect(reviewsIn(files)).toEqual([]);
  });
});

describe('interchanges that come again', () => {
  test('the same bytes are refused as a duplicate and change nothing', () => {
    const first = named(claim837p(), 'pay');
    const second = named(claim837p(), 'pay', first.state);
    expect(second.disposition).toBe('repeat');
    expect(interchangeAnswers(second)).toEqual([['000000906', 'R', '025']]);
    expect(listed(second)).toEqual(['out-0-ta1-repeat-1.x12 @0']);
    expect(second.state.accepted).toEqual({ 'CLM-1': 1 });
    expect(second.state.payments).toEqual(first.state.payments);
  });

  test('other bytes under a used control number are refused and change nothing', () => {
    const first = named(claim837p(906), 'pay');
    const second = named(claim837p(906, { id: 'CLM-2' }), 'pay', first.state);
    expect(second.disposition).toBe('conflict');
    expect(interchangeAnswers(second)).toEqual([['000000906', 'R', '025']]);
    expect(second.state.accepted).toEqual({ 'CLM-1': 1 });
  });

  test('lost answers arrive when the same bytes come again, once, without a second effect', () => {
    const first = named(claim837p(), 'lose-reply');
    const second = named(claim837p(), 'lose-reply', first.state);
    const third = named(claim837p(), 'lose-reply', second.state);
    expect(first.files).toEqual([]);
    expect(first.state.accepted).toEqual({ 'CLM-1': 1 });
    expect(second.files.map(({ kind }) => kind)).toEqual(['TA1', '999', '277CA', '835']);
    expect(third.files.map(({ kind }) => kind)).toEqual(['TA1']);
    expect(third.state.accepted).toEqual({ 'CLM-1': 1 });
  });

  test('a claim that is submitted again under a new control number is accepted twice, and told', () => {
    const first = named(claim837p(906), 'pay');
    const second = named(claim837p(907), 'pay', first.state);
    expect(acceptedTwice(first.state)).toEqual([]);
    expect(acceptedTwice(second.state)).toEqual(['CLM-1']);
  });

  test('two senders may use the same control number; their answers never do', () => {
    const first = named(request278(), 'approve');
    const second = named(edited(request278(), 'ZZ*CLINIC ', 'ZZ*CLINIC2'), 'approve', first.state);
    const numbers = [...first.files, ...second.files].map(({ bytes }) => textOf(bytes).slice(90, 99));
    expect(numbers).toEqual(['000090502', '000090503', '000090602', '000090603']);
  });
});

describe('files that are no good interchange', () => {
  test('a file cut off is refused, and the whole file is taken later under the same number', () => {
    const whole = claim837p();
    const cut = named(whole.slice(0, whole.length - 60), 'pay');
    expect(cut.disposition).toBe('refused');
    expect(interchangeAnswers(cut)).toEqual([['000000906', 'R', '023']]);
    expect(named(whole, 'pay', cut.state).state.accepted).toEqual({ 'CLM-1': 1 });
  });

  test('an ISA with a wrong usage indicator is refused with its own code', () => {
    const result = named(edited(request278(), '*T*:~', '*X*:~'), 'approve');
    expect(interchangeAnswers(result)).toEqual([['000000905', 'R', '020']]);
  });

  test('what is no X12 gets no answer', () => {
    expect(named(new TextEncoder().encode('hello'), 'approve')).toEqual({
      files: [],
      state: emptyPayerState,
      disposition: 'unreadable',
    });
  });

  test('an acknowledgement of ours is noted and not answered', () => {
    const body = ['AK1*HP*90604*005010X221A1', 'AK2*835*0001', 'IK5*A', 'AK9*A*1*1*1'];
    const result = named(interchange('FA', '005010X231A1', '999', [body], 77), 'pay');
    expect([result.disposition, result.files]).toEqual(['noted', []]);
  });

  test('of several interchanges in one file each is answered under a name of its own', () => {
    const both = new Uint8Array([...request278(905), ...claim837p(906)]);
    expect(named(both, 'approve').files.map(({ name }) => name)).toEqual([
      'out-1-1-999.x12',
      'out-1-2-278.x12',
      'out-2-1-999.x12',
      'out-2-2-277ca.x12',
      'out-2-3-835.x12',
    ]);
  });
});

describe('whatever our guides allow', () => {
  const written = (guide: AnyGuide, value: unknown): Uint8Array => {
    const { functionalId, version } = guide;
    const text = renderInterchange({
      sender: { qualifier: 'ZZ', id: 'CLINIC' },
      receiver: { qualifier: 'ZZ', id: 'PAYER' },
      usage: 'T',
      date: '20261121',
      time: '0930',
      interchangeControl: 5,
      groups: [
        {
          functionalId,
          version,
          senderCode: 'CLINIC',
          receiverCode: 'PAYER',
          control: 5,
          transactions: [{ guide, value, control: '0001' }],
        },
      ],
    });
    assert(text.ok, JSON.stringify(text.issues));
    return new TextEncoder().encode(text.value);
  };

  test.each([
    ['278 request', request278Guide, reviewsIn],
    ['837P', claim837pGuide, statusesIn],
    ['837I', claim837iGuide, statusesIn],
  ] as const)('a %s is answered, by every script, in files that balance', (_, guide, answersIn) => {
    fc.assert(
      fc.property(arbitraryOfAny(guide), fc.constantFrom(...scriptNames), (value, script) => {
        const { files, disposition } = named(written(guide, value), script);
        expect(disposition).toBe('answered');
        const silent = ['silent', 'lose-reply', 'reject-999'].includes(script);
        expect(answersIn(files).length > 0).toBe(!silent);
        for (const remittance of remittancesIn(files)) expect(imbalances(remittance).claims.some(Boolean)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});
