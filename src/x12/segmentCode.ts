/** Code for the segments of a loop: one function each that reads what is wholly in order, and gives up in doubt. */

import { entriesOf, positionOf } from './layout.ts';
import { CodeList } from './loopBytes.ts';
import type { DataType, Field, Fields, SegmentSpec } from './schema.ts';

/** The guide uses something that is only read the plain way. */
export class Unfit extends Error {}

export const literal = (text: string): string => JSON.stringify(text);
export const LEAVE = 'return undefined;';
/** A plain object that keeps room for as many keys as its kind turns out to have. */
export const shape = (name: string): string => `function ${name}() {}\n${name}.prototype = Object.prototype;`;

/** Collects the functions, and the lists of codes that they use as t0, t1, ... */
export class SegmentCode {
  readonly lists: CodeList[] = [];
  readonly functions: string[] = [];
  readonly #listOf = new Map<string, number>();
  readonly #readers = new Map<SegmentSpec<Fields>, string>();

  list(codes: readonly string[]): string {
    if (!CodeList.fits(codes)) throw new Unfit('codes of more than three characters');
    const name = JSON.stringify(codes);
    const known = this.#listOf.get(name);
    if (known !== undefined) return `t${known}`;
    this.lists.push(new CodeList(codes));
    this.#listOf.set(name, this.lists.length - 1);
    return `t${this.lists.length - 1}`;
  }

  /** The name of the function that reads a segment of this spec. */
  reader(spec: SegmentSpec<Fields>): string {
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
    this.functions.push(
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
    if (codes !== undefined) return `v = ${this.list(codes)}.find(b, s, e); if (v === undefined) ${LEAVE}`;
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
    const name = `V${this.functions.length}_${literal(key).length}_${spec.id}${this.#readers.size}${[...used].join('')}`;
    this.functions.push(shape(name));
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
    this.functions.push(shape(name));
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
