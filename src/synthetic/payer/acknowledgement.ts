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
  const reasons = codesOf(group.issues, 'AK905', groupCodes);
  const accepted = isBroken(group.issues) ? 0 : sets.filter(({ result }) => result.status !== 'R').length;
  return {
    group: { functionalId: group.functionalId, control: group.control, version: group.version },
    transactionSets: sets,
    result: {
      status: accepted === 0 ? 'R' : accepted === sets.length ? 'A' : 'P',
      included: Math.max(1, sets.length),
      received: Math.max(1, sets.length),
      accepted,
      ...(reasons.length === 0 ? {} : { reasons: reasons.map((code) => ({ code })) }),
    },
  };
}

/** The sets of a group that the payer works on. */
export const acceptedSets = (group: InboundGroup): readonly InboundSet[] =>
  isBroken(group.issues) ? [] : group.sets.filter(({ issues }) => !isBroken(issues));

const isBroken = (issues: readonly Issue[]): boolean => issues.some(({ severity }) => severity === 'error');

function setResult(set: InboundSet, refuse: boolean): SetResult {
  const identity = { set: set.set, control: set.control, version: set.version };
  if (!refuse && !isBroken(set.issues)) return { set: identity, result: { status: 'A' } };
  const errors = refuse ? [inventedError(set)] : errorsOf(set);
  const frame = codesOf(set.issues, 'IK502', setCodes);
  // 5: something in the set, named above.
  const reasons = errors.length === 0 ? frame : [...frame, '5' as const];
  return {
    set: identity,
    ...(errors.length === 0 ? {} : { errors }),
    result: { status: 'R', ...(reasons.length === 0 ? {} : { reasons: reasons.map((code) => ({ code })) }) },
  };
}

/** The codes of this kind among the errors, each once, at most as many as the 999 has room for. */
function codesOf<C extends string>(issues: readonly Issue[], kind: string, known: readonly C[]): readonly C[] {
  const seen = issues.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return known.filter((code) => seen.includes(`${kind}:${code}`)).slice(0, 4);
}
const groupCodes = ['1', '2', '3', '4', '5', '6', '19'] as const;
const setCodes = ['1', '2', '3', '4', '6', '7', '19', '23'] as const;

/** Errors inside the set, those of one segment together. */
function errorsOf(set: InboundSet): readonly SegmentError[] {
  const inside = set.issues.filter(({ code, severity }) => severity === 'error' && /^IK(304|403):/.test(code));
  const bySegment = Map.groupBy(inside, (issue) => issue.segment ?? 1);
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
