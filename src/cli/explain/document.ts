/** The document of `explain --json`: docs/explain.md describes it. It is written a transaction set at a time. */

import type { Issue } from '../../outcome.ts';
import type { FunctionalGroup, Interchange, TransactionSet } from '../../x12/envelope.ts';
import type { Cell, ExplainedSegment } from '../../x12/explain.ts';
import type { AnyGuide } from '../../x12/schema.ts';
import type { Explanation } from './explanation.ts';

/** Goes up when a field changes its meaning; new fields may appear without. */
const VERSION = 1;

export class ExplainDocument implements Explanation {
  readonly #write: (text: string) => void;
  #parts = 0;

  constructor(write: (text: string) => void, { reveal }: { readonly reveal: boolean }) {
    this.#write = write;
    this.#write(`{"version":${VERSION},"revealed":${reveal},"parts":[`);
  }

  interchange({ control, usage, date, time, sender, receiver }: Interchange): void {
    this.#part({ is: 'interchange', control, usage, date, time, sender, receiver });
  }

  group({ control, functionalId, version, senderCode, receiverCode }: FunctionalGroup): void {
    this.#part({ is: 'group', control, functionalId, guide: version, sender: senderCode, receiver: receiverCode });
  }

  acknowledgement({ text, cells }: Pick<ExplainedSegment, 'text' | 'cells'>): void {
    this.#part({ is: 'acknowledgement', text, elements: cells.map(element) });
  }

  transaction(
    set: TransactionSet,
    guide: AnyGuide | undefined,
    segments: readonly ExplainedSegment[],
    proofs: ReadonlyMap<number, readonly string[]>,
  ): void {
    const explained = segments.map(({ number, id, name, loop, loopName, text, cells, issues }) => ({
      number,
      id,
      name,
      loop: loop ?? null,
      loopName,
      text,
      elements: cells.map(element),
      proof: proofs.get(number),
      issues: issues.length === 0 ? undefined : issues.map(told),
    }));
    const { control, set: number, version } = set;
    const name = guide?.name ?? null;
    this.#part({ is: 'transaction', control, set: number, guide: version, name, segments: explained });
  }

  issues(issues: readonly Issue[]): void {
    if (issues.length > 0) this.#part({ is: 'issues', issues: issues.map(told) });
  }

  end(): void {
    this.#write(']}\n');
  }

  #part(part: object): void {
    this.#write(`${this.#parts > 0 ? ',\n' : '\n'}${JSON.stringify(part)}`);
    this.#parts += 1;
  }
}

/** Constants that only tell segments apart are marked `fixed`. */
const element = ({ ref, repetition, name, text, hidden, fixed, means }: Cell) => ({
  ref,
  repetition,
  name,
  text,
  hidden,
  fixed,
  means,
});
const told = ({ code, severity, message, ref, rule }: Issue) => ({ code, severity, message, ref, rule });
