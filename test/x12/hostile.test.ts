/** What a partner, or a chart, may send to break us: rows 20, 21 and 34 to 37 of the threats, each for every case there is. */

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import { type InterchangeEvent, interchangesIn, interchangesOf } from '../../src/x12/envelope.ts';
import { acknowledgement999 } from '../../src/x12/guides/999.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { readTransaction } from '../../src/x12/readTransaction.ts';
import { scanBytes } from '../../src/x12/scan.ts';
import type { AnyGuide } from '../../src/x12/schema.ts';
import { writeInterchange } from '../../src/x12/writeInterchange.ts';
import { fc } from '../properties.ts';
import { arbitraryOfAny } from './arbitrary.ts';
import { hurt } from './broken.ts';

const party = { qualifier: 'ZZ', id: 'SOMEBODY' };
function fileOf(guide: AnyGuide, value: unknown): string | undefined {
  const { functionalId, version } = guide;
  const transactions = [{ guide, value, control: '0001' }];
  const group = { functionalId, version, senderCode: 'AA', receiverCode: 'BB', control: 1, transactions };
  const envelope = { sender: party, receiver: party, usage: 'T', date: '20261120', time: '0915' } as const;
  const written = writeInterchange({ ...envelope, interchangeControl: 1, groups: [group] });
  return written.ok ? written.value : undefined;
}
const segmentsIn = (file: string): number => scanBytes(Buffer.from(file)).filter(({ is }) => is === 'segment').length;

/** Everything told of a file: of its envelope, and of its sets by their guides. */
function told(events: Iterable<InterchangeEvent>): readonly Issue[] {
  return [...events].flatMap((event): readonly Issue[] => {
    if (event.is === 'issue') return [event.issue];
    if (event.is === 'transaction') return readTransaction(event.transaction).issues;
    return 'issues' in event ? event.issues : [];
  });
}
const codesOf = (file: string | Uint8Array): readonly string[] =>
  told(interchangesIn(Buffer.from(file))).map(({ code }) => code);
const isRefused = (file: string | Uint8Array): boolean =>
  told(interchangesIn(Buffer.from(file))).some(({ severity }) => severity === 'error');

describe('no text closes a segment or a set', () => {
  const hostile = fc.constantFrom(
    'SMITH*JOHN~SE*1*0001~',
    '~\nSE*1*0001~\nGE*1*1~\nIEA*1*000000001~',
    'A:B',
    'A^B',
    'A|B>C',
    'A\r\nB',
    'A\u0000B',
    '\ufeffA',
    '\u202eA',
    '*\u0301',
    'A\uff0aB',
    'A\uff5eB',
    'A\ud800',
    '\u{1f600}',
  );
  const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 12 });

  test.each(guides.map((guide) => [guide.name, guide] as const))(
    'wherever it stands in a %s: it is refused, or the file has the segments it had',
    (_name, guide) => {
      fc.assert(
        fc.property(arbitraryOfAny(guide), path, hostile, (value, where, text) => {
          const before = fileOf(guide, value);
          const put = (by: string) => attempt(() => fileOf(guide, hurt(value, where, by)));
          const after = put(text);
          if (before === undefined || after === undefined) return;
          expect(segmentsIn(after)).toBe(segmentsIn(put('A') ?? before));
          expect(codesOf(after).filter((code) => /^(TA105|AK905|IK502)/.test(code))).toEqual([]);
          expect(after).not.toMatch(/[^\n -~]/);
        }),
        { numRuns: 150 },
      );
    },
  );
});
/** A value that has not the shape of its guide is a bug of ours, and no file. */
function attempt<T>(what: () => T): T | undefined {
  try {
    return what();
  } catch {
    return undefined;
  }
}

const good =
  fileOf(acknowledgement999, {
    group: { functionalId: 'HC', control: '7', version: '005010X222A1' },
    result: { status: 'A', included: 1, received: 1, accepted: 1 },
  }) ?? '';
const lines = good.trimEnd().split('\n');

test('the file that is spoilt below is in order', () => {
  expect(codesOf(good)).toEqual([]);
  expect(lines.map((line) => line.slice(0, 3))).toEqual(['ISA', 'GS*', 'ST*', 'AK1', 'AK9', 'SE*', 'GE*', 'IEA']);
});

describe('a file whose envelope is not as it should be is never taken for whole', () => {
  const places = Array.from({ length: 106 }, (_, at) => at);
  test.each(places)('an ISA without its character %i, or with one more there', (at) => {
    expect(isRefused(good.slice(0, at) + good.slice(at + 1))).toBe(true);
    expect(isRefused(`${good.slice(0, at)}X${good.slice(at)}`)).toBe(true);
    // A blank before a file means nothing.
    expect(isRefused(`${good.slice(0, at)} ${good.slice(at)}`)).toBe(at > 0);
  });

  test('an ISA of 105 or 107 characters is told by its shape, and nothing behind it is read', () => {
    for (const spoilt of [good.replace('SOMEBODY       *', 'SOMEBODY      *'), good.replace('SOMEBODY ', 'SOMEBODY  ')])
      expect(codesOf(spoilt)).toEqual(['ISA_SHAPE']);
  });

  test('a second ISA before any segment: the first interchange was cut', () => {
    for (let at = 1; at < lines.length; at++) {
      const codes = codesOf(lines.toSpliced(at, 0, lines[0] ?? '').join('\n'));
      expect(codes).toContain('TRUNCATED_INTERCHANGE');
    }
  });

  test('letters between any two segments, or within one, are told', () => {
    const garbage = fc.stringMatching(/^[A-Za-z0-9?!]{1,40}$/);
    fc.assert(
      fc.property(garbage, fc.integer({ min: 1, max: lines.length - 1 }), fc.boolean(), (text, at, closed) => {
        expect(isRefused(lines.toSpliced(at, 0, closed ? `${text}~` : text).join('\n'))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('cut before its last terminator it is refused, wherever the cut is', () => {
    for (let end = 1; end < good.trimEnd().length; end++)
      expect([end, isRefused(good.slice(0, end))]).toEqual([end, true]);
  });
});

describe('the separators of a file', () => {
  const separated = (element: string, repetition: string, component: string, terminator: string): string =>
    lines
      .map((line) =>
        line.replaceAll(/[*^:~]/g, (one) => ({ '*': element, '^': repetition, ':': component })[one] ?? terminator),
      )
      .join('');
  const ascii = fc.integer({ min: 0, max: 127 }).map((unit) => String.fromCharCode(unit));
  const odd = fc.constantFrom('*', '^', ':', '~', '|', '>', '\n', '\r', '\x1c', '\x1d', '\x1e', '\x1f', '!', '"');
  const any = fc.oneof(ascii, odd);

  test('are taken where they are four different signs, and refused by the code of the one that is wrong where not', () => {
    const usable = (one: string) => !/[A-Za-z0-9 ]/.test(one);
    fc.assert(
      fc.property(any, any, any, any, (element, repetition, component, terminator) => {
        const codes = codesOf(separated(element, repetition, component, terminator));
        const wrong = [
          ...(usable(element) ? [] : ['TA105:026']),
          ...(usable(component) && component !== element ? [] : ['TA105:027']),
          ...(usable(terminator) && terminator !== element && terminator !== component ? [] : ['TA105:004']),
          ...([element, component, terminator].includes(repetition) || !usable(repetition) ? ['TA105:016'] : []),
        ];
        // An ISA whose separators cannot be told apart has lost its shape, or is told with the codes of all of them.
        if (codes[0] !== 'ISA_SHAPE') expect(codes.filter((code) => code !== 'UNREADABLE_INTERCHANGE')).toEqual(wrong);
        else expect(wrong).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('may be followed by any line end, in any mixture', () => {
    const end = fc.constantFrom('', '\n', '\r\n', '\r', '\n\n');
    fc.assert(
      fc.property(fc.array(end, { minLength: lines.length, maxLength: lines.length }), (ends) => {
        expect(codesOf(lines.map((line, n) => `${line}${ends[n]}`).join(''))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a file too large to hold', () => {
  const before = `${lines[0]}\n${lines[1]}\nST*999*0001*005010X231A1~\n`;
  const after = 'SE*2*0001~\nGE*1*1~\nIEA*1*000000001~\n';
  const MB = 1 << 20;
  function* giant(megabytes: number, from: string): Generator<Uint8Array> {
    yield Buffer.from(before + from);
    const piece = Buffer.alloc(MB, 'X');
    for (let n = 0; n < megabytes; n++) yield piece;
    yield Buffer.from(`~${after}`);
  }

  test.each([
    ['a segment of 1 GB', 1024, ''],
    ['an element of 100 MB', 100, 'AK1*HC*'],
  ])('%s is told and passed over as it comes by, and what follows is read', async (_what, megabytes, from) => {
    const held = process.memoryUsage().arrayBuffers;
    const events: InterchangeEvent[] = [];
    for await (const event of interchangesOf(giant(megabytes, from))) events.push(event);
    expect(process.memoryUsage().arrayBuffers - held).toBeLessThan(16 * MB);
    expect(events.map(({ is }) => is)).toEqual(['interchange', 'group', 'transaction', 'groupEnd', 'interchangeEnd']);
    const [tooLong] = told(events);
    expect([tooLong?.code, tooLong?.offset]).toEqual(['SEGMENT_TOO_LONG', before.length]);
    expect(tooLong?.message).toContain(`${megabytes * MB + from.length + 1} bytes skipped`);
  });

  test('a million sets come by one after the other, and are counted', async () => {
    function* sets(): Generator<Uint8Array> {
      yield Buffer.from(`${lines[0]}${lines[1]}`);
      for (let thousand = 0; thousand < 1000; thousand++) {
        const numbers = Array.from({ length: 1000 }, (_, n) => String(thousand * 1000 + n).padStart(9, '0'));
        yield Buffer.from(numbers.map((number) => `ST*999*${number}~SE*2*${number}~`).join(''));
      }
      yield Buffer.from('GE*1000000*1~IEA*1*000000001~');
    }
    const found = { transaction: 0, segments: 0, issues: 0 };
    for await (const event of interchangesOf(sets())) {
      if (event.is !== 'transaction') found.issues += 'issues' in event ? event.issues.length : 0;
      else {
        found.transaction += 1;
        found.segments += event.transaction.segments.length;
        found.issues += event.transaction.issues.length;
      }
    }
    expect(found).toEqual({ transaction: 1_000_000, segments: 2_000_000, issues: 0 });
  });
});

describe('a packed or encrypted file', () => {
  const magic = fc.constantFrom(
    ['zip', 'PK\x03\x04'],
    ['gzip', '\x1f\x8b\x08'],
    ['7z', "7z\xbc\xaf'\x1c"],
    ['PGP', '-----BEGIN PGP MESSAGE-----\n'],
    ['zstd', '\x28\xb5\x2f\xfd'],
  );
  test('is never unpacked: one word says what to ask for, whatever is in it', () => {
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 2000 }), ([, start = ''], rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        if (bytes.includes('ISA')) return;
        expect(codesOf(bytes)).toEqual(['NOT_X12']);
      }),
      { numRuns: 200 },
    );
  });

  test('not when it would be a thousand times as long, nor when it holds a file in order or names with paths', () => {
    const bomb = gzipSync(Buffer.alloc(8_000_000, `${good}`));
    expect(bomb.length).toBeLessThan(80_000);
    expect(codesOf(bomb)).toEqual(['NOT_X12']);
    const entry = Buffer.from('PK\x03\x04\x14\0\0\0\x08\0../../etc/cron.d/x\0\0', 'latin1');
    expect(codesOf(Buffer.concat([entry, gzipSync(Buffer.from(good))]))).toEqual(['NOT_X12']);
  });
});
