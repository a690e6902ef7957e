/** Interchange > FunctionalGroup > TransactionSet, from a stream of segments. */

import { EnvelopeReader } from './envelopeReader.ts';
import type { EnvelopeEvent, InterchangeEvent } from './frames.ts';
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
  const collector = new Collector();
  const reader = new EnvelopeReader((event) => collector.take(event));
  for await (const item of scanned) {
    if (item.is === 'issue') reader.issue(item.issue);
    else reader.segment(item.segment);
    if (collector.hasEvents) yield* collector.give();
  }
  reader.end();
  yield* collector.give();
}

/** `readInterchanges` straight from the bytes of a file, in pieces of any size: much the faster way. */
export async function* interchangesOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<InterchangeEvent> {
  const collector = new Collector();
  const reader = new EnvelopeReader((event) => collector.take(event));
  const scanner = new SegmentScanner(reader);
  for await (const piece of pieces) {
    scanner.push(piece);
    if (collector.hasEvents) yield* collector.give();
  }
  scanner.end();
  reader.end();
  yield* collector.give();
}

/** `readInterchanges` for a file that is in memory already. */
export function interchangesIn(bytes: Uint8Array): InterchangeEvent[] {
  const collector = new Collector();
  const reader = new EnvelopeReader((event) => collector.take(event));
  const scanner = new SegmentScanner(reader);
  scanner.push(bytes);
  scanner.end();
  reader.end();
  return collector.give();
}

/** Gathers the segments of each transaction set. */
class Collector {
  #segments: Segment[] = [];
  #events: InterchangeEvent[] = [];

  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  give(): InterchangeEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  take(event: EnvelopeEvent): void {
    switch (event.is) {
      case 'segment':
        this.#segments.push(event.segment);
        break;
      case 'set':
        this.#segments = [];
        break;
      case 'setEnd':
        this.#events.push({
          is: 'transaction',
          transaction: { ...event.header, segments: this.#segments, issues: event.issues },
        });
        this.#segments = [];
        break;
      default:
        this.#events.push(event);
    }
  }
}
