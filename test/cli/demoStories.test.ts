import { describe, expect, test } from 'vitest';
import { type ApprovedUnits, foldAuthorization } from '../../src/authorization/authorization.ts';
import { foldClaim } from '../../src/claim/claim.ts';
import { heldBackTable } from '../../src/cli/demo/heldBack.ts';
import { type StoryState, settledDoses } from '../../src/cli/demo/state.ts';
import { payerScript, resourcesOf, steps, stories } from '../../src/cli/demo/stories.ts';
import { summaryTable } from '../../src/cli/demo/summary.ts';
import { centsOf } from '../../src/money.ts';
import { error } from '../../src/outcome.ts';
import { drug, request, subject } from '../authorization/invented.ts';
import { claim } from '../claim/invented.ts';

const facts = { name: '837-0001', control: '000000001', sets: ['837'], references: [], traces: [], claims: [] };
const [story] = stories;
if (story === undefined) throw new Error('there are stories');
const empty: StoryState = { authorizations: [], claims: [], quarantined: [] };
const submitted = { type: 'Submitted', claim, snapshot: 's1' } as const;
const accepted = foldClaim([submitted, { type: 'StatusReported', category: 'A2', codes: [] }]);
const quarantined = [
  { name: 'x-835.x12', issues: [error('REMITTANCE_UNBALANCED', 'It does not add up.')], claims: [claim.number] },
];

describe('the stories of the demo', () => {
  test.each([
    [['J9271', '96413'], 'approve'],
    [['J9380', 'J3262'], 'approve'],
    [['J9022', '96413'], 'pend-then-approve'],
    [['J3380', '96365'], 'deny'],
    [['J9042', '96413'], 'modify-fewer'],
    [['J9299', 'J9228', '96413', '96417'], 'deny-197-line'],
    [['J9299', '96413'], 'off-by-a-cent'],
  ])('the payer answers a file with %j by the script %s', (procedures, script) => {
    expect(payerScript({ ...facts, procedures })).toBe(script);
  });

  test('come in the order of their days, each with resources of its own patient', async () => {
    const days = steps.map(({ at }) => Date.parse(at));
    expect(days).toEqual(days.toSorted((a, b) => a - b));
    for (const step of steps) {
      const patient = stories.find(({ id }) => id === step.story)?.patient;
      const told = (await resourcesOf(step)).filter(({ resourceType }) => resourceType.startsWith('Medication'));
      expect(told.length, step.bundle).toBeGreaterThan(0);
      for (const { subject: of } of told) expect(of).toEqual({ reference: patient });
    }
  });
});

describe('what the demo waits for', () => {
  test('a dose whose claim is accepted is not settled, until its remittance is quarantined', () => {
    expect([...settledDoses({ ...empty, claims: [accepted] })]).toEqual([]);
    expect([...settledDoses({ ...empty, claims: [accepted], quarantined })]).toEqual(claim.administrations);
  });

  test('a dose whose claim is held waits for a person', () => {
    const held = foldClaim([
      { type: 'Held', patient: 'Patient/p1', administrations: ['MedicationAdministration/ma9'], issues: [] },
    ]);
    expect([...settledDoses({ ...empty, claims: [held] })]).toEqual(['MedicationAdministration/ma9']);
  });
});

describe('the tables of the demo', () => {
  const denied = foldAuthorization([
    { type: 'Requested', request: { ...request, services: [drug] }, ...subject },
    {
      type: 'Answered',
      answer: { event: { action: 'A3', reasons: ['82'] }, services: [], rejections: [], furtherUpdates: false },
    },
  ]);
  const fewer = foldAuthorization([
    { type: 'Requested', request: { ...request, services: [drug] }, ...subject },
    {
      type: 'Answered',
      answer: {
        services: [{ action: 'A6', number: 'N1', reasons: [], trace: drug.trace, units: 360 as ApprovedUnits }],
        rejections: [],
        furtherUpdates: false,
      },
    },
  ]);
  const [first] = claim.lines;
  const denial = foldClaim([
    submitted,
    {
      type: 'Posted',
      posting: {
        remittance: 'r1',
        ordinal: 1,
        status: '1',
        payerControlNumber: 'P1',
        charged: centsOf(100),
        paid: centsOf(0),
        patientResponsibility: centsOf(0),
        lines: [
          {
            controlNumber: first?.controlNumber ?? '',
            paid: centsOf(0),
            adjustments: [{ group: 'CO', reason: '197', amount: centsOf(100) }],
            remarks: [],
          },
        ],
      },
    },
  ]);
  const text = (state: Partial<StoryState>): string =>
    heldBackTable([[story, { ...empty, ...state }]]).replaceAll(/[│\s]+/g, ' ');

  test('tell nothing where everything went through', () => {
    expect(heldBackTable([[story, { ...empty, claims: [accepted] }]])).toBe('');
  });

  test.each<[string, Partial<StoryState>]>([
    ['Reason 82: the payer is not convinced', { authorizations: [denied] }],
    ['J9022: 360 of 720 units.', { authorizations: [fewer] }],
    ['CO-197 1.00.', { claims: [denial] }],
    ['It does not add up.', { claims: [accepted], quarantined }],
  ])('tell %s', (why, state) => {
    expect(text(state)).toContain(why);
  });

  test('fit 80 columns', () => {
    const state = { authorizations: [denied, fewer], claims: [denial, accepted], quarantined };
    const lines = `${heldBackTable([[story, state]])}\n${summaryTable([[story, state]], [])}`.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
  });
});
