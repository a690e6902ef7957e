/** What a scanner gives while a file arrives: when it gives it, and what a sink that takes bytes by itself gets to see. */

import { describe, expect, test } from 'vitest';
import { SegmentScanner } from '../../src/x12/scanner.ts';
import { type ScanSink, scanLimits } from '../../src/x12/scanSink.ts';
import type { Segment } from '../../src/x12/segment.ts';
import type { Window } from '../../src/x12/skim.ts';

const isaWith = (separators: string) => {
  const [element = '', repetition = '', component = '', terminator = ''] = separators;
  const text = `ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261120*0915*^*00501*000000001*0*T*:`;
  return text.replaceAll('*', element).replace('^', repetition).replace(/:$/, component) + terminator;
};
const isa = isaWith('*^:~');
const iea = 'IEA*0*000000001~';
const BOM = '\ufeff';

/** Writes down everything it is told, and answers a skim as it is told to. */
class Spy implements ScanSink {
  skimKey = -1;
  readonly told: string[] = [];
  readonly asked: string[] = [];
  answer: (view: Window) => 'more' | 'other' = () => 'other';

  segment({ id, index, offset, line }: Segment): void {
    this.told.push([id, index, offset, line].join(' '));
  }
  issue({ code, offset, line }: Parameters<ScanSink['issue']>[0]): void {
    this.told.push([code, offset, line].join(' '));
  }
  skim(view: Window): 'more' | 'other' {
    const { bytes, start, end, offset, line, index, segmentBytes, blank } = view;
    this.asked.push(
      [bytes.toString('latin1', start, end), offset, line, index, segmentBytes, blank, bytes[end]].join(' '),
    );
    return this.answer(view);
  }
}
const keyOf = (text: string): number => (text.charCodeAt(0) << 16) | (text.charCodeAt(1) << 8) | text.charCodeAt(2);

/** What each piece made the scanner tell, and the end of the file last. */
function piecewise(pieces: readonly string[], spy = new Spy(), limits = scanLimits): readonly (readonly string[])[] {
  const scanner = new SegmentScanner(spy, limits);
  const told = pieces.map((piece) => {
    scanner.push(Buffer.from(piece));
    return spy.told.splice(0);
  });
  scanner.end();
  return [...told, spy.told.splice(0)];
}

/** Takes a text from the start of the window, as a skim of loops does, and says so. */
function take(view: Window, text: string): void {
  expect(view.bytes.toString('latin1', view.start, view.start + text.length)).toBe(text);
  const segments = text.split('~').length - 1;
  view.start += text.length;
  view.offset += text.length;
  view.index += segments;
  view.line += text.split('\n').length - 1;
  view.blank += text.length - text.replaceAll('\n', '').length;
  view.segmentBytes += text.replaceAll(/[~\n]/g, '').length;
}

describe('what has come is told at once', () => {
  test('each segment with its terminator', () => {
    const file = `${isa}\nGS*A~\r\nX~N1*PR~${iea}`;
    const told = piecewise([...file]);
    const at = [...told.entries()].flatMap(([n, items]) => items.map((item) => [n, item]));
    const ends = [...file.matchAll(/~/g)].map(({ index }) => index);
    expect(at).toEqual([
      [ends[0], 'ISA 0 0 1'],
      [ends[1], 'GS 1 107 2'],
      [ends[2], 'X 2 114 3'],
      [ends[3], 'N1 3 116 3'],
      [ends[4], 'IEA 4 122 3'],
    ]);
  });

  test('a byte order mark with its third byte, and what is behind it', () => {
    const spy = new Spy();
    const scanner = new SegmentScanner(spy);
    const mark = Buffer.from(BOM);
    scanner.push(mark.subarray(0, 2));
    expect(spy.told).toEqual([]);
    scanner.push(mark.subarray(2));
    expect(spy.told.splice(0)).toEqual(['BYTE_ORDER_MARK 0 1']);
    scanner.push(Buffer.from(isa));
    expect(spy.told).toEqual(['ISA 0 3 1']);
    expect(piecewise([`${BOM}${isa}GS*A~`])[0]).toEqual(['BYTE_ORDER_MARK 0 1', 'ISA 0 3 1', 'GS 1 109 1']);
  });

  test.each([[[0xef, 0xbb, 0x41]], [[0xef, 0x41, 0xbf]], [[0x20, 0xef, 0xbb, 0xbf]]])(
    'bytes %j are no byte order mark',
    (bytes) => {
      const spy = new Spy();
      new SegmentScanner(spy).push(Buffer.concat([Buffer.from(bytes), Buffer.from(isa)]));
      expect(spy.told[0]?.split(' ')[0]).toBe('NOT_X12');
    },
  );

  test('garbage where the next interchange begins, or the file ends', () => {
    expect(piecewise(['??', 'I', isa, iea, 'x', 'y'])).toEqual([
      [],
      [],
      ['NOT_X12 0 1', 'ISA 0 3 1'],
      ['IEA 1 109 1'],
      [],
      [],
      ['TRAILING_DATA 125 1'],
    ]);
    expect(piecewise([BOM.slice(0, 1), ''])).toEqual([['BYTE_ORDER_MARK 0 1'], [], []]);
  });

  test('garbage in words, with how much of it there was', () => {
    const messages: string[] = [];
    const scanner = new SegmentScanner({ segment: () => undefined, issue: ({ message }) => messages.push(message) });
    scanner.push(Buffer.from(`\n??\n${isa}`));
    expect(messages).toEqual([
      'This is not X12: no ISA was found. Check that the right file was sent, unencrypted and not zipped. (line 2, 3 bytes skipped)',
    ]);
  });

  test('the end of a segment that is too long', () => {
    const limits = { segmentBytes: 10 };
    expect(piecewise([isa, 'NTE*', 'LONGER*', 'AND LONGER', '~', 'N1*A~'], new Spy(), limits)).toEqual([
      ['ISA 0 0 1'],
      [],
      [],
      [],
      ['SEGMENT_TOO_LONG 106 1'],
      ['N1 1 128 1'],
      [],
    ]);
  });
});

test('an id beyond ASCII is that of its own text, whatever the same bytes meant in another segment', () => {
  const spy = new Spy();
  const id = [0x4e, 0xc3, 0x89, 0x2a];
  const bytes = [id, [...id, 0xff, 0x2a], id].flatMap((one) => [...one, 0x31, 0x7e]);
  new SegmentScanner(spy).push(Buffer.concat([Buffer.from(isa), Buffer.from(bytes)]));
  expect(spy.told.map((one) => one.split(' ')[0])).toEqual(['ISA', 'NÉ', 'NÃ\u0089', 'NÉ']);
});

describe('a sink that takes bytes', () => {
  const skimming = (answer?: Spy['answer']) => {
    const spy = new Spy();
    spy.skimKey = keyOf('CLP');
    if (answer !== undefined) spy.answer = answer;
    return spy;
  };

  test('sees them from its segment on, with where they are, and a 0 behind them', () => {
    const spy = skimming();
    const told = piecewise([`${isa}\r\nGS*A~\n\nCLP*A~\nREF*B~`], spy);
    expect(spy.asked).toEqual(['CLP*A~\nREF*B~ 115 4 2 0 2 0']);
    expect(told).toEqual([['ISA 0 0 1', 'GS 1 108 2', 'CLP 2 115 4', 'REF 3 122 5'], []]);
  });

  test('is asked at each of its segments, and for no other', () => {
    const spy = skimming();
    piecewise([`${isa}CLP*A~REF*B~CLP*C~`, 'CLX*D~', 'CLP*E~'], spy);
    expect(spy.asked.map((one) => one.split(' ')[1])).toEqual(['106', '118', '130']);
    const never = new Spy();
    piecewise([`${isa}CLP*A~`], never);
    expect(never.asked).toEqual([]);
  });

  test('moves reading on by what it takes', () => {
    const spy = skimming((view) => {
      take(view, 'CLP*A~\nREF*B~\n');
      return 'other';
    });
    const told = piecewise([`${isa}\nCLP*A~\nREF*B~\nSE*1~\n${iea}`], spy);
    expect(told).toEqual([['ISA 0 0 1', 'SE 3 121 4', 'IEA 4 127 5'], []]);
    expect(spy.asked).toHaveLength(1);
  });

  test('gets the whole loop again with more, not before twice as much is there', () => {
    const spy = skimming(() => 'more');
    const told = piecewise([`${isa}CLP*A~`, 'REF*B', '~', 'REF*C~', 'REF*D', '~'], spy);
    expect(spy.asked.map((one) => one.replace(/ 106 1 1 0 0 0$/, ''))).toEqual([
      'CLP*A~',
      'CLP*A~REF*B~',
      'CLP*A~REF*B~REF*C~REF*D~',
    ]);
    expect(told.slice(0, -1)).toEqual([['ISA 0 0 1'], [], [], [], [], []]);
    expect(told.at(-1)).toEqual(['CLP 1 106 1', 'REF 2 112 1', 'REF 3 118 1', 'REF 4 124 1']);
  });

  test('waits for twice as much behind other segments too', () => {
    const spy = skimming(() => 'more');
    piecewise([isa, 'N1*A~', 'CLP*A~', 'REF*B', '~'], spy);
    expect(spy.asked).toEqual(['CLP*A~ 111 1 2 0 0 0', 'CLP*A~REF*B~ 111 1 2 0 0 0']);
  });

  test('waits from where it stopped, with what it took accounted for', () => {
    const spy = skimming((view) => {
      take(view, 'CLP*A~\n');
      return 'more';
    });
    const told = piecewise([`${isa}\nCLP*A~\nCLP*B~`, 'R*C~'], spy);
    expect(spy.asked).toEqual(['CLP*A~\nCLP*B~ 107 2 1 0 1 0']);
    expect(told).toEqual([['ISA 0 0 1'], [], ['CLP 2 114 3', 'R 3 120 3']]);
  });

  test('does not wait for twice as much any more once it took what it waited for', () => {
    let times = 0;
    const spy = skimming((view) => {
      times += 1;
      if (times === 1) return 'more';
      take(view, 'CLP*A~REF*B~');
      return 'other';
    });
    piecewise([`${isa}CLP*A~`, 'REF*B~', 'N1*A~'], spy);
    spy.answer = () => 'other';
    const again = skimming((view) => {
      if (view.index === 1 && view.end - view.start < 12) return 'more';
      return 'other';
    });
    const told = piecewise([`${isa}CLP*A~`, 'REF*B~', 'CLP*C~'], again);
    expect(again.asked.map((one) => one.split(' ')[0])).toEqual(['CLP*A~', 'CLP*A~REF*B~', 'CLP*C~']);
    expect(told.slice(1)).toEqual([['CLP 1 106 1', 'REF 2 112 1'], ['CLP 3 118 1'], []]);
  });

  test('decides at four bytes of a segment, behind its line ends, and the last ones are given at the end', () => {
    const spy = skimming();
    const told = piecewise([`${isa}\n`, '\r\nCL', 'P', '*', 'A~', 'X~', '~', 'N1'], spy);
    expect(spy.asked).toEqual(['CLP* 109 3 1 0 0 0']);
    expect(told).toEqual([
      ['ISA 0 0 1'],
      [],
      [],
      [],
      ['CLP 1 109 3'],
      [],
      [],
      ['X 2 115 3'],
      ['EMPTY_SEGMENT 117 3', 'TRUNCATED_SEGMENT 118 3'],
    ]);
  });

  test('without a skim gets segments', () => {
    const spy = skimming();
    const plain: ScanSink = {
      skimKey: spy.skimKey,
      segment: (one) => spy.segment(one),
      issue: (one) => spy.issue(one),
    };
    const scanner = new SegmentScanner(plain);
    scanner.push(Buffer.from(`${isa}CLP*A~`));
    expect(spy.told).toEqual(['ISA 0 0 1', 'CLP 1 106 1']);
    const none = new SegmentScanner({ segment: plain.segment, issue: plain.issue });
    none.push(Buffer.from(`${isa}X~`));
    expect(spy.told.slice(2)).toEqual(['ISA 0 0 1', 'X 1 106 1']);
  });

  test('is noticed where it does not say what it took', () => {
    for (const wrong of ['segmentBytes', 'blank'] as const) {
      const spy = skimming((view) => {
        take(view, 'CLP*A~\n');
        view[wrong] -= 1;
        return 'other';
      });
      expect(() => piecewise([`${isa}CLP*A~\n${iea}`], spy)).toThrow('the scanner accounts for');
    }
  });

  test('finds a 0 behind the bytes that have come, however they come', () => {
    const file = `${isa}${'CLP*A~REF*B~'.repeat(20)}`;
    for (const size of [1, 2, 3, 5, 8, 107, 200]) {
      const spy = skimming(() => 'more');
      piecewise(file.match(new RegExp(`.{1,${size}}`, 'g')) ?? [], spy);
      expect(spy.asked.length).toBeGreaterThan(0);
      expect(spy.asked.filter((one) => !one.endsWith(' 0'))).toEqual([]);
    }
  });

  test('does not make the memory grow with the file', () => {
    let largest = 0;
    const spy = skimming((view) => {
      largest = Math.max(largest, view.bytes.length);
      return 'other';
    });
    const scanner = new SegmentScanner(spy);
    scanner.push(Buffer.from(isa));
    for (let n = 0; n < 2000; n++) scanner.push(Buffer.from(`${'CLP*A*B*C~N1*A'.padEnd(30 + (n % 7), 'A')}~`));
    expect(largest).toBeLessThan(1000);
  });
});
