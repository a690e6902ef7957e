/** Where a segment belongs: which place of which open loop. */

import { bandsOf, type Place, signsOf } from './layout.ts';
import type { LoopInstance } from './path.ts';
import { cellOf } from './readSegment.ts';
import type { Fields, LoopSpec, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

/** A loop that is being read. The transaction set itself is the outermost one. */
export interface OpenLoop {
  readonly fields: Fields;
  readonly spec: LoopSpec<Fields> | undefined;
  readonly value: Record<string, unknown>;
  readonly instance: LoopInstance;
  /** How often each place has been filled. */
  readonly counts: Map<Place, number>;
  /** The band reading has come to: earlier ones are closed. */
  band: number;
  /** Where each earlier band was passed. */
  readonly passed: Map<number, Spot>;
  /** HL01 of this level as sent, or of the nearest level above. */
  level: string;
  readonly parentLevel: string;
  /** One too many of a loop that may stand once: read for its issues, but its segments go unread. */
  readonly spare: boolean;
  /** HL04 as sent and where, to be compared with the levels that follow. */
  childFlag: ChildFlag | undefined;
}
/** Where in the message something was noticed. */
export interface Spot {
  readonly number: number;
  readonly offset: number | undefined;
}
export interface ChildFlag {
  readonly text: string;
  readonly ref: string;
  readonly path: string;
  readonly where: Spot;
}
/** A loop that has just been opened, inside a level of the given number. */
export function openLoop(
  fields: Fields,
  spec: LoopSpec<Fields> | undefined,
  instance: LoopInstance,
  level: string,
  spare = false,
): OpenLoop {
  return {
    fields,
    spec,
    value: {},
    instance,
    counts: new Map(),
    band: 0,
    passed: new Map(),
    level,
    parentLevel: level,
    spare,
    childFlag: undefined,
  };
}
/** A place for a segment in one of the open loops. */
export interface Match {
  readonly depth: number;
  readonly band: number;
  readonly place: Place;
  /** The place is full already. */
  readonly full: boolean;
  /** It stands before the band reading had come to. */
  readonly late: boolean;
}

/**
 * Finds the place of a segment, innermost open loop first. In order of preference: every constant agrees and there
 * is room; the qualifier (element 01) agrees and there is room; it agrees but the place is full; it is the only
 * place of its id ahead, whatever its qualifier; it fits the innermost loop but comes late.
 */
export function findPlace(open: readonly OpenLoop[], segment: Segment): Match | undefined {
  let qualified: Match | undefined;
  let full: Match | undefined;
  let only: Match | undefined;
  let seenId = false;
  for (let depth = open.length - 1; depth >= 0; depth--) {
    const loop = open[depth];
    if (loop === undefined) continue;
    const ahead = candidates(loop, depth, segment.id);
    for (const match of ahead) {
      const fit = fitOf(match.place.opener, segment);
      if (fit === 'none') continue;
      if (match.full) full ??= match;
      else if (fit === 'exact' && isUnderItsParent(match, loop, segment)) return match;
      else qualified ??= match;
    }
    const sole = ahead.length === 1 ? ahead[0] : undefined;
    if (!seenId && segment.id !== 'HL') only = sole;
    seenId ||= ahead.length > 0;
  }
  return qualified ?? full ?? only ?? late(open, segment);
}

/** The places of this segment id from the current band of a loop onward. */
function candidates(loop: OpenLoop, depth: number, id: string): Match[] {
  const bands = bandsOf(loop.fields);
  const found: Match[] = [];
  for (let band = loop.band; band < bands.length; band++)
    for (const place of bands[band] ?? [])
      if (place.opener.id === id) found.push({ depth, band, place, full: isFull(loop, place), late: false });
  return found;
}

const isFull = (loop: OpenLoop, place: Place): boolean =>
  place.use.max !== '>1' && (loop.counts.get(place) ?? 0) >= place.use.max;

/** exact: every sign agrees. qualifier: those of element 01 do. */
function fitOf(spec: SegmentSpec<Fields>, segment: Segment): 'exact' | 'qualifier' | 'none' {
  let fit: 'exact' | 'qualifier' = 'exact';
  let qualified = false;
  for (const sign of signsOf(spec)) {
    if (sign.allowed.includes(cellOf(segment, sign.position.element, sign.position.component)))
      qualified ||= sign.position.element === 1;
    else if (sign.position.element === 1 || spec.id === 'HL') return 'none';
    else fit = 'qualifier';
  }
  return fit === 'exact' || qualified ? fit : 'none';
}

/** A level says which level is its parent (HL02): that decides between two places for it. */
const isUnderItsParent = (match: Match, loop: OpenLoop, segment: Segment): boolean =>
  match.place.opener.id !== 'HL' || (segment.elements[1] ?? '') === loop.level;

/** Senders shuffle the plain segments of a loop; one that fits the innermost loop is taken although it comes late. */
function late(open: readonly OpenLoop[], segment: Segment): Match | undefined {
  const depth = open.length - 1;
  const loop = open[depth];
  if (loop === undefined) return undefined;
  const bands = bandsOf(loop.fields);
  for (let band = 0; band < loop.band; band++)
    for (const place of bands[band] ?? [])
      if (place.opener.id === segment.id && place.use.of.is === 'segment' && !isFull(loop, place))
        if (fitOf(place.opener, segment) === 'exact') return { depth, band, place, full: false, late: true };
  return undefined;
}
