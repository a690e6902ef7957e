import { describe, expect, test } from 'vitest';
import { type Allowed, checkFloats, WITHOUT_FLOATS } from './floats.ts';
import { sourcesIn } from './project.ts';
import { parseSource } from './source.ts';
import { print } from './violation.ts';

/** Numbers that are whole by what they are; each with the reason. Minutes and counts are no quantities of a drug. */
const ALLOWED: readonly Allowed[] = [
  { path: 'src/claim/chartPath.ts', code: 'Number(index)', why: 'digits of a path, by the pattern that found them' },
  { path: 'src/claim/visit.ts', code: 'Number(a.start === undefined)', why: '0 or 1, for sorting' },
  { path: 'src/claim/visit.ts', code: 'Number(b.start === undefined)', why: '0 or 1, for sorting' },
  { path: 'src/claim/visit.ts', code: 'Number(a.name > b.name)', why: '0 or 1, for sorting' },
  {
    path: 'src/claim/writeback.ts',
    code: 'Number(formatCents(amount))',
    why: 'FHIR wants a JSON number: fifteen digits are printed as they were read',
  },
  {
    path: 'src/coding/homeInfusion.ts',
    code: 'Math.floor((minutes + medicare.rounding_minutes) / medicare.unit_minutes)',
    why: 'whole minutes into whole quarters',
  },
  {
    path: 'src/coding/homeInfusion.ts',
    code: '(minutes + medicare.rounding_minutes) / medicare.unit_minutes',
    why: 'whole minutes into whole quarters',
  },
  {
    path: 'src/coding/homeInfusion.ts',
    code: 'Math.ceil(Math.max(0, minutes - covered) / 60)',
    why: 'whole minutes into whole hours',
  },
  {
    path: 'src/coding/homeInfusion.ts',
    code: 'Math.max(0, minutes - covered) / 60',
    why: 'whole minutes into whole hours',
  },
  { path: 'src/coding/siteCodes.ts', code: 'Number(isReason(b.initial, visit))', why: '0 or 1, for sorting' },
  { path: 'src/coding/siteCodes.ts', code: 'Number(isReason(a.initial, visit))', why: '0 or 1, for sorting' },
  {
    path: 'src/coding/siteCodes.ts',
    code: 'Math.floor((minutes - times.extra_hour_needs_more_than - 1) / 60)',
    why: 'whole minutes into whole hours',
  },
  {
    path: 'src/coding/siteCodes.ts',
    code: '(minutes - times.extra_hour_needs_more_than - 1) / 60',
    why: 'whole minutes into whole hours',
  },
  { path: 'src/coding/timeline.ts', code: 'Number(text.slice(0, 2))', why: 'two digits of a clock' },
  { path: 'src/coding/timeline.ts', code: 'Number(text.slice(3, 5))', why: 'two digits of a clock' },
  {
    path: 'src/coding/case.ts',
    code: 'z.union([z.string(), z.number()]).transform(Number)',
    why: 'counts of containers and minutes; what is not whole is refused behind it',
  },
  {
    path: 'src/coding/units.ts',
    code: 'amount.divToInt(size).toNumber()',
    why: 'a whole quotient, below 2^53 by the limits of a case',
  },
  { path: 'src/coding/vialChoice.ts', code: 'size / step', why: 'bigint by bigint, without a remainder' },
  { path: 'src/coding/vialChoice.ts', code: 'a % b', why: 'bigint by bigint' },
  { path: 'src/coding/vialChoice.ts', code: 'weights.map(Number)', why: 'whole and below MOST_STEPS' },
  { path: 'src/coding/vialChoice.ts', code: 'Number(target)', why: 'whole and below MOST_STEPS' },
  // A quantity of few digits is a whole number below 2^53 beside the place of its point.
  { path: 'src/quantity.ts', code: 'dividend % divisor', why: 'what two whole numbers leave over is whole' },
  { path: 'src/quantity.ts', code: 'dividend / divisor', why: 'only where nothing is left over' },
  { path: 'src/quantity.ts', code: '(dividend - rest) / divisor', why: 'what is left over is taken off before' },
  { path: 'src/quantity.ts', code: 'digits % 10', why: 'the last digit of a whole number' },
  { path: 'src/quantity.ts', code: 'digits /= 10', why: 'only where the last digit is a zero' },
  { path: 'src/quantity.ts', code: "Number(text.replace('.', ''))", why: 'at most fifteen digits and nothing else' },
  {
    path: 'src/quantity.ts',
    code: 'this.exact().toNumber()',
    why: 'what leaves a quantity is looked at where it does',
  },
  { path: 'src/quantity.ts', code: 'value.ceil().toNumber()', why: 'whole units' },
  { path: 'src/quantity.ts', code: 'value.floor().toNumber()', why: 'whole units' },
];

describe('no binary float', () => {
  const sources = sourcesIn('src').filter(({ path }) => WITHOUT_FLOATS.some((place) => path.startsWith(place)));

  test('touches a dose, a unit or an amount', () => {
    expect(sources.length).toBeGreaterThan(40);
    expect(sources.flatMap((source) => checkFloats(source, ALLOWED)).map(print)).toEqual([]);
  });

  test('is excused that is not there any more', () => {
    const used = (one: Allowed) =>
      sources.some(
        (source) =>
          source.path === one.path &&
          checkFloats(
            source,
            ALLOWED.filter((other) => other !== one),
          ).length > 0,
      );
    expect(ALLOWED.filter((one) => !used(one))).toEqual([]);
  });

  test.each([
    'export const a = (b: number) => b / 2;',
    'export const a = (b: number) => b % 0.1;',
    'export const a = parseFloat("1");',
    'export const a = Number.parseFloat("1");',
    'export const a = Number("1.5");',
    'export const a = +"1.5";',
    'export const a = 0.1;',
    'export const a = Math.round(1);',
    'export const a = (b: { toNumber(): number }) => b.toNumber();',
    'let a = 1; a /= 3;',
  ])('%s is noticed', (code) => {
    expect(checkFloats(parseSource('src/coding/a.ts', code), []).length).toBeGreaterThan(0);
  });

  test.each(['export const a = 4n / 2n;', 'export const a = 1 + 2 * 3;', '/* 0.1 */ export const a = "1 / 2";'])(
    '%s is not',
    (code) => expect(checkFloats(parseSource('src/coding/a.ts', code), [])).toEqual([]),
  );
});
