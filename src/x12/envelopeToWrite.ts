/** The envelope of what we send: its facts, what is wrong with them, and its segments. */

import { error, type Issue } from '../outcome.ts';
import { type CharacterSet, classesOf, DATA } from './characters.ts';
import { isDate, isTime } from './check.ts';
import type { Delimiters } from './delimiters.ts';
import type { Party } from './envelope.ts';
import type { InterchangeAcknowledgementTA1 } from './guides/ta1.ts';
import type { AnyGuide } from './schema.ts';
import { sameVersion } from './versions.ts';

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
  /** What data may hold: what the partner takes. The extended set when nothing is said. */
  readonly characters?: CharacterSet;
  readonly lineEnd?: '\n' | '';
}

/** The ISA without its terminator: sixteen elements of fixed width, 105 characters. */
export function isaOf(message: InterchangeToWrite, { element, repetition, component }: Delimiters): string {
  const { sender, receiver, date, time, interchangeControl, wantsAcknowledgement, usage } = message;
  const blank = ' '.repeat(10);
  const parties = [sender.qualifier, sender.id.padEnd(15), receiver.qualifier, receiver.id.padEnd(15)];
  const control = String(interchangeControl).padStart(9, '0');
  const facts = [date.slice(2), time, repetition ?? 'U', '00501', control, wantsAcknowledgement === true ? '1' : '0'];
  return ['ISA', '00', blank, '00', blank, ...parties, ...facts, usage, component].join(element);
}

/** Everything that is wrong with the envelope, with the codes that a receiver would use. */
export function checkEnvelope(message: InterchangeToWrite, delimiters: Delimiters): Issue[] {
  const { sender, receiver, date, time, interchangeControl, groups } = message;
  const issues: Issue[] = [];
  const need = (holds: boolean, code: string, ref: string, what: string) => {
    if (!holds) issues.push(error(code, `${what} Correct the partner's configuration or the data.`, { ref }));
  };
  const classes = classesOf(delimiters, 'extended');
  const isPlain = (text: string, min: number, max: number) =>
    text.length >= min && text.length <= max && isData(text, classes);
  const isControl = (number: number) => Number.isInteger(number) && number >= 1 && number <= 999_999_999;

  need(isPlain(sender.qualifier, 2, 2), 'TA105:005', 'ISA05', 'The sender qualifier has two characters.');
  need(isPlain(sender.id, 1, 15), 'TA105:006', 'ISA06', 'The sender id has 1 to 15 plain characters.');
  need(isPlain(receiver.qualifier, 2, 2), 'TA105:007', 'ISA07', 'The receiver qualifier has two characters.');
  need(isPlain(receiver.id, 1, 15), 'TA105:008', 'ISA08', 'The receiver id has 1 to 15 plain characters.');
  need(date.length === 8 && isDate(date), 'TA105:014', 'ISA09', 'The date is CCYYMMDD.');
  need(time.length === 4 && isTime(time), 'TA105:015', 'ISA10', 'The time is HHMM.');
  need(isControl(interchangeControl), 'TA105:018', 'ISA13', 'The control number is 1 to 999999999.');
  const unique = (values: readonly unknown[]) => values.length < 2 || new Set(values).size === values.length;
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

const SPACE = 0x20;
/** Whether a text may stand in an element as it is: no separator, nothing beyond ASCII, no space at its ends. */
function isData(text: string, classes: Uint8Array): boolean {
  for (let n = 0; n < text.length; n++) if (classes[text.charCodeAt(n)] !== DATA) return false;
  return text.charCodeAt(0) !== SPACE && text.charCodeAt(text.length - 1) !== SPACE;
}

/** GS and GE of a group, without terminator. */
export const gsOf = (group: GroupToWrite, { date, time }: InterchangeToWrite, { element }: Delimiters): string => {
  const { functionalId, senderCode, receiverCode, control, version } = group;
  return ['GS', functionalId, senderCode, receiverCode, date, time, control, 'X', version].join(element);
};
export const geOf = ({ transactions, control }: GroupToWrite, { element }: Delimiters): string =>
  `GE${element}${transactions.length}${element}${control}`;
export const ieaOf = ({ groups, interchangeControl }: InterchangeToWrite, { element }: Delimiters): string =>
  `IEA${element}${groups.length}${element}${String(interchangeControl).padStart(9, '0')}`;
