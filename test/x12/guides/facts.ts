/**
 * Fact tables of the guides, one line per loop, segment and element: what stands where, how often, how long, with which
 * codes. The names are ours. `UPDATE_FACTS=1 vitest run test/x12/guides/published.test.ts` writes them again from the
 * reference that lies beside the project.
 *
 *     loop 2010AA R 1 billingProvider
 *       NM1 R 1 identity ! P0809
 *         01 R ID 2-3 entity = 85
 *         05 S composite
 *           05-1 R AN 1-38 qualifier
 */

import type { PublishedElement, PublishedLoop, PublishedNode, PublishedSegment } from './published.ts';

/** Our key of each published loop, segment and element; `-` where our guide leaves it out. */
export type Names = ReadonlyMap<PublishedNode | PublishedElement, string>;

/** Wrappers of one source; no loops of the standard. */
const WRAPPERS = ['HEADER', 'DETAIL', 'FOOTER'];
export const unwrap = (nodes: readonly PublishedNode[]): readonly PublishedNode[] =>
  nodes.flatMap((node) => ('loop' in node && WRAPPERS.includes(node.loop) ? unwrap(node.children ?? []) : [node]));

/** Prints the structure of the reference as a fact table. */
export const printFacts = (structure: readonly PublishedNode[], names: Names): string =>
  `${linesOf(unwrap(structure), names, '').join('\n')}\n`;

function linesOf(nodes: readonly PublishedNode[], names: Names, indent: string): string[] {
  return nodes.flatMap((node): string[] => {
    const name = names.get(node) ?? '-';
    if ('loop' in node) {
      const head = `${indent}loop ${node.loop} ${node.usage} ${node.repeat} ${name}`;
      const same = node.sameChildrenAs?.replace(/^\/(HEADER|DETAIL|FOOTER)/, '');
      if (same !== undefined) return [`${head} as ${same}`];
      return [head, ...linesOf(unwrap(node.children ?? []), names, `${indent}  `)];
    }
    if (['ST', 'SE'].includes(node.segment)) return [];
    const notes = node.syntax?.length ? ` ! ${node.syntax.join(' ')}` : '';
    const elements = node.elements.flatMap((one, n) => elementLines(one, placeOf(one, n), names, `${indent}  `));
    return [`${indent}${node.segment} ${node.usage} ${node.max} ${name}${notes}`, ...elements];
  });
}

function elementLines(element: PublishedElement, at: string, names: Names, indent: string): string[] {
  if (element.usage === 'N') return [];
  const repeats = element.repeat === undefined ? '' : ` x${element.repeat}`;
  const kind = element.components === undefined ? `${element.type} ${element.min}-${element.max}` : 'composite';
  const codes = element.codes?.length ? ` = ${element.codes.join('|')}` : '';
  const line = `${indent}${at} ${element.usage} ${kind}${repeats} ${names.get(element) ?? '-'}${codes}`;
  const parts = (element.components ?? []).flatMap((part, n) =>
    elementLines(part, `${at}-${Number(placeOf(part, n).split('-')[1] ?? n + 1)}`, names, `${indent}  `),
  );
  return [line, ...parts];
}

/** `01` or `01-2`: as its designator says, else by its number among its neighbours. */
const placeOf = ({ ref }: PublishedElement, n: number): string =>
  /\d\d(?:-\d+)?$/.exec(ref ?? '')?.[0] ?? String(n + 1).padStart(2, '0');

/** Reads a fact table back: the structure and the names in it. */
export function readFacts(text: string): { readonly structure: PublishedNode[]; readonly names: Names } {
  const names = new Map<PublishedNode | PublishedElement, string>();
  const structure: PublishedNode[] = [];
  /** Where the next line of a depth goes. */
  const open: Opened[] = [{ children: structure, id: '', elements: undefined }];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const depth = /^ */.exec(line)?.[0].length ?? 0;
    const above = open[depth / 2];
    if (above === undefined) throw new Error(`This line of a fact table is too deep: ${line}`);
    open.length = depth / 2 + 1;
    open.push(openedBy(line.trim(), above, names));
  }
  return { structure, names };
}

interface Opened {
  readonly children: PublishedNode[] | undefined;
  /** The segment whose elements follow. */
  readonly id: string;
  /** Where elements, or the components of an element, go. */
  readonly elements: PublishedElement[] | undefined;
}

function openedBy(line: string, above: Opened, names: Map<PublishedNode | PublishedElement, string>): Opened {
  const [, loop, loopUsage = '', repeat = '', loopName = '', same] =
    /^loop (\S+) ([RS]) (\S+) (\S+)(?: as (\S+))?$/.exec(line) ?? [];
  if (loop !== undefined) {
    const children: PublishedNode[] = [];
    const node: PublishedLoop = {
      loop,
      usage: loopUsage,
      repeat,
      ...(same === undefined ? { children } : { sameChildrenAs: same }),
    };
    above.children?.push(node);
    names.set(node, loopName);
    return { children, id: '', elements: undefined };
  }
  const [, id, usage = '', max = '', name = '', notes] =
    /^([A-Z][A-Z0-9]{1,2}) ([RS]) (\S+) (\S+)(?: ! (.+))?$/.exec(line) ?? [];
  if (id !== undefined && above.children !== undefined) {
    const elements: PublishedElement[] = [];
    const segment: PublishedSegment = { segment: id, usage, max, syntax: notes?.split(' ') ?? [], elements };
    above.children.push(segment);
    names.set(segment, name);
    return { children: undefined, id, elements };
  }
  const [, at, used = '', type, min, most, times, ownName = '', codes] =
    /^(\d\d(?:-\d+)?) ([RS]) (?:composite|(ID|AN|DT|TM|R|N0|N2) (\d+)-(\d+))(?: x(\S+))? (\S+)(?: = (.+))?$/.exec(
      line,
    ) ?? [];
  if (at === undefined) throw new Error(`This line of a fact table cannot be read: ${line}`);
  const components: PublishedElement[] = [];
  const element: PublishedElement = {
    ref: `${above.id}${at}`,
    usage: used,
    ...(type === undefined ? { components } : { type, min: Number(min), max: Number(most) }),
    ...(times === undefined ? {} : { repeat: times }),
    ...(codes === undefined ? {} : { codes: codes.split('|') }),
  };
  above.elements?.push(element);
  names.set(element, ownName);
  return { children: undefined, id: above.id, elements: components };
}
