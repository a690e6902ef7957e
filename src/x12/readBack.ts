/** Our own text, read as a receiver would, before it leaves. */

import { error, type Issue } from '../outcome.ts';
import { classesOf } from './characters.ts';
import { hasIsaShape, ISA_LENGTH, ourDelimiters, readDelimiters } from './delimiters.ts';
import { type InterchangeEvent, interchangesIn, type TransactionSet } from './envelope.ts';
import { checkGroup, checkInterchange } from './envelopeHeaders.ts';
import type { InterchangeToWrite, TransactionToWrite } from './envelopeToWrite.ts';
import { QuickReadBack } from './quickReadBack.ts';
import { readUntyped } from './read.ts';
import { sameValue } from './sameValue.ts';
import { decode, LazySegment } from './segment.ts';
import { Situations } from './situations.ts';
import { breaksRule } from './valueSituations.ts';

/**
 * What would not arrive as it was meant, and what a receiver would find wrong, situational rules of the guide included.
 * A text may leave when nothing of it is an error. One in which everything is in order is seen to be so without building
 * what a reader builds; every other is read.
 */
export function readBack(bytes: Uint8Array, message: InterchangeToWrite): readonly Issue[] {
  const unlike = arrives(bytes, message) ? [] : readPlainly(bytes, message);
  if (unlike.length > 0) return unlike;
  // The text holds these values, so that what the values break is broken in the text.
  const isSuspect = message.groups.some(({ transactions }) =>
    transactions.some(({ guide, value }) => breaksRule(guide, value)),
  );
  return isSuspect ? rulesBroken(bytes, message) : [];
}

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
  const events = interchangesIn(bytes);
  const frame = events.flatMap((event) =>
    event.is === 'issue' ? [event.issue] : event.is === 'groupEnd' || event.is === 'interchangeEnd' ? event.issues : [],
  );
  const sets = setsIn(events);
  const unlike = wantedBy(message).flatMap(({ guide, value }, n) => {
    const set = sets[n];
    if (set === undefined) return [error('READ_BACK', 'A transaction set got lost while writing.')];
    const reading = readUntyped(guide, set.segments);
    const wrong = [...set.issues, ...reading.issues].filter((issue) => issue.severity === 'error');
    const same = reading.unread.length === 0 && sameValue(value, reading.value);
    return same ? wrong : [...wrong, error('READ_BACK', `The ${guide.name} would not arrive as it was meant.`)];
  });
  return [...frame.filter((issue) => issue.severity === 'error'), ...unlike];
}

/** The situational rules that a text of ours breaks. There is no file yet, so that places are numbers of segments only. */
function rulesBroken(bytes: Uint8Array, message: InterchangeToWrite): readonly Issue[] {
  const sets = setsIn(interchangesIn(bytes));
  const broken: Issue[] = [];
  for (const [n, { guide }] of wantedBy(message).entries()) {
    const segments = sets[n]?.segments ?? [];
    const situations = new Situations(guide, ({ offset: _, ...issue }) => broken.push(issue));
    for (const { spec, loop, segment: at } of readUntyped(guide, segments).steps) {
      const segment = segments[at];
      if (segment !== undefined) situations.take(spec, loop, segment, at + 1);
    }
    situations.end();
  }
  return broken;
}

const wantedBy = ({ groups }: InterchangeToWrite): readonly TransactionToWrite[] =>
  groups.flatMap(({ transactions }) => transactions);
const setsIn = (events: readonly InterchangeEvent[]): readonly TransactionSet[] =>
  events.flatMap((event) => (event.is === 'transaction' ? [event.transaction] : []));
