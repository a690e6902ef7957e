import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { type MapContext, mapChart, noNumbers } from '../../src/cli/map/mapChart.ts';
import type { MappedOrder, MappedVisit } from '../../src/cli/map/mapping.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { parseJson } from '../../src/fhir/json.ts';
import { resourceTypeOf } from '../../src/fhir/parse.ts';
import type { Issue } from '../../src/outcome.ts';

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const corpus = join(shared, 'fhir/corpus');
const MAPPED = new Set(['Bundle', 'MedicationRequest', 'MedicationAdministration']);

/** A path into FHIR: `Coverage`, `Encounter.location`, `MedicationAdministration/ma1: MedicationAdministration.status`. */
const FHIR_PATH = /^([A-Z][A-Za-z]+\/\S+: )?[A-Z][A-Za-z]+(\.[\w:[\]-]+)*$/;

const errorsOf = (issues: readonly Issue[]) => issues.filter(({ severity }) => severity === 'error');
const codesOf = (issues: readonly Issue[]) => [...new Set(issues.map(({ code }) => code))].sort().join(' ');

describe('public FHIR through map', () => {
  if (!existsSync(corpus)) console.warn(`CORPUS MISSING: ${corpus} is not there, no public resource was mapped`);
  const names = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    : [];
  const inputs = names.map((name) => {
    const json = parseJson(readFileSync(join(corpus, name), 'utf8'));
    return { name, folder: name.split(/[\\/]/)[0] ?? '', value: json.ok ? json.value : undefined };
  });
  const tally = new Map<string, number>();
  let context: MapContext;
  beforeAll(async () => {
    context = { rules: await loadRules(), settings: exampleSettings, today: '2026-11-21', time: '1200' };
  });

  function checkOrder({ authorization, reasons, issues, file }: MappedOrder): void {
    if (authorization === 'required' || authorization === 'not_required') {
      expect(reasons.length).toBeGreaterThan(0);
      if (authorization === 'required' && file === undefined) expect(reasons.join(' ')).toContain('held orders');
    } else for (const issue of named(issues)) expect(issue.path).toMatch(FHIR_PATH);
    note(`order ${authorization}`, codesOf(errorsOf(issues)), file);
  }
  function checkVisit({ result, errors, file }: MappedVisit): void {
    if (result === 'claim') expect(file).toBeDefined();
    else for (const issue of named(errors)) expect(issue.path).toMatch(FHIR_PATH);
    note(`visit ${result}`, codesOf(errors), file);
  }
  function named(issues: readonly Issue[]): readonly Issue[] {
    const errors = errorsOf(issues);
    expect(errors.length).toBeGreaterThan(0);
    return errors;
  }
  function note(verdict: string, codes: string, file: string | undefined): void {
    const row = [verdict, codes, file === undefined ? '' : 'with X12'].filter((part) => part !== '').join(' ');
    tally.set(row, (tally.get(row) ?? 0) + 1);
  }
  function check(input: unknown, payer?: string): void {
    const { mapping } = mapChart(input, payer === undefined ? context : { ...context, payer }, noNumbers);
    mapping.orders.forEach(checkOrder);
    mapping.administrations.forEach(checkVisit);
  }

  test('each Bundle, order and administration yields X12 or a named reason with its path', () => {
    for (const { value } of inputs) if (MAPPED.has(resourceTypeOf(value) ?? '')) check(value);
    console.info(rows(tally));
  });

  test('so does each public set as one chart, whoever pays', () => {
    for (const all of Map.groupBy(inputs, ({ folder }) => folder).values()) {
      const chart = all.map(({ value }) => value);
      check(chart);
      for (const payer of ['example-medicare', 'example-advantage', 'example-commercial']) check(chart, payer);
    }
  });
});

/** Most frequent first. */
const rows = (tally: ReadonlyMap<string, number>): string =>
  [...tally]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([what, count]) => `${String(count).padStart(4)} ${what}`)
    .join('\n');
