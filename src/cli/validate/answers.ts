/** The TA1 and the 999 that answer a file, from what was found in it. */

import { type Issue, warning } from '../../outcome.ts';
import { acknowledgeAnswers, acknowledgeInterchange, answerTo, type SetAnswer } from '../../x12/acknowledge.ts';
import { isDate, isTime } from '../../x12/check.ts';
import type { FunctionalGroup, Interchange, SetHeader } from '../../x12/envelope.ts';
import { acknowledgement999 } from '../../x12/guides/999.ts';
import { type GroupToWrite, transactionOf, writeInterchange } from '../../x12/writeInterchange.ts';
import type { Places } from './places.ts';
import type { Verdict } from './setValidation.ts';

export interface AnswerFile {
  readonly name: string;
  /** undefined where the file names nobody to answer. */
  readonly text: string | undefined;
  readonly issues: readonly Issue[];
}

/** Gathers what is answered: one file for an interchange, with its TA1 where one is due and a 999 for each group. */
export class Answers {
  readonly #wanted: boolean;
  readonly #files: AnswerFile[] = [];
  #sets: SetAnswer[] = [];
  #groups: GroupToWrite[] = [];

  /** @param wanted whether anything is gathered at all */
  constructor(wanted: boolean) {
    this.#wanted = wanted;
  }

  get files(): readonly AnswerFile[] {
    return this.#files;
  }

  set(header: SetHeader, { st, issues }: Verdict, places: Places): void {
    if (this.#wanted) this.#sets.push(answerTo(header, st, issues, (position) => places.unitAt(position)));
  }

  group(group: FunctionalGroup, issues: readonly Issue[], declared: number): void {
    const answers = this.#sets;
    this.#sets = [];
    // Nobody acknowledges an acknowledgement.
    if (!this.#wanted || group.functionalId === 'FA') return;
    const value = acknowledgeAnswers(group, answers, issues, declared);
    this.#groups.push({
      functionalId: acknowledgement999.functionalId,
      version: acknowledgement999.version,
      senderCode: groupCode(group.receiverCode, group.interchange.receiver.id),
      receiverCode: groupCode(group.senderCode, group.interchange.sender.id),
      control: this.#groups.length + 1,
      transactions: [transactionOf(acknowledgement999, value, '0001')],
    });
  }

  /** A refused interchange gets its TA1 only: nothing in it counts as read. */
  interchange(interchange: Interchange, issues: readonly Issue[]): void {
    const groups = this.#groups;
    this.#groups = [];
    const isRefused = issues.some(({ severity }) => severity === 'error');
    const hasTa1 = interchange.wantsAcknowledgement || issues.length > 0;
    if (!this.#wanted || (groups.length === 0 && !hasTa1)) return;
    const written = writeInterchange({
      sender: interchange.receiver,
      receiver: interchange.sender,
      usage: interchange.usage === 'P' ? 'P' : 'T',
      date: isDate(interchange.date) ? `20${interchange.date}` : '20000101',
      time: /^\d{4}$/.test(interchange.time) && isTime(interchange.time) ? interchange.time : '0000',
      interchangeControl: Number(interchange.control) || 1,
      acknowledgements: hasTa1 ? [acknowledgeInterchange(interchange, issues)] : [],
      groups: isRefused ? [] : groups,
    });
    const name = this.#nameFor(`${isRefused ? 'ta1' : '999'}-${interchange.control.replace(/\W/g, '_')}`);
    const unanswerable = warning('ACK_UNANSWERABLE', 'The ISA is too wrong to be answered by a TA1. Tell the sender.', {
      ref: 'ISA',
      offset: interchange.offset,
    });
    this.#files.push(
      written.ok ? { name, text: written.value, issues: [] } : { name, text: undefined, issues: [unanswerable] },
    );
  }

  /** Two interchanges of a file may carry the same control number. */
  #nameFor(stem: string): string {
    const same = this.#files.filter(({ name }) => name.startsWith(`${stem}.`) || name.startsWith(`${stem}-`)).length;
    return same === 0 ? `${stem}.x12` : `${stem}-${same + 1}.x12`;
  }
}

/** GS02 and GS03 as they came, unless they break the rules for one; then the party's ISA id, made long enough. */
const groupCode = (code: string, id: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,13}[A-Za-z0-9]$/.test(code) ? code : id.padEnd(2, '0');
