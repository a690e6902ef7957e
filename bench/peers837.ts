/** The peers in writing claims. They get their elements ready made: neither knows a guide. */

import { JSEDINotation, X12Generator, X12Interchange } from 'node-x12';
import { inventClaims } from './claims837.ts';
import { checked, keep } from './ours837.ts';
import type { Side } from './sides.ts';

type Line = readonly [string, string[]];

/** node-x12 1.7.1: its objects for interchange, group, set and segment, then their text. */
export const nodeX12Interchange = (): Side =>
  side((lines) => {
    const [isa, gs, st, ...rest] = lines;
    const interchange = new X12Interchange('~', '*');
    interchange.setHeader(elementsOf(isa));
    const group = interchange.addFunctionalGroup();
    group.setHeader(elementsOf(gs));
    const transaction = group.addTransaction();
    transaction.setHeader(elementsOf(st));
    for (const [id, elements] of rest) if (!TRAILERS.includes(id)) transaction.addSegment(id, elements);
    return interchange.toString();
  });

/** node-x12 1.7.1: its public generator, from its own notation. */
export const nodeX12Generator = (): Side =>
  side((lines) => {
    const [isa, gs, st, ...rest] = lines;
    const notation = new JSEDINotation(elementsOf(isa));
    const transaction = notation.addFunctionalGroup(elementsOf(gs)).addTransaction(elementsOf(st));
    for (const [id, elements] of rest) if (!TRAILERS.includes(id)) transaction.addSegment(id, elements);
    return new X12Generator(notation).toString();
  });

const TRAILERS = ['SE', 'GE', 'IEA'];
const elementsOf = (line: Line | undefined): string[] => line?.[1] ?? [];

function side(write: (lines: readonly Line[]) => string): Side {
  let prepared: readonly (readonly Line[])[] = [];
  return async (count) => {
    if (prepared.length !== Number(count)) prepared = inventClaims(Number(count)).map(linesOf);
    for (const lines of prepared) keep(write(lines));
    return { claims: prepared.length };
  };
}

/** Our own text of a claim, split into what the peers take. */
function linesOf(claim: ReturnType<typeof inventClaims>[number], index: number): readonly Line[] {
  return checked(index + 1, claim)
    .split('~\n')
    .filter((text) => text !== '')
    .map((text): Line => {
      const [id = '', ...elements] = text.split('*');
      return [id, elements];
    });
}
