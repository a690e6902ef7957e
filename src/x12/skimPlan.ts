/**
 * What a skim must know of a guide: which segments may stand in a loop, which elements of them are its money, which
 * segments end it. All of it follows from the guide; a plan that the guide does not bear out is a bug and throws.
 */

import { type AnyUse, bandsOf, entriesOf, openerOf, type Place, positionOf, signsOf } from './layout.ts';
import type { AnyGuide, Field, Fields, LoopSpec, SegmentSpec } from './schema.ts';

/** What is summed, by designators of the guide: `2100`, `2110`, `CLP03`, `SVC02`. */
export interface SkimRequest {
  /** The loop that is skimmed. */
  readonly loop: string;
  /** The loop that repeats inside of it. */
  readonly line: string;
  /** The charge and the payment of a loop and of a line: elements of the segments that open them. */
  readonly charged: readonly [loop: string, line: string];
  readonly paid: readonly [loop: string, line: string];
  /** What was taken off, at either level: an element of a series that repeats within its segment. */
  readonly adjusted: string;
}

/** What is to be done with a segment. */
export const act = { unknown: 0, pass: 1, open: 2, line: 3, adjust: 4, close: 5 } as const;
export type Act = (typeof act)[keyof typeof act];
/** What an amount is added to. */
export const role = { charged: 0, paid: 1, adjusted: 2 } as const;

export interface SkimSegment {
  readonly act: Act;
  /** The elements that hold money, in wire order, and what each of them is. */
  readonly elements: readonly number[];
  readonly roles: readonly number[];
  /** What element 01 (or its first component) may hold; empty: anything. */
  readonly codes: readonly string[];
  /** Whether element 01 has components. */
  readonly isComposite: boolean;
}
export interface SkimPlan {
  readonly loop: LoopSpec<Fields>;
  /** The id of the segment that opens the loop. */
  readonly opener: string;
  readonly segments: ReadonlyMap<string, SkimSegment>;
  /** So many segments with adjustments may stand together. */
  readonly mostAdjustments: number;
}

/** Plans the skimming of a loop; throws where the guide leaves room for doubt about what belongs to what. */
export function skimPlanOf(guide: AnyGuide, wanted: SkimRequest): SkimPlan {
  const chain = chainTo(guide.body, wanted.loop);
  const place = chain?.at(-1)?.place;
  if (chain === undefined || place?.use.of.is !== 'loop') throw new Error(`${guide.name} has no loop ${wanted.loop}`);
  const loop = place.use.of;
  const line = placesOf(loop.fields).find(({ use }) => use.of.is === 'loop');
  if (line?.use.of.is !== 'loop' || line.use.of.id !== wanted.line)
    throw new Error(`${wanted.line} is not the first loop inside of ${wanted.loop}`);
  const lineLoop = line.use.of;
  const opener = openerOf(loop);
  const adjusted = wanted.adjusted.slice(0, -2);

  const segments = new Map<string, SkimSegment>();
  for (const { opener: spec, use } of [...placesOf(loop.fields), ...placesOf(lineLoop.fields)]) {
    if (use.of.is === 'loop' && use.of !== lineLoop) throw new Error(`${use.of.id} is a loop nobody asked for`);
    if (spec.id !== adjusted) segments.set(spec.id, { ...nothing, act: act.pass });
  }
  segments.set(opener.id, moneyOf(opener, act.open, wanted.charged[0], wanted.paid[0]));
  segments.set(openerOf(lineLoop).id, moneyOf(openerOf(lineLoop), act.line, wanted.charged[1], wanted.paid[1]));
  const adjusting = [loop, lineLoop].flatMap(({ fields }) =>
    placesOf(fields).filter((one) => one.opener.id === adjusted),
  );
  const [first, second, ...more] = adjusting;
  if (first === undefined || first.opener !== second?.opener || more.length > 0)
    throw new Error(`${adjusted} must stand at one place of either loop`);
  segments.set(adjusted, seriesOf(first.opener, wanted.adjusted));
  for (const id of closersOf(chain)) {
    if (segments.has(id) && id !== opener.id) throw new Error(`${id} may stand inside of ${wanted.loop} and behind it`);
    if (id !== opener.id) segments.set(id, { ...nothing, act: act.close });
  }
  const most = adjusting.map(({ use }) => (use.max === '>1' ? Infinity : use.max));
  return { loop, opener: opener.id, segments, mostAdjustments: Math.min(...most) };
}

const nothing = { elements: [], roles: [], codes: [], isComposite: false } as const;
const placesOf = (fields: Fields): readonly Place[] => bandsOf(fields).flat();

interface Link {
  readonly fields: Fields;
  readonly place: Place;
}
/** The places that lead from the set to a loop, outermost first. */
function chainTo(fields: Fields, loopId: string): readonly Link[] | undefined {
  for (const place of placesOf(fields)) {
    const { of } = place.use;
    if (of.is !== 'loop') continue;
    if (of.id === loopId) return [{ fields, place }];
    const rest = chainTo(of.fields, loopId);
    if (rest !== undefined) return [{ fields, place }, ...rest];
  }
  return undefined;
}

/** What certainly ends the loop: the SE, and what the loops around it still expect, where no qualifier decides. */
function closersOf(chain: readonly Link[]): readonly string[] {
  const ahead = chain.flatMap(({ fields, place }) =>
    placesOf(fields).filter((other) => other.band >= place.band && isCertain(other.use)),
  );
  return ['SE', ...ahead.map(({ opener }) => opener.id)];
}
const isCertain = ({ of }: AnyUse): boolean => signsOf(openerOf(of)).length === 0;

/** The segment that opens a loop, with its charge and its payment. */
function moneyOf(spec: SegmentSpec<Fields>, what: Act, charged: string, paid: string): SkimSegment {
  const money = [
    { element: elementOf(spec, charged), role: role.charged },
    { element: elementOf(spec, paid), role: role.paid },
  ].sort((a, b) => a.element - b.element);
  const [elements, roles] = [money.map(({ element }) => element), money.map((one) => one.role)];
  return { act: what, elements, roles, ...signOf(spec) };
}

function elementOf(spec: SegmentSpec<Fields>, at: string): number {
  const field = entriesOf(spec.fields).find(([, one]) => one.is === 'element' && one.at === at)?.[1];
  if (field?.is !== 'element' || field.type.kind !== 'R' || field.usage !== 'R')
    throw new Error(`${at} is no amount that ${spec.id} always has`);
  return positionOf(spec.id, at).element;
}

function seriesOf(spec: SegmentSpec<Fields>, at: string): SkimSegment {
  const holds = (field: Field) =>
    field.is === 'series' &&
    entriesOf(field.fields).some(([, one]) => one.is === 'element' && one.at === at && one.type.kind === 'R');
  const field = entriesOf(spec.fields).find(([, one]) => holds(one))?.[1];
  if (field?.is !== 'series') throw new Error(`${at} is no amount that repeats in ${spec.id}`);
  const first = positionOf(spec.id, at).element;
  const elements = Array.from({ length: field.times }, (_, n) => first + n * field.stride);
  return { act: act.adjust, elements, roles: elements.map(() => role.adjusted), ...signOf(spec) };
}

/** Where the qualifier of a segment does not fit, the full reading decides where it belongs. */
function signOf(spec: SegmentSpec<Fields>): Pick<SkimSegment, 'codes' | 'isComposite'> {
  const [sign, ...more] = signsOf(spec);
  if (sign === undefined) return { codes: [], isComposite: false };
  if (more.length > 0 || sign.position.element !== 1 || (sign.position.component ?? 1) !== 1)
    throw new Error(`${spec.id} is told apart by more than its first element`);
  return { codes: sign.allowed, isComposite: sign.position.component !== undefined };
}
