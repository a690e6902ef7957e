/** The drug data against the tables it was made from: every code, every NDC, every value that the tables state. */

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../src/quantity.ts';
import { convert, parseAmount } from '../../src/rules/units.ts';
import { shippedRules } from '../coding/rules.ts';

type Row = Readonly<Record<string, string>>;
const folder = resolve(process.env['INFUSEBRIDGE_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'), 'data');
const drugs = table('drugs.csv');
const packages = table('drugs_ndc.csv');
const limits = table('mue_2026q4.csv');
const rules = await shippedRules();
const cell = (row: Row, name: string): string => row[name] ?? '';

/** Words of the tables for what we count in one word. */
const UNITS: Readonly<Record<string, string>> = {
  'combination unit': 'combination-unit',
  'therapeutic dose': 'therapeutic-dose',
};
const amountIn = (value: string, unit: string) =>
  parseAmount(`${value.replaceAll(',', '')} ${UNITS[unit.toLowerCase()] ?? unit}`);

describe('the drug data against the tables of the reference folder', () => {
  test('which are there, or their absence is said aloud', () => {
    const read = [drugs.length, packages.length, limits.length];
    if (drugs.length === 0)
      console.warn(`NO DRUG TABLES: ${folder} is missing, the drug data is compared with nothing`);
    expect([read, [0, 0, 0]]).toContainEqual(drugs.length === 0 ? [0, 0, 0] : [354, 2546, limits.length]);
  });

  test('every code is described, with its dates', () => {
    const seen = drugs.map((row) => {
      const code = rules.codes.get(cell(row, 'hcpcs'));
      return [cell(row, 'hcpcs'), code?.from, code?.to];
    });
    const told = drugs.map((row) => [
      cell(row, 'hcpcs'),
      /^\d{4}-/.test(cell(row, 'effective_from')) ? cell(row, 'effective_from') : null,
      cell(row, 'effective_to') || null,
    ]);
    expect(seen).toEqual(told);
  });

  test('every code has the billing unit of the table, exactly', () => {
    const wrong = drugs.filter((row) => {
      const unit = rules.codes.get(cell(row, 'hcpcs'))?.unit;
      if (cell(row, 'billing_unit') === 'NOC') return unit !== null;
      const told = amountIn(cell(row, 'billing_unit_qty'), cell(row, 'billing_unit'));
      if (unit == null || told === undefined) return true;
      return convert(told, unit.unit)?.eq(unit.value) !== true;
    });
    expect(wrong.map((row) => [row['hcpcs'], row['billing_unit_qty'], row['billing_unit']])).toEqual([]);
  });

  test('what a code rests on is told by the table: unsure stays unsure', () => {
    const seen = drugs.map((row) => [row['hcpcs'], rules.codes.get(cell(row, 'hcpcs'))?.confidence]);
    expect(seen).toEqual(drugs.map((row) => [row['hcpcs'], row['confidence']]));
    const verified = drugs.filter((row) => rules.codes.get(cell(row, 'hcpcs'))?.basis.unit.status === 'verified');
    expect(verified.filter((row) => row['confidence'] !== 'high').map((row) => row['hcpcs'])).toEqual([]);
    const dates: Readonly<Record<string, string>> = {
      'CMS file presence': 'cms-presence',
      unverified: 'unverified',
    };
    const sources = drugs.map((row) => [row['hcpcs'], rules.codes.get(cell(row, 'hcpcs'))?.basis.dates.source]);
    expect(sources).toEqual(drugs.map((row) => [row['hcpcs'], dates[cell(row, 'effective_basis')] ?? 'label']));
  });

  test('limits and status indicators are those of the tables', () => {
    const wrong = drugs.filter((row) => {
      const code = rules.codes.get(cell(row, 'hcpcs'));
      const limit = code?.unitLimit[0]?.value;
      const seen = [limit?.practitioner ?? '', limit?.hospital ?? '', limit?.mai ?? ''].map(String);
      const told = ['mue_practitioner_2026q4', 'mue_hospital_2026q4', 'mue_mai'].map((name) => cell(row, name));
      return (
        `${seen}` !== `${told}` || (code?.oppsStatus[0]?.value ?? '') !== cell(row, 'opps_status_indicator_2026apr')
      );
    });
    expect(wrong.map((row) => row['hcpcs'])).toEqual([]);
    const others = limits.filter((row) => {
      const code = cell(row, 'code');
      const limit = (rules.codes.get(code)?.unitLimit ?? rules.otherLimits.get(code))?.[0]?.value;
      const told = [cell(row, 'mue_practitioner'), cell(row, 'mue_outpatient_hospital'), cell(row, 'mai')];
      return `${[limit?.practitioner, limit?.hospital, limit?.mai ?? '']}` !== `${told}`;
    });
    expect(others.map((row) => row['code'])).toEqual([]);
  });

  test('every NDC is listed under its codes, with what a container holds', () => {
    const wrong = packages.filter((row) => {
      const found = rules.packages.get(cell(row, 'ndc11'));
      const told = amountIn(cell(row, 'drug_amount_per_inner'), cell(row, 'amount_unit'));
      if (found === undefined || told === undefined || !found.codes.includes(cell(row, 'hcpcs'))) return true;
      const same = convert(told, found.amount.unit)?.eq(found.amount.value) === true;
      const count = String(found.containersPerPackage ?? '') === cell(row, 'pkg_qty');
      return !count || (!same && found.basis.content.source !== 'label');
    });
    expect(wrong.map((row) => [row['hcpcs'], row['ndc11']])).toEqual([]);
    expect(
      packages.filter((row) => row['ndc11_hyphenated'] !== rules.packages.get(cell(row, 'ndc11'))?.hyphenated),
    ).toEqual([]);
    expect(rules.packages.size).toBe(
      packages.length === 0 ? rules.packages.size : new Set(packages.map((row) => row['ndc11'])).size,
    );
  });

  test("a volume is the size of the table, not known, or the label's with the reason", () => {
    const wrong = packages.filter((row) => {
      const found = rules.packages.get(cell(row, 'ndc11'));
      if (found?.volumeMl == null || found.volumeMl.eq(new Decimal(cell(row, 'pkg_size')))) return false;
      return found.basis.content.source !== 'label' || found.note === null;
    });
    expect(wrong.map((row) => [row['hcpcs'], row['ndc11']])).toEqual([]);
  });
});

describe('codes that were replaced', () => {
  test.each([
    ['J1300', '2025-03-31', 'J1299', '2025-04-01'],
    ['J2796', '2024-12-31', 'J2802', '2025-01-01'],
    ['J2505', '2021-12-31', 'J2506', '2022-01-01'],
    ['J9310', '2018-12-31', 'J9312', '2019-01-01'],
    ['J9070', '2024-03-31', 'J9075', '2024-04-01'],
    ['J2920', '2024-03-31', 'J2919', '2024-04-01'],
    ['J2930', '2024-03-31', 'J2919', '2024-04-01'],
    ['J1020', '2024-03-31', 'J1010', '2024-04-01'],
    ['J9031', '2019-06-30', 'J9030', '2019-07-01'],
    ['J9037', '2026-06-30', 'J9053', '2026-07-01'],
    ['J0640', '2026-09-30', 'J0643', '2026-10-01'],
    ['J9181', '2026-09-30', 'J9187', '2026-10-01'],
    ['J9190', '2026-09-30', 'J9192', '2026-10-01'],
    ['J9352', '2026-09-30', 'J9362', '2026-10-01'],
  ])('%s ends on %s and %s begins on %s', (old, last, next, first) => {
    const code = rules.codes.get(old);
    expect([code?.to, code?.replacedBy, rules.codes.get(next)?.from]).toEqual([last, next, first]);
  });
});

/** Rows by the names of the first line; none where the file is missing. */
function table(name: string): readonly Row[] {
  const file = resolve(folder, name);
  if (!existsSync(file)) return [];
  const [head = [], ...rows] = readFileSync(file, 'utf8').trim().split(/\r?\n/).map(cells);
  return rows.map((row) => Object.fromEntries(head.map((key, n) => [key, row[n] ?? ''])));
}

function cells(line: string): readonly string[] {
  const quoted = line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g);
  return [...quoted].map(([, text = '']) => text.replace(/^"|"$/g, '').replaceAll('""', '"'));
}
