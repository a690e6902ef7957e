/** Interchange > FunctionalGroup > TransactionSet, from a stream of segments. */

import { EnvelopeReader } from './envelopeReader.ts';
import type { EnvelopeEvent, InterchangeEvent } from './frames.ts';
import { type Scanned, type Segment, scanBytes } from './scan.ts';

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
