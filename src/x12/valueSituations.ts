/**
 * Situational rules asked of a value that has been written, without reading its text. Nearly every value is in order, so
 * this only says whether any rule is broken; what there is to say about it is left to `Situations`, which sees the text.
 */

import type { Situation } from './conditions.ts';
import { ourDelimiters } from './delimiters.ts';
import { entriesOf, positionOf } from './layout.ts';
import type { AnyGuide, DataType, Field, Fields, SegmentSpec } from './schema.ts';
import { asksForMore, partsOf, type ReadPlace, type Test, testOf } from './situationTests.ts';
import { isRecord, padded, type Value } from './writeSegment.ts';

/** The loops around a place, from the transaction set inwards, each with a number that no other visit has. */
interface Stack {
  readonly values: Value[];
  readonly visits: number[];
}
let visits = 0;
interface AskedLoop {
  /** What has rules, by our key. */
  readonly members: ReadonlyMap<string, Member>;
  /** Asked when everything within the loop has been. */
  readonly broken: readonly Test<Stack>[];
}
/** A segment with the rules it has of its own, or a loop. */
interface Member {
  readonly broken: readonly Test<Value>[];
  readonly loop: AskedLoop | undefined;
}
/** A loop of the guide and those around it, the outermost first. */
interface Level {
  readonly id: string;
  readonly fields: Fields;
}

const known = new WeakMap<AnyGuide, AskedLoop>();

/** Whether a value, which must have the shape of its guide, breaks a situational rule of it, a mild one included. */
export function breaksRule(guide: AnyGuide, value: unknown): boolean {
  let plan = known.get(guide);
  if (plan === undefined) {
    plan = loopPlan([{ id: guide.set, fields: guide.body }], guide.situations ?? []);
    known.set(guide, plan);
  }
  return isRecord(value) && isBrokenIn(plan, value, { values: [], visits: [] }, 0);
}

function isBrokenIn({ members, broken }: AskedLoop, value: Value, stack: Stack, depth: number): boolean {
  stack.values[depth] = value;
  stack.visits[depth] = visits++;
  for (const key in value) {
    const member = members.get(key);
    if (member === undefined) continue;
    const item = value[key];
    if (!Array.isArray(item)) {
      if (isRecord(item) && isBrokenAt(member, item, stack, depth)) return true;
    } else for (const one of item) if (isRecord(one) && isBrokenAt(member, one, stack, depth)) return true;
  }
  return isAnyBroken(broken, stack);
}

const isBrokenAt = ({ broken, loop }: Member, item: Value, stack: Stack, depth: number): boolean =>
  loop === undefined ? isAnyBroken(broken, item) : isBrokenIn(loop, item, stack, depth + 1);

function isAnyBroken<From>(broken: readonly Test<From>[], from: From): boolean {
  for (let n = 0; n < broken.length; n++) if (broken[n]?.(from) === true) return true;
  return false;
}

function loopPlan(levels: readonly Level[], situations: readonly Situation[]): AskedLoop {
  const members = new Map<string, Member>();
  for (const [key, use] of entriesOf(levels.at(-1)?.fields ?? {})) {
    if (use.is !== 'use') continue;
    const { of } = use;
    const loop = of.is === 'loop' ? loopPlan([...levels, { id: of.id, fields: of.fields }], of.situations) : undefined;
    const broken = of.is === 'segment' ? of.situations.map((one) => segmentRule(of, one)) : [];
    if (broken.length > 0 || (loop !== undefined && loop.members.size + loop.broken.length > 0))
      members.set(key, { broken, loop });
  }
  const seen = new Places(levels);
  return { members, broken: situations.map((one) => loopRule(one, seen)) };
}

const segmentRule = (spec: SegmentSpec<Fields>, { when, must }: Situation): Test<Value> =>
  brokenWhen(when, must, (place) => textAt(spec, place));

function loopRule(situation: Situation, places: Places): Test<Stack> {
  const { when, must, at } = situation;
  const isBroken = brokenWhen(when, must, (place) => places.text(place));
  if (asksForMore(situation)) return isBroken;
  const { find } = places.look(at);
  return (stack) => isBroken(stack) && find(stack) !== undefined;
}

function brokenWhen<From>(
  when: Situation['when'],
  must: Situation['must'],
  read: (place: string) => ReadPlace<From>,
): Test<From> {
  const holds = testOf(must, read);
  if (when === undefined) return (from) => !holds(from);
  const applies = testOf(when, read);
  return (from) => applies(from) && !holds(from);
}

/** Where a place is, seen from a loop: the segment or loop there, and which of the loops around it was looked for in. */
interface Look {
  readonly level: number;
  readonly spec: SegmentSpec<Fields> | undefined;
  readonly find: (stack: Stack) => Value | undefined;
}
const nowhere: Look = { level: 0, spec: undefined, find: () => undefined };

/** The places that the rules of one loop ask for. Several rules ask for the same, those of inner loops again and again. */
class Places {
  readonly #levels: readonly Level[];
  readonly #looks = new Map<string, Look>();
  readonly #texts = new Map<string, ReadPlace<Stack>>();

  /** @param levels the loop of the rules, and those around it */
  constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  text(place: string): ReadPlace<Stack> {
    const made = this.#texts.get(place) ?? textOfLook(this.look(place), place);
    this.#texts.set(place, made);
    return made;
  }

  look(place: string): Look {
    const [where = ''] = place.split('/');
    const made = this.#looks.get(where) ?? lookInto(this.#levels, where);
    this.#looks.set(where, made);
    return made;
  }
}

function textOfLook({ level, spec, find }: Look, place: string): ReadPlace<Stack> {
  const { ref } = partsOf(place);
  if (ref === undefined) return (stack) => (find(stack) === undefined ? '' : 'there');
  const read = spec === undefined ? undefined : textAt(spec, ref);
  return oncePerVisit(level, (stack) => {
    const segment = find(stack);
    return segment === undefined || read === undefined ? '' : read(segment);
  });
}

/** Of segments that repeat the first is meant. */
function lookInto(levels: readonly Level[], place: string): Look {
  const { around, mayLack, keys } = partsOf(place);
  const level =
    around === undefined ? levels.length - 1 : around === '' ? 0 : levels.findLastIndex(({ id }) => id === around);
  let fields = levels[level]?.fields;
  if (fields === undefined && mayLack) return nowhere;
  let spec: SegmentSpec<Fields> | undefined;
  for (const key of keys) {
    const use = fields?.[key];
    if (use?.is !== 'use' || spec !== undefined) throw new Error(`${place} is no place that a rule can ask for`);
    fields = use.of.fields;
    if (use.of.is === 'segment') spec = use.of;
  }
  const [key = '', ...more] = keys;
  const find: Look['find'] =
    more.length === 0
      ? ({ values }) => firstOf(values[level]?.[key])
      : oncePerVisit(level, ({ values }) => firstIn(values[level], keys, 0));
  return { level, spec, find };
}

/** What does not change while the same loop is open. */
function oncePerVisit<T>(level: number, ask: (stack: Stack) => T): (stack: Stack) => T {
  let visit = -1;
  let answer: T;
  return (stack) => {
    const now = stack.visits[level] as number;
    if (now !== visit) {
      visit = now;
      answer = ask(stack);
    }
    return answer;
  };
}

function firstOf(item: unknown): Value | undefined {
  const first: unknown = Array.isArray(item) ? item[0] : item;
  return isRecord(first) ? first : undefined;
}

/** The first segment or loop at the end of the keys, whichever of the loops on the way it stands in. */
function firstIn(value: unknown, keys: readonly string[], from: number): Value | undefined {
  let at = value;
  for (let n = from; n < keys.length; n++) {
    if (!isRecord(at)) return undefined;
    at = at[keys[n] as string];
    if (!Array.isArray(at)) continue;
    for (const one of at) {
      const found = firstIn(one, keys, n + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return isRecord(at) ? at : undefined;
}

/** What reads an element or component of a segment as it was written. */
function textAt(spec: SegmentSpec<Fields>, ref: string): ReadPlace<Value> {
  const at = positionOf(spec.id, ref);
  const parts = partsAt(spec.id, spec.fields, at.element, 0);
  const one = parts.find(({ component = 1 }) => component === (at.component ?? component));
  // What the guide does not use is never written.
  if (one === undefined) return () => '';
  return at.component !== undefined || one.component === undefined ? one.read : wholeOf(parts);
}

/** A composite as it stands on the wire. */
const wholeOf =
  (parts: readonly Part[]): ReadPlace<Value> =>
  (segment) => {
    const cells: string[] = [];
    for (const { component = 1, read } of parts) {
      const text = read(segment);
      if (text === '') continue;
      while (cells.length < component - 1) cells.push('');
      cells[component - 1] = text;
    }
    return cells.join(ourDelimiters.component);
  };

/** A text of a segment, and the component it stands in; undefined for an element that has none. */
interface Part {
  readonly component: number | undefined;
  readonly read: ReadPlace<Value>;
}

function partsAt(segmentId: string, fields: Fields, element: number, shift: number): readonly Part[] {
  return entriesOf(fields).flatMap(([key, field]): readonly Part[] => {
    if (field.is === 'use') return [];
    if (field.is === 'series') return runsAt(segmentId, key, field, element, shift);
    const at = positionOf(segmentId, field.at);
    if (at.element + shift !== element) return [];
    const { component } = at;
    switch (field.is) {
      case 'constant':
        return [{ component, read: () => field.value }];
      case 'element':
        return [{ component, read: (value) => textOf(field.type, value[key]) }];
      case 'repetition':
        return [{ component, read: (value) => asList(value[key]).join(ourDelimiters.repetition) }];
      case 'composite':
        return partsAt(segmentId, field.fields, element, shift).map(({ component, read }) => ({
          component,
          read: within(key, read),
        }));
      default:
        throw new Error(`no rule can ask for ${segmentId}${element}: it is ${field.is}`);
    }
  });
}

function runsAt(segmentId: string, key: string, { fields, times, stride }: Series, element: number, shift: number) {
  const parts: Part[] = [];
  for (let run = 0; run < times; run++)
    for (const { component, read } of partsAt(segmentId, fields, element, shift + run * stride))
      parts.push({ component, read: withinRun(key, run, read) });
  return parts;
}
type Series = Extract<Field, { is: 'series' }>;

const within =
  (key: string, read: ReadPlace<Value>): ReadPlace<Value> =>
  (value) => {
    const inner = value[key];
    return isRecord(inner) ? read(inner) : '';
  };
const withinRun =
  (key: string, run: number, read: ReadPlace<Value>): ReadPlace<Value> =>
  (value) => {
    const inner = asList(value[key])[run];
    return isRecord(inner) ? read(inner) : '';
  };

const NONE: readonly unknown[] = [];
const asList = (item: unknown): readonly unknown[] => (Array.isArray(item) ? item : NONE);

function textOf({ min }: DataType<unknown>, item: unknown): string {
  if (typeof item === 'string') return item;
  if (typeof item !== 'number') return '';
  return min <= 1 ? String(item) : padded(item, min);
}
