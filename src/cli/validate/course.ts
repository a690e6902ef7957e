/** What happens while a file goes by that is being validated. */

import { error, type Issue } from '../../outcome.ts';
import type { Payer } from '../../rules/parse.ts';
import type { InterchangeEvent, TransactionSet } from '../../x12/envelope.ts';
import { interchangeAcknowledgement } from '../../x12/guides/ta1.ts';
import { readTransaction } from '../../x12/readTransaction.ts';
import type { Segment } from '../../x12/segment.ts';
import { readOne } from '../../x12/single.ts';
import { type ExitCode, exit } from '../exit.ts';
import { type AnswerFile, Answers } from './answers.ts';
import { sumsOf835 } from './checks.ts';
import { foundAt, foundIn, type Whereabouts } from './found.ts';
import { layersChecked } from './layers.ts';
import { overlayIssues } from './payerChecks.ts';
import type { Report } from './report.ts';
import { SetChecks } from './setChecks.ts';

export interface Validated {
  readonly code: ExitCode;
  readonly answers: readonly AnswerFile[];
}

export class Course {
  readonly #report: Report;
  readonly #payer: Payer | undefined;
  readonly #answers: Answers;
  /** Envelope segments of the open interchange by their offset. */
  #frames = new Map<number, Segment>();
  #where: Whereabouts = {};
  readonly #guides = new Set<string>();
  #opened = false;
  #failed = false;

  constructor(report: Report, { payer, answer }: { readonly payer: Payer | undefined; readonly answer: boolean }) {
    this.#report = report;
    this.#payer = payer;
    this.#answers = new Answers(answer);
  }

  /** An envelope segment goes by. */
  frame(segment: Segment): void {
    this.#frames.set(segment.offset, segment);
  }

  take(event: InterchangeEvent): void {
    switch (event.is) {
      case 'interchange':
        this.#opened = true;
        this.#where = { interchange: event.interchange.control };
        break;
      case 'group':
        this.#where = { ...this.#where, group: event.group.control };
        break;
      case 'acknowledgement':
        this.outside(readOne(interchangeAcknowledgement, event.segment).issues);
        break;
      case 'transaction':
        this.#transaction(event.transaction);
        for (const [offset, { id }] of this.#frames) if (id === 'ST' || id === 'SE') this.#frames.delete(offset);
        break;
      case 'groupEnd':
        this.outside(event.issues);
        this.#answers.group(event.group, event.issues, event.declared);
        this.#where = { interchange: event.group.interchange.control };
        for (const [offset, { id }] of this.#frames) if (id === 'GS' || id === 'GE') this.#frames.delete(offset);
        break;
      case 'interchangeEnd':
        this.outside(event.issues);
        this.#answers.interchange(event.interchange, event.issues);
        this.#where = {};
        this.#frames.clear();
        break;
      case 'issue':
        this.outside([event.issue]);
        break;
    }
  }

  /** Issues outside of every transaction set. */
  outside(issues: readonly Issue[]): void {
    this.#failed ||= issues.some(isError);
    this.#report.found(
      issues.map((issue) => {
        const segment = issue.offset === undefined ? undefined : this.#frames.get(issue.offset);
        return foundAt(issue, this.#where, segment, segment?.id === 'TA1' ? interchangeAcknowledgement : undefined);
      }),
    );
  }

  end(): Validated {
    if (!this.#opened && !this.#failed)
      this.outside([error('NOT_X12', 'The file is empty. Ask the sender for it again.', { offset: 0 })]);
    if (!this.#opened) return { code: exit.usage, answers: [] };
    this.#report.layers(layersChecked(this.#guides, this.#payer?.id));
    return { code: this.#failed ? exit.invalid : exit.done, answers: this.#answers.files };
  }

  #transaction(transaction: TransactionSet): void {
    const { set, version, control, segments } = transaction;
    const { guide, reading, issues: told } = readTransaction(transaction);
    const sums = guide === undefined ? undefined : sumsOf835(guide, reading, transaction);
    const checks = guide === undefined ? undefined : new SetChecks(guide, this.#payer);
    for (const step of reading?.steps ?? []) {
      const segment = segments[step.segment];
      if (segment !== undefined) checks?.take(step, segment, step.segment + 1);
    }
    const payer =
      guide === undefined || this.#payer === undefined ? [] : overlayIssues(this.#payer, guide, segments, told);
    const found = [...(sums?.issues ?? []), ...notTold(checks?.end() ?? [], told), ...payer];
    const issues = [...told, ...found].sort((a, b) => (a.segment ?? 0) - (b.segment ?? 0));
    const where = { ...this.#where, transaction: control };
    const status = issues.some(isError) ? 'R' : issues.length > 0 ? 'E' : 'A';
    const balanced = sums === undefined ? {} : { balanced: sums.balanced };
    const facts = { where, set, guide: version, name: guide?.name ?? null, segments: segments.length };
    this.#failed ||= status === 'R';
    if (guide !== undefined) this.#guides.add(guide.name);
    this.#answers.set({ transaction, issues });
    this.#report.set({ ...facts, status, ...balanced }, foundIn(issues, where, segments, reading));
  }
}

/** What is wrong with the form of an element is told once: rules about what it means say nothing more. */
function notTold(found: readonly Issue[], told: readonly Issue[]): readonly Issue[] {
  if (found.length === 0 || told.length === 0) return found;
  const places = new Set(told.map(({ segment, ref }) => (ref === undefined ? '' : `${segment} ${ref}`)));
  return found.filter(({ segment, ref }) => ref === undefined || !places.has(`${segment} ${ref}`));
}

const isError = ({ severity }: Issue): boolean => severity === 'error';
