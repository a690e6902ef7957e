/**
 * Code for the loops of one kind, written from the guide: a function that reads the bytes of a loop that is wholly in
 * order, with one expression for each element, and gives up at the first doubt. What is in the code comes from the
 * guide alone: numbers, and our keys as JSON.
 */

import { entriesOf, layoutOf, type Place, positionOf, type Sign } from './layout.ts';
import { CodeList, packedText } from './loopBytes.ts';
import type { DataType, Field, Fields, LoopSpec, SegmentSpec } from './schema.ts';

export interface LoopCode {
  /** The body of a function of `h` (the functions of `loopBytes.ts`) and `lists`, that gives the reader. */
  readonly source: string;
  readonly lists: readonly CodeList[];
}

/** The guide uses something in this loop that is only read the plain way. */
class Unfit extends Error {}

/** The code for a loop, or undefined where it has a form that is not compiled. */
export function loopCodeOf(loop: LoopSpec<Fields>): LoopCode | undefined {
  try {
    return new Writer().loop(loop);
  } catch (problem) {
    if (problem instanceof Unfit) return undefined;
    throw problem;
  }
}

const literal = (text: string): string => JSON.stringify(text);
const LEAVE = 'return undefined;';

class Writer {
  readonly #lists: CodeList[] = [];
  readonly #listOf = new Map<string, number>();
  readonly #functions: string[] = [];
  readonly #readers = new Map<SegmentSpec<Fields>, string>();

  loop(loop: LoopSpec<Fields>): LoopCode {
    const places = layoutOf(loop.fields).places;
    const line = places.at(-1);
    const lineLoop = line?.use.of.is === 'loop' ? line.use.of : undefined;
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
    this.#functions.push(shape('Loop'), shape('Line'));
    const source = [
      "'use strict';",
      'const { split, splitComponents, packed, isDecimal, dayIn, isTimeIn, append } = h;',
      ...this.#lists.map((_, n) => `const t${n} = lists[${n}];`),
      ...this.#functions,
      'return function (b, end, text, cuts, parts, kinds) {',
      'const loop = new Loop();',
      'let line, at = 0, n = 0, v, band = 0, lineBand = 0;',
      `let ${counters.map((counter) => `${counter} = 0`).join(', ')};`,
      'for (;;) {',
      'while (b[at] === 10 || b[at] === 13) at++;',
      'if (at >= end) break;',
      'n = split(b, at, cuts, kinds);',
      `if (n < 0) ${LEAVE}`,
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
    return { source, lists: this.#lists };
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
      `v = ${this.#reader(first.use.of)}(b, n, text, cuts, parts, kinds);`,
      `if (v === undefined) ${LEAVE}`,
      ...(first.silent ? [] : [`line[${literal(first.key)}] = v;`]),
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
      `v = ${this.#reader(use.of)}(b, n, text, cuts, parts, kinds);`,
      `if (v === undefined) ${LEAVE}`,
      `${count} += 1; ${name} = ${band};`,
      ...(silent ? [] : [attach]),
      'at = cuts[n + 1];',
      'continue;',
      '}',
    ].join('\n');
  }

  /** What tells a segment from its neighbours; what its own reader insists on anyway is left to that one. */
  #sign({ position, allowed }: Sign, spec: SegmentSpec<Fields>): readonly string[] {
    const { element, component } = position;
    if (component !== undefined) {
      const field = fieldAt(spec, element, component);
      if (field?.is === 'constant' || (field?.is === 'element' && field.usage === 'R')) return [];
      throw new Unfit('a qualifier that may be left out');
    }
    return [
      `n >= ${element}`,
      `${this.#list(allowed)}.find(b, cuts[${element}], cuts[${element + 1}] - 1) !== undefined`,
    ];
  }

  #list(codes: readonly string[]): string {
    if (!CodeList.fits(codes)) throw new Unfit('codes of more than three characters');
    const name = JSON.stringify(codes);
    const known = this.#listOf.get(name);
    if (known !== undefined) return `t${known}`;
    this.#lists.push(new CodeList(codes));
    this.#listOf.set(name, this.#lists.length - 1);
    return `t${this.#lists.length - 1}`;
  }

  /** The name of the function that reads a segment of this spec. */
  #reader(spec: SegmentSpec<Fields>): string {
    const known = this.#readers.get(spec);
    if (known !== undefined) return known;
    const name = `s${this.#readers.size}`;
    this.#readers.set(spec, name);
    if (spec.id === 'DTP' || spec.id === 'DMG') throw new Unfit('a format that another element names');
    const used = new Map<number, 'whole' | 'composite'>();
    const body = this.#fields(spec, spec.fields, 0, used, 'value');
    const last = Math.max(0, ...used.keys());
    const composites = [...used].reduce(
      (mask, [element, how]) => (how === 'composite' ? mask | (1 << element) : mask),
      0,
    );
    const unused = Array.from({ length: last }, (_, at) => at + 1).filter((element) => !used.has(element));
    this.#functions.push(
      [
        shape(`V${name}`),
        `function ${name}(b, n, text, cuts, parts, kinds) {`,
        `if (n > ${last} || (cuts[0] & ${~composites}) !== 0) ${LEAVE}`,
        ...unused.map((element) => `if (n >= ${element} && cuts[${element + 1}] - 1 > cuts[${element}]) ${LEAVE}`),
        ...spec.syntax.map((note) => `if (!(${syntaxCode(note)})) ${LEAVE}`),
        'let s = 0, e = 0, v, m = 0, item, items;',
        `const value = new V${name}();`,
        ...body,
        'return value;',
        '}',
      ].join('\n'),
    );
    return name;
  }

  #fields(
    spec: SegmentSpec<Fields>,
    fields: Fields,
    shift: number,
    used: Map<number, 'whole' | 'composite'>,
    target: string,
  ): string[] {
    return entriesOf(fields).map(([key, field]) => {
      if (field.is === 'use' || field.is === 'derived') throw new Unfit('derived elements');
      const { element, component } = positionOf(spec.id, field.at);
      if (component !== undefined) throw new Unfit('components outside of a composite');
      const at = element + shift;
      if (field.is === 'series') return this.#series(spec, key, field, used);
      used.set(at, field.is === 'composite' ? 'composite' : 'whole');
      const there = `n >= ${at} && (e = cuts[${at + 1}] - 1) > (s = cuts[${at}])`;
      if (field.is === 'composite') return this.#composite(spec, key, field.fields, field.usage, there, target);
      return this.#element(key, field, there, target);
    });
  }

  #element(key: string, field: Field, there: string, target: string): string {
    if (field.is === 'constant') {
      const { value } = field;
      const bytes = [...Buffer.from(value, 'latin1')].map((byte, n) => ` && b[s + ${n}] === ${byte}`).join('');
      return `if (!(${there} && e - s === ${value.length}${bytes})) ${LEAVE}`;
    }
    if (field.is === 'repetition') {
      if (field.type.kind === 'N0') throw new Unfit('numbers that repeat');
      return `if (${there}) { ${this.#text(field.type)} ${target}[${literal(key)}] = [v]; }${absent(field.usage)}`;
    }
    if (field.is !== 'element') throw new Unfit(`${field.is} within a part`);
    return `if (${there}) { ${this.#text(field.type)} ${target}[${literal(key)}] = v; }${absent(field.usage)}`;
  }

  /** Takes the text between s and e into v. */
  #text(type: DataType<unknown>): string {
    const { kind, min, max, codes } = type;
    if (kind === 'N0') throw new Unfit('whole numbers');
    if (codes !== undefined) return `v = ${this.#list(codes)}.find(b, s, e); if (v === undefined) ${LEAVE}`;
    const slice = 'v = text.slice(s, e);';
    switch (kind) {
      case 'AN':
      case 'ID':
        return `if (e - s < ${min} || e - s > ${max}) ${LEAVE} ${slice}`;
      case 'R':
        return `if (!isDecimal(b, s, e, ${min}, ${max})) ${LEAVE} ${slice}`;
      case 'DT':
        if (min !== 8 || max !== 8) throw new Unfit('days without a century');
        return `v = dayIn(b, s, e, text); if (v === undefined) ${LEAVE}`;
      case 'TM':
        return `if (!isTimeIn(text, s, e, ${min}, ${max})) ${LEAVE} ${slice}`;
    }
  }

  #composite(
    spec: SegmentSpec<Fields>,
    key: string,
    fields: Fields,
    usage: 'R' | 'S',
    there: string,
    target: string,
  ): string {
    const used = new Set<number>();
    const inner = entriesOf(fields).map(([innerKey, field]) => {
      const component = 'at' in field ? positionOf(spec.id, field.at).component : undefined;
      if (component === undefined || field.is === 'repetition') throw new Unfit('an element within a composite');
      used.add(component);
      const here = `m >= ${component} && (e = parts[${component + 1}] - 1) > (s = parts[${component}])`;
      return this.#element(innerKey, field, here, 'item');
    });
    const last = Math.max(0, ...used);
    const unused = Array.from({ length: last }, (_, n) => n + 1).filter((component) => !used.has(component));
    const name = `V${this.#functions.length}_${literal(key).length}_${spec.id}${this.#readers.size}${[...used].join('')}`;
    this.#functions.push(shape(name));
    return [
      `if (${there}) {`,
      'm = splitComponents(b, s, e, parts, kinds);',
      `if (m < 0 || m > ${last}) ${LEAVE}`,
      ...unused.map(
        (component) => `if (m >= ${component} && parts[${component + 1}] - 1 > parts[${component}]) ${LEAVE}`,
      ),
      `item = new ${name}();`,
      ...inner,
      `${target}[${literal(key)}] = item;`,
      `}${absent(usage)}`,
    ].join('\n');
  }

  #series(
    spec: SegmentSpec<Fields>,
    key: string,
    field: Extract<Field, { is: 'series' }>,
    used: Map<number, 'whole' | 'composite'>,
  ): string {
    const first = positionOf(spec.id, field.at).element;
    const name = `R${this.#readers.size}_${first}`;
    this.#functions.push(shape(name));
    const runs = Array.from({ length: field.times }, (_, run) => {
      const shift = run * field.stride;
      const start = first + shift;
      const inner = this.#fields(spec, field.fields, shift, used, 'item');
      const some = Array.from({ length: field.stride }, (_n, at) => start + at)
        .map((at) => `(n >= ${at} && cuts[${at + 1}] - 1 > cuts[${at}])`)
        .join(' || ');
      return [
        `if (n >= ${start}) {`,
        `if (${some}) {`,
        `item = new ${name}();`,
        ...inner,
        'items = append(items, item);',
        '}',
      ];
    });
    const closing = '}'.repeat(field.times);
    return [
      'items = undefined;',
      ...runs.flat(),
      closing,
      `if (items !== undefined) ${target(key)}`,
      ...(field.usage === 'R' ? [`else ${LEAVE}`] : []),
    ].join('\n');
  }
}

const target = (key: string): string => `value[${literal(key)}] = items;`;
const absent = (usage: 'R' | 'S'): string => (usage === 'R' ? ` else ${LEAVE}` : '');
/** A plain object that keeps room for as many keys as its kind turns out to have. */
const shape = (name: string): string => `function ${name}() {}\n${name}.prototype = Object.prototype;`;

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

/** `checkSyntax` as an expression. */
function syntaxCode(note: string): string {
  const positions = [...note.slice(1).matchAll(/\d\d/g)].map(([digits]) => Number(digits));
  const there = positions.map((at) => `(n >= ${at} && cuts[${at + 1}] - 1 > cuts[${at}])`);
  const [first = 'false', ...others] = there;
  switch (note.charAt(0)) {
    case 'P':
      return `(${there.join(' && ')}) || !(${there.join(' || ')})`;
    case 'R':
      return there.join(' || ');
    case 'E':
      return `(${there.map((one) => `+${one}`).join(' + ')}) <= 1`;
    case 'C':
      return `!${first} || (${others.join(' && ')})`;
    case 'L':
      return `!${first} || (${others.join(' || ')})`;
    default:
      throw new Unfit(`syntax note ${note}`);
  }
}
