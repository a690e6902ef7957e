/**
 * Our guides, position by position, against the fact tables in `facts/`. What differs stands in `differences.txt`, each
 * with its reason from `reasons.ts`: a difference without a reason is a mistake, and so is a reason without a difference.
 * The tables are checked in their turn against the reference beside the project (INFUSEBRIDGE_SHARED or ../shared).
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { printFacts, readFacts, unwrap } from './facts.ts';
import { compare, type PublishedNode } from './published.ts';
import { described } from './reasons.ts';

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname;
const isUpdating = process.env['UPDATE_FACTS'] !== undefined;
const tableOf = (name: string) => new URL(`facts/${name}.txt`, import.meta.url).pathname;

interface Reference {
  readonly structure: readonly PublishedNode[];
}
/** The reference as a fact table without names; undefined where it does not lie beside the project. */
function referenceOf(file: string, segment: string | undefined): string | undefined {
  const path = `${shared}/x12/reference/${file}.json`;
  if (!existsSync(path)) {
    console.warn(`NOT CHECKED: ${file} is not beside the project; the facts were compared with nothing`);
    return undefined;
  }
  const { structure } = JSON.parse(readFileSync(path, 'utf8')) as Reference;
  const wanted = unwrap(structure).filter(
    (node) => segment === undefined || ('segment' in node && node.segment === segment),
  );
  return printFacts(wanted, new Map());
}

describe.each(described)('the facts of the $guide.name', ({ guide, reference, segment, reasons }) => {
  const table = tableOf(guide.name.replaceAll(' ', '-'));
  if (isUpdating) {
    const facts = readFacts(referenceOf(reference, segment) ?? '');
    writeFileSync(table, printFacts(facts.structure, compare(guide, facts.structure).names));
  }
  const { structure, names } = readFacts(readFileSync(table, 'utf8'));
  const { differences, names: ours } = compare(guide, structure);

  test('are those of the reference', () => {
    const expected = referenceOf(reference, segment);
    if (expected !== undefined) expect(printFacts(structure, new Map())).toBe(expected);
  });

  test('are what the guide says, but for the differences with a reason', () => {
    const told = differences.map((one) => {
      const reason = reasons.find(([pattern]) => pattern.test(one))?.[1];
      return `${guide.name}${one}\n    ${reason ?? 'NO REASON IS GIVEN'}`;
    });
    expect(told.filter((one) => one.endsWith('NO REASON IS GIVEN'))).toEqual([]);
    expect(reasons.filter(([pattern]) => !differences.some((one) => pattern.test(one)))).toEqual([]);
  });

  test('carry the names of the guide', () => {
    const wrong = [...names].filter(([node, name]) => (ours.get(node) ?? '-') !== name);
    expect(wrong.map(([node, name]) => [name, ours.get(node), node])).toEqual([]);
  });
});

test('a fact that the guide does not hold is told, whatever it is about', () => {
  const guide = described.find(({ guide: { name } }) => name === '999')?.guide;
  if (guide === undefined) throw new Error('the 999 is described');
  const facts = readFileSync(tableOf('999'), 'utf8');
  const known = compare(guide, readFacts(facts).structure).differences;
  const toldOf = (from: string, to: string) => {
    expect(facts).toContain(from);
    const told = compare(guide, readFacts(facts.replace(from, to)).structure).differences;
    return told.filter((one) => !known.includes(one)).join('; ');
  };
  expect(toldOf('AK9 R 1 result', 'AK9 R 1 result ! P0506')).toBe('/AK9*A lacks the note P0506');
  expect(toldOf('03 R N0 1-6 received', '03 S N0 1-6 received')).toBe('/AK9*A AK903 is R, published S');
  expect(toldOf('03 R N0 1-6 received', '03 R N0 1-7 received')).toBe('/AK9*A AK903 is 1-6 long, published 1-7');
  expect(toldOf('A|E|M|P|R|W|X', 'A|E|M|P|R|W')).toBe('/AK9*A AK901 adds X');
  expect(toldOf('CTX S 9', 'CTX S 8')).toBe('/2000/2100/CTX*SITUATIONAL TRIGGER comes 9 times, published 8');
  const [first = '', ...others] = facts.split(/^(?=AK9 )/m);
  expect(compare(guide, readFacts(others.join('') + first).structure).differences).toContain(
    '/AK9 (result) stands after AK2',
  );
});

test('every deliberate difference is listed with its reason', async () => {
  const lines = described.flatMap(({ guide, reasons }) => {
    const { structure } = readFacts(readFileSync(tableOf(guide.name.replaceAll(' ', '-')), 'utf8'));
    return compare(guide, structure).differences.map(
      (one) => `${guide.name} ${one}\n    ${reasons.find(([pattern]) => pattern.test(one))?.[1] ?? ''}`,
    );
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('differences.txt');
});
