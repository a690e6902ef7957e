/** A guide made ready for writing: one flat list of fields per segment, one of places per loop, in wire order. */

import { entriesOf, layoutOf, type Place, positionOf } from './layout.ts';
import { type QuickCheck, quickCheckOf } from './quickCheck.ts';
import type { AnyGuide, DataType, Derivation, Field, Fields, LoopRule, LoopSpec, SegmentSpec } from './schema.ts';
import { LAST_BIT, type MaskCheck, maskCheckOf } from './syntaxMask.ts';

/** What is to be done with a field: numbers, because every element of every claim asks for it. */
export const TEXT = 0;
export const CHECKED = 1;
export const NUMBER = 2;
export const CONSTANT = 3;
export const DERIVED = 4;
export const COMPOSITE = 5;
export const SERIES = 6;

/** One element or component at its place, or what holds several of them. All have the same shape. */
export interface FieldPlan {
  readonly kind: number;
  readonly key: string;
  /** 1-based, of the first run; the component is 1 where the element has none. */
  readonly element: number;
  readonly component: number;
  readonly required: boolean;
  readonly min: number;
  readonly max: number;
  /** CHECKED and NUMBER: whether a text of printable ASCII is in order. */
  readonly check: QuickCheck;
  /** CONSTANT: what is written. */
  readonly text: string;
  readonly rule: Derivation | undefined;
  /** COMPOSITE and SERIES. */
  readonly fields: readonly FieldPlan[];
  readonly times: number;
  readonly stride: number;
}
export interface SegmentPlan {
  readonly id: string;
  readonly spec: SegmentSpec<Fields>;
  readonly fields: readonly FieldPlan[];
  /** False where the segment has a form that is only written the plain way. */
  readonly quick: boolean;
  /** Syntax notes, asked with a bit for each element that is there. */
  readonly notes: readonly MaskCheck[];
  /** The element whose format another one names, and the one that names it. */
  readonly dated: FieldPlan | undefined;
  readonly format: FieldPlan | undefined;
}
/** A segment or loop at its place; one of the two is there. */
export interface PlacePlan {
  readonly key: string;
  readonly required: boolean;
  readonly many: boolean;
  /** Infinity where the guide sets no limit. */
  readonly max: number;
  /** Constants and derived elements only: written whenever it is required, never in the value. */
  readonly silent: boolean;
  readonly segment: SegmentPlan | undefined;
  readonly loop: LoopPlan | undefined;
}
export interface LoopPlan {
  readonly places: readonly PlacePlan[];
  /** Our keys of the levels of the hierarchy right below. */
  readonly levels: readonly string[];
  readonly rules: readonly LoopRule[];
}

const plans = new WeakMap<Fields, LoopPlan>();
/** The plan of everything between ST and SE, made once per guide. */
export const planOf = (guide: AnyGuide): LoopPlan => loopPlan(guide.body, []);

function loopPlan(fields: Fields, rules: readonly LoopRule[]): LoopPlan {
  const known = plans.get(fields);
  if (known !== undefined) return known;
  const { places, levels } = layoutOf(fields);
  const plan = { places: places.map(placePlan), levels: levels.map(({ key }) => key), rules };
  plans.set(fields, plan);
  return plan;
}

const loopOf = ({ fields, rules }: LoopSpec<Fields>): LoopPlan => loopPlan(fields, rules);

const placePlan = ({ key, use, silent }: Place): PlacePlan => ({
  key,
  required: use.usage === 'R',
  many: use.arity === 'many',
  max: use.max === '>1' ? Infinity : use.max,
  silent,
  segment: use.of.is === 'segment' ? segmentPlan(use.of) : undefined,
  loop: use.of.is === 'loop' ? loopOf(use.of) : undefined,
});

const segments = new WeakMap<SegmentSpec<Fields>, SegmentPlan>();
function segmentPlan(spec: SegmentSpec<Fields>): SegmentPlan {
  const known = segments.get(spec);
  if (known !== undefined) return known;
  const fields = fieldPlans(spec, spec.fields) ?? [];
  const notes = spec.syntax.map(maskCheckOf);
  const dated = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;
  const find = (element: number) => fields.find((field) => dated > 0 && field.element === element);
  const plan = {
    id: spec.id,
    spec,
    fields,
    quick: fields.length > 0 && isAscending(fields) && (notes.length === 0 || lastOf(fields) <= LAST_BIT),
    notes,
    dated: find(dated),
    format: find(dated - 1),
  };
  segments.set(spec, plan);
  return plan;
}

/** undefined where the list has a form that is only written the plain way: repetitions, composites of composites. */
function fieldPlans(spec: SegmentSpec<Fields>, fields: Fields): readonly FieldPlan[] | undefined {
  const plans: FieldPlan[] = [];
  for (const [key, field] of entriesOf(fields)) {
    const plan = fieldPlan(spec, key, field);
    if (plan === undefined) return undefined;
    plans.push(plan);
  }
  return plans;
}

const never: QuickCheck = () => false;
function fieldPlan(spec: SegmentSpec<Fields>, key: string, field: Field): FieldPlan | undefined {
  if (field.is === 'use' || field.is === 'repetition' || field.is === 'composites') return undefined;
  const { element, component = 1 } = positionOf(spec.id, field.at);
  const plan: FieldPlan = {
    kind: CONSTANT,
    key,
    element,
    component,
    required: 'usage' in field && field.usage === 'R',
    min: 0,
    max: 0,
    check: never,
    text: '',
    rule: undefined,
    fields: [],
    times: 1,
    stride: 1,
  };
  switch (field.is) {
    case 'constant':
      return { ...plan, text: field.value };
    case 'derived':
      return { ...plan, kind: DERIVED, rule: field.rule };
    case 'element':
      return { ...plan, ...elementPlan(field.type) };
    case 'composite': {
      const inner = fieldPlans(spec, field.fields);
      const isOne = inner?.every((one) => one.element === element && one.kind < COMPOSITE) === true;
      return isOne ? { ...plan, kind: COMPOSITE, fields: inner ?? [] } : undefined;
    }
    case 'series': {
      const inner = fieldPlans(spec, field.fields);
      if (inner?.some((one) => one.kind === SERIES) !== false) return undefined;
      return { ...plan, kind: SERIES, fields: inner, times: field.times, stride: field.stride };
    }
  }
}

/** Where a length is all that is asked, it is asked without a call. */
function elementPlan(type: DataType<unknown>): Pick<FieldPlan, 'kind' | 'min' | 'max' | 'check'> {
  const { kind, min, max, codes } = type;
  const isText = codes === undefined && (kind === 'AN' || kind === 'ID');
  return { kind: kind === 'N0' ? NUMBER : isText ? TEXT : CHECKED, min, max, check: quickCheckOf(type) };
}

/** Whether the fields stand in the order of the wire, so that separators can be written as they are met. */
function isAscending(fields: readonly FieldPlan[]): boolean {
  let last = 0;
  for (const { kind, element, component, fields: inner, times, stride } of fields) {
    const at = element * 100 + component;
    if (at <= last || (inner.length > 0 && !isAscending(inner))) return false;
    if (kind === SERIES && lastOf(inner) - element >= stride) return false;
    last = kind === SERIES ? (element + times * stride) * 100 - 1 : kind === COMPOSITE ? element * 100 + 99 : at;
  }
  return true;
}

const lastOf = (fields: readonly FieldPlan[]): number =>
  Math.max(
    0,
    ...fields.map(({ kind, element, fields: inner, times, stride }) =>
      kind === SERIES ? lastOf(inner) + (times - 1) * stride : element,
    ),
  );
