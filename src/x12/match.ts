/** Where a segment belongs: which place of which open loop. */

import type { Place } from './layout.ts';
import type { OpenLoop } from './openLoops.ts';
import { cellOf } from './readSegment.ts';
import type { Segment } from './segment.ts';

/** A place for a segment in one of the open loops. */
export interface Match {
  readonly depth: number;
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
    const places = loop?.layout.byId.get(segment.id);
    if (loop === undefined || places === undefined) continue;
    let ahead = 0;
    let sole: Place | undefined;
    for (const place of places) {
      if (place.band < loop.band) continue;
      ahead += 1;
      sole = place;
      const fit = fitOf(place, segment);
      if (fit === 'none') continue;
      if (isFull(loop, place)) full ??= { depth, place, full: true, late: false };
      else if (fit === 'exact' && isUnderItsParent(place, loop, segment))
        return { depth, place, full: false, late: false };
      else qualified ??= { depth, place, full: false, late: false };
    }
    if (!seenId && segment.id !== 'HL')
      only =
        ahead === 1 && sole !== undefined ? { depth, place: sole, full: isFull(loop, sole), late: false } : undefined;
    seenId ||= ahead > 0;
  }
  return qualified ?? full ?? only ?? late(open, segment);
}

const isFull = (loop: OpenLoop, place: Place): boolean =>
  place.use.max !== '>1' && (loop.counts[place.index] ?? 0) >= place.use.max;

/** exact: every sign agrees. qualifier: those of element 01 do. */
function fitOf({ signs, opener }: Place, segment: Segment): 'exact' | 'qualifier' | 'none' {
  let fit: 'exact' | 'qualifier' = 'exact';
  let qualified = false;
  for (const sign of signs) {
    const { element, component } = sign.position;
    const text = component === undefined ? (segment.cells[element] ?? '') : cellOf(segment, element, component);
    if (sign.allowed.includes(text)) qualified ||= sign.position.element === 1;
    else if (sign.position.element === 1 || opener.id === 'HL') return 'none';
    else fit = 'qualifier';
  }
  return fit === 'exact' || qualified ? fit : 'none';
}

/** A level says which level is its parent (HL02): that decides between two places for it. */
const isUnderItsParent = (place: Place, loop: OpenLoop, segment: Segment): boolean =>
  place.opener.id !== 'HL' || (segment.elements[1] ?? '') === loop.level;

/** Senders shuffle the plain segments of a loop; one that fits the innermost loop is taken although it comes late. */
function late(open: readonly OpenLoop[], segment: Segment): Match | undefined {
  const depth = open.length - 1;
  const loop = open[depth];
  if (loop === undefined) return undefined;
  for (const place of loop.layout.byId.get(segment.id) ?? [])
    if (place.band < loop.band && place.use.of.is === 'segment' && !isFull(loop, place))
      if (fitOf(place, segment) === 'exact') return { depth, place, full: false, late: true };
  return undefined;
}
