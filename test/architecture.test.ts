import { describe, expect, test } from 'vitest';
import { checkCycles, checkDirection } from './house/directions.ts';
import { checkConsole, checkLanguage, checkLength } from './house/language.ts';
import { dependencies, filesIn, readText, sourcesIn } from './house/project.ts';
import { checkDeclared, checkPackages, checkPurity } from './house/purity.ts';
import type { Source } from './house/source.ts';
import { print, type Violation } from './house/violation.ts';
import { checkWords } from './house/words.ts';

const product = sourcesIn('src', 'queues');
const scripts = sourcesIn('scripts', 'bench');
const broken = (check: (source: Source) => Violation[], sources = product): string[] =>
  sources.flatMap(check).map(print);

describe('the house', () => {
  test('has sources to check', () => {
    expect(product.length).toBeGreaterThan(5);
  });

  test('imports in one direction: the shell knows the slices, the slices know the leaves, never the other way', () => {
    expect(broken(checkDirection)).toEqual([]);
  });

  test('has no circles of imports', () => {
    expect(checkCycles(product).map(print)).toEqual([]);
  });

  test('sees no clock, randomness, environment, disk or network below the shell', () => {
    expect(broken(checkPurity)).toEqual([]);
  });

  test('keeps each outside package to the place that owns it', () => {
    expect(broken(checkPackages)).toEqual([]);
    expect(broken((source) => checkDeclared(source, dependencies()))).toEqual([]);
  });

  test('writes erasable, typed TypeScript with named exports', () => {
    expect(broken(checkLanguage, [...product, ...scripts])).toEqual([]);
  });

  test('prints only from commands', () => {
    expect(broken(checkConsole)).toEqual([]);
  });

  test('keeps files short', () => {
    expect(broken(checkLength, [...product, ...scripts])).toEqual([]);
  });

  test('draws the values of properties in one place, where their seed is', () => {
    const drawing = sourcesIn('test').filter(({ text }) => /^import .* from 'fast-check'/m.test(text));
    expect(drawing.map(({ path }) => path)).toEqual(['test/properties.ts']);
  });

  test('holds no unfinished work and no path of one machine', () => {
    const files = filesIn('').filter((path) => path !== 'package-lock.json' && path !== 'LICENSE');
    const texts = files.map((path) => ({ path, text: readText(path) })).filter(({ text }) => !text.includes('\0'));
    expect(texts.flatMap(({ path, text }) => checkWords(path, text)).map(print)).toEqual([]);
  });
});
