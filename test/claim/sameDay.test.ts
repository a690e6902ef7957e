import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../src/claim/claim.ts';
import type { DayToJudge } from '../../src/claim/day.ts';
import { decideClaim } from '../../src/claim/decide.ts';
import { expectedDenials } from '../../src/claim/denials.ts';
import { dayAhead } from '../../src/claim/planned.ts';
import { judgeDay } from '../../src/claim/sameDay.ts';
import { together } from '../../src/claim/together.ts';
import { gatherVisit, visitsOn } from '../../src/claim/visit.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import { describe as wordsOf } from '../../src/x12/describe.ts';

const rules = await loadRules();
const STORY = new URL('../../fixtures/scenarios/01-pembrolizumab/in/', import.meta.url);
type Resource = { readonly resourceType: string; readonly id: string };
type Change = (text: string) => string;
const resourcesIn = (name: string, change: Change = (text) => text): readonly Resource[] => {
  const text = change(readFileSync(new URL(name, STORY), 'utf8'));
  return (JSON.parse(text) as { readonly entry: readonly { readonly resource: Resource }[] }).entry.map(
    ({ resource }) => resource,
  );
};
const DAY = '2026-11-02';
const context = { rules, sites: [], timeZone: 'America/New_York', today: DAY };
const order = resourcesIn('01-order.json');
const given = resourcesIn('04-dose-1.json');
/** Another order of the same patient, its own and its encounter's id beginning with `other`. */
const otherOrder = (change: Change = (text) => text): readonly Resource[] =>
  resourcesIn('01-order.json', (text) =>
    change(text.replaceAll('pembro-order', 'other-order').replaceAll('pembro-visit-0', 'other-visit')),
  ).filter(({ id }) => id.startsWith('other'));
const larger = otherOrder((text) => text.replace('"value": 200,', '"value": 400,'));

function judged(
  resources: readonly Resource[],
  day: Partial<DayToJudge> & { readonly named?: readonly string[] } = {},
) {
  const chart = chartOf(resources);
  const visits = visitsOn(chart, DAY, context).map((one) => gatherVisit(chart, one, context));
  const ahead = dayAhead(chart, DAY, visits, day.named ?? [], context);
  return judgeDay(DAY, { visits: ahead.visits, billed: [], certified: [], rules, ...day }, [], ahead.issues);
}
const linesOf = (report: ReturnType<typeof judged>) =>
  report.services.map(({ hcpcs, units, state }) => `${hcpcs} ${units} ${state}`);

function claimOf(resources: readonly Resource[]): Claim {
  const chart = chartOf(resources);
  const [visit] = visitsOn(chart, DAY, context).map((one) => gatherVisit(chart, one, context));
  const { practice } = exampleSettings;
  const { claim } = decideClaim(visit ?? gatherVisit(chart, [], context), { rules, practice, number: 'IBC000000018' });
  if (claim === undefined) throw new Error('the dose of the story makes a claim');
  return claim;
}

describe('the lines of a day', () => {
  test('are those of the doses that are due, as the coding rules make them', () => {
    expect(linesOf(judged(order))).toEqual(['J9271 200 planned', '96413 1 planned']);
  });

  test('are given, not planned, once the dose of the order is charted', () => {
    expect(linesOf(judged([...order, ...given]))).toEqual(['J9271 200 given', '96413 1 given']);
  });

  test('hold an order that is not due only where it is named', () => {
    const later = otherOrder((text) => text.replace('"start": "2026-11-02"', '"start": "2026-11-09"'));
    expect(linesOf(judged([...order, ...later]))).toEqual(['J9271 200 planned', '96413 1 planned']);
    expect(linesOf(judged([...order, ...later], { named: ['MedicationRequest/other-order'] }))).toContain(
      'J9271 400 planned',
    );
  });

  test('count one first hour for two drugs of a visit, as the claim would', () => {
    const second = otherOrder((text) =>
      text.replaceAll('"1547545"', '"1597876"').replaceAll('"pembrolizumab"', '"nivolumab"'),
    );
    const report = judged([...order, ...given, ...second]);
    expect(linesOf(report)).toEqual(['J9271 200 given', 'J9299 200 planned', '96413 1 given', '96417 1 planned']);
    expect([report.pairs, report.limits]).toEqual([[], []]);
  });

  test('leave out orders of a stay, of the pharmacy, as needed, and stopped', () => {
    const changes: readonly Change[] = [
      (text) =>
        text.replace(
          '"priority": "routine",',
          '"category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category", "code": "inpatient"}]}],',
        ),
      (text) => text.replaceAll('"47625008"', '"26643006"'),
      (text) => text.replace('"sequence": 1,', '"sequence": 1, "asNeededBoolean": true,'),
      (text) => text.replace('"status": "active",\n        "intent"', '"status": "stopped",\n        "intent"'),
    ];
    for (const change of changes) expect(linesOf(judged([...order, ...otherOrder(change)]))).toHaveLength(2);
  });

  test('are missing where an order that is named cannot be read, and the report says so', () => {
    const report = judged(order, { named: ['MedicationRequest/gone'] });
    expect(report.missing).toEqual([
      expect.objectContaining({ code: 'ORDER_NOT_IN_CHART', path: 'MedicationRequest/gone' }),
    ]);
    const nowhere = otherOrder((text) =>
      text.replaceAll('"1547545"', '"1"').replaceAll('"pembrolizumab"', '"nonsuch"'),
    );
    expect(judged([...order, ...nowhere]).missing).toEqual([expect.objectContaining({ code: 'DRUG_UNKNOWN' })]);
  });
});

describe('a limit of the day', () => {
  test('counts what was given and what is still planned, and names the denial', () => {
    const report = judged([...order, ...given, ...larger]);
    expect(report.limits).toEqual([
      {
        hcpcs: 'J9271',
        units: 600,
        most: 400,
        mai: '3',
        exception: true,
        state: 'both',
        since: '2026-10-01',
        source: 'cms-mue, imported',
      },
    ]);
    expect(report.denials.map(({ reason, words, hcpcs }) => [reason, words, hcpcs])).toContainEqual([
      '151',
      'too many or too often',
      'J9271',
    ]);
  });

  test('counts what a claim of the day has billed, by the same kind of claim and payer only', () => {
    const claim = claimOf([...order, ...given]);
    const billed = (change: Partial<Claim>) => [{ stream: 'claim/1', claim: { ...claim, ...change } }];
    const only = [...order.filter(({ id }) => id !== 'pembro-order'), ...larger];
    expect(judged(only, { billed: billed({}) }).limits.map(({ hcpcs, units }) => [hcpcs, units])).toEqual([
      ['J9271', 600],
      ['96413', 2],
    ]);
    expect(judged(only, { billed: billed({ form: '837I' }) }).limits).toEqual([]);
  });

  test('is set aside by a signature, unless no exception exists', () => {
    const chart = chartOf([...order, ...given, ...larger]);
    const visits = visitsOn(chart, DAY, context).map((one) => gatherVisit(chart, one, context));
    const [ahead] = dayAhead(chart, DAY, visits, [], context).visits;
    if (ahead === undefined) throw new Error('a dose was given');
    const signed = { edit: 'UNITS_EXCEED_MUE', by: 'jmiller', on: DAY, reason: 'Loading dose by the label.' };
    const day = { billed: [], certified: [], rules };
    expect(judgeDay(DAY, { ...day, visits: [{ ...ahead, overrides: [signed] }] }, [], []).limits).toEqual([]);
    const other = { ...signed, hcpcs: 'J9299' };
    expect(judgeDay(DAY, { ...day, visits: [{ ...ahead, overrides: [other] }] }, [], []).limits).toHaveLength(1);
  });
});

describe('a pair of codes', () => {
  /** Zoledronic acid at another office of ours: a first hour beside the one that was billed. */
  const elsewhere = otherOrder((text) =>
    text
      .replaceAll('"1547545"', '"77655"')
      .replaceAll('"pembrolizumab"', '"zoledronic acid"')
      .replace('"value": 200,', '"value": 4,')
      .replaceAll('Location/pembro-suite', 'Location/other-suite'),
  );
  const suite = resourcesIn('01-order.json', (text) =>
    text.replaceAll('pembro-suite', 'other-suite').replace('"code": "11"', '"code": "49"'),
  ).filter(({ id }) => id === 'other-suite');

  test('is told with its source, the modifier that may part it and the evidence that needs', () => {
    const billed = [{ stream: 'claim/1', claim: claimOf([...order, ...given]) }];
    const rest = order.filter(({ id }) => id !== 'pembro-order');
    const report = judged([...rest, ...suite, ...elsewhere], { billed });
    expect(report.pairs).toEqual([
      {
        bundled: '96365',
        into: '96413',
        state: 'planned',
        modifiers: { encounter: '59', site: '59', practitioner: '59', other: '59' },
        evidence: expect.stringContaining('another vascular access'),
        since: '2022-01-01',
        source: expect.stringContaining('NCCI'),
      },
    ]);
    expect(report.denials).toContainEqual(
      expect.objectContaining({ reason: '97', hcpcs: '96365', finding: 'NCCI_PAIR' }),
    );
    expect(linesOf(report)).toContain('96413 1 billed');
  });

  test('between two visits of the day that nobody has billed is found, too', () => {
    const report = judged([...order, ...given, ...suite, ...elsewhere]);
    expect(report.pairs.map(({ bundled, into }) => [bundled, into])).toEqual([['96365', '96413']]);
    expect(report.answer).toBe('ask');
  });
});

describe('what else coding holds against a dose', () => {
  type Dose = Resource & { readonly extension?: readonly { readonly url: string }[] };
  const changedDose = (change: (dose: Dose) => object): readonly Resource[] =>
    given.map((one) => (one.resourceType === 'MedicationAdministration' ? { ...one, ...change(one) } : one));
  const without = (url: string) =>
    changedDose(({ extension = [] }) => ({ extension: extension.filter((one) => !one.url.endsWith(url)) }));

  test('is a denial to expect where a payer would answer it, told of the dose that was given', () => {
    const report = judged([...order, ...without('packages-opened')]);
    expect(report.denials).toContainEqual(expect.objectContaining({ reason: '16', finding: 'MISSING_PACKAGES' }));
    expect(report.missing).toEqual([]);
    const found = together({
      visits: ahead([...order, ...without('packages-opened')]),
      billed: [],
      certified: [],
      rules,
    });
    expect(found.problems.map(({ code, state }) => [code, state])).toEqual([['MISSING_PACKAGES', 'given']]);
  });

  test('is missing evidence where the chart is to be completed first', () => {
    const running = changedDose(() => ({ effectivePeriod: { start: '2026-11-02T09:00:00-05:00' } }));
    expect(judged([...order, ...running]).missing).toEqual([
      { code: 'MISSING_STOP_TIME', what: expect.stringMatching(/^[A-Z].*\.$/) },
    ]);
  });

  test('is not held against a dose that is only planned: nothing of it is charted yet', () => {
    const noPackages = { ...rules, packages: new Map() };
    const found = together({ visits: ahead(order), billed: [], certified: [], rules: noPackages });
    expect([found.problems, found.lines.map(({ hcpcs }) => hcpcs)]).toEqual([[], ['96413']]);
  });

  test('is not told again where the day counts it', () => {
    const found = together({ visits: ahead([...order, ...given, ...larger]), billed: [], certified: [], rules });
    expect([found.problems, found.limits.length]).toEqual([[], 1]);
  });

  const ahead = (resources: readonly Resource[]) => {
    const chart = chartOf(resources);
    const visits = visitsOn(chart, DAY, context).map((one) => gatherVisit(chart, one, context));
    return dayAhead(chart, DAY, visits, [], context).visits;
  };
});

test('a limit without an exception stops the day, and is said so', () => {
  const absolute = { ...rules, codes: new Map(rules.codes) };
  const code = rules.codes.get('J9271');
  if (code === undefined) throw new Error('the mappings know pembrolizumab');
  const unitLimit = code.unitLimit.map((one) => ({ ...one, value: { ...one.value, mai: '2' as const } }));
  absolute.codes.set('J9271', { ...code, unitLimit });
  const report = judged([...order, ...given, ...larger], { rules: absolute });
  expect([report.answer, report.limits.map(({ exception }) => exception)]).toEqual(['stop', [false]]);
  expect(report.denials.find(({ reason }) => reason === '151')?.because).toMatch(/MAI 2\)\. No exception is possible/);
});

describe('the table of denials', () => {
  test('has words of ours for every reason', () => {
    for (const { reason } of Object.values(rules.edits.denials.rows))
      expect(wordsOf('CAS02', reason), reason).toBeTruthy();
  });

  test('names findings that something finds', () => {
    const root = new URL('../../src/', import.meta.url);
    const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(coding|claim|fhir|authorization)\/.*\.ts$/.test(name))
      .map((name) => readFileSync(new URL(name, root), 'utf8'))
      .join('');
    for (const finding of Object.keys(rules.edits.denials.rows)) expect(sources, finding).toContain(`'${finding}'`);
  });

  test('tells each cause once, and nothing that no payer would answer to', () => {
    const found = { code: 'NCCI_PAIR', hcpcs: '96365', message: 'It is part of 96413.' };
    expect(expectedDenials([found, found, { code: 'ADMINISTRATION_RUNNING', message: 'Running.' }], rules)).toEqual([
      {
        reason: '97',
        words: 'part of another item',
        hcpcs: '96365',
        because: 'It is part of 96413.',
        finding: 'NCCI_PAIR',
      },
    ]);
  });
});
