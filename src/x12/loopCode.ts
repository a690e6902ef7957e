/**
 * Code for the loops of one kind, written from the guide: a function that reads the bytes of a loop that is wholly in
 * order, with one expression for each element, and gives up at the first doubt. What is in the code comes from the
 * guide alone: numbers, and our keys as JSON.
 */

import { entriesOf, layoutOf, type Place, positionOf, type Sign } from './layout.ts';
import { type CodeList, packedText } from './loopBytes.ts';
import type { Field, Fields, LoopSpec, SegmentSpec } from './schema.ts';
import { LEAVE, literal, SegmentCode, shape, Unfit } from './segmentCode.ts';

export interface LoopCode {
  /** The body of a function of `h` (the functions of `loopBytes.ts`) and `lists`, that gives the reader. */
  readonly source: string;
  readonly lists: readonly CodeList[];
  /** What the reader notes of each segment is an index into these. */
  readonly placed: readonly PlacedSpec[];
}
/** A segment of the loop, or of the line inside of it. */
export interface PlacedSpec {
  readonly spec: SegmentSpec<Fields>;
  readonly line: LoopSpec<Fields> | undefined;
  readonly opensLine: boolean;
}

/** The code for a loop, or undefined where it has a form that is not compiled. */
export function loopCodeOf(loop: LoopSpec<Fields>): LoopCode | undefined {
  try {
    return new Writer().loop(loop);
  } catch (problem) {
    if (problem instanceof Unfit) return undefined;
    throw problem;
  }
}

class Writer {
  readonly #segments = new SegmentCode();
  readonly #placed: PlacedSpec[] = [];
  #line: LoopSpec<Fields> | undefined;

  loop(loop: LoopSpec<Fields>): LoopCode {
    const places = layoutOf(loop.fields).places;
    const line = places.at(-1);
    const lineLoop = line?.use.of.is === 'loop' ? line.use.of : undefined;
    this.#line = lineLoop;
    if (places.some(({ use }) => use.of.is === 'loop' && use.of !== lineLoop)) throw new Unfit('more than one loop');
    if (loop.rules.length > 0 || (lineLoop?.rules.length ?? 0) > 0) throw new Unfit('rules between members');
    const linePlaces = lineLoop === undefined ? [] : layoutOf(lineLoop.fields).places;
    if (linePlaces.some(({ use }) => use.of.is === 'loop')) throw new Unfit('three levels');
    const own = lineLoop === undefined || line === undefined ? places : places.slice(0, -1);

    const opensLine =
      line === undefined || lineLoop === undefined ? undefined : this.#opening(line, linePlaces[0], linePlaces);
    const ids = [...new Set([...places, ...linePlaces].map(({ opener }) => opener.id))];
    const cases = ids.map((id) => {
      const inLine = linePlaces.slice(1).filter(({ opener }) => opener.id === id);
      const inLoop = own.filter(({ opener }) => opener.id === id);
      const opens = opensLine !== undefined && line?.opener.id === id ? [opensLine] : [];
      const ofLine = inLine.map((place) => this.#place(place, 'line', 'l'));
      const ofLoop = inLoop.map((place) => this.#place(place, 'loop', 'c'));
      const body =
        linePlaces.length === 0 ? ofLoop : [...opens, 'if (line !== undefined) {', ...ofLine, LEAVE, '}', ...ofLoop];
      return [`case ${packedText(id)}: {`, ...body, LEAVE, '}'].join('\n');
    });
    const counters = [...own.map(({ index }) => `c${index}`), ...linePlaces.map(({ index }) => `l${index}`), 'lines'];
    this.#segments.functions.push(shape('Loop'), shape('Line'));
    const source = [
      "'use strict';",
      'const { split, splitComponents, packed, isDecimal, dayIn, isTimeIn, append } = h;',
      ...this.#segments.lists.map((_, n) => `const t${n} = lists[${n}];`),
      ...this.#segments.functions,
      'return function (b, end, text, cuts, parts, kinds, trail) {',
      'const loop = new Loop();',
      'let line, at = 0, n = 0, first = 0, v, band = 0, lineBand = 0, seen = 0;',
      `let ${counters.map((counter) => `${counter} = 0`).join(', ')};`,
      'for (;;) {',
      'while (b[at] === 10 || b[at] === 13) at++;',
      'if (at >= end) break;',
      'n = split(b, at, cuts, kinds);',
      `if (n < 0) ${LEAVE}`,
      'first = n === 0 ? 0 : packed(b, cuts[1], cuts[2] - 1);',
      'switch (packed(b, at, cuts[1] - 1)) {',
      ...cases,
      `default: ${LEAVE}`,
      '}',
      '}',
      ...(linePlaces.length === 0 ? [] : [`if (line !== undefined && (${missing(linePlaces, 'l')})) ${LEAVE}`]),
      `if (${missing(own, 'c')}) ${LEAVE}`,
      ...(line?.use.usage === 'R' && lineLoop !== undefined ? [`if (lines === 0) ${LEAVE}`] : []),
      'return loop;',
      '};',
    ].join('\n');
    return { source, lists: this.#segments.lists, placed: this.#placed };
  }

  /** A new line opens wherever the loop has come to, when the one before it is complete. */
  #opening(line: Place, first: Place | undefined, linePlaces: readonly Place[]): string {
    if (first?.use.of.is !== 'segment' || line.use.arity !== 'many') throw new Unfit('a loop that begins with a loop');
    const most = line.use.max === '>1' ? '' : `if (lines >= ${line.use.max}) ${LEAVE}`;
    return [
      `if (line !== undefined && (${missing(linePlaces, 'l')})) ${LEAVE}`,
      most,
      'lines += 1;',
      'line = new Line();',
      `loop[${literal(line.key)}] = append(loop[${literal(line.key)}], line);`,
      `band = ${line.band}; lineBand = 0; ${linePlaces.map(({ index }) => `l${index} = 0;`).join(' ')}`,
      'l0 = 1;',
      `v = ${this.#segments.reader(first.use.of)}(b, n, text, cuts, parts, kinds);`,
      `if (v === undefined) ${LEAVE}`,
      ...(first.silent ? [] : [`line[${literal(first.key)}] = v;`]),
      this.#note(first.use.of, true, true),
      'at = cuts[n + 1];',
      'continue;',
    ].join('\n');
  }

  #place(place: Place, holder: 'loop' | 'line', prefix: 'c' | 'l'): string {
    const { use, key, band, index, silent, signs } = place;
    if (use.of.is !== 'segment') throw new Unfit('a loop among the segments');
    const count = `${prefix}${index}`;
    const name = holder === 'loop' ? 'band' : 'lineBand';
    const room = use.max === '>1' ? [] : [`${count} < ${use.max}`];
    const attach =
      use.arity === 'one'
        ? `${holder}[${literal(key)}] = v;`
        : `${holder}[${literal(key)}] = append(${holder}[${literal(key)}], v);`;
    return [
      `if (${[`${name} <= ${band}`, ...room, ...signs.flatMap((sign) => this.#sign(sign, use.of as SegmentSpec<Fields>))].join(' && ')}) {`,
      `v = ${this.#segments.reader(use.of)}(b, n, text, cuts, parts, kinds);`,
      `if (v === undefined) ${LEAVE}`,
      `${count} += 1; ${name} = ${band};`,
      ...(silent ? [] : [attach]),
      this.#note(use.of, holder === 'line', false),
      'at = cuts[n + 1];',
      'continue;',
      '}',
    ].join('\n');
  }

  #note(spec: SegmentSpec<Fields>, isOfLine: boolean, opensLine: boolean): string {
    this.#placed.push({ spec, line: isOfLine ? this.#line : undefined, opensLine });
    return `trail[seen++] = ${this.#placed.length - 1};`;
  }

  /** What tells a segment from its neighbours; what its own reader insists on anyway is left to that one. */
  #sign({ position, allowed }: Sign, spec: SegmentSpec<Fields>): readonly string[] {
    const { element, component } = position;
    if (component !== undefined) {
      const field = fieldAt(spec, element, component);
      if (field?.is === 'constant' || (field?.is === 'element' && field.usage === 'R')) return [];
      throw new Unfit('a qualifier that may be left out');
    }
    if (element !== 1)
      return [`n >= ${element}`, `${this.#segments.list(allowed)}.find(b, ${rangeOf(element)}) !== undefined`];
    const list = this.#segments.list(allowed);
    if (allowed.length > 4) return [`${list}.get(first) !== undefined`];
    return [`(${allowed.map((code) => `first === ${packedText(code)}`).join(' || ')})`];
  }
}

/** Whether a required place is still empty. */
const missing = (places: readonly Place[], prefix: string): string =>
  [
    'false',
    ...places
      .filter(({ use }) => use.usage === 'R' && use.of.is === 'segment')
      .map(({ index }) => `${prefix}${index} === 0`),
  ].join(' || ');

function fieldAt(spec: SegmentSpec<Fields>, element: number, component: number): Field | undefined {
  const inside = entriesOf(spec.fields).flatMap(([, field]) =>
    field.is === 'composite' ? entriesOf(field.fields) : [],
  );
  return inside.find(([, field]) => {
    const at = 'at' in field ? positionOf(spec.id, field.at) : undefined;
    return at?.element === element && at.component === component;
  })?.[1];
}

const rangeOf = (element: number): string => `cuts[${element}], cuts[${element + 1}] - 1`;
