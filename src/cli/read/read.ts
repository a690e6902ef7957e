/** The command `read`: any X12 file to business values, issues and balances, one transaction set in memory at a time. */

import { error, type Issue } from '../../outcome.ts';
import { type InterchangeEvent, interchangesOf, type TransactionSet } from '../../x12/envelope.ts';
import { interchangeAcknowledgement } from '../../x12/guides/ta1.ts';
import type { Segment } from '../../x12/segment.ts';
import { readOne } from '../../x12/single.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { type InterchangeAcknowledgement, interchangeAcknowledgementOf } from './acknowledgements.ts';
import { JsonReport } from './jsonReport.ts';
import type { Report, Whereabouts } from './report.ts';
import { piecesOf, Unreadable } from './source.ts';
import { TextReport } from './textReport.ts';
import { readOneTransaction } from './transaction.ts';

/**
 * Reads the files in their order: a page for a person, or with `json` the document of docs/read.md (an array of them
 * for several files). Gives the worst exit code: 2 for a file that is missing or no X12, 1 for one with an error,
 * else 0. Throws a Fault when the disk fails.
 */
export async function read(files: string[], options: { json: boolean }, io: Io): Promise<number> {
  const isSeveral = files.length > 1;
  let worst: number = exit.done;
  for (const [index, file] of files.entries()) {
    if (options.json && isSeveral) io.out(index === 0 ? '[' : ',\n');
    const report = options.json ? new JsonReport((text) => io.out(text)) : new TextReport(io, isSeveral ? file : '');
    worst = Math.max(worst, await readPieces(piecesOf(file), report, () => io.drained?.()));
  }
  if (options.json && isSeveral) io.out(']\n');
  return worst;
}

/**
 * Reads one file, given as its bytes in pieces of any size, into a report; the report does not depend on the sizes.
 *
 * @param drained waits for whoever takes the report; undefined when there is nothing to wait for
 */
export async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  report: Report,
  drained: () => Promise<unknown> | undefined = () => undefined,
): Promise<ExitCode> {
  const course = new Course(report);
  try {
    for await (const event of interchangesOf(pieces)) {
      course.take(event);
      await drained();
    }
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    course.unreadable(problem.message);
  }
  return course.end();
}

/** What happens while a file goes by, told to its report. */
class Course {
  readonly #report: Report;
  #where: Whereabouts = {};
  #acknowledgements: InterchangeAcknowledgement[] = [];
  #opened = false;
  #failed = false;
  #unreadable = false;

  constructor(report: Report) {
    this.#report = report;
  }

  take(event: InterchangeEvent): void {
    switch (event.is) {
      case 'interchange':
        this.#opened = true;
        this.#where = { interchange: event.interchange.control };
        this.#acknowledgements = [];
        this.#report.interchange(event.interchange);
        break;
      case 'acknowledgement':
        this.#acknowledge(event.segment);
        break;
      case 'group':
        this.#where = { ...this.#where, group: event.group.control };
        this.#report.group(event.group);
        break;
      case 'transaction':
        this.#transaction(event.transaction);
        break;
      case 'groupEnd':
        this.#report.groupEnd();
        this.#issues(event.issues, this.#where);
        this.#where = { interchange: event.group.interchange.control };
        break;
      case 'interchangeEnd':
        this.#report.interchangeEnd({ complete: event.complete, acknowledgements: this.#acknowledgements });
        this.#issues(event.issues, this.#where);
        this.#where = {};
        break;
      case 'issue':
        this.#issues([event.issue], {});
        break;
    }
  }

  unreadable(message: string): void {
    this.#unreadable = true;
    this.#issues([error('FILE_UNREADABLE', message)], {});
  }

  end(): ExitCode {
    if (!this.#opened && !this.#failed)
      this.#issues([error('NOT_X12', 'The file is empty. Ask the sender for it again.', { offset: 0 })], {});
    this.#report.end();
    if (this.#unreadable || !this.#opened) return exit.usage;
    return this.#failed ? exit.invalid : exit.done;
  }

  #transaction(set: TransactionSet): void {
    const transaction = readOneTransaction(set);
    this.#report.transaction(transaction);
    this.#issues(transaction.issues, { ...this.#where, transaction: transaction.control });
  }

  #acknowledge(segment: Segment): void {
    const outcome = readOne(interchangeAcknowledgement, segment);
    this.#issues(outcome.issues, this.#where);
    if (outcome.ok) this.#acknowledgements.push(interchangeAcknowledgementOf(outcome.value));
  }

  #issues(issues: readonly Issue[], where: Whereabouts): void {
    for (const issue of issues) {
      this.#failed ||= issue.severity === 'error';
      this.#report.issue(issue, where);
    }
  }
}
