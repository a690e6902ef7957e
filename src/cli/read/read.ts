/**
 * The command `read`: an X12 file to business values, issues and balances, in memory that does not grow with it, but for
 * a 278, which is held: it is about one patient.
 */

import { error, type Issue } from '../../outcome.ts';
import {
  type InterchangeEvent,
  type SetHeader,
  type Taken,
  type TransactionSet,
  takingOf,
} from '../../x12/envelope.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import { interchangeAcknowledgement } from '../../x12/guides/ta1.ts';
import type { Segment } from '../../x12/segment.ts';
import { readOne } from '../../x12/single.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { type InterchangeAcknowledgement, interchangeAcknowledgementOf } from './acknowledgements.ts';
import type { Again } from './again.ts';
import { JsonReport } from './jsonReport.ts';
import { isRemittance, RemittanceSink } from './largeRemittance.ts';
import { type LargeSet, LargeSetSink, type Uncovered } from './largeSet.ts';
import type { Report, Whereabouts } from './report.ts';
import { isReadAgain, partOf, piecesOf, Unreadable } from './source.ts';
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
    const drained = () => io.drained?.();
    const report = options.json
      ? new JsonReport((text) => io.out(text), drained)
      : new TextReport(io, isSeveral ? file : '');
    const again: Again | undefined = (await isReadAgain(file)) ? (from, to) => partOf(file, from, to) : undefined;
    worst = Math.max(worst, await readPieces(piecesOf(file), report, drained, again));
  }
  if (options.json && isSeveral) io.out(']\n');
  return worst;
}

/**
 * Reads one file, given as its bytes in pieces of any size, into a report; the report does not depend on the sizes.
 *
 * @param drained waits for whoever takes the report; undefined when there is nothing to wait for
 * @param again reads parts of the file once more; without it every transaction set is held in memory as a whole
 * @param most segments of a set that are held; what is shown of a larger one is read again
 */
export async function readPieces(
  pieces: AsyncIterable<Uint8Array>,
  report: Report,
  drained: () => Promise<unknown> | undefined = () => undefined,
  again?: Again,
  most = HELD_SEGMENTS,
): Promise<ExitCode> {
  const course = new Course(report);
  const sinkFor = (header: SetHeader) => (again === undefined ? undefined : course.sinkFor(header, most));
  try {
    for await (const event of takingOf(pieces, sinkFor)) {
      if (event.is !== 'taken') course.take(event);
      else if (event.sink.segments !== undefined) course.take(wholeOf(event, event.sink.segments));
      else if (again !== undefined) await course.large(event, again);
      await drained();
    }
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    course.unreadable(problem.message);
  }
  return course.end();
}

/** Some 5 MB in memory. */
const HELD_SEGMENTS = 10_000;

const placeOf = ({ group, control }: SetHeader): Whereabouts => ({
  interchange: group.interchange.control,
  group: group.control,
  transaction: control,
});

type Sink = RemittanceSink | LargeSetSink;

const wholeOf = ({ header, issues }: Taken<Sink>, segments: readonly Segment[]): InterchangeEvent => ({
  is: 'transaction',
  transaction: { ...header, segments, issues },
});

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

  /** The issues of a large 835's claims are told as they go by. */
  sinkFor(header: SetHeader, most: number): Sink {
    if (!isRemittance(header)) return new LargeSetSink(header, most);
    return new RemittanceSink(most, (issues) => this.#issues(issues, placeOf(header)));
  }

  async large({ header, sink, issues }: Taken<Sink>, again: Again): Promise<void> {
    if (sink instanceof RemittanceSink) await this.#remittance(header, sink, issues, again);
    else await this.#largeSet(header, await sink.end(issues, again));
  }

  async #largeSet(header: SetHeader, found: LargeSet | Uncovered | TransactionSet): Promise<void> {
    if ('group' in found) return this.#transaction(found);
    const { set, version, control } = header;
    const facts = { set, guide: version, control };
    const errors = found.issues.filter(({ severity }) => severity === 'error').length;
    if ('guide' in found) await this.#report.largeSet({ ...facts, name: found.guide.name, errors }, found);
    else this.#report.transaction({ ...facts, ...found, name: undefined, value: null, summary: {} });
    this.#issues(found.issues, placeOf(header));
  }

  async #remittance(header: SetHeader, sink: RemittanceSink, issues: readonly Issue[], again: Again): Promise<void> {
    const { set, version, control } = header;
    const remittance = sink.end(header, issues, again);
    const errors = sink.errors + remittance.issues.filter(({ severity }) => severity === 'error').length;
    await this.#report.remittance({ set, guide: version, name: remittance835.name, control, errors }, remittance);
    this.#issues(remittance.issues, placeOf(header));
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
