import { fc } from '../properties.ts';
/** Values that are almost in order. */

/** What may come to stand where a value had something else. */
export const odd: fc.Arbitrary<unknown> = fc.constantFrom(
  '',
  ' ',
  'A ',
  'A*B',
  ':',
  '~',
  '^',
  'É',
  '\uff5e',
  '*\u0301',
  '\u0001',
  '\u007f',
  'X'.repeat(300),
  'x',
  '20261340',
  '-',
  '1.',
  '.5',
  '1E3',
  7,
  -1,
  1.5,
  undefined,
  [],
  {},
);

/** One part of a value, named by the steps that lead to it, exchanged for something else. */
export function hurt(item: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof item !== 'object' || item === null) return by;
  const keys = Object.keys(item);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(item) ? [...item] : { ...item };
  Reflect.set(copy, key, hurt(Reflect.get(item, key), rest, by));
  return copy;
}

/** The same value with its keys in another order, at every depth. */
export function shuffled(item: unknown, chance: Iterator<number>): unknown {
  if (Array.isArray(item)) return item.map((one) => shuffled(one, chance));
  if (typeof item !== 'object' || item === null) return item;
  const draw = () => Number(chance.next().value);
  const entries = Object.entries(item).map(([key, one]) => [draw(), key, shuffled(one, chance)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, key, one]) => [key, one]));
}
