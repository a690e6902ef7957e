/** What happens while a file goes by that is being validated. */

import { error, type Issue } from '../../outcome.ts';
import type { Payer } from '../../rules/parse.ts';
import type { FrameSeen, InterchangeEvent, SetHeader, Taken } from '../../x12/envelope.ts';
import { interchangeAcknowledgement } from '../../x12/guides/ta1.ts';
import type { Segment } from '../../x12/segment.ts';
import { readOne } from '../../x12/single.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Again } from '../read/again.ts';
import { type AnswerFile, Answers } from './answers.ts';
import { foundAt, foundIn, type Whereabouts } from './found.ts';
import { layersChecked } from './layers.ts';
import { placesOf } from './places.ts';
import type { Report } from './report.ts';
import { SetValidation } from './setValidation.ts';

export interface Validated {
  readonly code: ExitCode;
  readonly answers: readonly AnswerFile[];
}

export interface CourseOptions {
  readonly payer: Payer | undefined;
  /** Whether answers are made. */
  readonly answer: boolean;
  /** Reads parts of the file once more; without it every transaction set is held. */
  readonly again?: Again | undefined;
  /** Segments of a set that are held; what is wrong in a larger one is shown with segments that are read again. */
  readonly most?: number;
}
/** Some 5 MB in memory. */
const HELD_SEGMENTS = 10_000;

type Seen = InterchangeEvent | Taken<SetValidation> | FrameSeen;

export class Course {
  readonly #report: Report;
  readonly #payer: Payer | undefined;
  readonly #again: Again | undefined;
  readonly #most: number;
  readonly #answers: Answers;
  /** Envelope segments of the open interchange by their offset. */
  #frames = new Map<number, Segment>();
  #where: Whereabouts = {};
  readonly #guides = new Set<string>();
  #opened = false;
  #failed = false;

  constructor(report: Report, { payer, answer, again, most = HELD_SEGMENTS }: CourseOptions) {
    this.#report = report;
    this.#payer = payer;
    this.#again = again;
    this.#most = most;
    this.#answers = new Answers(answer);
  }

  sinkFor(header: SetHeader): SetValidation {
    return new SetValidation(header, this.#payer, this.#again === undefined ? Infinity : this.#most);
  }

  async take(event: Seen): Promise<void> {
    switch (event.is) {
      case 'frame':
        this.#frames.set(event.segment.offset, event.segment);
        break;
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
      case 'taken':
        await this.#set(event);
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

  /** What a set comes to. */
  async #set({ header, sink, issues: frame }: Taken<SetValidation>): Promise<void> {
    const { set, version, control } = header;
    const verdict = sink.end(frame);
    const { guide, issues, unlisted, status, balanced, count } = verdict;
    const where = { ...this.#where, transaction: control };
    this.#failed ||= status === 'R';
    if (guide !== undefined) this.#guides.add(guide.name);
    const places = await placesOf(header, verdict, this.#again);
    this.#answers.set(header, verdict, places);
    const facts = { where, set, guide: version, name: guide?.name ?? null, segments: count, status };
    const sums = balanced === undefined ? {} : { balanced };
    this.#report.set({ ...facts, ...sums }, foundIn(issues, where, places), unlisted);
  }
}

const isError = ({ severity }: Issue): boolean => severity === 'error';
