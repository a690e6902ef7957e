/** Our own text, read as a receiver would, before it leaves. */

import { error, type Issue } from '../outcome.ts';
import { classesOf } from './characters.ts';
import { hasIsaShape, ISA_LENGTH, ourDelimiters, readDelimiters } from './delimiters.ts';
import { interchangesIn } from './envelope.ts';
import { checkGroup, checkInterchange } from './envelopeHeaders.ts';
import type { InterchangeToWrite } from './envelopeToWrite.ts';
import { QuickReadBack } from './quickReadBack.ts';
import { readUntyped } from './read.ts';
import { sameValue } from './sameValue.ts';
import { decode, LazySegment } from './segment.ts';

/**
 * What would not arrive as it was meant, and what a receiver would find wrong. Empty for a text that may leave. A text
 * in which everything is in order is seen to be so without building what a reader builds; every other is read.
 */
export const readBack = (bytes: Uint8Array, message: InterchangeToWrite): readonly Issue[] =>
  arrives(bytes, message) ? [] : readPlainly(bytes, message);

/** Whether a receiver would find this message in this text, and nothing wrong. No means that somebody has to look. */
export function arrives(bytes: Uint8Array, message: InterchangeToWrite): boolean {
  const { delimiters = ourDelimiters, sender, receiver, acknowledgements = [], groups } = message;
  if (!hasIsaShape(bytes, 0)) return false;
  const isa = decode(bytes.subarray(0, ISA_LENGTH));
  const found = readDelimiters(isa);
  const { element, component, terminator, repetition } = found.delimiters;
  const isTheirs = element === delimiters.element && component === delimiters.component;
  if (!isTheirs || terminator !== delimiters.terminator || repetition !== delimiters.repetition) return false;
  if (found.issues.length > 0 || acknowledgements.length > 0) return false;
  const header = new LazySegment('ISA', isa.slice(0, -1), 0, 0, 1, delimiters);
  const [, , , , , from, , to, day, time, , , control] = header.elements;
  if (header.cells.length !== 17 || header.cells[0] !== 'ISA' || checkInterchange(header).length > 0) return false;
  if (from?.trimEnd() !== sender.id || to?.trimEnd() !== receiver.id) return false;
  if (day !== message.date.slice(2) || time !== message.time || Number(control) !== message.interchangeControl)
    return false;

  const reader = new QuickReadBack(bytes, delimiters, classesOf(delimiters, message.characters ?? 'extended'));
  reader.skip(ISA_LENGTH);
  for (const { functionalId, senderCode, receiverCode, control, version, transactions } of groups) {
    const gs = ['GS', functionalId, senderCode, receiverCode, message.date, message.time, control, 'X', version];
    if (!reader.line(gs) || checkGroup(new LazySegment('GS', gs.join(element), 0, 0, 1, delimiters)).length > 0)
      return false;
    for (const { guide, value, control } of transactions) if (!reader.set(guide, value, control, version)) return false;
    if (!reader.line(['GE', transactions.length, control])) return false;
  }
  return reader.line(['IEA', groups.length, String(control)]) && reader.isAtEnd();
}

/** Reads the text with the reader that can tell what is wrong. */
export function readPlainly(bytes: Uint8Array, message: InterchangeToWrite): readonly Issue[] {
  const wanted = message.groups.flatMap((group) => group.transactions);
  const events = interchangesIn(bytes);
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
