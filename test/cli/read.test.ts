import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { read } from '../../src/cli/read/read.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { transactionOf } from '../../src/x12/writeInterchange.ts';
import { claimStatus } from '../x12/guides/277ca-example.ts';
import { partial, request } from '../x12/guides/278-example.ts';
import { remittance } from '../x12/guides/835-example.ts';
import { infusionVisit } from '../x12/guides/837i-example.ts';
import { ownClaim, secondaryClaim } from '../x12/guides/837p-example.ts';
import { acknowledgement } from '../x12/guides/999-example.ts';
import { answerTo, documentOf, file835, fileOf, issuesOf, memoryIo, samples, setsOf } from './readSamples.ts';

const text835 = samples['835'] ?? '';

describe('the document', () => {
  test.each([
    ['835', remittance],
    ['278 request', request],
    ['278 response', partial],
    ['837P', ownClaim],
    ['837I', infusionVisit],
    ['999', acknowledgement],
    ['277CA', claimStatus],
  ])('of a %s holds the value that was written, and no issue', async (name, value) => {
    const answer = await answerTo(samples[name] ?? '', true);
    expect([answer.exit, answer.err, issuesOf(answer)]).toEqual([0, '', []]);
    expect(setsOf(answer).map((set) => set['value'])).toEqual([JSON.parse(JSON.stringify(value))]);
  });

  test('has the envelope of the contract', async () => {
    const { interchanges } = documentOf(await answerTo(text835, true));
    const [interchange] = interchanges;
    const { value, remittance: summary, ...set } = interchange?.groups[0]?.transactions[0] ?? {};
    expect({ ...interchange, groups: interchange?.groups.map((group) => ({ ...group, transactions: [set] })) }).toEqual(
      {
        sender: 'COASTLINE',
        receiver: 'HARBOR',
        control: '000000905',
        usage: 'T',
        complete: true,
        acknowledgements: [],
        groups: [
          {
            functionalId: 'HP',
            guide: '005010X221A1',
            control: '7',
            transactions: [{ set: '835', guide: '005010X221A1', control: '0001', segments: 49 }],
          },
        ],
      },
    );
    expect([value, summary]).not.toContain(undefined);
  });

  test('sums up an 835 with every amount as it was sent', async () => {
    const [set] = setsOf(await answerTo(text835, true));
    expect(set?.['remittance']).toMatchObject({
      trace: 'EFT20270325001',
      paid: '8862.34',
      method: 'ACH',
      date: '2027-03-25',
      balanced: true,
      providerAdjustments: [
        { reason: 'L6', reference: 'IB-000123-1', amount: '-12.34' },
        { reason: 'WO', reference: 'CHP-CLM-OLD', amount: '100' },
      ],
    });
    expect(set).toHaveProperty('remittance.claims.0', {
      patientControlNumber: 'IB-000123-1',
      payerControlNumber: 'CHP-CLM-1',
      status: '1',
      charged: '12480.5',
      paid: '9000',
      patientResponsibility: '200',
      adjustments: [],
      lines: [
        {
          procedure: 'J9380',
          modifiers: [],
          controlNumber: 'IB-000123-1-1',
          charged: '9000',
          paid: '7200',
          units: '9',
          adjustments: [
            { group: 'CO', reason: '45', amount: '1600', quantity: null },
            { group: 'PR', reason: '2', amount: '200', quantity: null },
          ],
          remarks: [],
        },
        {
          procedure: 'J9380',
          modifiers: ['JW'],
          controlNumber: 'IB-000123-1-2',
          charged: '3000',
          paid: '1800',
          units: '3',
          adjustments: [
            { group: 'CO', reason: '45', amount: '1000', quantity: null },
            { group: 'CO', reason: '253', amount: '200', quantity: '1' },
          ],
          remarks: [],
        },
        {
          procedure: '96415',
          modifiers: [],
          controlNumber: 'IB-000123-1-3',
          charged: '480.5',
          paid: '0',
          units: '1',
          adjustments: [{ group: 'CO', reason: '97', amount: '480.5', quantity: null }],
          remarks: ['N657'],
        },
      ],
    });
  });

  test('sums up the claims of dependents beside those of subscribers', async () => {
    const answer = await answerTo(fileOf([transactionOf(claim837p, secondaryClaim, '0001')]), true);
    expect(answer.exit).toBe(0);
    const [set] = setsOf(answer);
    expect(set?.['claims']).toMatchObject([{ patientControlNumber: 'IB-000123-2', frequency: '7' }]);
  });

  test('of several files is an array in their order, and the worst of them decides the exit code', async () => {
    const names = ['835.x12', '999.x12', 'letter.txt'].map((name) => join(folder, name));
    const { io, told } = memoryIo();
    expect(await read(names, { json: true }, io)).toBe(2);
    const documents = JSON.parse(told().out) as ReturnType<typeof documentOf>[];
    expect(documents.map((one) => one.interchanges[0]?.groups[0]?.transactions[0]?.['set'])).toEqual([
      '835',
      '999',
      undefined,
    ]);
    expect(documents[2]?.issues.map((issue) => issue['code'])).toEqual(['NOT_X12']);
  });

  test('lists a TA1 with its interchange', async () => {
    const ta1 = { interchangeControl: '000000041', date: '270310', time: '0800', status: 'R', note: '006' } as const;
    const file = fileOf([], { acknowledgements: [ta1] });
    const answer = await answerTo(file, true);
    expect(documentOf(answer).interchanges[0]?.acknowledgements).toEqual([{ ...ta1, accepted: false }]);
    expect((await answerTo(file, false)).out).toContain('TA1: interchange 000000041 rejected, note 006\n');
  });
});

const folder = mkdtempSync(join(tmpdir(), 'read-'));
beforeAll(() => {
  writeFileSync(join(folder, '835.x12'), text835);
  writeFileSync(join(folder, '999.x12'), samples['999'] ?? '');
  writeFileSync(join(folder, 'letter.txt'), 'Dear payer,\n');
  writeFileSync(join(folder, 'empty.x12'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is no X12 at all', () => {
  test.each([
    ['a letter', 'letter.txt', 'NOT_X12'],
    ['an empty file', 'empty.x12', 'NOT_X12'],
    ['a missing file', 'nowhere.x12', 'FILE_UNREADABLE'],
    ['a folder', '.', 'FILE_UNREADABLE'],
    ['a name that cannot be', 'a\0b', 'FILE_UNREADABLE'],
  ])('%s ends with exit code 2 and says why', async (_what, name, code) => {
    for (const json of [true, false]) {
      const { io, told } = memoryIo();
      expect(await read([`${folder}/${name}`], { json }, io)).toBe(2);
      if (json) {
        const document = JSON.parse(told().out) as ReturnType<typeof documentOf>;
        expect(document.interchanges).toEqual([]);
        expect(document.issues.map((issue) => [issue['code'], issue['severity']])).toEqual([[code, 'error']]);
      } else expect(told().err).toMatch(new RegExp(`^error ${code}: .+\n$`));
    }
  });
});

describe('what is invalid', () => {
  test.each([
    ['a payment off by a cent', ['BPR*I*8862.34', 'BPR*I*8862.35'], 'REMITTANCE_UNBALANCED', 'BPR', '835/BPR'],
    ['a claim off by a cent', ['22*-1000*-800', '22*-1000*-800.01'], 'CLAIM_UNBALANCED', 'CLP', '835/2000/2100[3]/CLP'],
    [
      'a line off by a cent',
      ['HC:J9380:JW*3000*1800', 'HC:J9380:JW*3000*1800.01'],
      'LINE_UNBALANCED',
      'SVC',
      '835/2000/2100[1]/2110[2]/SVC',
    ],
  ])(
    '%s is told with its segment, and nothing is called balanced',
    async (_what, [from = '', to = ''], code, id, path) => {
      const spoilt = text835.replace(from, to);
      expect(spoilt).not.toBe(text835);
      const answer = await answerTo(spoilt, true);
      expect(answer.exit).toBe(1);
      const issue = issuesOf(answer).find((one) => one['code'] === code);
      expect(issue).toMatchObject({
        path,
        severity: 'error',
        transaction: '0001',
        group: '7',
        interchange: '000000905',
      });
      const offset = Number(issue?.['offset']);
      expect(spoilt.slice(offset, offset + to.length)).toContain(id);
      expect(spoilt.slice(spoilt.indexOf('ST*'), offset).split('~').length).toBe(issue?.['segment']);
      expect(setsOf(answer)[0]?.['remittance']).toMatchObject({ balanced: false });
    },
  );

  test('a claim in the second header is named by the path of the reader', async () => {
    const [header] = remittance.headers ?? [];
    if (header === undefined) throw new Error('the example has claims');
    const [first, ...others] = header.claims;
    const headers = [
      { ...header, claims: first === undefined ? [] : [first] },
      { number: { number: 2 }, claims: others },
    ];
    const spoilt = file835({ ...remittance, headers }).replace('22*-1000*-800', '22*-1000*-800.01');
    const found = issuesOf(await answerTo(spoilt, true)).find((one) => one['code'] === 'CLAIM_UNBALANCED');
    expect(found?.['path']).toBe('835/2000[2]/2100[2]/CLP');
  });

  test('money that could not be read never balances', async () => {
    const stray = text835.replace('SE*49', 'CAS*CO*45*0~\nSE*50');
    const answer = await answerTo(stray, true);
    expect(answer.exit).toBe(1);
    expect(setsOf(answer)[0]?.['remittance']).toMatchObject({ balanced: false });
  });

  test('a file cut anywhere is invalid, incomplete, and never balanced before its SE', async () => {
    const end = text835.indexOf('SE*49');
    for (let length = 106; length < text835.length - 3; length += 41) {
      const answer = await answerTo(text835.slice(0, length), true);
      expect(answer.exit).toBe(1);
      expect(documentOf(answer).interchanges.map((one) => one.complete)).toEqual([false]);
      if (length > end) continue;
      for (const set of setsOf(answer)) expect(set['remittance']).toMatchObject({ balanced: false });
      expect(issuesOf(answer).filter((issue) => String(issue['code']).includes('BALANCED'))).toEqual([]);
    }
  });

  test('a transaction set of an unknown guide has no value, and an issue', async () => {
    const file = text835.replace('005010X221A1', '005010X999A1');
    const answer = await answerTo(file, true);
    expect(answer.exit).toBe(1);
    expect(setsOf(answer)).toEqual([{ set: '835', guide: '005010X999A1', control: '0001', segments: 49, value: null }]);
    expect(issuesOf(answer).map((issue) => issue['code'])).toEqual(['IK502:1']);
    expect((await answerTo(file, false)).out).toContain('There is no guide here that reads it.');
  });

  test('an 835 without its trace is summed up as far as it goes', async () => {
    const answer = await answerTo(text835.replace(/TRN\*.*\n/, ''), true);
    expect(answer.exit).toBe(1);
    expect(setsOf(answer)[0]?.['remittance']).toMatchObject({ trace: '', paid: '8862.34', balanced: false });
  });
});
