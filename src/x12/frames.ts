/** What an envelope says: the facts of ISA, GS and ST, and what happens as its segments go by. */

import type { Issue } from '../outcome.ts';
import type { Delimiters } from './delimiters.ts';
import type { Segment } from './segment.ts';

/** A trading partner as the ISA names it; the id without its padding. */
export interface Party {
  readonly qualifier: string;
  readonly id: string;
}
/** The facts of an ISA. Text as sent, ids without padding. */
export interface Interchange {
  readonly sender: Party;
  readonly receiver: Party;
  /** ISA13, nine digits. */
  readonly control: string;
  /** ISA15: `T` test, `P` production. */
  readonly usage: string;
  /** ISA12: `00501`. */
  readonly version: string;
  /** ISA09, YYMMDD, and ISA10, HHMM. */
  readonly date: string;
  readonly time: string;
  /** ISA14: the sender wants a TA1. */
  readonly wantsAcknowledgement: boolean;
  readonly delimiters: Delimiters;
  readonly offset: number;
}
/** The facts of a GS. */
export interface FunctionalGroup {
  readonly interchange: Interchange;
  /** GS01: `HC`, `HI`, `HP`, `FA`, `HN`. */
  readonly functionalId: string;
  readonly senderCode: string;
  readonly receiverCode: string;
  /** GS04, CCYYMMDD, and GS05. */
  readonly date: string;
  readonly time: string;
  /** GS06. */
  readonly control: string;
  /** GS08. */
  readonly version: string;
  readonly offset: number;
}
/** The facts of an ST. */
export interface SetHeader {
  readonly group: FunctionalGroup;
  /** ST01. */
  readonly set: string;
  /** ST02. */
  readonly control: string;
  /** ST03, or GS08 where the guide does not use ST03. */
  readonly version: string;
}
export interface TransactionSet extends SetHeader {
  /** ST to SE. */
  readonly segments: readonly Segment[];
  /** What is wrong with its frame: trailer, count, control number, cut or oversized segments. */
  readonly issues: readonly Issue[];
}

type Frame =
  | { readonly is: 'interchange'; readonly interchange: Interchange }
  | { readonly is: 'group'; readonly group: FunctionalGroup }
  /** A TA1 in the interchange: the answer to one of ours. */
  | { readonly is: 'acknowledgement'; readonly interchange: Interchange; readonly segment: Segment }
  /** `sets`: how many were there; `declared`: how many GE01 says; the issues are those of GS and GE. */
  | {
      readonly is: 'groupEnd';
      readonly group: FunctionalGroup;
      readonly sets: number;
      readonly declared: number;
      readonly issues: readonly Issue[];
    }
  /** `complete`: the IEA was there. Act on nothing of an interchange before this has said so. */
  | {
      readonly is: 'interchangeEnd';
      readonly interchange: Interchange;
      readonly groups: number;
      readonly complete: boolean;
      readonly issues: readonly Issue[];
    }
  /** Something wrong outside of every interchange. */
  | { readonly is: 'issue'; readonly issue: Issue };
/** The finest view: one event per segment of a transaction set, for sets that do not fit in memory. */
export type EnvelopeEvent =
  | Frame
  | { readonly is: 'set'; readonly header: SetHeader }
  | { readonly is: 'segment'; readonly segment: Segment }
  | { readonly is: 'setEnd'; readonly header: SetHeader; readonly issues: readonly Issue[] };
/** The usual view: transaction sets as a whole. */
export type InterchangeEvent = Frame | { readonly is: 'transaction'; readonly transaction: TransactionSet };
