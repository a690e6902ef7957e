/** The page of `read` for a person: results on stdout, issues on stderr, nobody's name, id or date. */

import { type Issue, printIssue } from '../../outcome.ts';
import type { FunctionalGroup, Interchange } from '../../x12/envelope.ts';
import type { Io } from '../io.ts';
import type { LargeRemittance } from './largeRemittance.ts';
import type { LargeSet } from './largeSet.ts';
import { claimSummary } from './remittance.ts';
import { claimText, headText, tailText } from './remittanceText.ts';
import type { InterchangeEnd, LargeFacts, Report, Whereabouts } from './report.ts';
import { plain } from './rows.ts';
import { itemsText, summaryText } from './summaryText.ts';
import type { TransactionRead } from './transaction.ts';
import { fate } from './words.ts';

export class TextReport implements Report {
  readonly #io: Pick<Io, 'out' | 'err' | 'drained'>;
  readonly #file: string;
  readonly #counts = { sets: 0, errors: 0, warnings: 0 };

  /** @param file its name where several files are read, else empty */
  constructor(io: Pick<Io, 'out' | 'err' | 'drained'>, file: string) {
    this.#io = io;
    this.#file = file;
    if (file !== '') this.#out(`== ${file}\n`);
  }

  interchange({ control, sender, receiver, usage }: Interchange): void {
    const kind = usage === 'T' ? ', a test' : '';
    this.#out(`Interchange ${control} from ${sender.id} to ${receiver.id}${kind}\n`);
  }

  group({ functionalId, control, version }: FunctionalGroup): void {
    this.#out(`Group ${control}: ${functionalId} ${version}\n`);
  }

  transaction(transaction: TransactionRead): void {
    const { name, segments, issues, summary } = transaction;
    const errors = issues.filter((issue) => issue.severity === 'error').length;
    const body = name === undefined ? '  There is no guide here that reads it.\n' : summaryText(summary);
    this.#counts.sets += 1;
    this.#out(`${titleOf({ ...transaction, errors }, segments)}${body}\n`);
  }

  async remittance(facts: LargeFacts, { segments, summary, claims }: LargeRemittance): Promise<void> {
    this.#counts.sets += 1;
    this.#out(`${titleOf(facts, segments)}${headText(summary)}`);
    for await (const { claim } of claims()) {
      this.#out(claimText(claimSummary(claim)));
      await this.#io.drained?.();
    }
    this.#out(`${tailText(summary)}\n`);
  }

  async largeSet(facts: LargeFacts, { segments, summary, items }: LargeSet): Promise<void> {
    this.#counts.sets += 1;
    this.#out(`${titleOf(facts, segments)}${summaryText(summary)}`);
    for await (const item of items()) {
      this.#out(itemsText(item));
      await this.#io.drained?.();
    }
    this.#out('\n');
  }

  groupEnd(): void {
    // The next group or interchange says that this one is over.
  }

  interchangeEnd({ acknowledgements, complete }: InterchangeEnd): void {
    for (const { interchangeControl, status, note } of acknowledgements)
      this.#out(`TA1: interchange ${interchangeControl} ${fate(status)}${note === '000' ? '' : `, note ${note}`}\n`);
    if (!complete) this.#out('The interchange is incomplete: use nothing of it.\n');
  }

  issue(issue: Issue, { group, transaction }: Whereabouts): void {
    this.#counts[issue.severity === 'error' ? 'errors' : 'warnings'] += 1;
    const file = this.#file === '' ? '' : `${this.#file}: `;
    const parts = [
      ...(transaction === undefined ? [] : [`number ${transaction} of group ${group}`]),
      ...(issue.offset === undefined ? [] : [`byte ${issue.offset}`]),
    ];
    const where = parts.length === 0 ? '' : ` (${parts.join(', ')})`;
    this.#io.err(plain(`${file}${printIssue(issue)}${where}\n`));
  }

  end(): void {
    const { sets, errors, warnings } = this.#counts;
    const found = `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
    this.#out(`${count(sets, 'transaction set')}: ${found}.\n`);
  }

  #out(text: string): void {
    this.#io.out(plain(text));
  }
}

function titleOf({ set, control, name, guide, errors }: LargeFacts, segments: number): string {
  const state = errors === 0 ? '' : `, ${count(errors, 'error')}`;
  return `\n${name ?? `${set} ${guide}`}, number ${control}: ${count(segments, 'segment')}${state}\n`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
