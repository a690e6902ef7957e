/** What must hold for any file at all. */

import type { Issue } from '../../../src/outcome.ts';
import { RemittanceStream } from '../../../src/remittance/remittanceStream.ts';
import { acknowledge, acknowledgeInterchange } from '../../../src/x12/acknowledge.ts';
import { type InterchangeEvent, interchangesIn } from '../../../src/x12/envelope.ts';
import { EnvelopeReader } from '../../../src/x12/envelopeReader.ts';
import { explain } from '../../../src/x12/explain.ts';
import { acknowledgement999 } from '../../../src/x12/guides/999.ts';
import { interchangeAcknowledgement } from '../../../src/x12/guides/ta1.ts';
import { readTransaction, type TransactionReading } from '../../../src/x12/readTransaction.ts';
import { type Scanned, Scanner, type Segment, SegmentScanner, scanBytes } from '../../../src/x12/scan.ts';
import { writeOne } from '../../../src/x12/single.ts';
import { write } from '../../../src/x12/write.ts';
import type { Chance } from './chance.ts';

/** Reads a file in every way there is. Throws, with what is wrong, where anything differs or breaks. */
export function judge(bytes: Buffer, chance: Chance): void {
  const scanned = scanBytes(bytes);
  accountFor(bytes, scanned);
  sameInPieces(bytes, scanned, chance);
  const events = interchangesIn(bytes);
  const readings = new Map<InterchangeEvent, TransactionReading>();
  for (const event of events) {
    if (event.is !== 'transaction') continue;
    const reading = readTransaction(event.transaction);
    readings.set(event, reading);
    const { segments } = event.transaction;
    const found = reading.guide === undefined ? undefined : { guide: reading.guide, reading: reading.reading };
    if (explain(found, segments, reading.issues, { reveal: false }).length !== segments.length)
      throw new Error('explain tells another number of segments');
  }
  answer(events, readings);
  skimmed(bytes, events, readings);
}

/** No byte is lost in silence: segments stand where they say, and between them are terminators and blanks, or issues. */
function accountFor(bytes: Buffer, scanned: readonly Scanned[]): void {
  const isTold = scanned.some(({ is }) => is === 'issue');
  let end = 0;
  for (const item of scanned) {
    if (item.is !== 'segment') continue;
    const { id, offset, text, delimiters } = item.segment;
    const between = bytes.toString('latin1', end, offset);
    if (offset < end) throw new Error(`two segments share the byte at ${offset}`);
    if (!isBlank(between) && !isTold) throw new Error(`bytes before ${offset} were skipped in silence`);
    // An ISA is cut by its length, for it may hold the very character it names as terminator.
    const stop = id === 'ISA' ? offset + 105 : bytes.indexOf(delimiters.terminator, offset, 'latin1');
    end = stop === -1 ? bytes.length : stop + 1;
    const own = bytes.subarray(offset, stop === -1 ? bytes.length : stop);
    if (own.toString('utf8') !== text && own.toString('latin1') !== text)
      throw new Error(`the segment at ${offset} is not what stands there`);
  }
  if (!isBlank(bytes.toString('latin1', end)) && !isTold) throw new Error('the end of the file was skipped in silence');
}

/** Line ends, blanks, NUL padding and the DOS end-of-file mark. */
const isBlank = (text: string): boolean => [...text].every((one) => '\r\n\t \0\x1a'.includes(one));

/** Any way of cutting the file gives the same segments and issues. */
function sameInPieces(bytes: Buffer, whole: readonly Scanned[], chance: Chance): void {
  const scanner = new Scanner();
  const found: Scanned[] = [];
  const piece = chance.of([1, 3, 64, 105, 106, 107, 1000]);
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.length > 3000 && piece < 64 ? 64 : piece;
    const length = 1 + chance.below(size * 2);
    found.push(...scanner.push(bytes.subarray(at, at + length)));
    at += length;
  }
  found.push(...scanner.end());
  if (told(found) !== told(whole)) throw new Error('in pieces the file means something else');
}
const told = (scanned: readonly Scanned[]): string =>
  scanned.map((item) => (item.is === 'segment' ? spelt(item.segment) : JSON.stringify(item.issue))).join('\n');
const spelt = ({ id, text, index, offset, line, delimiters }: Segment): string =>
  `${id} ${text} ${index} ${offset} ${line} ${Object.values(delimiters).join('')}`;

/** Whatever was wrong, the TA1 and the 999 that say so can be written. */
function answer(
  events: readonly InterchangeEvent[],
  readings: ReadonlyMap<InterchangeEvent, TransactionReading>,
): void {
  let sets: Parameters<typeof acknowledge>[1] = [];
  for (const event of events) {
    if (event.is === 'transaction')
      sets = [...sets, { transaction: event.transaction, issues: readings.get(event)?.issues ?? [] }];
    if (event.is === 'groupEnd') {
      const written = write(acknowledgement999, acknowledge(event.group, sets, event.issues, event.declared), {
        control: '0001',
      });
      if (!written.ok) throw new Error(`the 999 cannot be written: ${codes(written.issues)}`);
      sets = [];
    }
    if (event.is === 'interchangeEnd') {
      const written = writeOne(interchangeAcknowledgement, acknowledgeInterchange(event.interchange, event.issues));
      if (!written.ok) throw new Error(`the TA1 cannot be written: ${codes(written.issues)}`);
    }
  }
}

/** An 835 that is skimmed has the claims and the issues of one that is read as a whole. */
function skimmed(
  bytes: Buffer,
  events: readonly InterchangeEvent[],
  readings: ReadonlyMap<InterchangeEvent, TransactionReading>,
): void {
  const whole = events.flatMap((event) => {
    const reading = readings.get(event);
    return reading?.guide?.name === '835' && reading.reading !== undefined ? [codes(reading.reading.issues)] : [];
  });
  if (whole.length === 0) return;
  const streamed: string[] = [];
  let stream: RemittanceStream | undefined;
  let own: (() => readonly Issue[])[] = [];
  const reader = new EnvelopeReader(
    (event) => {
      if (event.is !== 'setEnd' || stream === undefined) return;
      const { reading } = stream.end();
      streamed.push(codes([...own.flatMap((issues) => issues()), ...reading.issues]));
      [stream, own] = [undefined, []];
    },
    ({ set, version, group }) => {
      const isOurs = set === '835' && [version, group.version].some((one) => /^005010X221(A1)?$/.test(one));
      if (isOurs) stream = new RemittanceStream((claim) => own.push(() => claim.reading.issues));
      return stream;
    },
  );
  const scanner = new SegmentScanner(reader);
  scanner.push(bytes);
  scanner.end();
  reader.end();
  if (streamed.join('\n') !== whole.join('\n'))
    throw new Error(`skimmed: ${streamed.join(' / ')} as a whole: ${whole.join(' / ')}`);
}

const codes = (issues: readonly Issue[]): string =>
  issues
    .map(({ code, segment, ref }) => `${segment}:${code}:${ref ?? ''}`)
    .sort()
    .join(' ');
