import { Decimal as Long } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { ceilUnits, Decimal, floorUnits, formatDecimal, lesserOf, parseDecimal, sumOf } from '../src/quantity.ts';
import { fc } from './properties.ts';

/** What decimal.js says of the same texts is the truth: every answer as text. */
const PAIRS: Readonly<Record<string, (a: Long | Decimal, b: string) => unknown>> = {
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  div: (a, b) => a.div(b),
  divToInt: (a, b) => a.divToInt(b),
  mod: (a, b) => a.mod(b),
  eq: (a, b) => a.eq(b),
  lt: (a, b) => a.lt(b),
  lte: (a, b) => a.lte(b),
  gt: (a, b) => a.gt(b),
  gte: (a, b) => a.gte(b),
  comparedTo: (a, b) => Math.sign(a.comparedTo(b)),
};
const SINGLES: Readonly<Record<string, (a: Long | Decimal) => unknown>> = {
  itself: (a) => a,
  abs: (a) => a.abs(),
  floor: (a) => a.floor(),
  ceil: (a) => a.ceil(),
  sqrt: (a) => (a.gte(0) ? a.sqrt() : 0),
  pow: (a) => (a.isZero() ? 0 : a.pow(-1)),
  isZero: (a) => a.isZero(),
  isInteger: (a) => a.isInteger(),
  isFinite: (a) => a.isFinite(),
  decimalPlaces: (a) => a.decimalPlaces(),
  precision: (a) => a.precision(),
  toNumber: (a) => a.toNumber(),
  'to one decimal': (a) => a.toDecimalPlaces(1),
  'to three decimals, halves to the even': (a) => a.toDecimalPlaces(3, Long.ROUND_HALF_EVEN),
  'as text': (a) => a.toString(),
  'in JSON': (a) => JSON.stringify(a),
};
const told = (answer: unknown): unknown =>
  answer instanceof Decimal || answer instanceof Long ? answer.toFixed() : answer === 0 ? 0 : answer;

/** Where a number begins to lose count, where a text is too long, what else decimal.js reads. */
const EDGES = [
  ...['0', '-0', '0.0', '+4.2', '.5', '5.', '007', '1e3', '1.5e-3', '1e21', '1e-7', '1e400', '-1e-400', '4.20', '100'],
  ...['9007199254740991', '9007199254740992', '9007199254740993', '-9007199254740993', '900719925474099.3'],
  ...['99999999999999', '999999999999999', '9999999999999999', '0.000000000000001', '0.0000000000000001'],
  ...['3.0000000000000000000000001', '2.9999999999999999999999999', '33333333333333333333', '0.1', '-0.1', '3', '7'],
];
const digits = (most: number) => fc.stringMatching(new RegExp(`^\\d{1,${most}}$`));
const text = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(digits(4), digits(3)).map(([whole, rest]) => `${whole}.${rest}`) },
  { weight: 2, arbitrary: digits(9) },
  fc.tuple(fc.constantFrom('', '-'), digits(12), digits(12)).map(([sign, whole, rest]) => `${sign}${whole}.${rest}`),
  fc.tuple(digits(3), fc.integer({ min: -30, max: 30 })).map(([whole, exponent]) => `${whole}e${exponent}`),
  fc.constantFrom(...EDGES),
);

describe('a quantity is what decimal.js says', () => {
  test.each(Object.entries(PAIRS))('of two: %s', (_name, of) => {
    const same = (a: string, b: string): void => {
      expect([a, b, told(of(new Decimal(a), b))]).toEqual([a, b, told(of(new Long(a), b))]);
    };
    for (const a of EDGES) for (const b of EDGES) same(a, b);
    fc.assert(fc.property(text, text, same));
  });

  test.each(Object.entries(SINGLES))('of one: %s', (_name, of) => {
    const same = (a: string): void => {
      expect([a, told(of(new Decimal(a)))]).toEqual([a, told(of(new Long(a)))]);
    };
    for (const a of EDGES) same(a);
    fc.assert(fc.property(text, same));
  });

  test('when it comes out of other quantities', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const ours = new Decimal(a).times(b).minus(c).div(7).plus(b);
        const theirs = new Long(a).times(b).minus(c).div(7).plus(b);
        expect([a, b, c, ours.toFixed(), ours.isZero()]).toEqual([a, b, c, theirs.toFixed(), theirs.isZero()]);
      }),
    );
  });

  test('with as many decimals as fit', () => {
    const few = Array.from({ length: 20 }, (_, places) => new Decimal(3).plus(new Decimal(1, places)).toFixed());
    const theirs = Array.from({ length: 20 }, (_, places) => new Long(3).plus(`1e-${places}`).toFixed());
    expect(few).toEqual(theirs);
  });

  test('and a number of Decimal is one of digits with a point', () => {
    expect(
      [new Decimal(42, 1), new Decimal(4200, 2), new Decimal(-5, 3), new Decimal(0.25)].map(formatDecimal),
    ).toEqual(['4.2', '42', '-0.005', '0.25']);
    expect(new Decimal(0.25).decimalPlaces()).toBe(2);
  });
});

/** Nothing in it may ask decimal.js: its methods fail meanwhile. */
function withoutDecimalJs(run: () => unknown): unknown {
  const names = [
    'plus',
    'minus',
    'times',
    'div',
    'divToInt',
    'mod',
    'comparedTo',
    'toFixed',
    'toNumber',
    'toString',
  ] as const;
  const kept = names.map((name) => [name, Long.prototype[name]] as const);
  for (const name of names)
    Object.assign(Long.prototype, {
      [name]: () => {
        throw new Error(`decimal.js was asked for ${name}`);
      },
    });
  try {
    return run();
  } finally {
    for (const [name, method] of kept) Object.assign(Long.prototype, { [name]: method });
  }
}

describe('a quantity of few digits never needs decimal.js', () => {
  const amount = () => new Decimal('4.2');
  test.each<[string, () => unknown, unknown]>([
    ['plus', () => amount().plus('0.85').toFixed(), '5.05'],
    ['minus', () => amount().minus(5).toFixed(), '-0.8'],
    ['times', () => amount().times('0.25').toFixed(), '1.05'],
    ['div', () => amount().div('0.5').toFixed(), '8.4'],
    ['plus one of more decimals', () => amount().plus('0.001').toFixed(), '4.201'],
    ['minus one of more decimals', () => amount().minus(new Decimal(1, 3)).toFixed(), '4.199'],
    ['div by one of more decimals', () => amount().div('0.25').toFixed(), '16.8'],
    ['divToInt by one of more decimals', () => amount().divToInt('0.25').toFixed(), '16'],
    ['mod by one of more decimals', () => amount().mod('0.25').toFixed(), '0.2'],
    ['lte one of more decimals', () => amount().lte('4.201'), true],
    ['div to four decimals', () => amount().div('0.8').plus('0.0001').toFixed(), '5.2501'],
    ['divToInt', () => amount().divToInt('0.5').toFixed(), '8'],
    ['mod', () => amount().mod('0.5').toFixed(), '0.2'],
    ['lt', () => amount().lt('4.21'), true],
    ['gt', () => amount().gt(4), true],
    ['eq', () => amount().eq('4.20'), true],
    ['floor', () => new Decimal('84').floor().toNumber(), 84],
    ['ceil', () => new Decimal('84').ceil().toNumber(), 84],
    ['fifteen characters', () => new Decimal('99999999999.999').plus('0.001').toFixed(), '100000000000'],
    ['the most that counts', () => new Decimal(9007199254740990).plus(1).toFixed(), '9007199254740991'],
    ['zeros at the end', () => amount().plus('0.8').isInteger(), true],
    ['decimal places', () => amount().times('0.5').decimalPlaces(), 1],
    ['toDecimalPlaces', () => new Decimal('0.125').toDecimalPlaces(3).toFixed(), '0.125'],
    ['abs of nothing', () => new Decimal(0).abs().isZero(), true],
    ['abs', () => amount().abs().toFixed(), '4.2'],
  ])('%s', (_name, run, answer) => expect(withoutDecimalJs(run)).toBe(answer));

  test.each<[string, () => unknown]>([
    ['does not come out even', () => amount().div(9)],
    ['comes out even with five decimals', () => new Decimal(1).div(32)],
    ['has sixteen characters', () => new Decimal('9999999999999999')],
  ])('and one that %s does', (_name, run) => {
    expect(() => withoutDecimalJs(run)).toThrow('decimal.js was asked for');
  });
});

describe('quantities', () => {
  test.each(['', '.', '1,5', '1.5.2', 'NaN', 'Infinity', '0x10', '1e99999999999999999', '--1'])('%s is none', (wrong) =>
    expect(parseDecimal(wrong)).toBeUndefined(),
  );
  test.each([
    ['4.20', '4.2'],
    [' 7 ', '7'],
    ['-.5', '-0.5'],
    ['1E2', '100'],
    ['1e12', '1000000000000'],
  ])('%s is %s', (given, plain) => expect(parseDecimal(given)?.toFixed()).toBe(plain));

  test('are rounded to whole units, added up and compared', () => {
    const all = ['8.4', '0.6', '3'].map((each) => new Decimal(each));
    expect(all.map(ceilUnits)).toEqual([9, 1, 3]);
    expect(all.map(floorUnits)).toEqual([8, 0, 3]);
    expect([sumOf(all), sumOf([])].map(formatDecimal)).toEqual(['12', '0']);
    expect(lesserOf(new Decimal('8.4'), new Decimal('0.6')).toFixed()).toBe('0.6');
    expect(lesserOf(new Decimal('0.6'), new Decimal('8.4')).toFixed()).toBe('0.6');
  });
});
