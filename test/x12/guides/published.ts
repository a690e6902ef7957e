/** Compares a guide with the published structure of the same guide and names every difference in one line. */

import type { AnyGuide, DataType, Field, Fields } from '../../../src/x12/schema.ts';

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
  const found = new Set<string>();
  const loops = new Map<string, PublishedLoop>();
  const compared = new Set<Fields>();
  index(structure, '', loops);

  const compareLoop = (fields: Fields, children: readonly PublishedNode[], where: string): void => {
    if (compared.has(fields)) return;
    compared.add(fields);
    const met = new Set<PublishedNode>();
    for (const use of Object.values(fields)) {
      if (use.is !== 'use') continue;
      const node = use.of;
      if (node.is === 'segment') {
        const fitting = candidates(node.fields, node.id, children);
        const published = fitting.find((child) => !met.has(child)) ?? fitting[0];
        for (const child of fitting) met.add(child);
        const name = `${where}/${node.id}${signature(node.fields, node.id)}`;
        if (published === undefined) found.add(`${name} is not there`);
        else {
          if (fitting.length === 1) compareUse(name, use.usage, use.max, published.usage, published.max);
          compareElements(name, node.id, node.fields, published, fitting.length > 1);
        }
      } else {
        const published = children.find((child) => 'loop' in child && child.loop === node.id);
        if (published === undefined || !('loop' in published)) {
          found.add(`${where}/${node.id} is not there`);
          continue;
        }
        met.add(published);
        compareUse(`${where}/${node.id}`, use.usage, use.max, published.usage, published.repeat);
        const same = published.sameChildrenAs;
        compareLoop(
          node.fields,
          (same === undefined ? published : loops.get(same))?.children ?? [],
          `${where}/${node.id}`,
        );
      }
    }
    for (const child of children) {
      if (met.has(child) || ('segment' in child && ['ST', 'SE'].includes(child.segment))) continue;
      found.add(`${where}/${'loop' in child ? child.loop : child.segment} is left out`);
    }
  };

  const compareUse = (name: string, usage: string, max: number | string, theirs: string, theirMax: number | string) => {
    if (usage !== theirs) found.add(`${name} is ${usage}, published ${theirs}`);
    if (String(max) !== String(theirMax)) found.add(`${name} comes ${max} times, published ${theirMax}`);
  };

  const compareElements = (
    name: string,
    id: string,
    fields: Fields,
    published: PublishedSegment,
    oneOfMany: boolean,
  ): void => {
    const covered = new Set<string>();
    const visit = (inner: Fields, inSeries: boolean): void => {
      for (const field of Object.values(inner)) {
        if (field.is === 'use') continue;
        for (const at of field.is === 'series' ? seriesPlaces(id, field) : [field.at]) covered.add(at);
        if (field.is === 'series') {
          visit(field.fields, true);
          continue;
        }
        const theirs = elementAt(published, id, field.at);
        if (theirs === undefined || theirs.usage === 'N') found.add(`${name} ${field.at} is not used`);
        else compareField(name, field, theirs, inSeries, oneOfMany && field.at.startsWith(`${id}01`));
        if (field.is === 'composite') visit(field.fields, inSeries);
      }
    };
    visit(fields, false);
    for (const element of published.elements.filter((one) => one.usage !== 'N')) {
      const at = element.ref ?? '';
      if (!covered.has(at)) found.add(`${name} ${at} is left out`);
      else
        for (const part of element.components ?? [])
          if (part.usage !== 'N' && !covered.has(plain(part.ref ?? '')))
            found.add(`${name} ${plain(part.ref ?? '')} is left out`);
    }
  };

  const compareField = (
    name: string,
    field: Field,
    theirs: PublishedElement,
    inSeries: boolean,
    first: boolean,
  ): void => {
    if (field.is === 'constant') {
      if (theirs.codes && !theirs.codes.includes(field.value)) found.add(`${name} ${field.at} is ${field.value}`);
      return;
    }
    if (field.is === 'derived' || field.is === 'use' || field.is === 'series') return;
    if (field.usage !== theirs.usage && !inSeries)
      found.add(`${name} ${field.at} is ${field.usage}, published ${theirs.usage}`);
    if (field.is !== 'composite') compareType(`${name} ${field.at}`, field.type, theirs, first);
  };

  const compareType = (name: string, type: DataType<unknown>, theirs: PublishedElement, first: boolean): void => {
    const range = `${type.min}-${type.max}`;
    if (type.codes === undefined) {
      if (theirs.codes) found.add(`${name} is open`);
      else if (`${theirs.min}-${theirs.max}` !== range && !FORMATTED.includes(range))
        found.add(`${name} is ${range} long, published ${theirs.min}-${theirs.max}`);
      if (type.kind !== theirs.type && !FORMATTED.includes(range))
        found.add(`${name} is ${type.kind}, published ${theirs.type}`);
    } else if (!theirs.codes) found.add(`${name} is closed`);
    else if (!first) {
      const more = type.codes.filter((one) => !theirs.codes?.includes(one));
      const fewer = theirs.codes.filter((one) => !type.codes?.includes(one));
      if (more.length > 0) found.add(`${name} adds ${more.join(' ')}`);
      if (fewer.length > 0) found.add(`${name} lacks ${fewer.join(' ')}`);
    }
  };

  compareLoop(guide.body, unwrap(structure), '');
  return [...found];
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
const plain = (ref: string): string => ref.replace(/-0(\d)$/, '-$1');

function elementAt(published: PublishedSegment, id: string, at: string): PublishedElement | undefined {
  const [whole = '', component] = at.slice(id.length).split('-');
  const element = published.elements.find((one) => one.ref === `${id}${whole}`);
  if (component === undefined || element === undefined) return element;
  return element.components?.find((one) => plain(one.ref ?? '').endsWith(`-${component}`));
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
