/** What a benchmark says: rows of two sides measured in one run, as JSON or as a table. */

export interface Row {
  readonly what: string;
  readonly ours: number;
  readonly peer: string;
  readonly theirs: number;
  /** Of `ours` and `theirs`: `MB/s` and `claims/s` are per second of CPU (user and system), `MB` is peak memory. */
  readonly unit: string;
  /** ours / theirs: the median over the rounds, each side measured right after the other. */
  readonly ratio: number;
  /** Where a side found something else than what the generator put into the file. */
  readonly note?: string;
}
export interface Report {
  readonly name: string;
  readonly rows: readonly Row[];
}

export const asJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;

/** Columns for a terminal; the notes follow below the table. */
export function asTable({ name, rows }: Report): string {
  const cells = [
    ['what', 'ours', 'peer', 'theirs', 'unit', 'ratio'],
    ...rows.map((row) => [row.what, figure(row.ours), row.peer, figure(row.theirs), row.unit, figure(row.ratio)]),
  ];
  const widths = (cells[0] ?? []).map((_, n) => Math.max(...cells.map((line) => (line[n] ?? '').length)));
  const isNumber = [false, true, false, true, false, true];
  const lines = cells.map((line) =>
    line.map((cell, n) => (isNumber[n] ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join('  '),
  );
  const notes = rows.flatMap(({ what, peer, note }) => (note === undefined ? [] : [`${what}, ${peer}: ${note}`]));
  return `${[`${name}: ours against peers, measured in turns in one run`, '', ...lines, '', ...notes].join('\n').trimEnd()}\n`;
}

/** Three significant digits. */
export const rounded = (number: number): number => Number(number.toPrecision(3));
const figure = (number: number): string => String(rounded(number));

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
