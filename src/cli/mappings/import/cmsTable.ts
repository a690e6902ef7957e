/** A table as CMS publishes it: some lines of title, then a header, then rows; comma separated, in one of two encodings. */

export interface CmsTable {
  /** The lines above the header, for the date they name. */
  readonly title: string;
  readonly rows: readonly CmsRow[];
}
export interface CmsRow {
  /** 1-based line of the file, so that a person finds it. */
  readonly line: number;
  /** By the column's name in capitals without signs: `PKG SIZE`; empty where the row is shorter. */
  cell(column: string): string;
}

/** undefined: no line of the file names all of these columns. */
export function readCmsTable(bytes: Uint8Array, columns: readonly string[]): CmsTable | undefined {
  const records = recordsOf(textOf(bytes));
  const at = records.findIndex(({ cells }) => columns.every((column) => cells.map(columnName).includes(column)));
  const head = records[at]?.cells.map(columnName);
  if (head === undefined) return undefined;
  const position = new Map(head.map((name, n) => [name, n]));
  const rows = records
    .slice(at + 1)
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ line, cells }) => ({ line, cell: (column: string) => cells[position.get(column) ?? -1] ?? '' }));
  return {
    title: records
      .slice(0, at)
      .flatMap(({ cells }) => cells)
      .join(' '),
    rows,
  };
}

/** `_2026_CODE`, `2026 Code` and `HCPCS Code` are one column: the year in it changes every January. */
const columnName = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()
    .replace(/^(\d{4}|HCPCS) CODE$/, 'CODE');

/** UTF-8, and Windows-1252 where it is not: some quarters come with bare non-breaking spaces. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Quoted cells may hold commas, quotes and line ends. */
function recordsOf(text: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  let first = 1;
  for (const [whole, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/g)) {
    if (whole === '' && cells.length === 0) continue;
    cells.push(clean(quoted?.replaceAll('""', '"') ?? plain ?? ''));
    line += (whole.match(/\r\n|\n|\r/g) ?? []).length;
    if (end === ',') continue;
    records.push({ line: first, cells });
    cells = [];
    first = line;
  }
  return records;
}

const clean = (text: string): string => text.replaceAll(' ', ' ').replace(/\s+/g, ' ').trim();
