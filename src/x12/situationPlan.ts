/** Situational rules, compiled once per guide: which segments they need, and what they ask of them. */

import type { Situation } from './conditions.ts';
import { entriesOf, openerOf } from './layout.ts';
import type { LoopInstance } from './path.ts';
import type { AnyGuide, Fields, LoopSpec, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';
import { partsOf, placesOf, type ReadPlace, readerOf, testOf } from './situationTests.ts';

/** A segment that a rule asked for, and its number in the transaction set (ST is 1). */
export interface Kept {
  readonly segment: Segment;
  readonly number: number;
  readonly loop: LoopInstance;
}
/** What is kept of a loop that is open, by the slots that its rules gave out. */
export interface Frame {
  readonly plan: LoopPlan;
  readonly slots: (Kept | undefined)[];
  readonly depth: number;
}
/** Frames from the outermost to the one that a rule belongs to. */
export type Frames = readonly Frame[];

/** Where a rule looks: the segment, if it is there, and the text of its element. */
export interface Look {
  readonly segmentId: string;
  readonly ref: string | undefined;
  /** Ids of the loops below the rule's own that it stands in: `2010BA/`. */
  readonly inside: string;
  kept(frames: Frames): Kept | undefined;
  read(segment: Segment): string;
}
export interface Rule {
  readonly situation: Situation;
  readonly at: Look;
  /** What made the rule apply: the first place its condition names. */
  readonly trigger: Look | undefined;
  isBroken(frames: Frames): boolean;
}
/** A segment to keep: in the frame so many loops further out, in that slot. */
interface Watch {
  readonly out: number;
  readonly slot: number;
}
export interface LoopPlan {
  readonly inner: ReadonlyMap<string, LoopPlan>;
  /** Told when the loop is over. */
  readonly rules: readonly Rule[];
  readonly watched: ReadonlyMap<SegmentSpec<Fields>, readonly Watch[]>;
  /** Nothing in it or below it is asked for. */
  readonly idle: boolean;
  readonly slots: number;
}

/** A plan while it is made: rules of inner loops ask for slots further out. */
interface Draft {
  readonly id: string;
  readonly fields: Fields;
  readonly opener: SegmentSpec<Fields>;
  readonly outer: Draft | undefined;
  readonly inner: Draft[];
  readonly rules: Rule[];
  readonly watched: Map<SegmentSpec<Fields>, Watch[]>;
  slots: number;
}

const known = new WeakMap<AnyGuide, LoopPlan>();
export function situationPlanOf(guide: AnyGuide): LoopPlan {
  const made = known.get(guide);
  if (made !== undefined) return made;
  const first = entriesOf(guide.body)[0]?.[1];
  if (first?.is !== 'use') throw new Error(`the ${guide.name} begins with a segment or a loop`);
  const root = draft(guide.set, guide.body, openerOf(first.of), undefined);
  addRules(root, guide.situations ?? []);
  const plan = finished(root);
  known.set(guide, plan);
  return plan;
}

function draft(id: string, fields: Fields, opener: SegmentSpec<Fields>, outer: Draft | undefined): Draft {
  const made: Draft = { id, fields, opener, outer, inner: [], rules: [], watched: new Map(), slots: 0 };
  for (const [, use] of entriesOf(fields))
    if (use.is === 'use' && use.of.is === 'loop')
      made.inner.push(draft(use.of.id, use.of.fields, openerOf(use.of), made));
  return made;
}

/** The rules of a loop and of all loops within it: their specs are found by the fields they have. */
function addRules(one: Draft, situations: readonly Situation[]): void {
  for (const situation of situations) one.rules.push(ruleOf(situation, (place) => lookInto(one, place)));
  const loops = entriesOf(one.fields).flatMap(([, use]) =>
    use.is === 'use' && use.of.is === 'loop' ? [use.of satisfies LoopSpec<Fields>] : [],
  );
  for (const [n, inner] of one.inner.entries()) addRules(inner, loops[n]?.situations ?? []);
}

const finished = (one: Draft): LoopPlan => {
  const inner = new Map(one.inner.map((loop) => [loop.id, finished(loop)]));
  if (inner.size < one.inner.length) throw new Error(`two loops of one id stand in loop ${one.id}`);
  const { rules, watched, slots } = one;
  const idle =
    rules.length === 0 && watched.size === 0 && slots === 0 && [...inner.values()].every((loop) => loop.idle);
  return { inner, rules, watched, slots, idle };
};

/** `2000A>provider.identity/NM109` seen from a loop: the segment is kept for it from now on. */
function lookInto(from: Draft, place: string): Look {
  const { around, mayLack, keys, ref } = partsOf(place);
  let owner: Draft | undefined = from;
  if (around !== undefined)
    while (owner !== undefined && (around === '' ? owner.outer !== undefined : owner.id !== around))
      owner = owner.outer;
  if (owner === undefined && mayLack) return nowhere;
  if (owner === undefined) throw new Error(`${place} is no place seen from loop ${from.id}`);
  const { draft: target, spec, depth, inside } = follow(owner, keys, place);
  const watches = target.watched.get(spec) ?? [];
  const same = watches.find((watch) => watch.out === depth);
  const slot = same?.slot ?? owner.slots++;
  if (same === undefined) watches.push({ out: depth, slot });
  target.watched.set(spec, watches);
  const level = levelOf(owner);
  return {
    segmentId: spec.id,
    ref,
    inside,
    kept: (frames) => frames[level]?.slots[slot],
    read: readerOf(spec.id, ref),
  };
}

/** A place in a loop that is not around here. */
const nowhere: Look = {
  segmentId: '',
  ref: undefined,
  inside: '',
  kept: () => undefined,
  read: () => '',
};

function follow(
  owner: Draft,
  keys: readonly string[],
  place: string,
): { draft: Draft; spec: SegmentSpec<Fields>; depth: number; inside: string } {
  let at = owner;
  let depth = 0;
  let inside = '';
  for (const [n, key] of keys.entries()) {
    const use = at.fields[key];
    if (use?.is !== 'use') throw new Error(`${place}: loop ${at.id} has no ${key}`);
    const { of } = use;
    if (of.is === 'segment') {
      if (n < keys.length - 1) throw new Error(`${place}: ${key} is a segment`);
      return { draft: at, spec: of, depth, inside };
    }
    const next = at.inner.find((loop) => loop.fields === of.fields);
    if (next === undefined) throw new Error(`${place}: loop ${of.id} is not known`);
    at = next;
    depth += 1;
    inside += `${of.id}/`;
  }
  // A loop stands for the segment that opens it.
  return { draft: at, spec: at.opener, depth, inside };
}

const levelOf = ({ outer }: Draft): number => (outer === undefined ? 0 : levelOf(outer) + 1);

function ruleOf(situation: Situation, look: (place: string) => Look): Rule {
  const { when, must, at } = situation;
  const read = (place: string): ReadPlace<Frames> => {
    const { kept, read } = look(place);
    return (frames) => {
      const found = kept(frames);
      return found === undefined ? '' : read(found.segment);
    };
  };
  const [first] = when === undefined ? [] : placesOf(when);
  const applies = when === undefined ? undefined : testOf(when, read);
  const holds = testOf(must, read);
  return {
    situation,
    at: look(at),
    trigger: first === undefined ? undefined : look(first),
    isBroken: (frames) => (applies === undefined || applies(frames)) && !holds(frames),
  };
}
