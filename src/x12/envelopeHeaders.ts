/** ISA and GS: their facts, and what is wrong with them. */

import { error, type Issue } from '../outcome.ts';
import { isDate, isTime } from './check.ts';
import type { FunctionalGroup, Interchange } from './frames.ts';
import type { Segment } from './segment.ts';

const element = (segment: Segment, n: number): string => segment.elements[n - 1] ?? '';

export function interchangeOf(isa: Segment): Interchange {
  const at = (n: number) => element(isa, n).trimEnd();
  return {
    sender: { qualifier: at(5), id: at(6) },
    receiver: { qualifier: at(7), id: at(8) },
    control: at(13),
    usage: at(15),
    version: at(12),
    date: at(9),
    time: at(10),
    wantsAcknowledgement: at(14) === '1',
    delimiters: isa.delimiters,
    offset: isa.offset,
  };
}

/** Rules of the ISA, with the codes of TA105. */
export function checkInterchange(isa: Segment): Issue[] {
  const rules: readonly (readonly [number, string, boolean, string])[] = [
    [5, '005', /^[0-9A-Z]{2}$/.test(element(isa, 5)), 'is no qualifier'],
    [6, '006', element(isa, 6).trim() !== '', 'names no sender'],
    [7, '007', /^[0-9A-Z]{2}$/.test(element(isa, 7)), 'is no qualifier'],
    [8, '008', element(isa, 8).trim() !== '', 'names no receiver'],
    [9, '014', isDate(element(isa, 9)), 'is no date (YYMMDD)'],
    [10, '015', isTime(element(isa, 10)), 'is no time (HHMM)'],
    [12, '017', element(isa, 12) === '00501', 'is not 00501, the version we read'],
    [13, '018', /^\d{9}$/.test(element(isa, 13)), 'is not a number of nine digits'],
    [14, '019', /^[01]$/.test(element(isa, 14)), 'is neither 0 nor 1'],
    [15, '020', /^[PT]$/.test(element(isa, 15)), 'is neither P nor T'],
  ];
  return rules.flatMap(([n, code, holds, what]) => {
    const ref = `ISA${String(n).padStart(2, '0')}`;
    return holds
      ? []
      : [error(`TA105:${code}`, `${ref} ${what}. Ask the sender for a corrected file.`, { ref, offset: isa.offset })];
  });
}

export function groupOf(gs: Segment, interchange: Interchange): FunctionalGroup {
  const at = (n: number) => element(gs, n);
  return {
    interchange,
    functionalId: at(1),
    senderCode: at(2),
    receiverCode: at(3),
    date: at(4),
    time: at(5),
    control: at(6),
    version: at(8),
    offset: gs.offset,
  };
}

/** Rules of the GS, with the codes of AK905 where there is one for it. */
export function checkGroup(gs: Segment): Issue[] {
  const rules: readonly (readonly [number, string, boolean, string])[] = [
    [1, 'AK905:1', /^[A-Z]{2}$/.test(element(gs, 1)), 'is no functional identifier'],
    [4, 'IK403:8', isDate(element(gs, 4)), 'is no date (CCYYMMDD)'],
    [5, 'IK403:9', isTime(element(gs, 5)), 'is no time (HHMM)'],
    [6, 'AK905:6', /^\d{1,9}$/.test(element(gs, 6)), 'is not a number of up to nine digits'],
    [8, 'AK905:2', element(gs, 8) !== '', 'names no version'],
  ];
  return rules.flatMap(([n, code, holds, what]) => {
    const ref = `GS${String(n).padStart(2, '0')}`;
    return holds
      ? []
      : [error(code, `${ref} ${what}. Ask the sender for a corrected file.`, { ref, offset: gs.offset })];
  });
}
