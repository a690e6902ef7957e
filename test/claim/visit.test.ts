import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gatherVisit } from '../../src/claim/visit.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { chartOf } from '../../src/fhir/chart.ts';

const STORY = join(import.meta.dirname, '../../fixtures/scenarios/06-denied-payment/in');
const resourcesIn = (name: string): readonly object[] => {
  const bundle = JSON.parse(readFileSync(join(STORY, name), 'utf8')) as { entry: { resource: object }[] };
  return bundle.entry.map(({ resource }) => resource);
};
const all = ['01-order.json', '04-dose-1.json'].flatMap(resourcesIn);
const context = { rules: await loadRules(), sites: [], today: '2026-11-02' };
const visitOf = (resources: readonly object[]) => {
  const chart = chartOf(resources);
  return gatherVisit(chart, chart.all('MedicationAdministration'), context);
};

test('a visit is in order of time, in whatever order the EHR tells its doses', () => {
  const visit = visitOf(all);
  expect(visit.sources).toEqual(['MedicationAdministration/nivo-nivo-1', 'MedicationAdministration/nivo-ipi-1']);
  expect(visitOf(all.toReversed())).toEqual(visit);
});

test('doses without a time come last, by name', () => {
  const untimed = all.map((resource) => {
    const { effectivePeriod: _time, ...rest } = resource as { effectivePeriod?: unknown; id?: string };
    return rest.id === 'nivo-nivo-1' ? rest : resource;
  });
  expect(visitOf(untimed).sources).toEqual([
    'MedicationAdministration/nivo-ipi-1',
    'MedicationAdministration/nivo-nivo-1',
  ]);
});
