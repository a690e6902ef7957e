/** Loops that are handed out, that went by as text, or of which nothing is kept, against reading the set as a whole. */

import { describe, expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import type { LoopSite } from '../../src/x12/handOut.ts';
import type { OpenLoop } from '../../src/x12/openLoops.ts';
import { pathOf } from '../../src/x12/path.ts';
import { type LoopReading, read, readLoops, readPassing } from '../../src/x12/read.ts';
import type { Step } from '../../src/x12/reading.ts';
import { segmentsOf } from '../../src/x12/scan.ts';
import { an, guide, K, loop, R, S, segment } from '../../src/x12/schema.ts';
import type { Segment } from '../../src/x12/segment.ts';
import { Span } from '../../src/x12/span.ts';
import { Walk } from '../../src/x12/walk.ts';

const name = (id: string) => segment(id, { name: R(`${id}01`, an(1, 3)) });
const line = loop('2110', { head: R(name('LL')), more: S(name('MM')) });
const item = loop('2100', { head: R(name('CC')), must: R(name('DD')), notes: S(name('NN'), 2), lines: S(line, '>1') });
const outer = loop('2000', {
  head: R(name('HH')),
  before: R(name('BB')),
  items: S(item, '>1'),
  one: S(loop('2120', { head: R(name('OO')), more: S(name('PP')) })),
  tail: S(name('TT')),
});
const tiny = guide({
  name: 'tiny',
  set: '999',
  version: '005010X000',
  functionalId: 'FA',
  versionInST: true,
  body: { first: R(name('AA')), outers: S(outer, '>1'), last: S(name('ZZ')) },
});

const sets: readonly (readonly [string, string])[] = [
  ['nothing but its frame', 'ST AA*1 SE'],
  ['loops in order', 'ST AA*1 HH*1 BB*1 CC*1 DD*1 NN*1 LL*1 MM*1 LL*2 CC*2 DD*2 TT*1 HH*2 BB*2 CC*3 DD*3 ZZ*1 SE'],
  ['no ST', 'AA*1 HH*1 BB*1 CC*1 DD*1 CC*2 DD*2'],
  ['an outer loop without what comes before', 'ST AA*1 HH*1 CC*1 DD*1 CC*2 DD*2 SE'],
  ['a set without its first segment', 'ST HH*1 BB*1 CC*1 DD*1 SE'],
  ['loops that lack something', 'ST AA*1 HH*1 BB*1 CC*1 CC*2 DD*2 CC*3 TT*1 HH*2 BB*1 CC*4 SE'],
  ['wrong elements inside and outside', 'ST AA*LONG HH*1 BB*1 CC*LONG DD*1 CC*2 DD*2 LL*LONG CC*3 DD*3 ZZ*LONG SE'],
  ['too many', 'ST AA*1 HH*1 BB*1 CC*1 DD*1 NN*1 NN*2 NN*3 DD*2 CC*2 DD*1 SE'],
  ['segments out of order', 'ST AA*1 HH*1 BB*1 CC*1 DD*1 LL*1 NN*1 CC*2 DD*2 SE'],
  ['segments that nobody knows', 'ST AA*1 XX*1 HH*1 BB*1 CC*1 XX*2 DD*1 CC*2 DD*1 TT*1 XX*3 SE'],
  ['two of a loop that stands once', 'ST AA*1 HH*1 BB*1 CC*1 DD*1 OO*1 PP*1 OO*2 PP*LONG SE'],
  ['an SE in the middle', 'ST AA*1 HH*1 BB*1 CC*1 DD*1 ST*1 CC*2 DD*2 SE'],
];

interface Told {
  readonly value: unknown;
  readonly number: number;
  readonly parent: string;
  readonly clean: boolean;
  readonly issues: readonly string[];
  readonly texts: readonly string[];
  readonly steps: readonly string[];
  readonly unread: readonly string[];
}
const wordsOf = (issues: LoopReading['issues']) =>
  issues.map(({ code, path, segment: number, offset, severity }) => [severity, code, path, number, offset].join(' '));
const texts = (segments: readonly Segment[]) => segments.map(({ text, offset }) => `${text} ${offset}`);
const placesOf = (steps: readonly Step[], segments: readonly Segment[]) =>
  steps.map((step) => `${segments[step.segment]?.text} ${step.path}`);
const told = (reading: LoopReading): Told => ({
  value: reading.value,
  number: reading.number,
  parent: pathOf(reading.parent),
  clean: reading.clean,
  issues: wordsOf(reading.issues),
  texts: texts(reading.segments),
  steps: placesOf(reading.steps, reading.segments),
  unread: texts(reading.unread),
});

function handedOut(segments: readonly Segment[]) {
  const loops: Told[] = [];
  const walk = readLoops(tiny, '2100', (reading) => loops.push(told(reading)));
  const numbers = segments.map((one) => {
    walk.push(one);
    return walk.number;
  });
  return { loops, numbers, reading: walk.end(), isMixed: walk.isMixed };
}

/** As a skim does it: loops go by as text as soon as they may, and are read when all is over. */
function passed(segments: readonly Segment[]) {
  const waiting: (Told | readonly [LoopSite, Span])[] = [];
  const walk = readLoops(tiny, '2100', (reading) => waiting.push(told(reading)));
  for (let at = 0; at < segments.length; ) {
    const first = segments[at];
    if (first === undefined) break;
    let end = at + 1;
    while (/^(DD|NN|LL|MM)$/.test(segments[end]?.id ?? '')) end += 1;
    const isOver = /^(CC|OO|TT|HH|ZZ|SE)$/.test(segments[end]?.id ?? 'SE');
    if (first.id !== 'CC' || !isOver || !walk.mayOpen()) {
      walk.push(first);
      at += 1;
      continue;
    }
    const own = segments.slice(at, end);
    const text = own.map((one) => `${one.text}~\n`).join('');
    const { index, offset } = first;
    waiting.push([
      walk.pass(own.length, offset),
      new Span(text, ourDelimiters, index, own.length, offset, index + 1, 0, 0, 0, 0, true),
    ]);
    at = end;
  }
  const reading = walk.end();
  const loops = waiting.map((one) => ('value' in one ? one : told(Walk.loop(tiny, one[0], one[1]))));
  return { loops, reading, count: walk.number };
}

interface Wholly {
  readonly outers?: readonly { readonly items?: readonly unknown[] }[];
}
const withoutItems = (value: unknown): Wholly => {
  const { outers, ...rest } = value as Wholly;
  const bare = outers?.map((one) => ('items' in one ? { ...one, items: [] } : one));
  return bare === undefined ? rest : { ...rest, outers: bare };
};
const inOrder = (issues: readonly string[]) => issues.toSorted();

describe.each(sets)('%s', (_what, spelled) => {
  const segments = segmentsOf(spelled.split(' '));
  const whole = read(tiny, segments);
  const { loops, numbers, reading, isMixed } = handedOut(segments);

  test('handed out loop by loop is what it is as a whole', () => {
    const items = ((whole.value as Wholly).outers ?? []).flatMap((one) => one.items ?? []);
    expect(loops.map(({ value }) => value)).toEqual(items);
    expect(reading.value).toEqual(withoutItems(whole.value));
    expect(inOrder([...wordsOf(reading.issues), ...loops.flatMap(({ issues }) => issues)])).toEqual(
      inOrder(wordsOf(whole.issues)),
    );
    expect([reading.ok, reading.steps, isMixed]).toEqual([whole.ok, [], false]);
    expect([...texts(reading.unread), ...loops.flatMap(({ unread }) => unread)].toSorted()).toEqual(
      texts(whole.unread).toSorted(),
    );
    const start = spelled.startsWith('ST') ? 1 : 2;
    expect(numbers).toEqual(segments.map((_, index) => index + start));
    const steps = placesOf(whole.steps, segments);
    for (const one of loops) {
      const [head = ''] = one.texts;
      const at = segments.findIndex(({ text, offset }) => `${text} ${offset}` === head);
      expect(one.number).toBe(at + start);
      expect(one.clean).toBe(one.issues.every((issue) => !issue.startsWith('error')));
      expect(one.steps.length + one.unread.length).toBe(one.texts.length);
      expect(steps).toEqual(expect.arrayContaining([...one.steps]));
      expect(one.steps[0]).toMatch(new RegExp(`^CC\\S+ ${one.parent.replaceAll('[', '\\[')}/2100\\[\\d+\\]/CC$`));
    }
  });

  test('gone by as text is what it is handed out', () => {
    const skimmed = passed(segments);
    expect(skimmed.loops).toEqual(loops);
    // What is wrong in a loop that went by is only known when somebody reads it.
    const { issues, ...rest } = skimmed.reading;
    expect(wordsOf(issues)).toEqual(wordsOf(reading.issues));
    expect({ ...rest, ok: reading.ok }).toEqual({
      value: reading.value,
      steps: [],
      unread: reading.unread,
      ok: reading.ok,
    });
    expect(skimmed.count).toBe(numbers.at(-1));
  });

  test('of which nothing is kept has the same issues, and tells where all of it stands', () => {
    const placed: string[] = [];
    const unread: Segment[] = [];
    const opened: string[] = [];
    const closed: unknown[] = [];
    const walk = readPassing(tiny, {
      loops: new Set(['2000', '2100']),
      placed: (spec, loopOf, { text }, number) => placed.push(`${text} ${pathOf(loopOf)}/${spec.id} ${number}`),
      unread: (one) => unread.push(one),
      opened: (inner, around, place) =>
        opened.push(`${pathOf(inner.instance)} in ${pathOf(around.instance)} as ${place.key}`),
      closed: ({ value }: OpenLoop) => closed.push(value),
    });
    for (const one of segments) walk.push(one);
    const end = walk.end();
    const start = spelled.startsWith('ST') ? 1 : 2;
    expect(placed).toEqual(
      whole.steps.map((step) => `${segments[step.segment]?.text} ${step.path} ${step.segment + start}`),
    );
    expect(texts(unread)).toEqual(texts(whole.unread));
    expect([end.issues, end.ok, end.steps, end.unread]).toEqual([whole.issues, whole.ok, [], []]);
    const outers = (whole.value as Wholly).outers ?? [];
    expect(closed).toEqual(
      outers.flatMap((one) => [...(one.items ?? []), withoutItems({ outers: [one] }).outers?.[0]]),
    );
    const heads = whole.steps.filter(({ spec }) => spec.id === 'HH' || spec.id === 'CC');
    expect(opened).toEqual(
      heads.map(({ loop: one }) =>
        one.parent === undefined
          ? ''
          : `${pathOf(one)} in ${pathOf(one.parent)} as ${one.id === '2000' ? 'outers' : 'items'}`,
      ),
    );
    const { outers: none, ...rest } = whole.value as Wholly;
    expect(end.value).toEqual(none === undefined ? rest : { ...rest, outers: [] });
    expect(walk.isMixed).toBe(false);
  });
});

describe('a walk', () => {
  const walkTo = (spelled: string) => {
    const walk = readLoops(tiny, '2100', () => undefined);
    for (const one of segmentsOf(spelled.split(' '))) walk.push(one);
    return walk;
  };

  test.each([
    ['ST', false],
    ['ST AA*1', false],
    ['ST AA*1 HH*1', true],
    ['ST AA*1 HH*1 BB*1', true],
    ['ST AA*1 HH*1 BB*1 CC*1 DD*1 LL*1', true],
    ['ST AA*1 HH*1 BB*1 OO*1', false],
    ['ST AA*1 HH*1 BB*1 TT*1', false],
    ['ST AA*1 HH*1 BB*1 TT*1 HH*2', true],
    ['ST AA*1 HH*1 BB*1 ZZ*1', false],
  ])('behind %s: may a loop begin? %s', (spelled, may) => {
    const walk = walkTo(spelled);
    expect([walk.mayOpen(), walk.mayOpen()]).toEqual([may, may]);
    if (!may) expect(() => walk.pass(1, 0)).toThrow('no loop may begin here');
    else expect(walk.pass(3, 0)).toMatchObject({ ordinal: spelled.includes('CC') ? 2 : 1 });
  });

  test('counts the loops that go by, each from its own first segment', () => {
    const walk = walkTo('ST AA*1 HH*1 BB*1');
    const sites = [2, 3, 1].map((count) => walk.pass(count, 100));
    expect(sites.map(({ ordinal, number, place }) => [ordinal, number, place.key])).toEqual([
      [1, 5, 'items'],
      [2, 7, 'items'],
      [3, 10, 'items'],
    ]);
    expect(walk.number).toBe(10);
    expect(sites[1]?.around).toBe(sites[0]?.around);
    expect(sites[0]?.around.map(({ instance, counts }) => [pathOf(instance), counts[2]])).toEqual([
      ['999', 0],
      ['999/2000', 1],
    ]);
    const behind = segmentsOf(['HH*2', 'BB*2']);
    for (const one of behind) walk.push(one);
    expect(walk.pass(1, 200)).toMatchObject({ ordinal: 1, number: 13 });
  });

  test.each([
    ['2000', 'ST AA*1', 'HH*1 BB*1', 'HH*2 BB*2', '999'],
    ['2110', 'ST AA*1 HH*1 BB*1 CC*1 DD*1', 'LL*1 MM*1', 'LL*2 MM*2', '999/2000/2100[1]'],
  ])('reads loops %s by themselves, at whatever depth they stand', (id, before, one, other, parent) => {
    const walk = readLoops(tiny, id, () => undefined);
    for (const each of segmentsOf(before.split(' '))) walk.push(each);
    const read = [one, other].map((text) => {
      const spelled = `${text.replace(' ', '~\n')}~\n`;
      const site = walk.pass(2, 100);
      const { value, ...rest } = told(
        Walk.loop(tiny, site, new Span(spelled, ourDelimiters, 9, 2, 100, 10, 0, 0, 0, 0, true)),
      );
      return [value, rest.clean, rest.parent, site.ordinal, rest.steps[0]?.replace(/^.*\//, '')];
    });
    const first = one.slice(0, 2);
    const keys = id === '2000' ? ['head', 'before'] : ['head', 'more'];
    const named = (n: string) => Object.fromEntries(keys.map((key) => [key, { name: n }]));
    expect(read).toEqual([
      [named('1'), true, parent, 1, first],
      [named('2'), true, parent, 2, first],
    ]);
  });

  test('reads one loop as text, and no two, and none', () => {
    const walk = walkTo('ST AA*1 HH*1 BB*1');
    const site = walk.pass(2, 100);
    const span = (text: string) => new Span(text, ourDelimiters, 4, 2, 100, 5, 0, 0, 0, 0, true);
    expect(Walk.loop(tiny, site, span('CC*1~\nDD*1~\n')).value).toEqual({ head: { name: '1' }, must: { name: '1' } });
    expect(() => Walk.loop(tiny, site, span('CC*1~\nDD*1~\nCC*2~\nDD*2~\n'))).toThrow('the segments are not one 2100');
    expect(() => Walk.loop(tiny, site, span('TT*1~\n'))).toThrow('the segments are not one 2100');
    expect(() => Walk.loop(tiny, { ...site, around: [] }, span('CC*1~\n'))).toThrow('a loop stands in another');
    const [head] = site.around.at(-1)?.layout.places ?? [];
    if (head === undefined) throw new Error('a loop has a first segment');
    expect(() => Walk.loop(tiny, { ...site, place: head }, span('CC*1~\n'))).toThrow('a loop stands in another');
  });

  const kinds = (id: string, n: string) =>
    loop(id, { head: R(segment('QQ', { kind: K('QQ01', n), name: S('QQ02', an(1, 3)) })) });
  const mixing = guide({
    ...tiny,
    name: 'mixing',
    body: { a: S(kinds('1000', 'A'), '>1'), b: S(kinds('2000', 'B'), '>1'), c: S(kinds('3000', 'C'), '>1') },
  });
  test.each([
    ['A', false],
    ['A A B B C', false],
    ['A B A', true],
    ['B A', false],
    ['A C', false],
    ['C C A', false],
    ['C A C', true],
    ['A C A', false],
    ['B C B A B', true],
  ])('of %s, of which A and B go by: does something come for a part before one that goes by? %s', (spelled, mixed) => {
    const walk = readPassing(mixing, { loops: new Set(['1000', '2000']) });
    expect(walk.isMixed).toBe(false);
    for (const one of segmentsOf(spelled.split(' ').map((kind) => `QQ*${kind}`))) walk.push(one);
    expect(walk.isMixed).toBe(mixed);
    expect(walk.end().issues).toEqual([]);
  });
});
