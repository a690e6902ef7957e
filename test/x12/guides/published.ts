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

type AnyUse = Use<Node, Usage, 'one' | 'many'>;

export interface PublishedElement {
  readonly ref?: string;
  readonly composite?: string;
  readonly usage: string;
  readonly type?: string;
  readonly min?: number;
  readonly max?: number;
  readonly codes?: readonly string[] | null;
  readonly components?: readonly PublishedElement[];
}
export interface PublishedSegment {
  readonly segment: string;
  readonly usage: string;
  readonly max: number | string;
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

/** Wrappers of one source; no loops of the standard. */
const WRAPPERS = ['HEADER', 'DETAIL', 'FOOTER'];
/** Formats a qualifier stands for, tighter than the length of the element says. */
const FORMATTED = ['8-8', '8-17', '17-17', '4-4', '8-12'];

/** Every difference, in the order of the guide; a loop used at two places is compared once. */
export function differences(guide: AnyGuide, structure: readonly PublishedNode[]): readonly string[] {
  const comparison = new Comparison(structure);
  comparison.loop(guide.body, unwrap(structure), '');
  return [...comparison.found];
}

class Comparison {
  readonly found = new Set<string>();
  readonly #loops = new Map<string, PublishedLoop>();
  readonly #compared = new Set<Fields>();

  constructor(structure: readonly PublishedNode[]) {
    index(unwrap(structure), '', this.#loops);
  }

  loop(fields: Fields, children: readonly PublishedNode[], where: string): void {
    if (this.#compared.has(fields)) return;
    this.#compared.add(fields);
    const met = new Set<PublishedNode>();
    for (const use of Object.values(fields)) {
      if (use.is !== 'use') continue;
      if (use.of.is === 'segment') this.#segment(use, use.of, children, where, met);
      else this.#inner(use, use.of, children, where, met);
    }
    for (const child of children) {
      if (met.has(child) || ('segment' in child && ['ST', 'SE'].includes(child.segment))) continue;
      this.found.add(`${where}/${'loop' in child ? child.loop : child.segment} is left out`);
    }
  }

  #segment(
    use: AnyUse,
    spec: SegmentSpec<Fields>,
    children: readonly PublishedNode[],
    where: string,
    met: Set<PublishedNode>,
  ): void {
    const fitting = candidates(spec.fields, spec.id, children);
    const published = fitting.find((child) => !met.has(child)) ?? fitting[0];
    for (const child of fitting) met.add(child);
    const name = `${where}/${spec.id}${signature(spec.fields, spec.id)}`;
    if (published === undefined) this.found.add(`${name} is not there`);
    else {
      // One place of ours may stand for several published ones: then only the elements are compared.
      if (fitting.length === 1) this.#use(name, use, published.usage, published.max);
      this.#elements(name, spec, published, fitting.length > 1);
    }
  }

  #inner(
    use: AnyUse,
    spec: LoopSpec<Fields>,
    children: readonly PublishedNode[],
    where: string,
    met: Set<PublishedNode>,
  ): void {
    const name = `${where}/${spec.id}`;
    const published = children.find((child) => 'loop' in child && child.loop === spec.id);
    if (published === undefined || !('loop' in published)) {
      this.found.add(`${name} is not there`);
      return;
    }
    met.add(published);
    this.#use(name, use, published.usage, published.repeat);
    const same = published.sameChildrenAs?.replace(/^\/(HEADER|DETAIL|FOOTER)/, '');
    this.loop(spec.fields, (same === undefined ? published : this.#loops.get(same))?.children ?? [], name);
  }

  #use(name: string, use: AnyUse, usage: string, max: number | string): void {
    if (use.usage !== usage) this.found.add(`${name} is ${use.usage}, published ${usage}`);
    if (String(use.max) !== String(max)) this.found.add(`${name} comes ${use.max} times, published ${max}`);
  }

  #elements(name: string, spec: SegmentSpec<Fields>, published: PublishedSegment, oneOfMany: boolean): void {
    const covered = new Set<string>();
    const visit = (fields: Fields, inSeries: boolean): void => {
      for (const field of Object.values(fields)) {
        if (field.is === 'use') continue;
        for (const at of field.is === 'series' ? seriesPlaces(spec.id, field) : [field.at]) covered.add(at);
        if (field.is !== 'series') {
          const theirs = elementAt(published, spec.id, field.at);
          const first = oneOfMany && field.at.startsWith(`${spec.id}01`);
          if (theirs === undefined || theirs.usage === 'N') this.found.add(`${name} ${field.at} is not used`);
          else this.#field(name, field, theirs, inSeries, first);
        }
        if (field.is === 'series' || field.is === 'composite') visit(field.fields, inSeries || field.is === 'series');
      }
    };
    visit(spec.fields, false);
    for (const element of published.elements.filter((one) => one.usage !== 'N')) {
      const parts = (element.components ?? []).filter((part) => part.usage !== 'N').map((part) => plain(part.ref));
      const missing = covered.has(plain(element.ref)) ? parts.filter((at) => !covered.has(at)) : [plain(element.ref)];
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
    if (field.is !== 'composite') this.#type(`${name} ${field.at}`, field.type, theirs, first);
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

const unwrap = (nodes: readonly PublishedNode[]): readonly PublishedNode[] =>
  nodes.flatMap((node) => ('loop' in node && WRAPPERS.includes(node.loop) ? unwrap(node.children ?? []) : [node]));

function index(nodes: readonly PublishedNode[], path: string, into: Map<string, PublishedLoop>): void {
  for (const node of nodes)
    if ('loop' in node) {
      into.set(`${path}/${node.loop}`, node);
      index(node.children ?? [], `${path}/${node.loop}`, into);
    }
}

/** `SV101-02` as it stands in the tables, written as we do. */
const plain = (ref = ''): string => ref.replace(/-0(\d)$/, '-$1');

function elementAt(published: PublishedSegment, id: string, at: string): PublishedElement | undefined {
  const [whole = '', component] = at.slice(id.length).split('-');
  const element = published.elements.find((one) => one.ref === `${id}${whole}`);
  if (component === undefined || element === undefined) return element;
  return element.components?.find((one) => plain(one.ref).endsWith(`-${component}`));
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
    if (field.is === 'composite' || field.is === 'series') return opening(field.fields, id);
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
