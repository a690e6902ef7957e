/** Conditions of situational rules, compiled into functions over whatever holds the texts they ask for. */

import { checkFormat, isDate } from './check.ts';
import { codeSets } from './codeSets.ts';
import type { Condition, Situation } from './conditions.ts';
import { positionOf } from './layout.ts';
import type { Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

/** The text at a place; '' where there is nothing. */
export type ReadPlace<From> = (from: From) => string;
export type Test<From> = (from: From) => boolean;

/** @param read what reads a place, asked once for each place while the condition is compiled */
export function testOf<From>(condition: Condition, read: (place: string) => ReadPlace<From>): Test<From> {
  if ('has' in condition) {
    const text = read(condition.has);
    return (from) => text(from) !== '';
  }
  if ('lacks' in condition) {
    const text = read(condition.lacks);
    return (from) => text(from) === '';
  }
  if ('same' in condition) {
    const [one, other] = [read(condition.same[0]), read(condition.same[1])];
    return (from) => {
      const text = one(from);
      return text !== '' && text === other(from);
    };
  }
  if ('inOrder' in condition) {
    const [first, second] = [read(condition.inOrder[0]), read(condition.inOrder[1])];
    return (from) => isInOrder(first(from), second(from));
  }
  if ('not' in condition) {
    const test = testOf(condition.not, read);
    return (from) => !test(from);
  }
  if ('all' in condition) {
    const tests = condition.all.map((one) => testOf(one, read));
    return (from) => {
      for (const test of tests) if (!test(from)) return false;
      return true;
    };
  }
  if ('any' in condition) {
    const tests = condition.any.map((one) => testOf(one, read));
    return (from) => {
      for (const test of tests) if (test(from)) return true;
      return false;
    };
  }
  const texts = listOf(condition.value).map(read);
  return 'counts' in condition ? countTest(texts, condition.counts.map(read)) : valueTest(condition, texts);
}

/** A number beyond the list is no question here: the guide says how far numbers go. */
const countTest =
  <From>(numbers: readonly ReadPlace<From>[], counted: readonly ReadPlace<From>[]): Test<From> =>
  (from) => {
    for (const number of numbers) {
      const text = number(from);
      if (text !== '' && counted[Number(text) - 1]?.(from) === '') return false;
    }
    return true;
  };

type ValueCondition = Exclude<Extract<Condition, { value: unknown }>, { counts: unknown }>;
function valueTest<From>(condition: ValueCondition, texts: readonly ReadPlace<From>[]): Test<From> {
  const fits = fittingOf(condition);
  if ('in' in condition)
    return (from) => {
      for (const read of texts) if (fits(read(from))) return true;
      return false;
    };
  return (from) => {
    for (const read of texts) {
      const text = read(from);
      if (text !== '' && !fits(text)) return false;
    }
    return true;
  };
}

function fittingOf(condition: ValueCondition): (text: string) => boolean {
  if ('in' in condition) return isOneOf(condition.in);
  if ('notIn' in condition) {
    const isOne = isOneOf(condition.notIn);
    return (text) => !isOne(text);
  }
  if ('list' in condition) {
    const codes: ReadonlySet<string> = codeSets[condition.list];
    return (text) => codes.has(text);
  }
  const form = new RegExp(condition.like);
  return (text) => form.test(text);
}

/** Comparing a few codes is faster than looking one up. */
function isOneOf(list: readonly string[]): (text: string) => boolean {
  const set = new Set(list);
  return list.length > 4 ? (text) => set.has(text) : (text) => list.includes(text);
}

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/** A place taken apart: the loop it is looked for in, our keys down to it, and the designator. */
export interface PlaceParts {
  /** The id of a loop around; '' for the transaction set, undefined for the loop of the rule. */
  readonly around: string | undefined;
  /** The loop around may not be there, and then nothing stands at the place. */
  readonly mayLack: boolean;
  readonly keys: readonly string[];
  readonly ref: string | undefined;
}
/** `2000A>provider.identity/NM109`: see `Condition`. */
export function partsOf(place: string): PlaceParts {
  const [, around, keys, ref] = /^(?:([A-Z0-9]*\??)>)?([A-Za-z0-9.]+)(?:\/([A-Z0-9-]+))?$/.exec(place) ?? [];
  if (keys === undefined) throw new Error(`${place} is no place`);
  return { around: around?.replace('?', ''), mayLack: around?.endsWith('?') === true, keys: keys.split('.'), ref };
}

/** Whether a rule is told where nothing stands: that something is missing. What it should hold is no question then. */
export const asksForMore = ({ code }: Situation): boolean => /^IK304:I[69]$|^IK403:I9$/.test(code);

/** Every place that a condition names. */
export function placesOf(condition: Condition): readonly string[] {
  if ('has' in condition) return [condition.has];
  if ('lacks' in condition) return [condition.lacks];
  if ('counts' in condition) return [...listOf(condition.value), ...condition.counts];
  if ('value' in condition) return listOf(condition.value);
  if ('same' in condition) return condition.same;
  if ('inOrder' in condition) return condition.inOrder;
  if ('not' in condition) return placesOf(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(placesOf);
}

/** CCYYMMDD or CCYYMMDD-CCYYMMDD: the end of the first is not after the end of the second. */
function isInOrder(first: string, second: string): boolean {
  // In order, or no dates at all.
  if (first.length === 8 && second.length === 8 && first <= second) return true;
  const one = lastDay(first);
  const other = lastDay(second);
  return one === undefined || other === undefined || one <= other;
}
function lastDay(text: string): string | undefined {
  if (text.length === 8) return isDate(text) ? text : undefined;
  return text.length === 17 && checkFormat('RD8', text) === undefined ? text.slice(9) : undefined;
}

/** What reads an element or component of a segment; without a designator, whether the segment is there. */
export function readerOf(segmentId: string, ref: string | undefined): (segment: Segment) => string {
  if (ref === undefined) return (segment) => segment.id;
  const { element, component } = positionOf(segmentId, ref);
  if (component === undefined) return ({ cells }) => (element < cells.length ? (cells[element] ?? '') : '');
  return ({ cells, delimiters }) => {
    const text = element < cells.length ? (cells[element] ?? '') : '';
    if (text === '' || !text.includes(delimiters.component)) return component === 1 ? text : '';
    return text.split(delimiters.component)[component - 1] ?? '';
  };
}

/** A rule of a segment: it looks at nothing else. */
export interface SegmentRule {
  readonly situation: Situation;
  isBroken(segment: Segment): boolean;
}
const known = new WeakMap<SegmentSpec<Fields>, readonly SegmentRule[]>();
export function segmentRules(spec: SegmentSpec<Fields>): readonly SegmentRule[] {
  const made = known.get(spec);
  if (made !== undefined) return made;
  const read = (place: string) => readerOf(spec.id, place);
  const rules = spec.situations.map((situation): SegmentRule => {
    const applies = situation.when === undefined ? undefined : testOf(situation.when, read);
    const holds = testOf(situation.must, read);
    return {
      situation,
      isBroken: (segment) => (applies === undefined || applies(segment)) && !holds(segment),
    };
  });
  known.set(spec, rules);
  return rules;
}
