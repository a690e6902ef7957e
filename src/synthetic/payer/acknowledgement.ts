/** The 999 of the synthetic payer: every transaction set accepted, refused for what is wrong, or refused by script. */

import type { Issue } from '../../outcome.ts';
import type { Acknowledgement999 } from '../../x12/guides/999.ts';
import type { InboundGroup, InboundSet } from './inbound.ts';

type SetResult = NonNullable<Acknowledgement999['transactionSets']>[number];
type SegmentError = NonNullable<SetResult['errors']>[number];
type ElementError = NonNullable<SegmentError['elements']>[number];

/** The answer to one group. `refuseAll` refuses every set for an error that it does not have. */
export function acknowledgementOf(group: InboundGroup, refuseAll: boolean): Acknowledgement999 {
  const sets = group.sets.map((set) => setResult(set, refuseAll));
  const accepted = sets.filter(({ result }) => result.status !== 'R').length;
  return {
    group: { functionalId: group.functionalId, control: group.control, version: group.version },
    transactionSets: sets,
    result: {
      status: accepted === sets.length ? 'A' : accepted === 0 ? 'R' : 'P',
      included: sets.length,
      received: sets.length,
      accepted,
    },
  };
}

/** True when the set is read without an error and the script does not refuse it. */
export const isAccepted = (set: InboundSet): boolean => !set.issues.some(({ severity }) => severity === 'error');

function setResult(set: InboundSet, refuse: boolean): SetResult {
  const identity = { set: set.set, control: set.control, version: set.version };
  if (!refuse && isAccepted(set)) return { set: identity, result: { status: 'A' } };
  const unknown = set.issues.some(({ code }) => code === 'IK502:1');
  if (unknown) return { set: identity, result: { status: 'R', reasons: [{ code: '1' }] } };
  const errors = refuse ? [inventedError(set)] : errorsOf(set);
  return { set: identity, errors, result: { status: 'R', reasons: [{ code: '5' }] } };
}

/** Real errors, those of one segment together. */
function errorsOf(set: InboundSet): readonly SegmentError[] {
  const bySegment = Map.groupBy(
    set.issues.filter(({ severity }) => severity === 'error'),
    (issue) => issue.segment ?? 1,
  );
  return [...bySegment].map(([position, issues]) => segmentError(set, position, issues));
}

function segmentError(set: InboundSet, position: number, issues: readonly Issue[]): SegmentError {
  const segmentCode = issues.map(({ code }) => code.match(/^IK304:(\w+)$/)?.[1]).find((code) => code !== undefined);
  const elements = issues.flatMap(elementError);
  return {
    error: {
      segmentId: issues[0]?.path?.split('/').at(-1) ?? set.segments[position - 1]?.id ?? 'ST',
      segmentPosition: position,
      // 8: the segment holds faulty elements, named below.
      code: segmentCodes.find((code) => code === segmentCode) ?? '8',
    },
    ...(elements.length === 0 ? {} : { elements }),
  };
}

const segmentCodes = ['1', '2', '3', '4', '5', '6', '7', '8', 'I4', 'I6', 'I7', 'I8', 'I9'] as const;
const elementCodes = [
  ...(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13'] as const),
  ...(['I6', 'I9', 'I10', 'I11', 'I12', 'I13'] as const),
];

function elementError(issue: Issue): readonly ElementError[] {
  const found = issue.code.match(/^IK403:(\w+)$/)?.[1];
  const place = issue.ref?.match(/^\w{2,3}(\d\d)(?:-(\d+))?$/);
  const code = elementCodes.find((known) => known === found);
  if (code === undefined || place === null || place === undefined) return [];
  const component = place[2] === undefined ? {} : { component: Number(place[2]) };
  return [{ error: { position: { element: Number(place[1]), ...component }, code } }];
}

/** An error the set does not have, at its most telling segment. */
function inventedError(set: InboundSet): SegmentError {
  const at = set.segments.findIndex(({ id }) => id === 'CLM' || id === 'UM');
  const index = at === -1 ? 0 : at;
  const segmentId = set.segments[index]?.id ?? 'ST';
  return {
    error: { segmentId, segmentPosition: index + 1, code: '8' },
    elements: [{ error: { position: { element: 2 }, code: '7' } }],
  };
}
