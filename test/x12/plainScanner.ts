/**
 * What a scan of a whole file must give, said as plainly as possible: no pieces, no blocks, no shortcuts. Slow, and for
 * comparing with only.
 */

import { readDelimiters } from '../../src/x12/delimiters.ts';

export interface PlainSegment {
  readonly text: string;
  readonly offset: number;
  readonly line: number;
}
export interface PlainIssue {
  readonly code: string;
  readonly offset: number;
  readonly line: number;
  /** How many bytes were skipped, where the message says so. */
  readonly skipped?: number;
}
export type Plain = PlainSegment | PlainIssue;

const SEPARATORS = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

export function scanPlainly(bytes: Buffer, limit: number): readonly Plain[] {
  const found: Plain[] = [];
  const lineAt = (offset: number): number => bytes.toString('latin1', 0, offset).split('\n').length;
  const isIsa = (at: number): boolean =>
    at + 106 <= bytes.length &&
    /^(ISA|i[Ss][Aa])/.test(bytes.toString('latin1', at, at + 3)) &&
    SEPARATORS.every((one) => bytes[at + one] === bytes[at + 3]);
  const tell = (code: string, offset: number, end?: number): void => {
    const skipped = end === undefined ? {} : { skipped: end - offset };
    found.push({ code, offset, line: lineAt(offset), ...skipped });
  };
  let isLowerTold = false;
  const add = (text: string, offset: number, element: string): void => {
    found.push({ text, offset, line: lineAt(offset) });
    if (isLowerTold || !/^[a-z][A-Za-z0-9]{1,2}$/.test(text.split(element)[0] ?? '')) return;
    isLowerTold = true;
    tell('LOWER_CASE_IDS', offset);
  };
  let seen = false;
  let at = 0;
  if (bytes.toString('latin1', 0, 3) === '\xef\xbb\xbf') {
    tell('BYTE_ORDER_MARK', 0);
    at = 3;
  }
  /** Everything up to the next ISA, or to the end of the file. */
  const skip = (code: string, from: number, first: number): number => {
    let end = first;
    while (end < bytes.length && !isIsa(end)) end += 1;
    tell(code, from, end);
    return end;
  };
  while (at < bytes.length) {
    if ('\r\n\t \0\x1a'.includes(String.fromCharCode(bytes[at] ?? 0))) {
      at += 1;
      continue;
    }
    if (!isIsa(at)) {
      const isBroken = /^(ISA|i[Ss][Aa])/.test(bytes.toString('latin1', at, at + 3));
      at = skip(isBroken ? 'ISA_SHAPE' : seen ? 'TRAILING_DATA' : 'NOT_X12', at, at + 1);
      continue;
    }
    seen = true;
    const text = textOf(bytes.subarray(at, at + 106));
    const { delimiters, issues } = readDelimiters(text);
    const isSound = text.length === 106 && issues.every(({ severity }) => severity === 'warning');
    isLowerTold = false;
    if (isSound) add(text.slice(0, 105), at, delimiters.element);
    for (const { code } of issues) tell(code, at);
    at = isSound
      ? interchange(at + 106, delimiters.element, delimiters.terminator)
      : skip('UNREADABLE_INTERCHANGE', at, at + 106);
  }
  return found;

  /** The segments behind an ISA, up to and with its IEA; stops where another ISA begins. */
  function interchange(from: number, element: string, terminator: string): number {
    let start = from;
    while (start < bytes.length) {
      if (bytes[start] === 0x0a || bytes[start] === 0x0d) {
        start += 1;
        continue;
      }
      if (/^(ISA|i[Ss][Aa])[^A-Za-z0-9]/.test(bytes.toString('latin1', start, start + 4))) return start;
      const stop = bytes.indexOf(terminator, start, 'latin1');
      const end = stop === -1 ? bytes.length : stop;
      const text = textOf(bytes.subarray(start, end));
      if (end - start > limit) tell('SEGMENT_TOO_LONG', start, stop === -1 ? end : end + 1);
      else if (stop === -1) tell('TRUNCATED_SEGMENT', start);
      else if (text === '') tell('EMPTY_SEGMENT', start);
      else add(text, start, element);
      start = end + 1;
      // One that is too long is no trailer: nothing of it was looked at.
      if (stop !== -1 && /^(IEA|i[Ee][Aa])$/.test(text.split(element)[0] ?? '') && text.length <= limit) return start;
    }
    return start;
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}
