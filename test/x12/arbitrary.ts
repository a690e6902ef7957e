/** A generator of valid values, derived from any guide. */

import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { entriesOf, positionOf } from '../../src/x12/layout.ts';
import { checkRules } from '../../src/x12/rules.ts';
import type { AnyGuide, DataType, Field, Fields, Guide, Infer, SegmentSpec } from '../../src/x12/schema.ts';
import { writeSegment } from '../../src/x12/writeSegment.ts';
import { fc } from '../properties.ts';

type Item = Readonly<Record<string, unknown>>;

/** Values that the guide allows, small enough to be written and read hundreds of times a second. */
export function arbitraryOf<F extends Fields>(guide: Guide<F>): fc.Arbitrary<Infer<Guide<F>>> {
  return membersOf(guide.body) as fc.Arbitrary<Infer<Guide<F>>>;
}
export const arbitraryOfAny = (guide: AnyGuide): fc.Arbitrary<unknown> => membersOf(guide.body);

function membersOf(fields: Fields): fc.Arbitrary<Item> {
  return record(entriesOf(fields).map(([key, field]) => [key, field, useOf(field)]));
}

/** A record whose required keys are always there and whose situational keys are there one time in three. */
function record(members: readonly (readonly [string, Field, fc.Arbitrary<unknown> | undefined])[]): fc.Arbitrary<Item> {
  const parts = members.flatMap(([key, field, arbitrary]) => {
    if (arbitrary === undefined) return [];
    const there = arbitrary.map((item): Item => ({ [key]: item }));
    const isRequired = 'usage' in field && field.usage === 'R';
    return [isRequired ? there : fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: there })];
  });
  return fc.tuple(...parts).map((items) => Object.assign({}, ...items) as Item);
}

function useOf(field: Field): fc.Arbitrary<unknown> | undefined {
  if (field.is !== 'use') throw new Error('an element outside of a segment');
  const { of, arity, max } = field;
  const one = of.is === 'segment' ? segmentOf(of) : loopOf(of.fields, of.rules);
  if (one === undefined || arity === 'one') return one;
  return fc.oneof(
    { weight: 3, arbitrary: fc.array(one, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(one, { minLength: 1, maxLength: max === '>1' ? 2 : Math.min(max, 3) }) },
  );
}

const loopOf = (fields: Fields, rules: Parameters<typeof checkRules>[0]): fc.Arbitrary<Item> =>
  membersOf(fields).filter((value) => checkRules(rules, (key) => value[key] !== undefined).length === 0);

/** undefined for a segment that reaches no value. Syntax notes are met by throwing away what breaks them. */
function segmentOf(spec: SegmentSpec<Fields>): fc.Arbitrary<Item> | undefined {
  if (entriesOf(spec.fields).every(([, field]) => field.is === 'constant' || field.is === 'derived')) return undefined;
  return elementsOf(spec.id, spec.fields)
    .chain((value) => datedOf(spec, value))
    .filter((value) => {
      let sound = true;
      const derive = () => '1';
      const report = () => {
        sound = false;
      };
      writeSegment(spec, value, { delimiters: ourDelimiters, derive, report });
      return sound;
    });
}

/** DTP and DMG name the format of their date in another element. */
function datedOf(spec: SegmentSpec<Fields>, value: Item): fc.Arbitrary<Item> {
  const date = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;
  const find = (element: number) =>
    entriesOf(spec.fields).find(([, field]) => field.is !== 'use' && positionOf(spec.id, field.at).element === element);
  const [format, dated] = [find(date - 1), find(date)];
  if (date === 0 || format === undefined || dated === undefined || value[dated[0]] === undefined)
    return fc.constant(value);
  const qualifier = format[1].is === 'constant' ? format[1].value : value[format[0]];
  const text = qualifier === 'RD8' ? period : qualifier === 'TM' ? clock(4, 4) : qualifier === 'DT' ? moment : day;
  return text.map((sent) => ({ ...value, [dated[0]]: sent }));
}

function elementsOf(segmentId: string, fields: Fields): fc.Arbitrary<Item> {
  return record(entriesOf(fields).map(([key, field]) => [key, field, elementOf(segmentId, field)]));
}

/** undefined for what the writer supplies. */
function elementOf(segmentId: string, field: Field): fc.Arbitrary<unknown> | undefined {
  switch (field.is) {
    case 'constant':
    case 'derived':
      return undefined;
    case 'element':
      return textOf(field.type);
    case 'repetition':
      return fc.array(textOf(field.type), { minLength: 1, maxLength: Math.min(field.max, 3) });
    case 'composite':
      return compositeOf(segmentId, field.fields);
    case 'composites':
      return fc.array(compositeOf(segmentId, field.fields), { minLength: 1, maxLength: Math.min(field.max, 3) });
    case 'series': {
      const run = compositeOf(segmentId, field.fields);
      return fc.array(run, { minLength: 1, maxLength: Math.min(field.times, 3) });
    }
    case 'use':
      throw new Error(`${segmentId}: a segment inside of a segment`);
  }
}

/** A composite or a run that is there has something in it. */
const compositeOf = (segmentId: string, fields: Fields): fc.Arbitrary<Item> =>
  elementsOf(segmentId, fields).filter(
    (value) => Object.keys(value).length > 0 || entriesOf(fields).some(([, field]) => field.is === 'constant'),
  );

function textOf(type: DataType<unknown>): fc.Arbitrary<unknown> {
  if (type.codes !== undefined)
    return fc.constantFrom(...type.codes).map((text) => (type.kind === 'N0' ? Number(text) : text));
  if (type.format !== undefined) return period;
  switch (type.kind) {
    case 'AN':
      return letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcxyz0123456789 .,-/()\'"&#', type).filter(
        (text) => !/^ *$| $/.test(text),
      );
    case 'ID':
      return letters('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', type);
    case 'N0':
      return fc.integer({ min: 0, max: 10 ** Math.min(type.max, 9) - 1 });
    case 'R':
      return decimalOf(type);
    case 'DT':
      return type.min === 6 ? day.map((text) => text.slice(2)) : day;
    case 'TM':
      return clock(type.min, type.max);
  }
}

const letters = (alphabet: string, { min, max }: DataType<unknown>): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: min, maxLength: Math.min(max, min + 10) });

const decimalOf = ({ min, max }: DataType<unknown>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 0, max: 10 ** Math.min(max, 7) - 1 }), fc.integer({ min: 0, max: 2 }), fc.boolean())
    .map(([whole, decimals, negative]) => {
      const digits = String(whole)
        .padStart(Math.max(min, decimals + 1), '0')
        .slice(0, max);
      const point = digits.length - decimals;
      const text = decimals === 0 || point < 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
      return negative ? `-${text}` : text;
    });

const day = fc
  .tuple(fc.integer({ min: 1900, max: 2099 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, date]) => `${year}${String(month).padStart(2, '0')}${String(date).padStart(2, '0')}`);
const period = fc.tuple(day, day).map(([a, b]) => (a < b ? `${a}-${b}` : `${b}-${a}`));
const clock = (min: number, max: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.constantFrom(4, 6, 7, 8))
    .map(([hour, minute, length]) => {
      const text = `${String(hour).padStart(2, '0')}${String(minute).padStart(2, '0')}5999`;
      return text.slice(0, length >= min && length <= max ? length : min);
    });
const moment = fc.tuple(day, clock(4, 4)).map(([date, time]) => date + time);
