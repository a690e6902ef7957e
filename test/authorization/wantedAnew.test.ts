import { describe, expect, test } from 'vitest';
import { type AuthorizationEvent, type BilledUnits, foldAuthorization } from '../../src/authorization/authorization.ts';
import { decidePlan, eventOfDecision } from '../../src/authorization/decide.ts';
import { determinationOf, flaggedAnew, isSame } from '../../src/authorization/determination.ts';
import { gatherPlan } from '../../src/authorization/gather.ts';
import type { Insured } from '../../src/authorization/insured.ts';
import { coverageAhead, isOpenStill, rulesDayOf, wantedAnew } from '../../src/authorization/wantedAnew.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import { bad, error, good, type Outcome } from '../../src/outcome.ts';
import type { PayerRequirements, Requirement } from '../../src/rules/requirementSchema.ts';
import { shippedRules } from '../coding/rules.ts';
import { around, coded, document, observation, order, type Resource, TODAY } from './course.ts';

const all = await shippedRules();
/** Without the rule of December: tests bring rules of their own. */
const shipped = { ...all, requirements: new Map([...all.requirements].map(([payer, file]) => [payer, without(file)])) };
function without(file: PayerRequirements): PayerRequirements {
  return { ...file, requirements: file.requirements.filter(({ id }) => id !== 'pembrolizumab-labs') };
}
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const SNOMED = 'http://snomed.info/sct';
const histology = {
  url: 'http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior',
  valueCodeableConcept: coded(SNOMED, '35917007'),
};
const condition = (change: Record<string, unknown> = {}): Resource => ({
  resourceType: 'Condition',
  id: 'd',
  meta: { versionId: '3' },
  subject: { reference: 'Patient/p' },
  code: coded(ICD10, 'C34.11'),
  recordedDate: '2026-09-01',
  extension: [histology],
  stage: [{ summary: coded(SNOMED, '1222769001') }],
  ...change,
});
const ecog = observation('ecog', '89247-1');
const pdl1 = observation('pdl1', '85147-7');
const chart = (...changed: readonly Resource[]): readonly Resource[] => {
  const all = [...around(), condition(), ecog, pdl1, order('mr', 'pembrolizumab', '200 mg')];
  const named = ({ resourceType, id }: Resource) => `${resourceType}/${id}`;
  return [...new Map([...all, ...changed].map((one) => [named(one), one])).values()];
};

/** The shipped rules with one more of the example payer's. */
const rulesWith = (more: Partial<Requirement> & { readonly id: string }) => {
  const known = shipped.requirements.get('example-managed');
  if (known === undefined) throw new Error('the example payer has rules');
  const rule = { kind: 'documents', items: ['consent'], from: '2026-01-01', to: null, source: 'invented', ...more };
  const file = { ...known, requirements: [...known.requirements, rule as Requirement] };
  return { ...shipped, requirements: new Map([...shipped.requirements, ['example-managed', file]]) };
};

const look = (resources: readonly Resource[], rules: typeof shipped, today: string, rulesOn?: string) => {
  const read = chartOf(resources);
  const plan = gatherPlan(read, read.all('MedicationRequest'), { rules, sites: [], today });
  const facts = { rules, practice: exampleSettings.practice, today, reference: 'IB1' };
  return { plan, decision: decidePlan(plan, rulesOn === undefined ? facts : { ...facts, rulesOn }) };
};

const first = look(chart(), shipped, TODAY);
const asked = determinationOf(first.decision, first.plan.clinical);
const requested = eventOfDecision(first.decision, { patient: 'Patient/p', orders: ['MedicationRequest/mr'] });
const answered = (action: 'A1' | 'A3' | 'A4' | 'CT', more: object = {}): AuthorizationEvent => ({
  type: 'Answered',
  answer: {
    reference: 'IB1',
    event: { action, reasons: [], ...(action === 'A1' ? { number: 'N1' } : {}), ...more },
    services: [],
    rejections: [],
    furtherUpdates: false,
  },
});
const stateAfter = (...events: readonly AuthorizationEvent[]) => foldAuthorization([requested, ...events]);
const approved = stateAfter(answered('A1'));

const told = (
  resources: readonly Resource[],
  { rules = shipped, today = TODAY, state = approved }: Partial<Parameters<typeof context>[0]> = {},
) => {
  const { plan, decision } = look(resources, rules, today, rulesDayOf(state, today));
  return wantedAnew(state, asked, plan, decision, rules, today);
};
const context = (one: { rules: typeof shipped; today: string; state: typeof approved }) => one;
const ids = (...all: Parameters<typeof told>) => told(...all).map(({ id }) => id);

test('nothing is wanted anew while chart and rules are as they were', () => {
  expect(told(chart())).toEqual([]);
});

describe('a rule of the payer', () => {
  const consent = rulesWith({ id: 'consent-too', drugs: ['J9271'], from: '2026-11-20' });

  test('that starts before the next dose is told, with its day and the role that owes it', () => {
    expect(told(chart(), { rules: consent, today: '2026-11-20' })).toEqual([
      {
        id: 'newly_wanted-consent-consent-too',
        kind: 'newly_wanted',
        role: 'attending',
        dueDays: 1,
        reason:
          "Example Managed Care wants to see the patient's consent to treatment for J9271. Chart it, or have a person say with the reason why it is not needed. The rule holds from 2026-11-20, after this treatment began. What was sent stays as it is; ask the payer whether doses under way are held to it.",
        notes: ['Rule: mappings/requirements/example-managed.yaml, consent-too'],
      },
    ]);
  });
  test('that starts after the next dose waits', () => {
    expect(ids(chart(), { rules: consent, today: '2026-11-01' })).toEqual([]);
  });
  test('that the chart meets is no news', () => {
    const given = document('c', 'http://loinc.org', '59284-0', { date: '2026-11-10' });
    expect(ids(chart(given), { rules: consent, today: '2026-11-20' })).toEqual([]);
  });
  test('for another drug or diagnosis does not fit', () => {
    expect(ids(chart(), { rules: rulesWith({ id: 'x', drugs: ['J9299'] }) })).toEqual([]);
    expect(ids(chart(), { rules: rulesWith({ id: 'x', drugs: ['J9271'], diagnoses: ['C50'] }) })).toEqual([]);
  });
  test('that fits since the diagnosis changed names the chart as its cause', () => {
    const rules = rulesWith({ id: 'upper-lobe', drugs: ['J9271'], diagnoses: ['C34.12'] });
    const [one, ...others] = told(chart(condition({ code: coded(ICD10, 'C34.12') })), { rules });
    expect(others).toEqual([]);
    expect(one?.id).toBe('newly_wanted-consent-upper-lobe');
    expect(one?.reason).toContain('The chart says otherwise than when the payer was asked, and now this rule fits.');
  });
  test('that asks for what another rule asked for before is told where nothing meets it now', () => {
    const rules = rulesWith({ id: 'status-again', drugs: ['J9271'], items: ['performance_status'] });
    expect(ids(chart(), { rules })).toEqual([]);
    expect(ids(chart(), { rules, today: '2026-12-30' })).toEqual(['newly_wanted-performance_status-status-again']);
  });
  test.each<[string, typeof approved, string]>([
    ['denied', stateAfter(answered('A3')), '2026-11-20'],
    ['over', approved, '2027-03-01'],
  ])('is nothing to an authorization that is %s', (_what, state, today) => {
    expect(isOpenStill(state, today)).toBe(false);
    expect(ids(chart(), { rules: consent, today, state })).toEqual([]);
  });
  test.each<[string, typeof approved]>([
    ['was sent and not answered', stateAfter()],
    ['is pended', stateAfter(answered('A4'))],
  ])('counts for one that %s', (_what, state) => {
    expect(ids(chart(), { rules: consent, today: '2026-11-20', state })).toEqual(['newly_wanted-consent-consent-too']);
  });
});

describe('what the payer was told', () => {
  test('and grows old was right when it was told', () => {
    expect(ids(chart(), { today: '2026-12-30' })).toEqual([]);
  });
  test('by something that was entered in error is owed anew', () => {
    const wrong = observation('ecog', '89247-1', { status: 'entered-in-error', meta: { versionId: '3' } });
    expect(told(chart(wrong))).toMatchObject([
      {
        id: 'told_otherwise-performance_status-Observation-ecog',
        kind: 'told_otherwise',
        role: 'attending',
        notes: [
          'Then: Observation/ecog, version 2',
          'Observation/ecog, version 3, does not count: it was entered in error or refuted.',
        ],
      },
    ]);
    expect(ids(chart(wrong, observation('other', '89247-1')))).toEqual([]);
  });
  test.each([
    ['a stage', { stage: [{ summary: coded(SNOMED, '1222806003') }] }, ['told_otherwise-stage-Condition-d-1222806003']],
    [
      'the same other stage in yet another version',
      { stage: [{ summary: coded(SNOMED, '1222806003') }], meta: { versionId: '5' } },
      ['told_otherwise-stage-Condition-d-1222806003'],
    ],
    [
      'a histology',
      { extension: [{ ...histology, valueCodeableConcept: coded(SNOMED, '82711006') }] },
      ['told_otherwise-histology-Condition-d-82711006'],
    ],
    ['the same stage in another version', {}, []],
  ])('of %s otherwise goes to the authorization team', (_what, change, expected) => {
    expect(ids(chart(condition({ meta: { versionId: '4' }, ...change })))).toEqual(expected);
  });
  test('of a marker otherwise is no news: there are many markers', () => {
    expect(ids(chart(observation('her2', '48676-1', { valueCodeableConcept: coded(SNOMED, '1') })))).toEqual([]);
  });
  test('of a diagnosis that was refuted goes to the prescriber', () => {
    const refuted = condition({ verificationStatus: { coding: [{ code: 'refuted' }] } });
    expect(told(chart(refuted))).toMatchObject([
      { id: 'told_otherwise-diagnosis-IB1', kind: 'told_otherwise', role: 'prescriber', notes: ['Request: IB1'] },
    ]);
  });
  test('of orders that are gone is told elsewhere', () => {
    expect(ids(chart().filter(({ resourceType }) => resourceType !== 'MedicationRequest'))).toEqual([]);
  });
});

describe('a payer that waits for information', () => {
  const note = document('n', 'http://loinc.org', '11506-3', { meta: { versionId: '1' } });
  const notesOf = (resources: readonly Resource[], more: object) => {
    const [one] = told(resources, { state: stateAfter(answered('A4', more)) });
    return [one?.id, ...(one?.notes ?? [])];
  };

  test('without saying which is answered from its checklist and the clinical notes', () => {
    expect(notesOf(chart(note), { reasons: ['90'] })).toEqual([
      'information_request-IB1',
      'Answers it: the diagnosis in ICD-10-CM (Condition/d, version 3).',
      'Answers it: the stage of the disease (Condition/d, version 3).',
      'Answers it: histology (Condition/d, version 3).',
      'Answers it: the biomarkers the drug goes by (Observation/pdl1, version 2).',
      'Answers it: performance status (ECOG or Karnofsky) (Observation/ecog, version 2).',
      'Answers it: the latest clinical notes (DocumentReference/n, version 1).',
    ]);
    expect(notesOf(chart(), { reasons: ['90'] }).at(-1)).toBe('Not in the chart: the latest clinical notes.');
  });
  test('by LOINC is answered by these documents alone', () => {
    expect(notesOf(chart(note), { wanted: ['11506-3', '29463-7', '99999-9'] })).toEqual([
      'information_request-IB1',
      'Not in the chart: body weight.',
      'Answers it: the latest clinical notes (DocumentReference/n, version 1).',
      '99999-9: no item of mappings/codes/documentation.yaml; look it up.',
    ]);
  });
  test('is not asked for work when it pends for another reason, or has decided', () => {
    expect(notesOf(chart(note), { reasons: ['37'] })).toEqual([undefined]);
    expect(told(chart(note), { state: stateAfter(answered('A4', { reasons: ['90'] }), answered('A1')) })).toEqual([]);
  });
});

test('what was flagged when the payer was asked is looked at again, and nothing else of it', () => {
  const [item] = asked.checklist;
  if (item === undefined) throw new Error('there is a checklist');
  const open = { ...item, id: 'rescue_order', holds: false, state: 'open' as const };
  const then = { ...asked, checklist: [...asked.checklist, open] };
  const now = {
    ...asked,
    checklist: [
      ...asked.checklist.map((one) => ({ ...one, state: 'open' as const })),
      { ...open, state: 'met' as const },
    ],
  };
  expect(flaggedAnew(then, now).checklist).toEqual([...asked.checklist, { ...open, state: 'met' }]);
  expect(isSame(flaggedAnew(then, asked), then)).toBe(true);
});

describe('how long it is looked at, and by the rules of which day', () => {
  const drawn = (claims: number, units: number) =>
    Array.from({ length: claims }, (_, n): AuthorizationEvent[] => [
      { type: 'UnitsDrawn', claim: `c${n}`, hcpcs: 'J9271', units: units as BilledUnits, date: '20261102' },
      { type: 'UnitsDrawn', claim: `c${n}`, hcpcs: '96413', units: 1 as BilledUnits, date: '20261102' },
    ]).flat();

  test('until the last certified day, or until the last unit', () => {
    expect(isOpenStill(approved, '2027-01-04')).toBe(true);
    expect(isOpenStill(approved, '2027-01-05')).toBe(false);
    expect(isOpenStill(stateAfter(answered('A1'), ...drawn(3, 200)), TODAY)).toBe(true);
    expect(isOpenStill(stateAfter(answered('A1'), ...drawn(4, 200)), TODAY)).toBe(false);
    expect(isOpenStill(stateAfter(answered('A1'), ...drawn(3, 260)), TODAY)).toBe(true);
  });

  test.each([
    ['2026-11-01', '2026-11-02'],
    ['2026-11-02', '2026-11-23'],
    ['2026-11-24', '2026-12-14'],
    ['2027-01-04', '2027-01-04'],
  ])('on %s by those of %s, the next dose', (today, day) => {
    expect(rulesDayOf(approved, today)).toBe(day);
  });

  test('a payer that wants a call has not decided', () => {
    expect(isOpenStill(stateAfter(answered('CT')), '2028-01-01')).toBe(true);
  });
});

describe('a coverage on the day of the next dose', () => {
  const ended = bad(error('COVERAGE_NOT_ACTIVE', 'invented'));
  const fits = first.plan.insured;
  const ahead = (then: Outcome<Insured> | undefined, now = first.plan) =>
    coverageAhead(approved, now, then, '2026-12-14');

  test('that has ended by then is work for financial screening', () => {
    expect(ahead(ended)).toEqual([
      {
        id: 'told_otherwise-coverage-IB1-2026',
        kind: 'told_otherwise',
        role: 'financial_screening',
        reason:
          'On the day of the next planned dose the coverage can no longer be used (COVERAGE_NOT_ACTIVE). Verify who pays from then on before that visit, and have them asked.',
        notes: ['Request: IB1'],
      },
    ]);
  });
  test('that is still in force, or is told already, or cannot be found out is none', () => {
    if (fits === undefined) throw new Error('the plan is insured');
    expect(ahead(good(fits))).toEqual([]);
    expect(ahead(undefined)).toEqual([]);
    const { insured: _gone, ...bare } = first.plan;
    expect(ahead(ended, { ...bare, issues: [error('COVERAGE_NOT_ACTIVE', 'invented')] })).toEqual([]);
    expect(coverageAhead(foldAuthorization([]), first.plan, ended, '2026-12-14')).toEqual([]);
  });
  test('with another payer by then is work, too', () => {
    if (fits === undefined) throw new Error('the plan is insured');
    const { insurance } = fits;
    const other = { ...fits, insurance: { ...insurance, payer: { ...insurance.payer, profile: 'other' } } };
    expect(ahead(good(other))).toMatchObject([{ reason: expect.stringContaining('the coverage is now with') }]);
  });
});
