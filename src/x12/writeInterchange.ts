/** Values -> the text of a whole interchange. */

import { bad, good, type Issue, type Outcome } from '../outcome.ts';
import { type Delimiters, ourDelimiters } from './delimiters.ts';
import {
  checkEnvelope,
  geOf,
  gsOf,
  type InterchangeToWrite,
  ieaOf,
  isaOf,
  type TransactionToWrite,
} from './envelopeToWrite.ts';
import { interchangeAcknowledgement } from './guides/ta1.ts';
import { printSegments } from './print.ts';
import { QuickWriter } from './quickWrite.ts';
import { readBack } from './readBack.ts';
import type { Fields, Guide, Infer } from './schema.ts';
import { writeOne } from './single.ts';
import { TextBuffer } from './textBuffer.ts';
import { writeUntyped } from './write.ts';

export type { GroupToWrite, InterchangeToWrite, TransactionToWrite } from './envelopeToWrite.ts';

export const transactionOf = <F extends Fields>(
  guide: Guide<F>,
  value: Infer<Guide<F>>,
  control: string,
): TransactionToWrite => ({ guide, value, control });

/**
 * Writes ISA to IEA, version 00501, one segment per line. Counts and trailers are derived. The text is read back
 * before it is given out: a value that would not arrive as it was meant is refused with `READ_BACK`, one that breaks a
 * situational rule of its guide with the issue that `validate` has for it. Rules that are warnings come with the text.
 */
export function writeInterchange(message: InterchangeToWrite): Outcome<string> {
  const rendered = render(message);
  if (!rendered.ok) return rendered;
  const found = readBack(rendered.value, message);
  const errors = found.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return bad(...errors);
  return good(ascii.decode(rendered.value), [...rendered.issues, ...found]);
}

/** The first half of `writeInterchange`: every check of envelope and guides, but nothing is read back. */
export function renderInterchange(message: InterchangeToWrite): Outcome<string> {
  const rendered = render(message);
  return rendered.ok ? good(ascii.decode(rendered.value), rendered.issues) : rendered;
}

const ascii = new TextDecoder();

/** The bytes are good until the next message is rendered. */
function render(message: InterchangeToWrite): Outcome<Uint8Array> {
  const delimiters = message.delimiters ?? ourDelimiters;
  const issues = checkEnvelope(message, delimiters);
  const quick = issues.length === 0 ? quickBytes(message, delimiters) : undefined;
  return quick === undefined ? plainBytes(message, delimiters, issues) : good(quick);
}

/** Used for one text after another; nothing of one is left when the next begins. */
const scratch = new TextBuffer(65_536);
/** A larger text than most should not keep its memory. */
const KEPT = 1_048_576;

/** A message in which everything is in order; undefined in doubt. */
function quickBytes(message: InterchangeToWrite, delimiters: Delimiters): Uint8Array | undefined {
  const out = scratch.bytes.length > KEPT ? new TextBuffer(65_536) : scratch;
  out.length = 0;
  const { characters = 'extended', lineEnd = '\n' } = message;
  const writer = new QuickWriter(out, { delimiters, characters, lineEnd });
  writer.line(isaOf(message, delimiters));
  for (const acknowledgement of message.acknowledgements ?? []) {
    const written = writeOne(interchangeAcknowledgement, acknowledgement, delimiters);
    if (!written.ok) return undefined;
    writer.line(written.value);
  }
  for (const group of message.groups) {
    writer.line(gsOf(group, message, delimiters));
    for (const { guide, value, control } of group.transactions)
      if (!writer.set(guide, value, control, group.version)) return undefined;
    writer.line(geOf(group, delimiters));
  }
  writer.line(ieaOf(message, delimiters));
  return out.written();
}

/** The same with everything there is to say about it. */
function plainBytes(message: InterchangeToWrite, delimiters: Delimiters, found: readonly Issue[]): Outcome<Uint8Array> {
  const { characters = 'extended' } = message;
  const issues: Issue[] = [...found];
  const lines: string[] = [isaOf(message, delimiters)];
  for (const acknowledgement of message.acknowledgements ?? []) {
    const written = writeOne(interchangeAcknowledgement, acknowledgement, delimiters);
    issues.push(...written.issues);
    if (written.ok) lines.push(written.value);
  }
  for (const group of message.groups) {
    lines.push(gsOf(group, message, delimiters));
    for (const { guide, value, control } of group.transactions) {
      const written = writeUntyped(guide, value, { control, delimiters, characters, version: group.version });
      issues.push(...written.issues);
      if (written.ok) lines.push(...written.value);
    }
    lines.push(geOf(group, delimiters));
  }
  lines.push(ieaOf(message, delimiters));
  if (issues.some((issue) => issue.severity === 'error')) return bad(...issues);
  return good(new TextEncoder().encode(printSegments(lines, delimiters, message.lineEnd)), issues);
}
