/** The page of `explain`, for a terminal of 80 columns. */

import { styleText } from 'node:util';
import type { Issue } from '../../outcome.ts';
import type { FunctionalGroup, Interchange, TransactionSet } from '../../x12/envelope.ts';
import type { Cell, ExplainedSegment } from '../../x12/explain.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import { plain } from '../read/rows.ts';
import { hanging, wrap } from '../wrap.ts';
import type { Explanation } from './explanation.ts';

export interface PageOptions {
  readonly reveal: boolean;
  readonly colour: boolean;
}
type Style = Parameters<typeof styleText>[0];
/** Where the raw segment starts, its elements, and their values. */
const RAW = 5;
const NAMES = 7;
const VALUES = 42;
const WIDTH = 80;

export class ExplainPage implements Explanation {
  readonly #write: (text: string) => void;
  readonly #options: PageOptions;
  #loop: string | undefined;

  constructor(write: (text: string) => void, options: PageOptions) {
    this.#write = write;
    this.#options = options;
    if (!options.reveal) this.#line('dim', 'x stands for what may identify a patient; --reveal shows it.');
  }

  interchange({ control, usage, date, time, sender, receiver }: Interchange): void {
    const kind = usage === 'T' ? ', a test' : '';
    const moment = `20${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4)} ${time.slice(0, 2)}:${time.slice(2)}`;
    this.#line('bold', `\nInterchange ${control}${kind}, ${moment}`);
    this.#line(undefined, `  from ${sender.qualifier} ${sender.id} to ${receiver.qualifier} ${receiver.id}`);
  }

  group({ control, functionalId, version, senderCode, receiverCode }: FunctionalGroup): void {
    this.#line('bold', `Group ${control}: ${functionalId} ${version}`);
    this.#line(undefined, `  from ${senderCode} to ${receiverCode}`);
  }

  acknowledgement(segment: Pick<ExplainedSegment, 'text' | 'cells'>): void {
    this.#line('bold', '\nTA1: what became of an interchange');
    this.#segment(segment);
  }

  transaction(
    set: TransactionSet,
    guide: AnyGuide | undefined,
    segments: readonly ExplainedSegment[],
    proofs: ReadonlyMap<number, readonly string[]>,
  ): void {
    const name = guide === undefined ? `${set.set}, which no guide here reads` : guide.name;
    this.#line('bold', `\nTransaction set ${set.control}: ${name}, ${segments.length} segments`);
    this.#loop = undefined;
    for (const segment of segments) this.#explained(segment, proofs.get(segment.number) ?? []);
  }

  issues(issues: readonly Issue[]): void {
    for (const { severity, code, ref, message } of issues) {
      const at = ref === undefined ? '' : ` ${ref}`;
      this.#paint(
        severity === 'error' ? 'red' : 'yellow',
        hanging('  ! ', plain(`${severity} ${code}${at}: ${message}`)),
      );
    }
  }

  end(): void {}

  #explained(segment: ExplainedSegment, proof: readonly string[]): void {
    const { number, id, name, loop, loopName, issues } = segment;
    if (loop !== undefined && loop !== this.#loop) {
      this.#loop = loop;
      const [top = '', ...below] = loop.split('/');
      this.#line('cyan', below.length === 0 ? `\n${top}` : `\n${below.join('/')}  ${loopName}`);
    }
    const isUnknown = loop === undefined && name === '';
    this.#line('bold', `${String(number).padStart(4)} ${id}  ${isUnknown ? 'not in the guide' : name}`);
    this.#segment(segment);
    for (const one of proof) this.#paint('green', hanging(`${' '.repeat(NAMES)}proof: `, plain(one)));
    this.issues(issues);
  }

  #segment({ text, cells }: Pick<ExplainedSegment, 'text' | 'cells'>): void {
    for (const line of inPieces(plain(text), WIDTH - RAW)) this.#line('dim', `${' '.repeat(RAW)}${line}`);
    for (const cell of cells) if (!cell.fixed && cell.name !== 'not in the guide') this.#cell(cell);
  }

  #cell({ ref, name, text, hidden, means }: Cell): void {
    const head = `${' '.repeat(NAMES)}${ref.padEnd(9)}${name}`.slice(0, VALUES - 1).padEnd(VALUES);
    const [first = '', ...others] = wrap(plain(means === undefined ? text : `${text}  ${means}`), WIDTH - VALUES);
    this.#write(`${head}${this.#styled(hidden ? 'dim' : undefined, first)}\n`);
    for (const line of others) this.#line(undefined, `${' '.repeat(VALUES)}${line}`);
  }

  #line(style: Style | undefined, text: string): void {
    this.#paint(style, `${plain(text).trimEnd()}\n`);
  }

  /** Text that ends in a line feed, which stays outside of the colour. */
  #paint(style: Style | undefined, text: string): void {
    this.#write(`${this.#styled(style, text.slice(0, -1))}\n`);
  }

  #styled(style: Style | undefined, text: string): string {
    return style === undefined || !this.#options.colour ? text : styleText(style, text, { validateStream: false });
  }
}

function inPieces(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += width) pieces.push(text.slice(at, at + width));
  return pieces;
}
