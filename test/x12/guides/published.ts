/** Compares a guide with the published structure of the same guide and names every difference in one line. */

import type {
  AnyGuide,
  DataType,
  Field,
  Fields,
  LoopSpec,
  Node,
  SegmentSpec,
  Usage,
  Use,
} from '../../../src/x12/schema.ts';
import type { Names } from './facts.ts';
import { noteFaults } from './notes.ts';

type AnyUse = Use<Node, Usage, 'one' | 'many'>;

export interface PublishedElement {
  readonly ref?: string;
  readonly composite?: string;
  readonly usage: string;
  readonly type?: string;
  readonly min?: number;
  readonly max?: number;
  readonly codes?: readonly string[] | null;
  readonly repeat?: number | string;
  readonly components?: readonly PublishedElement[];
}
export interface PublishedSegment {
  readonly segment: string;
  readonly usage: string;
  readonly max: number | string;
  readonly syntax?: readonly string[];
  readonly elements: readonly PublishedElement[];
}
export interface PublishedLoop {
  readonly loop: string;
  readonly usage: string;
  readonly repeat: number | string;
  readonly children?: readonly PublishedNode[];
  readonly sameChildrenAs?: string;
}
export type PublishedNode = PublishedSegment | PublishedLoop;

/** Formats a qualifier stands for, tighter than the length of the element says. */
const FORMATTED = ['8-8', '8-17', '17-17', '4-4', '8-12'];

export interface Compared {
  /** Every difference, in the order of the guide; a loop used at two places is compared once. */
  readonly differences: readonly string[];
  /** Our key of everything published that our guide has. */
  readonly names: Names;
}
export function compare(guide: AnyGuide, structure: readonly PublishedNode[]): Compared {
  const comparison = new Comparison(structure);
  comparison.loop(guide.body, structure, '');
  return { differences: [...comparison.found], names: comparison.names };
}

class Comparison {
  readonly found = new Set<string>();
  readonly names = new Map<PublishedNode | PublishedElement, string>();
  readonly #loops = new Map<string, PublishedLoop>();
  readonly #compared = new Set<Fields>();

  constructor(structure: readonly PublishedNode[]) {
    index(structure, '', this.#loops);
  }

  loop(fields: Fields, children: readonly PublishedNode[], where: string): void {
    if (this.#compared.has(fields)) return;
    this.#compared.add(fields);
    const met = new Set<PublishedNode>();
    let last: PublishedNode | undefined;
    for (const [key, use] of Object.entries(fields)) {
      if (use.is !== 'use') continue;
      const published =
        use.of.is === 'segment'
          ? this.#segment(key, use, use.of, children, where, met)
          : this.#inner(key, use, use.of, children, where, met);
      if (published === undefined) continue;
      // Neighbours that open with the same segment arrive in any order, and so does our list of them.
      if (
        last !== undefined &&
        children.indexOf(published) < children.indexOf(last) &&
        openerId(last) !== openerId(published)
      )
        this.found.add(`${where}/${use.of.id} (${key}) stands after ${openerId(last)}`);
      last = published;
    }
    for (const child of children) {
      if (met.has(child)) continue;
      this.found.add(`${where}/${'loop' in child ? child.loop : child.segment} is left out`);
    }
  }

  #segment(
    key: string,
    use: AnyUse,
    spec: SegmentSpec<Fields>,
    children: readonly PublishedNode[],
    where: string,
    met: Set<PublishedNode>,
  ): PublishedNode | undefined {
    const fitting = candidates(spec.fields, spec.id, children);
    const published = fitting.find((child) => !met.has(child)) ?? fitting[0];
    for (const child of fitting) met.add(child);
    const name = `${where}/${spec.id}${signature(spec.fields, spec.id)}`;
    if (published === undefined) this.found.add(`${name} is not there`);
    else {
      for (const one of fitting) this.names.set(one, key);
      // One place of ours may stand for several published ones: then only the elements are compared.
      if (fitting.length === 1) this.#use(name, use, published.usage, published.max);
      for (const one of fitting) this.#elements(name, spec, one, fitting.length > 1);
      if (fitting.length === 1) for (const fault of noteFaults(spec, published)) this.found.add(`${name} ${fault}`);
    }
    return published;
  }

  #inner(
    key: string,
    use: AnyUse,
    spec: LoopSpec<Fields>,
    children: readonly PublishedNode[],
    where: string,
    met: Set<PublishedNode>,
  ): PublishedNode | undefined {
    const name = `${where}/${spec.id}`;
    const published = children.find((child) => 'loop' in child && child.loop === spec.id);
    if (published === undefined || !('loop' in published)) {
      this.found.add(`${name} is not there`);
      return undefined;
    }
    met.add(published);
    this.names.set(published, key);
    this.#use(name, use, published.usage, published.repeat);
    const same = published.sameChildrenAs;
    this.loop(spec.fields, (same === undefined ? published : this.#loops.get(same))?.children ?? [], name);
    return published;
  }

  #use(name: string, use: AnyUse, usage: string, max: number | string): void {
    if (use.usage !== usage) this.found.add(`${name} is ${use.usage}, published ${usage}`);
    if (String(use.max) !== String(max)) this.found.add(`${name} comes ${use.max} times, published ${max}`);
  }

  #elements(name: string, spec: SegmentSpec<Fields>, published: PublishedSegment, oneOfMany: boolean): void {
    const covered = new Set<string>();
    const visit = (fields: Fields, inSeries: boolean): void => {
      for (const [key, field] of Object.entries(fields)) {
        if (field.is === 'use') continue;
        const named = elementAt(published, spec.id, field.at);
        if (named !== undefined && !this.names.has(named)) this.names.set(named, key);
        for (const at of field.is === 'series' ? seriesPlaces(spec.id, field) : [field.at]) covered.add(at);
        if (field.is !== 'series') {
          const theirs = elementAt(published, spec.id, field.at);
          const first = oneOfMany && field.at.startsWith(`${spec.id}01`);
          if (theirs === undefined) this.found.add(`${name} ${field.at} is not used`);
          else this.#field(name, field, theirs, inSeries, first);
        }
        if ('fields' in field) visit(field.fields, inSeries || field.is === 'series');
      }
    };
    visit(spec.fields, false);
    for (const element of published.elements) {
      const parts = (element.components ?? []).map((part) => part.ref ?? '');
      const missing = covered.has(element.ref ?? '') ? parts.filter((at) => !covered.has(at)) : [element.ref ?? ''];
      for (const at of missing) this.found.add(`${name} ${at} is left out`);
    }
  }

  #field(name: string, field: Field, theirs: PublishedElement, inSeries: boolean, first: boolean): void {
    if (field.is === 'derived' || field.is === 'use' || field.is === 'series') return;
    if (field.is === 'constant') {
      if (theirs.codes && !theirs.codes.includes(field.value)) this.found.add(`${name} ${field.at} is ${field.value}`);
      return;
    }
    // In a series the run is there or not as a whole, so required means required within the run.
    if (field.usage !== theirs.usage && !inSeries)
      this.found.add(`${name} ${field.at} is ${field.usage}, published ${theirs.usage}`);
    const times = String('max' in field ? field.max : 1);
    if (!inSeries && times !== String(theirs.repeat ?? 1))
      this.found.add(`${name} ${field.at} repeats ${times} times, published ${theirs.repeat ?? 1}`);
    if (field.is !== 'composite' && field.is !== 'composites')
      this.#type(`${name} ${field.at}`, field.type, theirs, first);
  }

  #type(name: string, type: DataType<unknown>, theirs: PublishedElement, first: boolean): void {
    const range = `${type.min}-${type.max}`;
    const published = `${theirs.min}-${theirs.max}`;
    if (type.codes === undefined) {
      if (theirs.codes) this.found.add(`${name} is open`);
      else if (published !== range && !FORMATTED.includes(range))
        this.found.add(`${name} is ${range} long, published ${published}`);
      if (type.kind !== theirs.type && !FORMATTED.includes(range))
        this.found.add(`${name} is ${type.kind}, published ${theirs.type}`);
    } else if (!theirs.codes) this.found.add(`${name} is closed`);
    else if (!first) {
      const more = type.codes.filter((one) => !theirs.codes?.includes(one));
      const fewer = theirs.codes.filter((one) => !type.codes?.includes(one));
      if (more.length > 0) this.found.add(`${name} adds ${more.join(' ')}`);
      if (fewer.length > 0) this.found.add(`${name} lacks ${fewer.join(' ')}`);
    }
  }
}

/** The segment that opens a published loop, through nested loops; a segment opens itself. */
function openerId(node: PublishedNode): string {
  if ('segment' in node) return node.segment;
  const first = node.children?.[0];
  return first === undefined ? node.loop : openerId(first);
}

function index(nodes: readonly PublishedNode[], path: string, into: Map<string, PublishedLoop>): void {
  for (const node of nodes)
    if ('loop' in node) {
      into.set(`${path}/${node.loop}`, node);
      index(node.children ?? [], `${path}/${node.loop}`, into);
    }
}

function elementAt(published: PublishedSegment, id: string, at: string): PublishedElement | undefined {
  const [whole = '', component] = at.slice(id.length).split('-');
  const element = published.elements.find((one) => one.ref === `${id}${whole}`);
  if (component === undefined || element === undefined) return element;
  return element.components?.find((one) => one.ref === at);
}

function seriesPlaces(id: string, field: Extract<Field, { is: 'series' }>): string[] {
  return Object.values(field.fields).flatMap((inner) => {
    if (inner.is === 'use') return [];
    const [element = '', component] = inner.at.slice(id.length).split('-');
    return Array.from({ length: field.times }, (_, run) => {
      const place = `${id}${String(Number(element) + run * field.stride).padStart(2, '0')}`;
      return component === undefined ? [place] : [place, `${place}-${component}`];
    }).flat();
  });
}

/** The codes that open a segment: what tells it from its neighbours. */
function opening(fields: Fields, id: string): readonly string[] | undefined {
  for (const field of Object.values(fields)) {
    if (field.is === 'use' || (field.at !== `${id}01` && field.at !== `${id}01-1`)) continue;
    if (field.is === 'constant') return [field.value];
    if ('fields' in field) return opening(field.fields, id);
    return field.is === 'element' ? field.type.codes : undefined;
  }
  return undefined;
}
const signature = (fields: Fields, id: string): string => {
  const codes = opening(fields, id);
  return codes === undefined ? '' : `*${codes[0]}`;
};

function candidates(fields: Fields, id: string, children: readonly PublishedNode[]): readonly PublishedSegment[] {
  const ours = opening(fields, id);
  const same = children.filter((child): child is PublishedSegment => 'segment' in child && child.segment === id);
  if (same.length < 2 || ours === undefined) return same;
  return same.filter((child) => {
    const first = child.elements[0];
    const theirs = first?.components?.[0]?.codes ?? first?.codes;
    return !theirs || theirs.some((one) => ours.includes(one));
  });
}
