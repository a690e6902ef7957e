/** Our own text, read as a receiver would, before it leaves. */

import { error, type Issue } from '../outcome.ts';
import { interchangesIn } from './envelope.ts';
import type { InterchangeToWrite } from './envelopeToWrite.ts';
import { readUntyped } from './read.ts';
import { sameValue } from './sameValue.ts';

/** What would not arrive as it was meant, and what a receiver would find wrong. Empty for a text that may leave. */
export function readBack(text: string, message: InterchangeToWrite): Issue[] {
  const wanted = message.groups.flatMap((group) => group.transactions);
  const events = interchangesIn(new TextEncoder().encode(text));
  const frame = events.flatMap((event) =>
    event.is === 'issue' ? [event.issue] : event.is === 'groupEnd' || event.is === 'interchangeEnd' ? event.issues : [],
  );
  const sets = events.flatMap((event) => (event.is === 'transaction' ? [event.transaction] : []));
  const unlike = wanted.flatMap(({ guide, value }, n) => {
    const set = sets[n];
    if (set === undefined) return [error('READ_BACK', 'A transaction set got lost while writing.')];
    const reading = readUntyped(guide, set.segments);
    const wrong = [...set.issues, ...reading.issues].filter((issue) => issue.severity === 'error');
    const same = reading.unread.length === 0 && sameValue(value, reading.value);
    return same ? wrong : [...wrong, error('READ_BACK', `The ${guide.name} would not arrive as it was meant.`)];
  });
  return [...frame.filter((issue) => issue.severity === 'error'), ...unlike];
}
