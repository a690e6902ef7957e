/** Files written by our own writer from messages of our own invention. */

import type { Io } from '../../src/cli/io.ts';
import { JsonReport } from '../../src/cli/read/jsonReport.ts';
import { readPieces } from '../../src/cli/read/read.ts';
import { TextReport } from '../../src/cli/read/textReport.ts';
import { claimStatus277ca } from '../../src/x12/guides/277ca.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { type AuthorizationResponse278, response278 } from '../../src/x12/guides/278-response.ts';
import { type Remittance835, remittance835 } from '../../src/x12/guides/835.ts';
import { claim837i } from '../../src/x12/guides/837i.ts';
import { claim837p } from '../../src/x12/guides/837p.ts';
import { acknowledgement999 } from '../../src/x12/guides/999.ts';
import {
  type InterchangeToWrite,
  type TransactionToWrite,
  transactionOf,
  writeInterchange,
} from '../../src/x12/writeInterchange.ts';
import { claimStatus } from '../x12/guides/277ca-example.ts';
import { partial, rejected, request } from '../x12/guides/278-example.ts';
import { remittance } from '../x12/guides/835-example.ts';
import { infusionVisit } from '../x12/guides/837i-example.ts';
import { ownClaim } from '../x12/guides/837p-example.ts';
import { acknowledgement } from '../x12/guides/999-example.ts';

/**
 * The text of an interchange with one group of these transaction sets.
 *
 * @param write another writer for what we would never send
 */
export function fileOf(
  transactions: readonly TransactionToWrite[],
  more: Partial<InterchangeToWrite> = {},
  write: typeof writeInterchange = writeInterchange,
): string {
  const guide = transactions[0]?.guide;
  const group = {
    functionalId: guide?.functionalId ?? '',
    version: guide?.version ?? '',
    senderCode: 'COASTLINE',
    receiverCode: 'HARBOR',
    control: 7,
    transactions,
  };
  const written = write({
    sender: { qualifier: 'ZZ', id: 'COASTLINE' },
    receiver: { qualifier: 'ZZ', id: 'HARBOR' },
    usage: 'T',
    date: '20270324',
    time: '0915',
    interchangeControl: 905,
    groups: transactions.length === 0 ? [] : [group],
    ...more,
  });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
}

export const file835 = (value: Remittance835 = remittance): string =>
  fileOf([transactionOf(remittance835, value, '0001')]);
export const file278 = (value: AuthorizationResponse278): string => fileOf([transactionOf(response278, value, '0001')]);

/** One file of every kind, by its name. */
export const samples: Readonly<Record<string, string>> = {
  '835': file835(),
  '278 request': fileOf([transactionOf(request278, request, '0001')]),
  '278 response': file278(partial),
  '278 rejection': file278(rejected),
  '837P': fileOf([transactionOf(claim837p, ownClaim, '0001')]),
  '837I': fileOf([transactionOf(claim837i, infusionVisit, '0001')]),
  '999': fileOf([transactionOf(acknowledgement999, acknowledgement, '0001')]),
  '277CA': fileOf([transactionOf(claimStatus277ca, claimStatus, '0001')]),
};

export interface Answer {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}
/** An Io that remembers; files come from the disk as always. */
export function memoryIo(): { readonly io: Io; readonly told: () => { out: string; err: string } } {
  const told = { out: '', err: '' };
  const io: Io = {
    out: (text) => {
      told.out += text;
    },
    err: (text) => {
      told.err += text;
    },
    read: async () => undefined,
  };
  return { io, told: () => told };
}

/**
 * What `read` says of bytes that arrive in pieces of this size.
 *
 * @param most given, the claims of an 835 with more segments are read again where they are shown
 */
export async function answerTo(
  file: string | Uint8Array,
  json: boolean,
  pieceBytes = 65_536,
  most?: number,
): Promise<Answer> {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  async function* again(from: number, to: number) {
    const part = bytes.subarray(from, to);
    for (let at = 0; at < part.length; at += pieceBytes) yield part.subarray(at, at + pieceBytes);
  }
  const { io, told } = memoryIo();
  const report = json ? new JsonReport(io.out) : new TextReport(io, '');
  const pieces = again(0, bytes.length);
  const exit = await (most === undefined
    ? readPieces(pieces, report)
    : readPieces(pieces, report, undefined, again, most));
  return { exit, ...told() };
}

type Facts = Readonly<Record<string, unknown>>;
export interface ReadDocument {
  readonly interchanges: readonly {
    readonly complete: boolean;
    readonly acknowledgements: readonly Facts[];
    readonly groups: readonly { readonly transactions: readonly Facts[] }[];
  }[];
  readonly issues: readonly Facts[];
}
export const documentOf = (answer: Answer): ReadDocument => JSON.parse(answer.out) as ReadDocument;
export const issuesOf = (answer: Answer): readonly Facts[] => documentOf(answer).issues;
export const setsOf = (answer: Answer): readonly Facts[] =>
  documentOf(answer).interchanges.flatMap(({ groups }) => groups.flatMap(({ transactions }) => transactions));
