/** The peers in writing claims. They get their elements ready made: neither knows a guide. */

import { JSEDINotation, X12Generator, X12Interchange } from 'node-x12';
import { batches, inventClaims } from './claims837.ts';
import type { Side } from './contest.ts';
import { textOf } from './ours837.ts';

/** An interchange split into what the peers take: they write the trailers themselves. */
interface Lines {
  readonly isa: string[];
  readonly gs: string[];
  readonly sets: readonly { readonly header: string[]; readonly segments: readonly (readonly [string, string[]])[] }[];
}

/** node-x12 1.7.1: its objects for interchange, group, set and segment, then their text. */
export const nodeX12Interchange = (perInterchange: number): Side =>
  side(perInterchange, ({ isa, gs, sets }) => {
    const interchange = new X12Interchange('~', '*');
    interchange.setHeader(isa);
    const group = interchange.addFunctionalGroup();
    group.setHeader(gs);
    for (const { header, segments } of sets) {
      const transaction = group.addTransaction();
      transaction.setHeader(header);
      for (const [id, elements] of segments) transaction.addSegment(id, elements);
    }
    return interchange.toString();
  });

/** node-x12 1.7.1: its public generator, from its own notation. */
export const nodeX12Generator = (perInterchange: number): Side =>
  side(perInterchange, ({ isa, gs, sets }) => {
    const notation = new JSEDINotation(isa);
    const group = notation.addFunctionalGroup(gs);
    for (const { header, segments } of sets) {
      const transaction = group.addTransaction(header);
      for (const [id, elements] of segments) transaction.addSegment(id, elements);
    }
    return new X12Generator(notation).toString();
  });

function side(perInterchange: number, write: (lines: Lines) => string): Side {
  let prepared: readonly Lines[] = [];
  let made = '';
  return async (count) => {
    if (made !== count) {
      made = count;
      prepared = batches(inventClaims(Number(count)), perInterchange).map((claims, n) =>
        linesOf(textOf(n + 1, claims)),
      );
    }
    let bytes = 0;
    for (const lines of prepared) bytes += write(lines).length;
    return { claims: Number(count), bytes };
  };
}

function linesOf(text: string): Lines {
  const all = text.split('~\n').flatMap((line): [string, string[]][] => {
    const [id = '', ...elements] = line.split('*');
    return id === '' ? [] : [[id, elements]];
  });
  const elementsOf = (wanted: string) => all.find(([id]) => id === wanted)?.[1] ?? [];
  const starts = all.flatMap(([id], at) => (id === 'ST' ? [at] : []));
  const ends = all.flatMap(([id], at) => (id === 'SE' ? [at] : []));
  const sets = starts.map((start, n) => ({ header: all[start]?.[1] ?? [], segments: all.slice(start + 1, ends[n]) }));
  return { isa: elementsOf('ISA'), gs: elementsOf('GS'), sets };
}
