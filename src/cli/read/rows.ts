/** Lines of a page for an 80-column terminal. */

import { formatCents, parseCents } from '../../money.ts';

/** Widths of the columns; a negative one is aligned to the right. */
export type Widths = readonly number[];

/**
 * One row. A cell that is too long for its column takes a line of its own, so that nothing is cut and the columns
 * stay where they are.
 */
export function row(widths: Widths, cells: readonly string[], indent = 2): string {
  const lines: string[] = [];
  let line = ' '.repeat(indent);
  let start = 0;
  for (const [n, width] of widths.entries()) {
    const room = Math.abs(width) - (n === 0 ? indent : 0) - 1;
    const cell = cells[n] ?? '';
    const column = start + (n === 0 ? indent : 0);
    if (cell.length > room && n < widths.length - 1) {
      lines.push(`${line.trimEnd().padEnd(column)}${cell}`);
      line = ' '.repeat(column + room + 1);
    } else line += `${width < 0 ? cell.padStart(room) : cell.padEnd(room)} `;
    start += Math.abs(width);
  }
  return [...lines, line]
    .map((text) => text.trimEnd())
    .filter((text) => text !== '')
    .map((text) => `${text}\n`)
    .join('');
}

/** `1234.5` -> `1234.50`; what is no amount stays as it came. */
export function money(text: string): string {
  const cents = parseCents(text);
  return cents === undefined ? text : formatCents(cents);
}

/** `J9271 JZ`. */
export const procedureText = (procedure: string | null, modifiers: readonly string[]): string =>
  [procedure ?? '-', ...modifiers].join(' ');

/**
 * The text of a file is not ours: control characters could move the cursor or change the colours of a terminal, and
 * marks of direction could turn a number around.
 */
export const plain = (text: string): string => text.replace(/[^\P{C}\n]/gu, '?');
