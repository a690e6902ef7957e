/**
 * Every public resource of a kind that evidence is read from: what it shows of the items of documentation.yaml, or why it
 * shows nothing. `UPDATE_CORPUS=1` writes the table anew: read the difference.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chartOf } from '../../src/fhir/chart.ts';
import { type Reading, readingsIn } from '../../src/fhir/evidence.ts';
import { parseJson } from '../../src/fhir/json.ts';
import { parseResource, resourceTypeOf } from '../../src/fhir/parse.ts';
import { treatmentsOf } from '../../src/fhir/treatments.ts';
import { shippedRules } from '../coding/rules.ts';

const SHARED = process.env['INFUSEBRIDGE_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const CORPUS = join(SHARED, 'fhir/corpus');
const isThere = existsSync(CORPUS);
if (!isThere) console.warn(`THE EVIDENCE IN PUBLIC FHIR WAS NOT READ: there is no ${CORPUS}. Set INFUSEBRIDGE_SHARED.`);
const TABLE = join(import.meta.dirname, 'evidenceCorpus.txt');
const TODAY = '2026-11-22';
const { items } = (await shippedRules()).documentation;
const KINDS = new Set(
  Object.values(items).flatMap(({ found_in }) => found_in.map(({ resource }) => resource as string)),
);

interface Found {
  /** The set, the file, and of a Bundle which of its entries. */
  readonly place: string;
  readonly resource: unknown;
}

function found(): readonly Found[] {
  const folders = isThere ? readdirSync(CORPUS).filter((name) => !name.includes('.')) : [];
  return folders.sort().flatMap((folder) => {
    const names = readdirSync(join(CORPUS, folder), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.json') && [...KINDS, 'Bundle'].includes(name.split(/[\\/]/)[0] ?? ''),
    );
    return names.sort().flatMap((name): readonly Found[] => {
      const json = parseJson(readFileSync(join(CORPUS, folder, name), 'utf8'));
      const value = json.ok ? json.value : undefined;
      const place = `${folder}/${name.replaceAll('\\', '/')}`;
      if (resourceTypeOf(value) !== 'Bundle') return [{ place, resource: value }];
      const { entry = [] } = value as { readonly entry?: readonly { readonly resource?: unknown }[] };
      return entry.map(({ resource }, n) => ({ place: `${place}#entry[${n + 1}]`, resource }));
    });
  });
}

/** The sets seldom hold the patient too, so everybody is one patient here; who it is of is tested elsewhere. */
const patient = { resourceType: 'Patient', id: 'p' };

function rowOf({ place, resource }: Found): readonly string[] {
  const type = resourceTypeOf(resource) ?? '';
  if (!KINDS.has(type)) return [];
  const parsed = parseResource(resource);
  if (!parsed.ok) {
    const issues = parsed.issues.map(({ code, path }) => `${code} ${path}`);
    return [`${place} | unreadable: ${issues.join(', ')}`];
  }
  const holder = type === 'Consent' ? 'patient' : 'subject';
  const named = (parsed.value[holder] as { readonly reference?: string } | undefined)?.reference;
  if (named === undefined) return [`${place} | names no patient`];
  const chart = chartOf([patient, { ...parsed.value, [holder]: { reference: 'Patient/p' } }]);
  const whose = chart.get('Patient', 'p');
  if (whose === undefined) throw new Error('the patient is there');
  const told = Object.entries(items).flatMap(([item, { found_in }]) =>
    found_in
      .filter((one) => one.resource === type)
      .flatMap((one) => readingsIn(chart, whose, one, TODAY))
      .map((reading) => `${item} ${shown(reading)}`),
  );
  const drugs = /^Medication/.test(type) && treatmentsOf(chart, whose).length === 0 ? ['its drug is not told'] : [];
  return [`${place} | ${told.length === 0 ? 'has no code that is asked for' : [...told, ...drugs].join('; ')}`];
}

const shown = ({ not, value, on, version, of }: Reading): string =>
  not ??
  [`= ${value ?? 'there'}`, on === undefined ? 'undated' : `@ ${on}`, `v ${version}`, of && `of ${of}`]
    .filter((part) => part !== undefined)
    .join(' ');

describe('evidence in public FHIR', () => {
  const rows = found().flatMap(rowOf);
  const head = [
    'What public resources show of the items of mappings/codes/documentation.yaml, or why they do not',
    'file | item = value @ day v version of condition; or item and the reason',
  ];

  test.runIf(isThere)('is read, or refused with a reason, as the table has it', () => {
    const text = `${[...head, '', ...rows].join('\n')}\n`;
    if (process.env['UPDATE_CORPUS'] === '1') writeFileSync(TABLE, text);
    expect(text).toBe(readFileSync(TABLE, 'utf8'));
    expect(rows.length).toBeGreaterThan(200);
  });
});
