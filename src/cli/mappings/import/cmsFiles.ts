/** The three quarterly files of CMS as rows of ours. Rows of the AMA and the ADA are counted and never looked at. */

import { error, type Issue } from '../../../outcome.ts';
import { type Decimal, parseDecimal } from '../../../quantity.ts';
import { type CmsRow, type CmsTable, readCmsTable } from './cmsTable.ts';

/** A row of the ASP NDC-HCPCS crosswalk. BILLUNITSPKG is not read: it contradicts the other columns in places. */
export interface CrosswalkRow {
  readonly line: number;
  readonly hcpcs: string;
  /** As printed; meant to be 5-4-2. */
  readonly ndc: string;
  readonly product: string;
  /** `10 MG`. */
  readonly dosage: string;
  /** Volume or count of one container, and in some rows milligrams. */
  readonly size: Decimal | undefined;
  readonly containers: Decimal | undefined;
  /** Billing units in one container, rounded in some rows. */
  readonly unitsEach: Decimal | undefined;
}
/** Most units of a code on a day for one kind of provider. */
export interface LimitRow {
  readonly line: number;
  readonly hcpcs: string;
  readonly provider: 'practitioner' | 'hospital';
  readonly units: string;
  readonly mai: string;
}
/** A code of the HCPCS update. Dates are YYYY-MM-DD or null. */
export interface CodeRow {
  readonly line: number;
  readonly hcpcs: string;
  readonly description: string;
  readonly added: string | null;
  readonly ended: string | null;
  readonly isNew: boolean;
  readonly successor: string | null;
}

export interface CmsFiles {
  readonly crosswalk: readonly CrosswalkRow[];
  readonly limits: readonly LimitRow[];
  readonly codes: readonly CodeRow[];
  /** First day of the quarter that a title names. */
  readonly effective: string | undefined;
  /** Rows that were not read because the words or codes are not the Government's. */
  readonly skipped: { readonly cpt: number; readonly dental: number };
  readonly issues: readonly Issue[];
}

export type CmsKind = 'asp' | 'mue' | 'hcpcs';
const COLUMNS: Readonly<Record<CmsKind, readonly (readonly string[])[]>> = {
  asp: [['CODE', 'NDC2', 'PKG SIZE', 'PKG QTY', 'BILLUNITS']],
  mue: [
    ['HCPCS CPT CODE', 'PRACTITIONER SERVICES MUE VALUES', 'MUE ADJUDICATION INDICATOR'],
    ['HCPCS CPT CODE', 'OUTPATIENT HOSPITAL SERVICES MUE VALUES', 'MUE ADJUDICATION INDICATOR'],
  ],
  hcpcs: [['HCPC', 'LONG DESCRIPTION', 'ADD DT', 'TERM DT', 'ACTION CD']],
};

/** Every file by what it was given as; one that has not the columns is an issue CMS_COLUMNS. */
export function readCmsFiles(
  files: readonly { readonly kind: CmsKind; readonly name: string; readonly bytes: Uint8Array }[],
): CmsFiles {
  const issues: Issue[] = [];
  const tables = files.flatMap(({ kind, name, bytes }) => {
    const found = COLUMNS[kind].flatMap((columns) => {
      const table = readCmsTable(bytes, columns);
      return table === undefined
        ? []
        : [
            {
              kind,
              provider: columns.some((column) => column.startsWith('OUTPATIENT'))
                ? ('hospital' as const)
                : ('practitioner' as const),
              table,
            },
          ];
    });
    if (found.length === 0)
      issues.push(
        error(
          'CMS_COLUMNS',
          `no line names the columns ${COLUMNS[kind].map((columns) => columns.join(', ')).join(' or ')}; give the file as CMS publishes it, saved as CSV`,
          { path: name },
        ),
      );
    return found;
  });
  const skipped = { cpt: 0, dental: 0 };
  const own = (table: CmsTable, column: string): readonly (readonly [string, CmsRow])[] =>
    table.rows.flatMap((row) => {
      const code = row.cell(column).toUpperCase();
      if (/^\d{4}[0-9A-Z]$/.test(code)) skipped.cpt += 1;
      else if (/^D\d{4}$/.test(code)) skipped.dental += 1;
      else if (/^[A-Z]\d{4}$/.test(code)) return [[code, row] as const];
      return [];
    });
  const of = (kind: CmsKind) => tables.filter((one) => one.kind === kind);
  return {
    crosswalk: of('asp').flatMap(({ table }) => own(table, 'CODE').map(crosswalkRow)),
    limits: of('mue').flatMap(({ table, provider }) =>
      own(table, 'HCPCS CPT CODE').map((row) => limitRow(row, provider)),
    ),
    codes: of('hcpcs').flatMap(({ table }) => own(table, 'HCPC').flatMap(codeRow)),
    effective: tables.map(({ table }) => dateIn(table.title)).find((date) => date !== undefined),
    skipped,
    issues,
  };
}

const crosswalkRow = ([hcpcs, row]: readonly [string, CmsRow]): CrosswalkRow => ({
  line: row.line,
  hcpcs,
  ndc: row.cell('NDC2'),
  product: row.cell('DRUG NAME'),
  dosage: row.cell('HCPCS DOSAGE'),
  size: number(row.cell('PKG SIZE')),
  containers: number(row.cell('PKG QTY')),
  unitsEach: number(row.cell('BILLUNITS')),
});

const limitRow = ([hcpcs, row]: readonly [string, CmsRow], provider: LimitRow['provider']): LimitRow => ({
  line: row.line,
  hcpcs,
  provider,
  units: row.cell(
    provider === 'hospital' ? 'OUTPATIENT HOSPITAL SERVICES MUE VALUES' : 'PRACTITIONER SERVICES MUE VALUES',
  ),
  /** `3 Date of Service Edit: Clinical`. */
  mai: row.cell('MUE ADJUDICATION INDICATOR').slice(0, 1),
});

/** The first line of a code (RECID 3) says everything that is asked here; modifiers and continued texts are left out. */
function codeRow([hcpcs, row]: readonly [string, CmsRow]): readonly CodeRow[] {
  const record = row.cell('RECID');
  if (record !== '' && record !== '3') return [];
  return [
    {
      line: row.line,
      hcpcs,
      description: row.cell('LONG DESCRIPTION'),
      added: day(row.cell('ADD DT')),
      ended: day(row.cell('TERM DT')),
      isNew: row.cell('ACTION CD').toUpperCase() === 'A',
      successor: /^[A-Z]\d{4}$/.test(row.cell('XREF1')) ? row.cell('XREF1') : null,
    },
  ];
}

const number = (text: string): Decimal | undefined => parseDecimal(text.replaceAll(',', ''));

/** `20270101`, `1/1/2027` -> `2027-01-01`. */
function day(text: string): string | null {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact !== null) return compact.slice(1).join('-');
  const [, month = '', date = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  return year === '' ? null : `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
/** `Effective January 1, 2027 through ...`, `effective 1/1/2027`. */
function dateIn(title: string): string | undefined {
  const [, month = '', date = '', year = ''] = /effective:? (\w+) (\d{1,2}), (\d{4})/i.exec(title) ?? [];
  const at = MONTHS.findIndex((name) => name.toLowerCase() === month.toLowerCase());
  if (at >= 0) return `${year}-${String(at + 1).padStart(2, '0')}-${date.padStart(2, '0')}`;
  return day(/effective:? (\d{1,2}\/\d{1,2}\/\d{4})/i.exec(title)?.[1] ?? '') ?? undefined;
}
