/** Segments that have no place in a guide. */

import { bandsOf, entriesOf, openerOf } from './layout.ts';
import type { OpenLoop } from './openLoops.ts';
import type { AnyGuide, Fields } from './schema.ts';

/** Why a segment has no place. A qualifier the guide does not use is the only harmless reason. */
export function unplaced(
  guide: AnyGuide,
  open: readonly OpenLoop[],
  id: string,
  opensLoop: boolean,
): readonly ['error' | 'warning', string, string] {
  if (!idsOf(guide).has(id)) return ['error', 'IK304:1', 'The guide knows no segment of this id. It was kept aside.'];
  const isAhead = (loop: OpenLoop) =>
    bandsOf(loop.fields)
      .slice(loop.band)
      .flat()
      .some((place) => place.opener.id === id);
  const isThere = (loop: OpenLoop) =>
    bandsOf(loop.fields)
      .flat()
      .some((place) => place.opener.id === id);
  if (open.some(isAhead))
    return [
      opensLoop ? 'error' : 'warning',
      'IK304:I4',
      'The guide does not use this segment with this qualifier. It was kept aside.',
    ];
  if (open.some(isThere)) return ['error', 'IK304:7', 'Out of sequence: its place has passed. It was kept aside.'];
  return ['error', 'IK304:2', 'Not expected here. It was kept aside; check the order of the message.'];
}

const ids = new WeakMap<AnyGuide, ReadonlySet<string>>();
function idsOf(guide: AnyGuide): ReadonlySet<string> {
  const known = ids.get(guide);
  if (known !== undefined) return known;
  const collected = new Set(collectIds(guide.body));
  ids.set(guide, collected);
  return collected;
}
const collectIds = (fields: Fields): string[] =>
  entriesOf(fields).flatMap(([, field]) =>
    field.is === 'use' ? [openerOf(field.of).id, ...collectIds(field.of.fields)] : [],
  );
