import { describe, expect, test } from 'vitest';
import { checkSyntax } from '../../src/x12/check.ts';
import { findGuide, guides } from '../../src/x12/guides/index.ts';
import { interchangeAcknowledgement } from '../../src/x12/guides/ta1.ts';
import { bandsOf, entriesOf, type Place, positionOf, signsOf } from '../../src/x12/layout.ts';
import {
  type Field,
  type Fields,
  K,
  type LoopSpec,
  loop,
  type Node,
  type SegmentSpec,
  segment,
} from '../../src/x12/schema.ts';
import { small } from './small.ts';

/** Every loop and segment of a guide, with its path. */
function nodesOf(fields: Fields, path: string): { readonly path: string; readonly node: Node }[] {
  return entriesOf(fields).flatMap(([key, field]) => {
    if (field.is !== 'use') throw new Error(`${path}.${key} is an element outside of a segment`);
    const here = `${path}.${key}`;
    const inner = field.of.is === 'loop' ? nodesOf(field.of.fields, here) : [];
    return [{ path: here, node: field.of }, ...inner];
  });
}
const isCamelCase = (key: string) => /^[a-z][A-Za-z0-9]*$/.test(key);

function elementFaults(spec: SegmentSpec<Fields>): string[] {
  const faults: string[] = [];
  let last = 0;
  const visit = (fields: Fields, lowest: number) => {
    for (const [key, field] of entriesOf(fields)) {
      if (!isCamelCase(key)) faults.push(`${key} is not in camel case`);
      if (field.is === 'use') {
        faults.push(`${key} is a segment inside of a segment`);
        continue;
      }
      const { element, component } = positionOf(spec.id, field.at);
      const place = element * 100 + (component ?? 0);
      if (place <= last && !('fields' in field)) faults.push(`${field.at} does not ascend`);
      if (place < lowest) faults.push(`${field.at} stands before its composite or series`);
      if ('type' in field) {
        if (field.type.codes?.length === 0) faults.push(`${field.at} has an empty code list`);
        if (new Set(field.type.codes).size !== (field.type.codes?.length ?? 0))
          faults.push(`${field.at} repeats a code`);
        if (field.type.min < 1 || field.type.min > field.type.max) faults.push(`${field.at} has no sensible length`);
      }
      if ('fields' in field) visit(field.fields, element * 100);
      last = Math.max(last, place);
      if (field.is === 'series') last = (element + field.stride * field.times) * 100 - 1;
    }
  };
  visit(spec.fields, 0);
  for (const note of spec.syntax) {
    if (!/^[PRECL](\d\d){2,}$/.test(note)) faults.push(`${note} is no syntax note`);
    else checkSyntax(note, () => false);
  }
  return faults;
}

/** Two places of one band must differ in an element that both pin down. */
function areDistinct(a: Place, b: Place): boolean {
  return signsOf(a.opener).some((one) =>
    signsOf(b.opener).some(
      (other) =>
        one.position.element === other.position.element &&
        (one.position.component ?? 1) === (other.position.component ?? 1) &&
        !one.allowed.some((code) => other.allowed.includes(code)),
    ),
  );
}
function bandFaults(fields: Fields): string[] {
  return bandsOf(fields).flatMap((band) =>
    band.flatMap((a, n) =>
      band
        .slice(n + 1)
        .flatMap((b) => (areDistinct(a, b) ? [] : [`${a.key} and ${b.key} (${a.opener.id}) look the same`])),
    ),
  );
}
function loopFaults(loop: LoopSpec<Fields>): string[] {
  const keys = Object.keys(loop.fields);
  const opener = entriesOf(loop.fields)[0]?.[1];
  const named = loop.rules.flatMap((rule) => Object.values(rule).flat() as string[]);
  return [
    ...named.filter((key) => !keys.includes(key)).map((key) => `a rule names ${key}, which is not there`),
    ...(opener?.is === 'use' && opener.usage === 'R' ? [] : ['the first member of a loop opens it and must be R']),
    ...bandFaults(loop.fields),
  ];
}
const silentFaults = (fields: Fields): string[] =>
  bandsOf(fields)
    .flat()
    .filter((place) => place.silent && place.use.usage === 'S')
    .map((place) => `${place.key} is situational and holds no value, so it can never be written`);

describe.each([small, ...guides].map((guide) => [guide.name, guide] as const))('the %s guide', (_name, guide) => {
  const nodes = nodesOf(guide.body, guide.name);
  const told = (faults: (node: Node) => readonly string[]) =>
    nodes.flatMap(({ path, node }) => faults(node).map((fault) => `${path} (${node.id}): ${fault}`));

  test('has ascending positions, sound codes and lengths, and names in camel case in every segment', () => {
    expect(told((node) => (node.is === 'segment' ? elementFaults(node) : []))).toEqual([]);
  });
  test('can tell neighbours of one id apart, and opens every loop with a required segment', () => {
    expect(told((node) => (node.is === 'loop' ? loopFaults(node) : []))).toEqual([]);
    expect(bandFaults(guide.body)).toEqual([]);
  });
  test('has a value in every situational segment', () => {
    expect(told((node) => (node.is === 'loop' ? silentFaults(node.fields) : []))).toEqual([]);
    expect(silentFaults(guide.body)).toEqual([]);
  });
  test('names its members in camel case', () => {
    expect(nodes.map(({ path }) => path.split('.').at(-1) ?? '').filter((key) => !isCamelCase(key))).toEqual([]);
  });
});

test('the TA1 segment follows the same rules', () => {
  expect(elementFaults(interchangeAcknowledgement)).toEqual([]);
});

test('every guide is found by its version, set and purpose, and by none other', () => {
  for (const guide of guides)
    for (const purpose of guide.purposes ?? [undefined])
      expect(findGuide(guide.version, guide.set, purpose)?.name).toBe(guide.name);
  const keys = guides.flatMap(({ version, set, purposes }) => (purposes ?? ['']).map((p) => `${version} ${set} ${p}`));
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ['005010X222', '837', '837P'],
  ['005010X222A2', '837', '837P'],
  ['005010X223A3', '837', '837I'],
  ['005010X221', '835', '835'],
])('%s means the %s guide %s', (version, set, name) => {
  expect(findGuide(version, set)?.name).toBe(name);
});

test('the version of the general claim status is not taken for the claim acknowledgement', () => {
  expect(findGuide('005010X212', '277')).toBeUndefined();
  expect(findGuide('005010X214', '277')?.name).toBe('277CA');
});

test('the lint sees what is wrong', () => {
  const wrong: Field = {
    is: 'element',
    usage: 'R',
    at: 'REF01',
    type: { kind: 'AN', min: 2, max: 1, codes: [] },
    phi: false,
  };
  const fields = {
    number: { ...wrong, at: 'REF02', type: { kind: 'AN', min: 1, max: 2, codes: ['A', 'A'] } },
    Kind_: wrong,
  };
  expect(
    elementFaults({ is: 'segment', id: 'REF', fields: fields as Fields, syntax: ['X01'], situations: [] }),
  ).toEqual([
    'REF02 repeats a code',
    'Kind_ is not in camel case',
    'REF01 does not ascend',
    'REF01 has an empty code list',
    'REF01 has no sensible length',
    'X01 is no syntax note',
  ]);
  const twin: Field = { is: 'use', usage: 'S', arity: 'one', max: 1, of: segment('REF', { kind: K('REF01', 'G1') }) };
  expect(bandFaults({ one: twin, two: twin })).toEqual(['one and two (REF) look the same']);
  expect(silentFaults({ one: twin })).toEqual(['one is situational and holds no value, so it can never be written']);
  expect(loopFaults(loop('2000', { one: twin }, [{ exactlyOne: ['two'] }]))).toEqual([
    'a rule names two, which is not there',
    'the first member of a loop opens it and must be R',
  ]);
});
