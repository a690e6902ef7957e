/**
 * Our segments against those of x12-parser and node-x12, element by element, over messages of every guide and the public
 * samples. A peer may differ by the defects that are named for it, and by nothing else.
 */

import { isUtf8 } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { renderInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { samples } from './corpus/files.ts';
import {
  byNodeX12,
  byX12Parser,
  inPieces,
  interchangesCut,
  nodeX12Defects,
  nodeX12Stream,
  ours,
  withDefects,
  x12ParserDefects,
} from './peers.ts';

const separators = fc.constantFrom(
  { element: '*', repetition: '^', component: ':', terminator: '~' },
  { element: '|', repetition: '!', component: '>', terminator: '\n' },
  { element: '\u001d', repetition: '\u001e', component: '\u001f', terminator: '\u001c' },
);

describe.each(guides.map((guide) => [guide.name, guide] as const))('%s', (_name, guide) => {
  const { functionalId, version } = guide;
  const party = { qualifier: 'ZZ', id: 'SOMEBODY' };
  const envelope = { sender: party, receiver: party, usage: 'T', date: '20261120', time: '0915' } as const;
  const files = fc
    .tuple(arbitraryOfAny(guide), arbitraryOfAny(guide), separators, fc.constantFrom('\n', ''))
    .map(([one, two, delimiters, lineEnd]) => {
      const transactions = [one, two].map((value, n) => ({ guide, value, control: `000${n + 1}` }));
      const group = {
        functionalId,
        version,
        senderCode: 'SENDER',
        receiverCode: 'RECEIVER',
        control: 70,
        transactions,
      };
      const end = delimiters.terminator === '\n' ? '' : lineEnd;
      const message = { ...envelope, interchangeControl: 905, groups: [group], delimiters, lineEnd: end } as const;
      const written = renderInterchange(message);
      // A value may hold a character that these separators take away.
      return written.ok ? Buffer.from(written.value) : undefined;
    })
    .filter((bytes) => bytes !== undefined);

  test('x12-parser and node-x12 give the same segments and elements, their known defects apart', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (bytes) => {
        const segments = ours(bytes);
        expect(await byX12Parser(bytes)).toEqual(withDefects(segments, x12ParserDefects));
        expect(byNodeX12(bytes)).toEqual(withDefects(segments, nodeX12Defects));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the public samples', () => {
  const files = samples();

  test('each interchange has the same segments in x12-parser', async () => {
    for (const { file, bytes } of files)
      for (const one of interchangesCut(bytes)) {
        const found = await byX12Parser(one, isUtf8(one) ? 'utf8' : 'latin1');
        expect([file, found]).toEqual([file, withDefects(ours(one), x12ParserDefects)]);
      }
  });

  test('each interchange has the same segments in node-x12, or is refused by it and told by us', () => {
    for (const { file, bytes } of files)
      for (const one of interchangesCut(bytes)) {
        let found: ReturnType<typeof byNodeX12>;
        try {
          found = byNodeX12(one);
        } catch (refusal) {
          const told = interchangesIn(one).some((event) => event.is === 'transaction' || 'issues' in event);
          expect([file, told, String(refusal)]).toEqual([file, true, String(refusal)]);
          continue;
        }
        expect([file, found]).toEqual([file, withDefects(ours(one), nodeX12Defects)]);
      }
  });
});

describe('what x12-parser does not do, and the product keeps away from it', () => {
  const text = (element: string, component: string): string => {
    const blank = ' '.repeat(10);
    const parties = ['ZZ', 'PAYER'.padEnd(15), 'ZZ', 'CLINIC'.padEnd(15)];
    const isa = ['ISA', '00', blank, '00', blank, ...parties, '261120', '0915', '^', '00501', '000000001', '0', 'T'];
    const group = ['GS*HP*PAYER*CLINIC*20261120*0915*1*X*005010X221A1', 'ST*835*0001', 'BPR*I*5*C*CHK'];
    const claim = ['CLP*CAFÉ-1*1*5*5**12*P1', 'SVC*HC:J1745:JZ*5*5', 'SE*5*0001', 'GE*1*1', 'IEA*1*000000001'];
    const body = [...group, ...claim].map((line) => line.replaceAll('*', element).replaceAll(':', component));
    return [[...isa, component].join(element), ...body].map((line) => `${line}~\n`).join('');
  };
  const file = text('*', ':');
  const bytes = Buffer.from(file);
  const controlNumber = (found: readonly (readonly string[])[]) => found.find(([id]) => id === 'CLP')?.[1];

  test('its own encoding spoils what is not ASCII; named, it does not', async () => {
    expect(controlNumber(await byX12Parser(bytes, 'its own'))).not.toBe('CAFÉ-1');
    expect(controlNumber(await byX12Parser(bytes, 'utf8'))).toBe('CAFÉ-1');
    const second = await crossRead835(bytes);
    expect(second.ok && second.value[0]?.claims[0]?.patientControlNumber).toBe('CAFÉ-1');
    const latin = await crossRead835(Buffer.from(file, 'latin1'));
    expect(latin.ok && latin.value[0]?.claims[0]?.patientControlNumber).toBe('CAFÉ-1');
  });

  test('a first piece shorter than an ISA makes it wrong for the whole file; it gets one piece', async () => {
    const whole = await byX12Parser(bytes);
    expect(await byX12Parser(bytes, 'utf8', [bytes.subarray(0, 105), bytes.subarray(105)])).not.toEqual(whole);
    expect(await byX12Parser(bytes, 'utf8', [bytes.subarray(0, 106), bytes.subarray(106)])).toEqual(whole);
    // A file that is shorter than that has no interchange to give it.
    expect(await crossRead835(bytes.subarray(0, 105))).toMatchObject({ ok: false });
    // Larger than any buffer of a stream, and still one piece.
    const many = file.replace(/CLP[\s\S]*?(?=SE\*)/, (claim) => claim.repeat(3000)).replace('SE*5', 'SE*6003');
    const second = await crossRead835(Buffer.from(many));
    expect(second.ok && second.value[0]?.claims.length).toBe(3000);
  });

  test('a second interchange with other separators is read with those of the first; it gets one at a time', async () => {
    const two = Buffer.concat([bytes, Buffer.from(text('|', '>'))]);
    const claims = (found: readonly (readonly string[])[]) => found.filter(([id]) => id === 'CLP').length;
    expect(ours(two).filter(({ cells: [id] }) => id === 'CLP').length).toBe(2);
    expect(claims(await byX12Parser(two))).toBe(1);
    expect(await crossRead835(two)).toMatchObject({ ok: false, issues: [{ code: 'SECOND_READER' }] });
    for (const one of interchangesCut(two)) {
      const second = await crossRead835(one);
      expect(second.ok && second.value[0]?.claims[0]?.lines[0]?.procedure).toEqual(['HC', 'J1745', 'JZ']);
    }
  });

  test('nothing is wrong for it in a file that was cut; such a file is refused', async () => {
    const cut = Buffer.from(file.slice(0, file.indexOf('GE*')));
    expect((await byX12Parser(cut)).length).toBe(7);
    expect(await crossRead835(cut)).toMatchObject({ ok: false, issues: [{ code: 'SECOND_READER' }] });
  });
});

test('node-x12 as a stream still mixes segments where a piece ends, which is why it is given whole texts here', async () => {
  const segments = 'CLP*A1*1*100.01*50.02**12*P1~\nCAS*CO*45*49.99~\n'.repeat(40);
  const head =
    'ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *261120*0915*^*00501*000000001*0*T*:~\n';
  const bytes = Buffer.from(`${head}GS*HP*A*B*20261120*0915*1*X*005010X221A1~\nST*835*0001~\n${segments}`);
  const wanted = ours(bytes).map(({ cells }) => cells.join('*'));
  let mixed = 0;
  for (let size = 150; size < 250; size++)
    if ((await nodeX12Stream(bytes, size)).slice(1).join('~') !== wanted.slice(1).join('~')) mixed += 1;
  expect(mixed).toBeGreaterThan(0);
  for (let size = 1; size < 250; size++) expect(inPieces(bytes, size)).toEqual(wanted);
});
