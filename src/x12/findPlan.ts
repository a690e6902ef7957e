/**
 * How a reader finds the place of a segment, made ready for text that is not split: what `findPlace` asks of segments,
 * asked of characters. Only places whose every sign agrees are found: the choice among others is left to `findPlace`.
 */

import { planOfSegment, type SegmentPlan } from './guidePlan.ts';
import { layoutOf, type Place } from './layout.ts';
import { Order } from './order.ts';
import type { AnyGuide, Fields, LoopRule } from './schema.ts';

/** A condition on an element other than the first, or on a later component. */
export interface FarSign {
  readonly element: number;
  /** undefined: the element as a whole. */
  readonly component: number | undefined;
  readonly allowed: readonly string[];
}
export interface FoundPlace {
  readonly key: string;
  readonly index: number;
  readonly band: number;
  readonly many: boolean;
  /** Infinity where the guide sets no limit. */
  readonly max: number;
  readonly silent: boolean;
  readonly required: boolean;
  readonly must: boolean;
  /** It opens a level of the hierarchy, which names its parent. */
  readonly opensLevel: boolean;
  /** Codes of what the first element (or its first component) may be; undefined when anything. */
  readonly leads: readonly number[] | undefined;
  readonly leadIsComponent: boolean;
  readonly signs: readonly FarSign[];
  readonly segment: SegmentPlan | undefined;
  readonly loop: FoundLoop | undefined;
}
export interface FoundLoop {
  readonly places: Order<FoundPlace>;
  /** By the code of the id of the segment that opens them, in wire order. */
  readonly byId: ReadonlyMap<number, readonly FoundPlace[]>;
  readonly levels: readonly FoundPlace[];
  readonly rules: readonly LoopRule[];
}

/** Longer than a code can tell. */
const NO_CODE = -1;
/** Up to four characters of ASCII in one number. */
function codeOf(text: string): number {
  if (text.length > 4) return NO_CODE;
  let code = 0;
  for (let n = 0; n < text.length; n++) code = (code << 7) | text.charCodeAt(n);
  return code;
}

const plans = new WeakMap<Fields, FoundLoop>();
/** Everything between ST and SE, made once per guide. */
export const findPlanOf = (guide: AnyGuide): FoundLoop => loopOf(guide.body, []);

function loopOf(fields: Fields, rules: readonly LoopRule[]): FoundLoop {
  const known = plans.get(fields);
  if (known !== undefined) return known;
  const layout = layoutOf(fields);
  const places = layout.places.map(placeOf);
  const byId = new Map(
    [...layout.byId].map(([id, of]) => [codeOf(id), of.flatMap(({ index }) => places[index] ?? [])]),
  );
  const levels = layout.levels.flatMap(({ index }) => places[index] ?? []);
  const plan = { places: new Order(places), byId, levels, rules };
  plans.set(fields, plan);
  return plan;
}

function placeOf({ key, index, band, use, silent, signs, opener }: Place): FoundPlace {
  const isFirst = ({ position }: (typeof signs)[number]) => position.element === 1 && (position.component ?? 1) === 1;
  const [lead, second] = signs.filter(isFirst);
  const codes = second === undefined ? lead?.allowed.map(codeOf) : undefined;
  const leads = codes?.includes(NO_CODE) === true ? undefined : codes;
  const far = signs.flatMap(({ position: { element, component }, allowed }) =>
    leads !== undefined && element === lead?.position.element ? [] : [{ element, component, allowed }],
  );
  const { of } = use;
  return {
    key,
    index,
    band,
    many: use.arity === 'many',
    max: use.max === '>1' ? Infinity : use.max,
    silent,
    required: use.usage === 'R',
    must: use.usage === 'R',
    opensLevel: opener.id === 'HL',
    leads,
    leadIsComponent: lead?.position.component !== undefined,
    signs: far,
    segment: of.is === 'segment' ? planOfSegment(of) : undefined,
    loop: of.is === 'loop' ? loopOf(of.fields, of.rules) : undefined,
  };
}
