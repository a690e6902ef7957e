/** A sink takes some of the transaction sets of a file; the others are gathered. */

import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import {
  framesOf,
  type InterchangeEvent,
  interchangesIn,
  interchangesOf,
  readInterchanges,
  takingIn,
  takingOf,
} from '../../src/x12/envelope.ts';
import { EnvelopeReader } from '../../src/x12/envelopeReader.ts';
import { remittance835 } from '../../src/x12/guides/835.ts';
import { scan } from '../../src/x12/scan.ts';
import { type Segment, segmentsOf } from '../../src/x12/segment.ts';
import { emptyWindow, Skimmer } from '../../src/x12/skim.ts';
import { skimPlanOf } from '../../src/x12/skimPlan.ts';

const isa = 'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261120*0915*^*00501*000000001*0*T*:';
const set = (control: string, id: string, count = 3) => [`ST*837*${control}`, `${id}*1`, `SE*${count}*${control}`];
const file = Buffer.from(
  [
    isa,
    'GS*HC*A*B*20261120*0915*1*X*005010X222A1',
    ...set('0001', 'AAA'),
    ...set('0002', 'BBB', 9),
    ...set('0003', 'CCC'),
    'GE*3*1',
    'IEA*1*000000001',
    '',
  ].join('~'),
);
class Sink {
  readonly ids: string[] = [];
  segment(segment: Segment): void {
    this.ids.push(segment.id);
  }
}

function taking() {
  const sinks: Sink[] = [];
  const sinkFor = ({ control }: { readonly control: string }) => {
    if (control !== '0002') return undefined;
    const sink = new Sink();
    sinks.push(sink);
    return sink;
  };
  return { sinks, sinkFor };
}
const told = (events: ReturnType<typeof takingIn<Sink>>) =>
  events.map((event) => {
    if (event.is === 'transaction')
      return [event.is, event.transaction.control, ...event.transaction.segments.map(({ id }) => id)].join(' ');
    if (event.is !== 'taken') return event.is;
    return [event.is, event.header.control, ...event.sink.ids, ...event.issues.map(({ code }) => code)].join(' ');
  });
const wanted = [
  'interchange',
  'group',
  'transaction 0001 ST AAA SE',
  'taken 0002 ST BBB SE IK502:4',
  'transaction 0003 ST CCC SE',
  'groupEnd',
  'interchangeEnd',
];

test('each set goes to its sink, or keeps its own segments and no others', () => {
  const { sinks, sinkFor } = taking();
  const events = takingIn(file, sinkFor);
  expect(told(events)).toEqual(wanted);
  expect(events.flatMap((event) => (event.is === 'taken' ? [event.sink] : []))).toEqual(sinks);
  expect(sinks.length).toBe(1);
});

test('a file in pieces is taken in the same way', async () => {
  for (const size of [1, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, n) =>
      file.subarray(n * size, (n + 1) * size),
    );
    const events = [];
    for await (const event of takingOf(pieces, taking().sinkFor)) events.push(event);
    expect(told(events)).toEqual(wanted);
  }
  const gathered = [];
  for await (const event of interchangesOf([file])) gathered.push(event);
  expect(told(gathered)).toEqual(wanted.map((one) => one.replace(/^taken(.*?) IK502:4$/, 'transaction$1')));
});

test('what is complete is handed out before more of the file is asked for', async () => {
  const cut = file.indexOf('CCC');
  const ways = [
    (pieces: AsyncIterable<Uint8Array>) => takingOf(pieces, taking().sinkFor),
    (pieces: AsyncIterable<Uint8Array>) => readInterchanges(scan(pieces)),
  ];
  for (const way of ways) {
    const seen: string[] = [];
    async function* pieces(): AsyncGenerator<Uint8Array> {
      yield file.subarray(0, cut);
      seen.push('more is asked for');
      yield file.subarray(cut);
    }
    for await (const event of way(pieces())) seen.push(event.is);
    expect(seen.indexOf('more is asked for')).toBe(4);
    expect(seen.slice(0, 3)).toEqual(['interchange', 'group', 'transaction']);
    expect(seen.slice(5)).toEqual(['transaction', 'groupEnd', 'interchangeEnd']);
  }
});

test('what is wrong with the bytes is told between the segments, or with the set it is in', async () => {
  const spoilt = Buffer.from(`rubbish${file.toString().replace('BBB*1~', 'BBB*1~~')}`);
  const events = [];
  for await (const event of readInterchanges(scan([spoilt]))) events.push(event);
  expect(events.flatMap((event) => (event.is === 'issue' ? [event.issue.code] : []))).toEqual(['NOT_X12']);
  const second = events.filter((event) => event.is === 'transaction')[1];
  expect(second?.is === 'transaction' && second.transaction.issues.map(({ code }) => code)).toEqual([
    'EMPTY_SEGMENT',
    'IK502:4',
  ]);
});

test('the segments of the envelope are told where they are asked for, each before what it completes', async () => {
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(file.toString().replace('~GS', '~TA1*1~GS'));
  }
  const events = [];
  for await (const event of framesOf(whole(), taking().sinkFor))
    events.push(event.is === 'frame' ? event.segment.id : event.is);
  expect(events.join(' ')).toBe(
    'ISA interchange TA1 acknowledgement GS group ST SE transaction ST SE taken ST SE transaction GE groupEnd IEA interchangeEnd',
  );
});

test('a file that is cut says so, whichever way it is read', async () => {
  const cut = file.subarray(0, file.indexOf('CCC') + 4);
  const wantedCodes = ['IK502:4', 'TRUNCATED_SEGMENT', 'IK502:2', 'AK905:3', 'TRUNCATED_INTERCHANGE'];
  const told = (events: readonly InterchangeEvent[]) =>
    events.flatMap((event): readonly Issue[] => {
      if (event.is === 'issue') return [event.issue];
      return event.is === 'transaction' ? event.transaction.issues : 'issues' in event ? event.issues : [];
    });
  const codes = (events: readonly InterchangeEvent[]) => told(events).map(({ code }) => code);
  expect(codes(interchangesIn(cut))).toEqual(wantedCodes);
  const ways = [
    interchangesOf([cut]),
    interchangesOf([cut.subarray(0, 9), cut.subarray(9)]),
    readInterchanges(scan([cut])),
  ];
  for (const way of ways) {
    const events: InterchangeEvent[] = [];
    for await (const event of way) events.push(event);
    expect(codes(events)).toEqual(wantedCodes);
  }
});

describe('the reader of an envelope', () => {
  const plan = skimPlanOf(remittance835, {
    loop: '2100',
    line: '2110',
    charged: ['CLP03', 'SVC02'],
    paid: ['CLP04', 'SVC03'],
    adjusted: 'CAS03',
  });
  const CLP = 0x43_4c_50;
  const lines = segmentsOf([
    isa,
    'GS*HP*A*B*20261120*0915*1*X*005010X221A1',
    'ST*835*0001*005010X221',
    'BPR*I',
    'SE*3*0001',
  ]);
  /** What it tells, with the key by which it skims behind each segment; `from`: the id from which on its sink skims. */
  function keys(from: string | undefined) {
    let asked = 0;
    const skimmer = new Skimmer(plan, { mayOpen: () => ++asked < 0, span: () => undefined });
    let now: Skimmer | undefined;
    const sink = {
      segment({ id }: Segment): void {
        if (id === from) now = skimmer;
      },
      get skimmer() {
        return now;
      },
    };
    const told: string[] = [];
    const reader = new EnvelopeReader(
      (event) => told.push(event.is),
      () => sink,
    );
    const behind = [reader.skimKey];
    const results = [];
    for (const one of lines) {
      reader.segment(one);
      behind.push(reader.skimKey);
      results.push(reader.skim(emptyWindow()));
    }
    return { behind, told, results, asked };
  }

  test('skims as soon as its sink does, up to the end of the set', () => {
    expect(keys(undefined)).toMatchObject({ behind: [-1, -1, -1, -1, -1, -1], asked: 0 });
    expect(keys('ST')).toMatchObject({ behind: [-1, -1, -1, CLP, CLP, -1], asked: 2 });
    expect(keys('BPR')).toMatchObject({ behind: [-1, -1, -1, -1, CLP, -1], asked: 1 });
    expect(keys('BPR').results).toEqual(['other', 'other', 'other', 'other', 'other']);
    const skimmer = new Skimmer(plan, { mayOpen: () => false, span: () => undefined });
    const reader = new EnvelopeReader(
      () => undefined,
      () => ({ segment: () => undefined, skimmer }),
    );
    expect(lines.slice(0, 3).map((one) => [reader.segment(one), reader.skimKey][1])).toEqual([-1, -1, CLP]);
  });

  test('counts the segments of the loops that were skimmed', () => {
    const claims = 'CLP*A*1*1*1~CLP*B*1*2*2~';
    const texts = lines.map(({ text }) => `${text}~`);
    const bytes = (count: number) =>
      Buffer.from([...texts.slice(0, 4), 'LX*1~', claims, `SE*${count}*0001~GE*1*1~IEA*1*000000001~`].join(''));
    const skimmedOf = (count: number) => {
      let spans = 0;
      const skimmer = new Skimmer(plan, { mayOpen: () => true, span: () => void spans++ });
      const events = takingIn(bytes(count), () => ({ segment: () => undefined, skimmer }));
      const issues = events.flatMap((event) => (event.is === 'taken' ? event.issues : []));
      return [spans, issues.map(({ code, segment }) => [code, segment])];
    };
    expect(skimmedOf(6)).toEqual([2, []]);
    expect(skimmedOf(5)).toEqual([2, [['IK502:4', 6]]]);
  });

  test('tells a set where it begins, and a segment before any ISA', () => {
    expect(keys('ST').told).toEqual(['interchange', 'group', 'set', 'setEnd']);
    const issues: string[] = [];
    const reader = new EnvelopeReader((event) => issues.push(event.is === 'issue' ? event.issue.code : event.is));
    for (const one of lines.slice(3, 4)) reader.segment(one);
    expect(issues).toEqual(['TA105:022']);
  });

  test('ends a set without its SE before its group, and takes the version of a set from its own ST', () => {
    const text = [...lines.slice(0, 3).map((one) => one.text), 'GE*1*1', 'IEA*1*000000001', ''].join('~');
    const events = interchangesIn(Buffer.from(text));
    expect(events.map(({ is }) => is)).toEqual(['interchange', 'group', 'transaction', 'groupEnd', 'interchangeEnd']);
    expect(events[2]).toMatchObject({ transaction: { version: '005010X221', group: { version: '005010X221A1' } } });
  });
});
