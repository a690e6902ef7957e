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
    return (from) => tests.every((test) => test(from));
  }
  if ('any' in condition) {
    const tests = condition.any.map((one) => testOf(one, read));
    return (from) => tests.some((test) => test(from));
  }
  return valueTest(condition, listOf(condition.value).map(read));
}

type ValueCondition = Extract<Condition, { value: unknown }>;
function valueTest<From>(condition: ValueCondition, texts: readonly ReadPlace<From>[]): Test<From> {
  const fits = fittingOf(condition);
  if ('in' in condition) return (from) => texts.some((text) => fits(text(from)));
  return (from) => {
    for (const read of texts) {
      const text = read(from);
      if (text !== '' && !fits(text)) return false;
    }
    return true;
  };
}

function fittingOf(condition: ValueCondition): (text: string) => boolean {
  if ('in' in condition) return (text) => condition.in.includes(text);
  if ('notIn' in condition) return (text) => !condition.notIn.includes(text);
  if ('list' in condition) {
    const codes: ReadonlySet<string> = codeSets[condition.list];
    return (text) => codes.has(text);
  }
  const form = new RegExp(condition.like);
  return (text) => form.test(text);
}

const listOf = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);

/** Every place that a condition names. */
export function placesOf(condition: Condition): readonly string[] {
  if ('has' in condition) return [condition.has];
  if ('lacks' in condition) return [condition.lacks];
  if ('value' in condition) return listOf(condition.value);
  if ('same' in condition) return condition.same;
  if ('inOrder' in condition) return condition.inOrder;
  if ('not' in condition) return placesOf(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(placesOf);
}

/** CCYYMMDD or CCYYMMDD-CCYYMMDD: the end of the first is not after the end of the second. */
function isInOrder(first: string, second: string): boolean {
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
