/** The document of `read --json`, written as the file goes by. Its shape is described in docs/read.md. */

import { error, type Issue } from '../../outcome.ts';
import type { FunctionalGroup, Interchange } from '../../x12/envelope.ts';
import { jsonPieces } from './jsonPieces.ts';
import type { LargeRemittance } from './largeRemittance.ts';
import type { LargeSet } from './largeSet.ts';
import { claimSummary } from './remittance.ts';
import { valuePieces } from './remittancePieces.ts';
import type { InterchangeEnd, LargeFacts, Report, Whereabouts } from './report.ts';
import type { Summary, TransactionRead } from './transaction.ts';

/** Issues stand at the end of the document and wait for it as text: some 350 bytes each, 35 MB for so many. */
const ISSUES_KEPT = 100_000;
/** Up to so many segments a transaction set is written in one go, which is faster: at 120 characters each, 1.2 MB. */
const WHOLE_SEGMENTS = 10_000;
/** Text goes out in portions of at least so many characters. */
const PORTION = 65_536;

export type Drained = () => Promise<unknown> | undefined;

export class JsonReport implements Report {
  readonly #write: (text: string) => void;
  readonly #drained: Drained;
  #text = '';
  readonly #issues: string[] = [];
  #dropped = 0;
  readonly #interchanges = new Separator();
  #groups = new Separator();
  #transactions = new Separator();

  /** @param drained waits for whoever takes the document */
  constructor(write: (text: string) => void, drained: Drained = () => undefined) {
    this.#write = write;
    this.#drained = drained;
    this.#put('{ "interchanges": [');
  }

  interchange({ sender, receiver, control, usage }: Interchange): void {
    const facts = JSON.stringify({ sender: sender.id, receiver: receiver.id, control, usage });
    this.#put(`${this.#interchanges.next()}\n${open(facts)}"groups":[`);
    this.#groups = new Separator();
  }

  group({ functionalId, version, control }: FunctionalGroup): void {
    const facts = JSON.stringify({ functionalId, guide: version, control });
    this.#put(`${this.#groups.next()}\n  ${open(facts)}"transactions":[`);
    this.#transactions = new Separator();
  }

  transaction({ set, guide, control, segments, value, summary }: TransactionRead): void {
    this.#put(`${this.#transactions.next()}\n    `);
    const facts = { set, guide, control, segments, value, ...summary };
    if (segments <= WHOLE_SEGMENTS) this.#put(JSON.stringify(facts));
    else for (const piece of jsonPieces(facts)) this.#put(piece);
  }

  async remittance(
    { set, guide, control }: LargeFacts,
    { segments, value, summary, claims }: LargeRemittance,
  ): Promise<void> {
    this.#put(`${this.#transactions.next()}\n    ${open(JSON.stringify({ set, guide, control, segments }))}"value":`);
    for await (const piece of valuePieces(value, claims())) await this.#putSlowly(piece);
    const { claims: _none, providerAdjustments, ...facts } = summary;
    this.#put(`,"remittance":${open(JSON.stringify(facts))}"claims":[`);
    const separator = new Separator();
    for await (const { claim } of claims())
      await this.#putSlowly(separator.next() + JSON.stringify(claimSummary(claim)));
    this.#put(`],"providerAdjustments":${JSON.stringify(providerAdjustments)}}}`);
  }

  async largeSet({ set, guide, control }: LargeFacts, { segments, summary, value, items }: LargeSet): Promise<void> {
    this.#put(`${this.#transactions.next()}\n    ${open(JSON.stringify({ set, guide, control, segments }))}"value":`);
    for await (const piece of value()) await this.#putSlowly(piece);
    // The list is the last thing in the summary.
    const facts = JSON.stringify(summary);
    const end = facts.lastIndexOf(']');
    this.#put(`,${facts.slice(1, end)}`);
    const separator = new Separator();
    for await (const item of items()) await this.#putSlowly(separator.next() + itemIn(item));
    this.#put(facts.slice(end));
  }

  groupEnd(): void {
    this.#put(']}');
  }

  interchangeEnd({ acknowledgements, complete }: InterchangeEnd): void {
    this.#put(`],"acknowledgements":${JSON.stringify(acknowledgements)},"complete":${complete}}`);
  }

  issue(issue: Issue, where: Whereabouts): void {
    if (this.#issues.length < ISSUES_KEPT) this.#issues.push(issueText(issue, where));
    else this.#dropped += 1;
  }

  end(): void {
    if (this.#dropped > 0) {
      const message = `${this.#dropped} more issues in this file are not listed. Read its interchanges one at a time.`;
      this.#issues.push(issueText(error('TOO_MANY_ISSUES', message), {}));
    }
    const lines = this.#issues.map((issue) => `\n  ${issue}`).join(',');
    this.#put(`${this.#interchanges.isEmpty ? '' : '\n'}],\n  "issues": [${lines}${lines === '' ? '' : '\n'}] }\n`);
    this.#flush();
  }

  #put(text: string): void {
    this.#text += text;
    if (this.#text.length >= PORTION) this.#flush();
  }

  /** For what has no end: whoever takes the document may be slower than the disk. */
  async #putSlowly(text: string): Promise<void> {
    this.#put(text);
    if (this.#text === '') await this.#drained();
  }

  #flush(): void {
    this.#write(this.#text);
    this.#text = '';
  }
}

/** Every key is always there, so that a reader needs no special cases. */
const issueText = ({ code, path, ref, segment, offset, message, severity, rule }: Issue, where: Whereabouts): string =>
  JSON.stringify({
    code,
    path: path ?? null,
    ref: ref ?? null,
    segment: segment ?? null,
    offset: offset ?? null,
    message,
    severity,
    rule: rule ?? null,
    interchange: where.interchange ?? null,
    group: where.group ?? null,
    transaction: where.transaction ?? null,
  });

/** The items of the list in a summary, as they stand in it. */
const itemIn = ({ claims, claimStatus, acknowledgement }: Summary): string =>
  JSON.stringify(claims ?? claimStatus?.claims ?? acknowledgement?.transactions ?? []).slice(1, -1);

/** An object as text, without its closing brace, ready for one more key. */
const open = (object: string): string => `${object.slice(0, -1)},`;

/** Commas between the items of a list that is written one by one. */
class Separator {
  isEmpty = true;

  next(): string {
    const separator = this.isEmpty ? '' : ',';
    this.isEmpty = false;
    return separator;
  }
}
