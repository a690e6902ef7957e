/** The command `explain`: a message with the words of people beside it, one transaction set in memory at a time. */

import { dirname, join } from 'node:path';
import { error, type Issue, printIssue } from '../../outcome.ts';
import { type InterchangeEvent, readInterchanges, type TransactionSet } from '../../x12/envelope.ts';
import { type CellOptions, explainOne, explain as explainSet } from '../../x12/explain.ts';
import { interchangeAcknowledgement } from '../../x12/guides/ta1.ts';
import { readTransaction } from '../../x12/readTransaction.ts';
import { scan } from '../../x12/scan.ts';
import { type LedgerSources, openExistingLedger } from '../existingLedger.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { piecesOf, Unreadable } from '../read/source.ts';
import { codeNames } from './codeNames.ts';
import { ExplainDocument } from './document.ts';
import type { Explanation } from './explanation.ts';
import { ExplainPage } from './page.ts';
import { type Proofs, proofsIn, proofsOf } from './proofs.ts';
import { recordedProofs } from './recorded.ts';

export interface ExplainOptions {
  /** Show names, numbers and dates of patients, and what no guide knows. */
  readonly reveal: boolean;
  /** Escape codes of a terminal. */
  readonly colour: boolean;
  /** One JSON document instead of the page. */
  readonly json: boolean;
  /** A JSON file with the lines that were decided and their proofs; without it `decisions.json` beside the message. */
  readonly proof?: string | undefined;
  /** Look for the proofs in the ledger of the service that is configured here. */
  readonly ledger?: LedgerSources | undefined;
}

/**
 * Explains a file, a transaction set at a time. Gives the exit code: 0, 1 when the message has an error (told at its
 * segment), 2 when there is no such file or it is no X12. Throws a Fault when the disk fails.
 */
export async function explain(file: string, options: ExplainOptions, io: Io): Promise<ExitCode> {
  const means = await codeNames();
  const proofs = await proofsFor(file, options.proof, io);
  if (proofs === undefined) return exit.usage;
  const found = options.ledger === undefined ? undefined : await openExistingLedger(options.ledger);
  if (found === undefined) return explainPieces(piecesOf(file), { ...options, means, proofs }, io);
  if ('why' in found) {
    io.err(`The ledger was not looked at: ${found.why}\n`);
    return explainPieces(piecesOf(file), { ...options, means, proofs }, io);
  }
  const { ledger } = found;
  try {
    const recorded = (set: TransactionSet) => recordedProofs(ledger, set);
    return await explainPieces(piecesOf(file), { ...options, means, proofs, recorded }, io);
  } finally {
    await ledger.close();
  }
}

/** undefined, and said so, when the file that was named cannot be used. */
async function proofsFor(file: string, named: string | undefined, io: Io): Promise<Proofs | undefined> {
  const bytes = await io.read(named ?? join(dirname(file), 'decisions.json'));
  if (bytes === undefined && named === undefined) return [];
  try {
    if (bytes === undefined) throw new Error('it cannot be read');
    return proofsIn(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    if (named === undefined) return [];
    const message = 'There is no JSON in this file. Name the answer of map or code, or the decisions.json of a replay.';
    io.err(`${printIssue(error('PROOF_UNREADABLE', message, { path: '--proof' }))}\n`);
    return undefined;
  }
}

interface ProofSources {
  readonly proofs?: Proofs;
  /** What is on record for a set of ours; the other proofs are for sets of which there is nothing. */
  readonly recorded?: (set: TransactionSet) => Promise<Proofs>;
}

/** `explain` for the bytes of a file in pieces of any size. */
export async function explainPieces(
  pieces: AsyncIterable<Uint8Array>,
  options: ExplainOptions & Pick<CellOptions, 'means'> & ProofSources,
  io: Pick<Io, 'out' | 'err' | 'drained'>,
): Promise<ExitCode> {
  // A page has many short lines: they go out together, a transaction set at a time.
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) io.out(lines.join(''));
    lines = [];
  };
  const write = (text: string) => lines.push(text);
  const told = options.json ? new ExplainDocument(write, options) : new ExplainPage(write, options);
  const { proofs = [], recorded } = options;
  const course = new Course(told, options);
  try {
    for await (const event of readInterchanges(scan(pieces))) {
      const own = event.is === 'transaction' ? ((await recorded?.(event.transaction)) ?? []) : [];
      course.take(event, own.length > 0 ? own : proofs);
      flush();
      await io.drained?.();
    }
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem;
    course.issues([error('FILE_UNREADABLE', problem.message)]);
    told.end();
    flush();
    return exit.usage;
  }
  const code = course.end();
  told.end();
  flush();
  return code;
}

/** What happens while a file goes by. */
class Course {
  readonly #page: Explanation;
  readonly #options: CellOptions;
  #opened = false;
  #failed = false;

  constructor(page: Explanation, options: CellOptions) {
    this.#page = page;
    this.#options = options;
  }

  take(event: InterchangeEvent, proofs: Proofs): void {
    switch (event.is) {
      case 'interchange':
        this.#opened = true;
        this.#page.interchange(event.interchange);
        break;
      case 'group':
        this.#page.group(event.group);
        break;
      case 'acknowledgement':
        this.#page.acknowledgement(explainOne(interchangeAcknowledgement, event.segment, this.#options));
        break;
      case 'transaction':
        this.#transaction(event.transaction, proofs);
        break;
      case 'groupEnd':
      case 'interchangeEnd':
        this.issues(event.issues);
        break;
      case 'issue':
        this.issues([event.issue]);
        break;
    }
  }

  end(): ExitCode {
    if (!this.#opened) {
      if (!this.#failed) this.issues([error('NOT_X12', 'The file is empty. Ask the sender for it again.')]);
      return exit.usage;
    }
    return this.#failed ? exit.invalid : exit.done;
  }

  issues(issues: readonly Issue[]): void {
    this.#failed ||= issues.some((issue) => issue.severity === 'error');
    this.#page.issues(issues);
  }

  #transaction(set: TransactionSet, proofs: Proofs): void {
    const found = readTransaction(set);
    this.#failed ||= found.issues.some((issue) => issue.severity === 'error');
    const known = found.guide === undefined ? undefined : found;
    const explained = explainSet(known, set.segments, found.issues, this.#options);
    this.#page.transaction(set, found.guide, explained, proofsOf(set.segments, proofs, this.#options.reveal));
    const unplaced = found.issues.filter((issue) => set.segments[(issue.segment ?? 0) - 1] === undefined);
    this.#page.issues(unplaced);
  }
}
