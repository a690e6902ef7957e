/** Interchange > FunctionalGroup > TransactionSet, from a stream of segments. */

import type { Issue } from '../outcome.ts';
import { EnvelopeReader, type SetSink } from './envelopeReader.ts';
import type { EnvelopeEvent, InterchangeEvent, SetHeader } from './frames.ts';
import { type Scanned, type Segment, SegmentScanner } from './scan.ts';

export type {
  EnvelopeEvent,
  FunctionalGroup,
  Interchange,
  InterchangeEvent,
  Party,
  SetHeader,
  TransactionSet,
} from './frames.ts';

/**
 * Splits scanned segments into interchanges, groups and transaction sets, and checks their control numbers and
 * counts. Never throws for any input; the issues travel with the part they are about, with codes of TA105
 * (interchange), AK905 (group) and IK502 (set). A missing IEA is `TRUNCATED_INTERCHANGE`.
 */
export async function* readInterchanges(
  scanned: AsyncIterable<Scanned> | Iterable<Scanned>,
): AsyncGenerator<InterchangeEvent> {
  const collector = new Collector(() => undefined);
  const { reader } = collector;
  for await (const item of scanned) {
    if (item.is === 'issue') reader.issue(item.issue);
    else reader.segment(item.segment);
    if (collector.hasEvents) yield* collector.give() as InterchangeEvent[];
  }
  reader.end();
  yield* collector.give() as InterchangeEvent[];
}

/** `readInterchanges` straight from the bytes of a file, in pieces of any size: much the faster way. */
export function interchangesOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<InterchangeEvent> {
  // Without sinks nothing is taken.
  return takingOf(pieces, () => undefined) as AsyncGenerator<InterchangeEvent>;
}

/** `interchangesOf` for sets of which some are taken by a sink as they arrive: of these no segment is kept here. */
export function takingOf<S extends SetSink>(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sinkFor: (header: SetHeader) => S | undefined,
): AsyncGenerator<InterchangeEvent | Taken<S>> {
  // Frames are told when asked for.
  return eventsOf(pieces, new Collector(sinkFor)) as AsyncGenerator<InterchangeEvent | Taken<S>>;
}

/** `takingOf` with the segments of the envelope, each before what it completes. */
export const framesOf = <S extends SetSink>(
  pieces: AsyncIterable<Uint8Array>,
  sinkFor: (header: SetHeader) => S | undefined,
): AsyncGenerator<InterchangeEvent | Taken<S> | FrameSeen> => eventsOf(pieces, new Collector(sinkFor, true));

async function* eventsOf<S extends SetSink>(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  collector: Collector<S>,
): AsyncGenerator<InterchangeEvent | Taken<S> | FrameSeen> {
  const scanner = new SegmentScanner(collector.reader);
  for await (const piece of pieces) {
    scanner.push(piece);
    if (collector.hasEvents) yield* collector.give();
  }
  scanner.end();
  collector.reader.end();
  yield* collector.give();
}

/** `readInterchanges` for a file that is in memory already. */
export function interchangesIn(bytes: Uint8Array): InterchangeEvent[] {
  return takingIn(bytes, () => undefined) as InterchangeEvent[];
}

/** `takingOf` for a file that is in memory already. */
export function takingIn<S extends SetSink>(
  bytes: Uint8Array,
  sinkFor: (header: SetHeader) => S | undefined,
): (InterchangeEvent | Taken<S>)[] {
  const collector = new Collector(sinkFor);
  const scanner = new SegmentScanner(collector.reader);
  scanner.push(bytes);
  scanner.end();
  collector.reader.end();
  return collector.give() as (InterchangeEvent | Taken<S>)[];
}

/** A transaction set that went to a sink. */
export interface Taken<S extends SetSink> {
  readonly is: 'taken';
  readonly header: SetHeader;
  readonly sink: S;
  readonly issues: readonly Issue[];
}

/** ISA, GS, ST, SE, GE, IEA or TA1. */
export interface FrameSeen {
  readonly is: 'frame';
  readonly segment: Segment;
}

/** Gathers the segments of each transaction set that no sink takes. */
class Collector<S extends SetSink> {
  readonly reader: EnvelopeReader;
  #segments: Segment[] = [];
  #sink: S | undefined;
  #events: (InterchangeEvent | Taken<S> | FrameSeen)[] = [];

  constructor(sinkFor: (header: SetHeader) => S | undefined, tellsFrames = false) {
    this.reader = new EnvelopeReader(
      (event) => this.#take(event),
      (header) => {
        this.#sink = sinkFor(header);
        return this.#sink;
      },
      tellsFrames ? (segment) => this.#events.push({ is: 'frame', segment }) : undefined,
    );
  }

  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  give(): (InterchangeEvent | Taken<S> | FrameSeen)[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #take(event: EnvelopeEvent): void {
    switch (event.is) {
      case 'set':
        break;
      case 'segment':
        this.#segments.push(event.segment);
        break;
      case 'setEnd':
        this.#events.push(this.#set(event.header, event.issues));
        this.#segments = [];
        break;
      default:
        this.#events.push(event);
    }
  }

  #set(header: SetHeader, issues: readonly Issue[]): InterchangeEvent | Taken<S> {
    if (this.#sink !== undefined) return { is: 'taken', header, sink: this.#sink, issues };
    return { is: 'transaction', transaction: { ...header, segments: this.#segments, issues } };
  }
}
