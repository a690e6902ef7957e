import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { administrationOf } from '../../src/fhir/administration.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import { coveragesOf } from '../../src/fhir/coverage.ts';
import { diagnosesOf } from '../../src/fhir/diagnosis.ts';
import { parseJson } from '../../src/fhir/json.ts';
import { orderOf } from '../../src/fhir/order.ts';
import { parseResource, resourceTypeOf } from '../../src/fhir/parse.ts';
import { personOf } from '../../src/fhir/person.ts';
import { isKnownType } from '../../src/fhir/resources.ts';
import { siteOf } from '../../src/fhir/site.ts';
import type { Outcome } from '../../src/outcome.ts';

const shared = process.env['INFUSEBRIDGE_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const corpus = join(shared, 'fhir/corpus');

/** Every code a reader may give; a new one must be added here on purpose. */
const CODE = /^[A-Z][A-Z0-9_]+$/;

describe('public FHIR resources', () => {
  if (!existsSync(corpus)) console.warn(`CORPUS MISSING: ${corpus} is not there, no public resource was read`);
  const files = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
    : [];
  const texts = files.map((name) => readFileSync(join(corpus, name), 'utf8'));

  test('each one of a type we read parses, or says why not', () => {
    const tally = new Map<string, number>();
    for (const text of texts) {
      const json = parseJson(text);
      expect(json.ok).toBe(true);
      const type = json.ok ? resourceTypeOf(json.value) : undefined;
      if (!json.ok || type === undefined || !isKnownType(type)) continue;
      const parsed = parseResource(json.value);
      const result = parsed.ok ? 'parsed' : parsed.issues.map((issue) => `${issue.code} ${issue.path}`).join(', ');
      if (!parsed.ok) expect(parsed.issues.length).toBeGreaterThan(0);
      tally.set(`${type}: ${result}`, (tally.get(`${type}: ${result}`) ?? 0) + 1);
    }
    console.info(
      [...tally]
        .sort()
        .map(([what, count]) => `${count} ${what}`)
        .join('\n'),
    );
  });

  test('no reader throws, whatever the resources lack', () => {
    const tally = new Map<string, number>();
    const note = (reader: string, outcome: Outcome<unknown>): void => {
      if (!outcome.ok) expect(outcome.issues.some((issue) => issue.severity === 'error')).toBe(true);
      for (const code of outcome.ok ? ['read'] : new Set(outcome.issues.map((issue) => issue.code))) {
        expect(code === 'read' || CODE.test(code)).toBe(true);
        tally.set(`${reader}: ${code}`, (tally.get(`${reader}: ${code}`) ?? 0) + 1);
      }
    };
    const folders = new Map<string, unknown[]>();
    files.forEach((name, index) => {
      const json = parseJson(texts[index] ?? '');
      const folder = name.split(/[\\/]/)[0] ?? '';
      if (json.ok) folders.set(folder, [...(folders.get(folder) ?? []), json.value]);
    });
    for (const resources of folders.values()) {
      const chart = chartOf(resources);
      for (const order of chart.all('MedicationRequest')) {
        note('order', orderOf(chart, order, '2026-11-21'));
        note('diagnosis', diagnosesOf(chart, { order }));
      }
      for (const administration of chart.all('MedicationAdministration')) {
        note('administration', administrationOf(chart, administration, { timeZone: 'America/Chicago' }));
      }
      for (const patient of chart.all('Patient')) {
        note('person', personOf(patient));
        note('coverage', coveragesOf(chart, patient, '2026-11-21'));
      }
      for (const encounter of chart.all('Encounter')) note('site', siteOf(chart, encounter, [], '2026-11-21'));
    }
    console.info(
      [...tally]
        .sort()
        .map(([what, count]) => `${count} ${what}`)
        .join('\n'),
    );
  });
});
