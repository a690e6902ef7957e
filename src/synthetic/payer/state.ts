/** What the synthetic payer remembers between files: plain JSON, so that it can be kept on disk. */

import type { ClaimPayment835 } from './remittance.ts';
import type { ScriptName } from './scripts.ts';

/** One interchange that has been taken in. */
export interface Handled {
  /** SHA-256 of its bytes, to tell a repeat from another file under the same number. */
  readonly digest: string;
  /** The hundred control numbers that belong to its answers. */
  readonly block: number;
  readonly script: ScriptName;
  /** How often the same control number came again. */
  readonly repeats: number;
  /** Answers that got lost on the way; they are delivered when the same bytes come again. */
  readonly withheld: readonly StoredFile[];
}
export interface StoredFile {
  readonly name: string;
  readonly kind: AnswerKind;
  readonly step: number;
  readonly text: string;
}
export type AnswerKind = 'TA1' | '999' | '278' | '277CA' | '835';

export interface PayerState {
  readonly version: 1;
  /** By sender and ISA13. */
  readonly handled: Readonly<Record<string, Handled>>;
  /** Owner of each block of control numbers. */
  readonly blocks: Readonly<Record<string, string>>;
  /** How often an original claim (CLM05-3 = 1) of this CLM01 was accepted. */
  readonly accepted: Readonly<Record<string, number>>;
  /** What stands paid, by payer control number: what a replacement, a void or a correction reverses. */
  readonly payments: Readonly<Record<string, ClaimPayment835>>;
  /** Cents still to be taken back, by payee. */
  readonly owed: Readonly<Record<string, string>>;
}

export const emptyPayerState: PayerState = {
  version: 1,
  handled: {},
  blocks: {},
  accepted: {},
  payments: {},
  owed: {},
};

/** The claims (CLM01) that were accepted more than once: must be empty when the sender does nothing twice. */
export const acceptedTwice = (state: PayerState): readonly string[] =>
  Object.entries(state.accepted)
    .filter(([, count]) => count > 1)
    .map(([claim]) => claim);

/** How many of these there can be: nine digits of ISA13, less two for the files of one block. */
const BLOCKS = 9_999_999;

/** The block that follows from the inbound control number, or the next free one when another sender has it. */
export function freeBlock(state: PayerState, control: string): number {
  const wanted = Number.parseInt(control, 10);
  let block = (Number.isNaN(wanted) ? 0 : wanted) % BLOCKS;
  while (Object.hasOwn(state.blocks, String(block))) block = (block + 1) % BLOCKS;
  return block;
}

/** The block as part of a number for people: seven digits. */
export const blockText = (block: number): string => String(block).padStart(7, '0');
