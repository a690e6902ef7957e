/** Values -> the text of a whole interchange. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import { isDate, isTime } from './check.ts';
import { type Delimiters, ourDelimiters } from './delimiters.ts';
import { interchangesIn, type Party } from './envelope.ts';
import { type InterchangeAcknowledgementTA1, interchangeAcknowledgement } from './guides/ta1.ts';
import { printSegments } from './print.ts';
import { readUntyped } from './read.ts';
import { sameValue } from './sameValue.ts';
import type { AnyGuide, Fields, Guide, Infer } from './schema.ts';
import { writeOne } from './single.ts';
import { sameVersion } from './versions.ts';
import { writeUntyped } from './write.ts';

/** One transaction set to write; make it with `transactionOf`, which checks the value's type. */
export interface TransactionToWrite {
  readonly guide: AnyGuide;
  readonly value: unknown;
  /** ST02, 4 to 9 capitals or digits, unique in its group. */
  readonly control: string;
}
export interface GroupToWrite {
  /** GS01; the guides of the group must have the same. */
  readonly functionalId: string;
  /** GS08, and ST03 where the guide writes it: a version string that means the guides of the group. */
  readonly version: string;
  readonly senderCode: string;
  readonly receiverCode: string;
  /** GS06, 1 to 999999999, unique in the interchange. */
  readonly control: number;
  readonly transactions: readonly TransactionToWrite[];
}
export interface InterchangeToWrite {
  readonly sender: Party;
  readonly receiver: Party;
  /** ISA15: test or production. */
  readonly usage: 'T' | 'P';
  /** CCYYMMDD and HHMM, of the ISA and of every GS. */
  readonly date: string;
  readonly time: string;
  /** ISA13, 1 to 999999999. */
  readonly interchangeControl: number;
  /** ISA14: ask for a TA1. */
  readonly wantsAcknowledgement?: boolean;
  /** TA1 segments, which stand before the first group. */
  readonly acknowledgements?: readonly InterchangeAcknowledgementTA1[];
  readonly groups: readonly GroupToWrite[];
  readonly delimiters?: Delimiters;
  readonly lineEnd?: '\n' | '';
}

export const transactionOf = <F extends Fields>(
  guide: Guide<F>,
  value: Infer<Guide<F>>,
  control: string,
): TransactionToWrite => ({ guide, value, control });

/**
 * Writes ISA to IEA, version 00501, one segment per line. Counts and trailers are derived. The text is read back
 * before it is given out: a value that would not arrive as it was meant is refused with `READ_BACK`.
 */
export function writeInterchange(message: InterchangeToWrite): Outcome<string> {
  const delimiters = message.delimiters ?? ourDelimiters;
  const issues = checkEnvelope(message, delimiters);
  const lines: string[] = [isa(message, delimiters)];
  for (const acknowledgement of message.acknowledgements ?? []) {
    const written = writeOne(interchangeAcknowledgement, acknowledgement, delimiters);
    issues.push(...written.issues);
    if (written.ok) lines.push(written.value);
  }
  for (const group of message.groups) {
    const { date, time } = message;
    const { functionalId, senderCode, receiverCode, control, version, transactions } = group;
    const frame = ['GS', functionalId, senderCode, receiverCode, date, time, control, 'X', version];
    lines.push(frame.join(delimiters.element));
    for (const { guide, value, control: setControl } of transactions) {
      const written = writeUntyped(guide, value, { control: setControl, delimiters, version });
      issues.push(...written.issues);
      if (written.ok) lines.push(...written.value);
    }
    lines.push(['GE', transactions.length, control].join(delimiters.element));
  }
  const control = String(message.interchangeControl).padStart(9, '0');
  lines.push(['IEA', message.groups.length, control].join(delimiters.element));
  if (issues.some((issue) => issue.severity === 'error')) return bad(...issues);

  const text = printSegments(lines, delimiters, message.lineEnd);
  const unlike = readBack(text, message);
  return unlike.length > 0 ? bad(...unlike) : good(text, issues);
}

/** The ISA: sixteen elements of fixed width, 106 characters with its terminator. */
function isa(message: InterchangeToWrite, { element, repetition, component }: Delimiters): string {
  const { sender, receiver, date, time, interchangeControl, wantsAcknowledgement, usage } = message;
  const blank = ' '.repeat(10);
  const parties = [sender.qualifier, sender.id.padEnd(15), receiver.qualifier, receiver.id.padEnd(15)];
  const control = String(interchangeControl).padStart(9, '0');
  const facts = [date.slice(2), time, repetition ?? 'U', '00501', control, wantsAcknowledgement === true ? '1' : '0'];
  return ['ISA', '00', blank, '00', blank, ...parties, ...facts, usage, component].join(element);
}

function checkEnvelope(message: InterchangeToWrite, delimiters: Delimiters): Issue[] {
  const { sender, receiver, date, time, interchangeControl, groups } = message;
  const issues: Issue[] = [];
  const need = (holds: boolean, code: string, ref: string, what: string) => {
    if (!holds) issues.push(error(code, `${what} Correct the partner's configuration or the data.`, { ref }));
  };
  const isPlain = (text: string, min: number, max: number) =>
    text.length >= min &&
    text.length <= max &&
    /^[ -~]*$/.test(text) &&
    text.trim() === text &&
    Object.values(delimiters).every((separator) => separator === undefined || !text.includes(separator));
  const isControl = (number: number) => Number.isInteger(number) && number >= 1 && number <= 999_999_999;

  need(isPlain(sender.qualifier, 2, 2), 'TA105:005', 'ISA05', 'The sender qualifier has two characters.');
  need(isPlain(sender.id, 1, 15), 'TA105:006', 'ISA06', 'The sender id has 1 to 15 plain characters.');
  need(isPlain(receiver.qualifier, 2, 2), 'TA105:007', 'ISA07', 'The receiver qualifier has two characters.');
  need(isPlain(receiver.id, 1, 15), 'TA105:008', 'ISA08', 'The receiver id has 1 to 15 plain characters.');
  need(date.length === 8 && isDate(date), 'TA105:014', 'ISA09', 'The date is CCYYMMDD.');
  need(time.length === 4 && isTime(time), 'TA105:015', 'ISA10', 'The time is HHMM.');
  need(isControl(interchangeControl), 'TA105:018', 'ISA13', 'The control number is 1 to 999999999.');
  const unique = (values: readonly unknown[]) => new Set(values).size === values.length;
  need(unique(groups.map(({ control }) => control)), 'AK905:19', 'GS06', 'Two groups have the same control number.');
  for (const group of groups) {
    need(isPlain(group.senderCode, 2, 15), 'IK403:6', 'GS02', "The sender's code has 2 to 15 plain characters.");
    need(isPlain(group.receiverCode, 2, 15), 'IK403:6', 'GS03', "The receiver's code has 2 to 15 plain characters.");
    need(isControl(group.control), 'AK905:6', 'GS06', 'The control number is 1 to 999999999.');
    need(group.transactions.length > 0, 'AK905:5', 'GE01', 'A group needs a transaction set.');
    const controls = group.transactions.map(({ control }) => control);
    need(unique(controls), 'IK502:23', 'ST02', 'Two transaction sets of a group have the same control number.');
    for (const { guide } of group.transactions) {
      need(
        guide.functionalId === group.functionalId,
        'AK905:1',
        'GS01',
        `The ${guide.name} is no ${group.functionalId}.`,
      );
      need(sameVersion(guide.version, group.version), 'AK905:2', 'GS08', `The ${guide.name} has another version.`);
    }
  }
  return issues;
}

/** Reads our own text as a receiver would. */
function readBack(text: string, message: InterchangeToWrite): Issue[] {
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
