/** Facts derived once from a guide: where its elements stand, which segment opens a loop, which places share a band. */

import type { Field, Fields, Node, SegmentSpec, Usage, Use } from './schema.ts';

/** Element and component of a designator, both 1-based. */
export interface Position {
  readonly element: number;
  readonly component: number | undefined;
}
/** A segment or loop at its place in a guide, with our key for it. */
export interface Place {
  readonly key: string;
  readonly use: AnyUse;
  /** The segment that opens it: itself, or the first segment of the loop. */
  readonly opener: SegmentSpec<Fields>;
  /** A segment of constants and derived elements only: it reaches no value. */
  readonly silent: boolean;
  /** Its band, and its number among all places of its loop: both from 0. */
  readonly band: number;
  readonly index: number;
  /** What tells its opener from its neighbours. */
  readonly signs: readonly Sign[];
}
export type AnyUse = Use<Node, Usage, 'one' | 'many'>;

const positions = new Map<string, Position>();
/** `SV101-2` of segment SV1 is element 1, component 2. */
export function positionOf(segmentId: string, at: string): Position {
  const known = positions.get(at);
  if (known !== undefined) return known;
  const parts = /^(\d\d)(?:-(\d\d?))?$/.exec(at.startsWith(segmentId) ? at.slice(segmentId.length) : '');
  if (parts === null) throw new Error(`${at} is no designator of segment ${segmentId}`);
  const position = { element: Number(parts[1]), component: parts[2] === undefined ? undefined : Number(parts[2]) };
  positions.set(at, position);
  return position;
}

/** 1-based designator of an element or component: `SVC01-1`. */
export function designator(segmentId: string, element: number, component?: number): string {
  const base = `${segmentId}${String(element).padStart(2, '0')}`;
  return component === undefined ? base : `${base}-${component}`;
}

const listed = new WeakMap<Fields, readonly (readonly [string, Field])[]>();
/** Fields in wire order. */
export function entriesOf(fields: Fields): readonly (readonly [string, Field])[] {
  const known = listed.get(fields);
  if (known !== undefined) return known;
  const entries = Object.entries(fields);
  listed.set(fields, entries);
  return entries;
}

const placed = new WeakMap<Fields, readonly (readonly Place[])[]>();
/**
 * The places of a loop (or of a guide's body) in wire order, as bands: neighbours that open with the same
 * segment id share a band, because senders put them in any order.
 */
export function bandsOf(fields: Fields): readonly (readonly Place[])[] {
  const known = placed.get(fields);
  if (known !== undefined) return known;
  const bands: Place[][] = [];
  for (const [index, [key, use]] of entriesOf(fields).entries()) {
    if (use.is !== 'use') throw new Error(`${key} is an element outside of a segment`);
    const opener = openerOf(use.of);
    const last = bands.at(-1);
    const together = last?.[0]?.opener.id === opener.id ? last : undefined;
    const band = together === undefined ? bands.length : bands.length - 1;
    const silent = use.of.is === 'segment' && isSilent(use.of);
    const place = { key, use, opener, silent, band, index, signs: signsOf(opener) };
    if (together === undefined) bands.push([place]);
    else together.push(place);
  }
  placed.set(fields, bands);
  return bands;
}

/** What the walk asks of a loop again and again. */
export interface LoopLayout {
  readonly places: readonly Place[];
  /** Places by the id of the segment that opens them, in wire order. */
  readonly byId: ReadonlyMap<string, readonly Place[]>;
  readonly required: readonly Place[];
  /** The levels of the hierarchy right below this loop. */
  readonly levels: readonly Place[];
  /** Whether a band holds a required place. */
  readonly isRequiredBand: readonly boolean[];
}
const layouts = new WeakMap<Fields, LoopLayout>();
export function layoutOf(fields: Fields): LoopLayout {
  const known = layouts.get(fields);
  if (known !== undefined) return known;
  const bands = bandsOf(fields);
  const places = bands.flat();
  const isRequired = ({ use }: Place) => use.usage === 'R';
  const layout = {
    places,
    byId: Map.groupBy(places, ({ opener }) => opener.id),
    required: places.filter(isRequired),
    levels: places.filter(({ use }) => isLevel(use.of)),
    isRequiredBand: bands.map((band) => band.some(isRequired)),
  };
  layouts.set(fields, layout);
  return layout;
}

/** The segment that opens a loop: its first one, through nested loops; a segment opens itself. */
export function openerOf(node: Node): SegmentSpec<Fields> {
  if (node.is === 'segment') return node;
  const first = entriesOf(node.fields)[0]?.[1];
  if (first?.is !== 'use') throw new Error(`loop ${node.id} does not start with a segment`);
  return openerOf(first.of);
}

const isSilent = (spec: SegmentSpec<Fields>): boolean =>
  entriesOf(spec.fields).every(([, field]) => field.is === 'constant' || field.is === 'derived');

/** True for a loop that is a level of a hierarchy: it opens with HL. */
const isLevel = (node: Node): boolean => node.is === 'loop' && openerOf(node).id === 'HL';

/** One condition a segment on the wire must meet to be this one. */
export interface Sign {
  readonly position: Position;
  readonly allowed: readonly string[];
}
const signs = new WeakMap<SegmentSpec<Fields>, readonly Sign[]>();
/** The constants of a segment, and the code list of its first element: what tells it from its neighbours. */
export function signsOf(spec: SegmentSpec<Fields>): readonly Sign[] {
  const known = signs.get(spec);
  if (known !== undefined) return known;
  const collected = collectSigns(spec.id, spec.fields);
  signs.set(spec, collected);
  return collected;
}

function collectSigns(segmentId: string, fields: Fields): Sign[] {
  return entriesOf(fields).flatMap(([, field]) => {
    switch (field.is) {
      case 'constant':
        return [{ position: positionOf(segmentId, field.at), allowed: [field.value] }];
      case 'element': {
        const position = positionOf(segmentId, field.at);
        const leads = position.element === 1 && (position.component ?? 1) === 1;
        return leads && field.type.codes !== undefined ? [{ position, allowed: field.type.codes }] : [];
      }
      case 'composite':
      case 'composites':
      case 'series':
        // A situational part may be absent, and then its constants say nothing about the segment.
        return field.usage === 'R' ? collectSigns(segmentId, field.fields) : [];
      default:
        return [];
    }
  });
}

/** Which parts of each element a segment of the guide uses: the whole element, or some components. */
export type Covered = ReadonlyMap<number, 'whole' | ReadonlySet<number>>;
const covers = new WeakMap<SegmentSpec<Fields>, Covered>();
/** Anything on the wire that is not covered is not used by the guide. */
export function coveredBy(spec: SegmentSpec<Fields>): Covered {
  const known = covers.get(spec);
  if (known !== undefined) return known;
  const covered = new Map<number, 'whole' | Set<number>>();
  cover(spec.id, spec.fields, 0, covered);
  covers.set(spec, covered);
  return covered;
}

function cover(segmentId: string, fields: Fields, shift: number, covered: Map<number, 'whole' | Set<number>>): void {
  for (const [, field] of entriesOf(fields)) {
    if (field.is === 'use') continue;
    if (field.is === 'composite' || field.is === 'composites') cover(segmentId, field.fields, shift, covered);
    else if (field.is === 'series')
      for (let run = 0; run < field.times; run++) cover(segmentId, field.fields, shift + run * field.stride, covered);
    else {
      const { element, component } = positionOf(segmentId, field.at);
      const components = covered.get(element + shift);
      if (component === undefined) covered.set(element + shift, 'whole');
      else if (components === undefined) covered.set(element + shift, new Set([component]));
      else if (components !== 'whole') components.add(component);
    }
  }
}
