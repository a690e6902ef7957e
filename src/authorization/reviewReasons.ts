/** What the payer's reason codes (HCR03) mean to the people who go on from there. Our words; the code stands beside. */

import type { Decision } from './answer.ts';
import type { Authorization } from './authorization.ts';

interface Reason {
  readonly said: string;
  readonly next: string;
}

/** `Reason 82: ... Next: ...`, or the code alone where we have no words for it. */
export function reviewReason(code: string): string {
  const group = GROUPS.find(({ codes }) => codes.includes(code));
  if (group === undefined) return `Reason ${code}. Look it up with the payer.`;
  return `Reason ${code}: ${group.said}. Next: ${group.next}.`;
}

/** All that the payer has said, of the request and of a change of it. */
export const decisionsOf = ({ answer, change }: Authorization): readonly (Decision | undefined)[] =>
  [answer, change?.answer].flatMap((one) => [one?.event, ...(one?.services ?? [])]);
/** Its reason codes, once each. */
export const reasonsOf = (state: Authorization): readonly string[] => [
  ...new Set(decisionsOf(state).flatMap((decision) => decision?.reasons ?? [])),
];

/** The payer waits for something from us before it decides. */
export const waitsForUs = (codes: readonly string[]): boolean => codes.some((code) => code === '90' || code === 'E8');

const GROUPS: readonly (Reason & { readonly codes: readonly string[] })[] = [
  {
    codes: ['37', '84', '85', '86'],
    said: 'the payer sees this as not needed, or as for another body to decide',
    next: 'find out who decides and ask there',
  },
  {
    codes: ['35', '41', '53'],
    said: 'the provider is not in the network or may not ask',
    next: 'correct the provider, or move the visit to a site that may',
  },
  { codes: ['90'], said: 'the payer misses information', next: 'send what it asks for, the clinical notes first' },
  { codes: ['91'], said: 'the payer has this request already', next: 'find the first request and wait for its answer' },
  {
    codes: ['82', '83', '92', '98', 'E8'],
    said: 'the payer is not convinced on medical grounds',
    next: 'let the prescriber ask for a peer-to-peer call with the records at hand; if the denial stands, appeal in time',
  },
  {
    codes: ['87', '88', '89', '96'],
    said: 'a limit of the benefit or of the units',
    next: 'ask for the rest with the dosing record, or appeal',
  },
  {
    codes: ['69', '70'],
    said: 'the data of the person do not fit',
    next: 'compare registration and coverage, correct and ask again',
  },
];
