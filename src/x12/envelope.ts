/** Interchange > FunctionalGroup > TransactionSet, from a stream of segments. */

import type { Issue } from '../outcome.ts';
import type { Delimiters } from './delimiters.ts';
import { EnvelopeReader } from './envelopeReader.ts';
import { type Scanned, type Segment, scanBytes } from './scan.ts';

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
  /** `sets`: how many were there; the issues are those of GS and GE. */
  | {
      readonly is: 'groupEnd';
      readonly group: FunctionalGroup;
      readonly sets: number;
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

/**
 * Splits scanned segments into interchanges, groups and transaction sets, and checks their control numbers and
 * counts. Never throws for any input; the issues travel with the part they are about, with codes of TA105
 * (interchange), AK905 (group) and IK502 (set). A missing IEA is `TRUNCATED_INTERCHANGE`.
 */
export async function* readInterchanges(
  scanned: AsyncIterable<Scanned> | Iterable<Scanned>,
): AsyncGenerator<InterchangeEvent> {
  const reader = new EnvelopeReader();
  const collector = new Collector();
  for await (const item of scanned) yield* collector.take(reader.push(item));
  yield* collector.take(reader.end());
}

/** `readInterchanges` for a file that is in memory already. */
export function interchangesIn(bytes: Uint8Array): InterchangeEvent[] {
  const reader = new EnvelopeReader();
  const collector = new Collector();
  const events = scanBytes(bytes).flatMap((item) => collector.take(reader.push(item)));
  return [...events, ...collector.take(reader.end())];
}

/** Gathers the segments of each transaction set. */
class Collector {
  #segments: Segment[] = [];

  take(events: readonly EnvelopeEvent[]): InterchangeEvent[] {
    return events.flatMap((event): InterchangeEvent[] => {
      switch (event.is) {
        case 'set':
          this.#segments = [];
          return [];
        case 'segment':
          this.#segments.push(event.segment);
          return [];
        case 'setEnd': {
          const transaction = { ...event.header, segments: this.#segments, issues: event.issues };
          this.#segments = [];
          return [{ is: 'transaction', transaction }];
        }
        default:
          return [event];
      }
    });
  }
}
