/** What was wrong with a message -> the 999 and the TA1 that tell its sender. */

import type { Issue } from '../outcome.ts';
import { isDate, isTime } from './check.ts';
import { dataElementOf } from './dataElements.ts';
import type { FunctionalGroup, Interchange, SetHeader, TransactionSet } from './frames.ts';
import { type Acknowledgement999, elementErrors, groupErrors, segmentErrors, setErrors } from './guides/999.ts';
import { type InterchangeAcknowledgementTA1, noteCodes } from './guides/ta1.ts';
import { asCode, type DataType } from './schema.ts';
import type { Segment } from './segment.ts';

/** A transaction set and everything found wrong with it: `readTransaction(...).issues`. */
export interface AnsweredSet {
  readonly transaction: TransactionSet;
  readonly issues: readonly Issue[];
}
/** AK2 to IK5: what the 999 says of one transaction set. */
export type SetAnswer = NonNullable<Acknowledgement999['transactionSets']>[number];
type SegmentAnswer = NonNullable<SetAnswer['errors']>[number];
type ElementAnswer = NonNullable<SegmentAnswer['elements']>[number];

/**
 * The 999 for one functional group: R where an issue is an error, E where there are only warnings, A where there is
 * nothing. Issues carry their place and their IK304, IK403, IK502 or AK905 code; bad values are not sent back.
 * `declared` is GE01, how many sets the sender says there are.
 */
export function acknowledge(
  group: FunctionalGroup,
  sets: readonly AnsweredSet[],
  groupIssues: readonly Issue[] = [],
  declared: number = sets.length,
): Acknowledgement999 {
  return acknowledgeAnswers(group, sets.map(answerSet), groupIssues, declared);
}

/** `acknowledge` where the sets themselves are gone already: a large group is answered set by set. */
export function acknowledgeAnswers(
  group: FunctionalGroup,
  answers: readonly SetAnswer[],
  groupIssues: readonly Issue[],
  declared: number,
): Acknowledgement999 {
  const statuses = answers.map(({ result }) => result.status);
  const refused = groupIssues.some(isError);
  const accepted = refused ? 0 : statuses.filter((status) => status !== 'R').length;
  const noted = groupIssues.length > 0 || statuses.includes('E');
  const reasons = codesOf(groupIssues, 'AK905', groupErrors);
  return {
    group: {
      functionalId: fitting(group.functionalId, 2, 2),
      control: fitting(group.control, 1, 9),
      version: fitting(group.version, 1, 12),
    },
    ...(answers.length > 0 ? { transactionSets: answers } : {}),
    result: {
      status:
        refused || (accepted === 0 && answers.length > 0) ? 'R' : accepted < answers.length ? 'P' : noted ? 'E' : 'A',
      included: Math.min(declared, 999_999),
      received: Math.min(answers.length, 999_999),
      accepted: Math.min(accepted, 999_999),
      ...(reasons.length > 0 ? { reasons } : {}),
    },
  };
}

/**
 * The facts of a TA1 for one interchange: R with the first error's TA105 code (023 when it was cut), E with the
 * first warning's, A with 000.
 */
export function acknowledgeInterchange(
  interchange: Interchange,
  issues: readonly Issue[],
): InterchangeAcknowledgementTA1 {
  const worst = issues.find(isError) ?? issues[0];
  const status = worst === undefined ? 'A' : isError(worst) ? 'R' : 'E';
  return {
    interchangeControl: fitting(interchange.control, 9, 9),
    date: interchange.date.length === 6 && isDate(interchange.date) ? interchange.date : '000101',
    time: interchange.time.length === 4 && isTime(interchange.time) ? interchange.time : '0000',
    status,
    note: worst === undefined ? '000' : noteOf(worst),
  };
}

/** 024 is the note for everything wrong with an interchange that has no note of its own. */
function noteOf(issue: Issue): InterchangeAcknowledgementTA1['note'] {
  const code = issue.code === 'TRUNCATED_INTERCHANGE' ? '023' : issue.code.replace(/^TA105:/, '');
  return asCode(noteCodes, code) ?? '024';
}

/**
 * The code a 999 has for an issue: `IK304:3`, `IK403:7`, `IK502:4`, `AK905:5`. What breaks a rule beyond the syntax at
 * a known element (a sum, a check digit, the form of an NDC) is IK403 I12, a value that is not what the guide's text
 * asks for. undefined: a 999 has no place for it (TA105, or no element is known).
 */
export function codeIn999({ code, segment, ref }: Issue): string | undefined {
  if (/^(IK304|IK403|IK502|AK905):/.test(code)) return code;
  const isBeyondSyntax = !code.includes(':') && segment !== undefined && ELEMENT.test(ref ?? '');
  return isBeyondSyntax ? 'IK403:I12' : undefined;
}
const ELEMENT = /^[A-Z0-9]{2,3}?(\d\d)(?:-(\d+))?$/;

/** What the 999 says of one transaction set. */
const answerSet = ({ transaction, issues }: AnsweredSet): SetAnswer =>
  answerTo(transaction, transaction.segments[0], issues, (position) =>
    unitAt(transaction.set, transaction.segments, position),
  );

/**
 * `answerSet` where the set itself is gone already.
 *
 * @param st its ST
 * @param unitAt the number of the claim or trace that the segment of a number belongs to
 */
export function answerTo(
  { set, control }: SetHeader,
  st: Segment | undefined,
  issues: readonly Issue[],
  unitAt: (position: number) => string,
): SetAnswer {
  const version = st?.elements[2] ?? '';
  const wrong = segmentAnswers(issues, (position) => unitNamed(set, unitAt(position)));
  const reasons = codesOf(issues, 'IK502', setErrors);
  const inSegments = issues.flatMap((issue) => {
    const code = codeIn999(issue) ?? issue.code;
    return /^(IK502|AK905|TA105):/.test(code) ? [] : [/:I\d+$/.test(code) ? ('I5' as const) : ('5' as const)];
  });
  for (const code of new Set(inSegments.toSorted()))
    if (!reasons.some((reason) => reason.code === code) && reasons.length < 5) reasons.push({ code });
  return {
    set: {
      set: fitting(set, 3, 3),
      control: fitting(control, 4, 9),
      ...(version === '' ? {} : { version: fitting(version, 1, 35) }),
    },
    ...(wrong.length > 0 ? { errors: wrong } : {}),
    result: {
      status: issues.some(isError) ? 'R' : issues.length > 0 ? 'E' : 'A',
      ...(reasons.length > 0 ? { reasons } : {}),
    },
  };
}

/** One answer per wrong segment (IK304), and one per segment with wrong elements (code 8 and an IK4 for each). */
function segmentAnswers(issues: readonly Issue[], unitOf: (position: number) => Unit): SegmentAnswer[] {
  const answers: SegmentAnswer[] = [];
  const byPlace = new Map<string, ElementAnswer[]>();
  for (const issue of issues) {
    const [kind, code = ''] = (codeIn999(issue) ?? issue.code).split(':');
    const place = { position: Math.min(issue.segment ?? 1, 999_999), path: issue.path ?? '' };
    const segmentCode = asCode(segmentErrors, code);
    const elementCode = asCode(elementErrors, code);
    const position = ELEMENT.exec(issue.ref ?? '');
    if (kind === 'IK304' && segmentCode !== undefined)
      answers.push({
        error: errorAt(place, segmentCode),
        ...triggersOf(issue),
        ...unitOf(place.position),
      });
    if (kind !== 'IK403' || elementCode === undefined || position === null) continue;
    const key = `${place.position} ${place.path}`;
    const elements = byPlace.get(key) ?? [];
    if (elements.length === 0) answers.push({ error: errorAt(place, '8'), ...unitOf(place.position), elements });
    byPlace.set(key, elements);
    const [element, component] = [Number(position[1]), position[2] === undefined ? undefined : Number(position[2])];
    const number = dataElementOf(place.path.split('/').at(-1) ?? '', element, component);
    elements.push({
      error: {
        position: { element, ...(component === undefined ? {} : { component }) },
        ...(number === undefined ? {} : { dataElement: number }),
        code: elementCode,
      },
      ...triggersOf(issue),
    });
  }
  return answers;
}

/** What made the broken rule apply: a CTX that begins with SITUATIONAL TRIGGER. */
function triggersOf({ trigger }: Issue): Pick<ElementAnswer, 'triggers'> {
  if (trigger === undefined) return {};
  const { id, segment, ref, loop } = trigger;
  const position = ELEMENT.exec(ref ?? '');
  const component = position?.[2] === undefined ? {} : { component: Number(position[2]) };
  const element = position === null ? {} : { element: { element: Number(position[1]), ...component } };
  const fits = loop !== undefined && loop.length <= 4 ? { loop } : {};
  return { triggers: [{ segmentId: id, segmentPosition: Math.min(segment, 999_999), ...fits, ...element }] };
}

function errorAt(
  { position, path }: { readonly position: number; readonly path: string },
  code: NonNullable<SegmentAnswer['error']['code']>,
): SegmentAnswer['error'] {
  const parts = path.split('/');
  const loop = parts.length > 2 ? (parts.at(-2) ?? '').replace(/\[\d+\]$/, '') : '';
  // IK303 has four characters; the longer loop ids do not fit and are left out.
  const fits = loop.length >= 1 && loop.length <= 4 ? { loop } : {};
  return { segmentId: fitting(parts.at(-1) ?? '', 2, 3), segmentPosition: position, ...fits, code };
}

type Unit = Pick<SegmentAnswer, 'businessUnit'>;
const unitNamed = (set: string, value: string): Unit =>
  /^[A-Za-z0-9][A-Za-z0-9.-]{0,34}$/.test(value)
    ? { businessUnit: { units: [{ name: set === '837' ? 'CLM01' : 'TRN02', value }] } }
    : {};

/** The number of a claim or a trace where a segment is the one that names it, so that the sender finds it. */
export const unitIn = (set: string, { id, elements }: Segment): string | undefined =>
  set === '837' ? (id === 'CLM' ? (elements[0] ?? '') : undefined) : id === 'TRN' ? (elements[1] ?? '') : undefined;

/** The claim or trace the wrong segment belongs to: the last one at or before it. */
function unitAt(set: string, segments: readonly Segment[], position: number): string {
  for (let at = Math.min(position, segments.length) - 1; at >= 0; at--) {
    const segment = segments[at];
    const unit = segment === undefined ? undefined : unitIn(set, segment);
    if (unit !== undefined) return unit;
  }
  return '';
}

const isError = (issue: Issue): boolean => issue.severity === 'error';

/** What a broken message put into a field of ours, made to fit it: a 999 must not break in its turn. */
const fitting = (text: string, min: number, max: number): string =>
  text
    .replace(/[^A-Za-z0-9]/g, '?')
    .slice(0, max)
    .padEnd(min, '?');

/** The first five different codes of one kind that the 999 knows. */
function codesOf<C extends string>(issues: readonly Issue[], kind: string, known: DataType<C>): { code: C }[] {
  const found = issues.flatMap(({ code }) => {
    const [prefix, text = ''] = code.split(':');
    const ours = prefix === kind ? asCode(known, text) : undefined;
    return ours === undefined ? [] : [ours];
  });
  return [...new Set(found)].slice(0, 5).map((code) => ({ code }));
}
