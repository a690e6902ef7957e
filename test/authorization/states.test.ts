import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type ApprovedUnits,
  type Authorization,
  type AuthorizationAnswer,
  type AuthorizationEvent,
  type AuthorizationRequest,
  type AuthorizationStatus,
  applyAuthorization,
  foldAuthorization,
  type ReviewAction,
} from '../../src/authorization/authorization.ts';
import { eventOfAnswer } from '../../src/authorization/furtherAnswer.ts';
import { nameOfAnswer } from '../../src/authorization/rounds.ts';
import { units } from '../claim/invented.ts';
import { fc } from '../properties.ts';
import { drug, infusion, request, subject } from './invented.ts';

/** Adding a status or an event without a row or column here does not compile. */
const statuses: Readonly<Record<AuthorizationStatus, true>> = {
  new: true,
  held: true,
  notRequired: true,
  withdrawn: true,
  requested: true,
  refused: true,
  rejected: true,
  pended: true,
  approved: true,
  partial: true,
  denied: true,
  contactPayer: true,
  noActionRequired: true,
  cancelled: true,
};
const columnsOf: Readonly<Record<AuthorizationEvent['type'], readonly string[]>> = {
  Requested: ['Requested'],
  NotRequired: ['NotRequired'],
  Held: ['Held'],
  Withdrawn: ['Withdrawn'],
  Acknowledged: ['Ack+', 'Ack-'],
  Answered: ['A1', 'A1-', 'A2', 'A3', 'A4', 'A6', 'C', 'CT', 'NA', 'AAA', 'AAA-Y'],
  AnswerRefused: ['Refused'],
  Settled: ['Settled'],
  OrdersChanged: ['Changed'],
  UnitsDrawn: ['Drawn'],
  UnitsReturned: ['Returned'],
  GateOverridden: ['Overridden'],
  Contradicted: ['Contradicted'],
};
const actions: Readonly<Record<ReviewAction, true>> = {
  A1: true,
  A2: true,
  A3: true,
  A4: true,
  A6: true,
  C: true,
  CT: true,
  NA: true,
};

/** The n-th minute: answers of this test come one after the other unless they are shuffled. */
const at = (minute: number): string => `2027030209${String(minute).padStart(2, '0')}`;

/** An answer that says one thing of every line. */
function answerThat(says: string, minute: number, asked: AuthorizationRequest = request): AuthorizationAnswer {
  const frame = { reference: asked.reference, sent: at(minute), furtherUpdates: false };
  if (says.startsWith('AAA')) {
    const followUp = says === 'AAA-Y' ? 'Y' : 'C';
    return { ...frame, services: [], rejections: [{ level: '2000E', code: '33', followUp }] };
  }
  const action = says.replace('-', '') as ReviewAction;
  const number = action === 'A1' || action === 'A6' || action === 'A2' ? { number: 'AUTH1' } : {};
  const event = { action, reasons: [], ...number };
  if (action === 'A2') return { ...frame, event, services: [], rejections: [] };
  const fewer = says === 'A1-' || action === 'A6';
  const services = asked.services.map(({ trace, hcpcs, units: all }) => ({
    action,
    reasons: [],
    ...number,
    trace,
    hcpcs,
    ...(fewer ? { units: Math.max(1, all - 1) as ApprovedUnits } : {}),
  }));
  return { ...frame, event, services, rejections: [] };
}

const answered = (says: string, minute: number, asked?: AuthorizationRequest): AuthorizationEvent => ({
  type: 'Answered',
  answer: answerThat(says, minute, asked),
});
const first: AuthorizationEvent = {
  type: 'Requested',
  request,
  asked: { at: '2027-03-01T14:00:00.000Z', on: '2027-03-01' },
  ...subject,
};
const refusedFile: AuthorizationEvent = { type: 'Acknowledged', accepted: false, codes: ['IK5:5'] };

/** How each state of the table is reached. */
const reached: Readonly<Record<AuthorizationStatus, readonly AuthorizationEvent[]>> = {
  new: [],
  held: [{ type: 'Held', issues: [], ...subject }],
  notRequired: [{ type: 'NotRequired', reasons: ['the payer wants none'], ...subject }],
  withdrawn: [{ type: 'Withdrawn', reasons: ['no order is ours any more'], ...subject }],
  requested: [first],
  refused: [first, refusedFile],
  rejected: [first, answered('AAA', 1)],
  pended: [first, answered('A4', 1)],
  approved: [first, answered('A1', 1)],
  partial: [first, answered('A1-', 1)],
  denied: [first, answered('A3', 1)],
  contactPayer: [first, answered('CT', 1)],
  noActionRequired: [first, answered('NA', 1)],
  cancelled: [first, answered('C', 1)],
};

/** The event of a column; answers speak of the last request. */
function eventOf(column: string, state: Authorization): AuthorizationEvent {
  const asked = state.rounds.at(-1)?.request;
  const known = state.rounds.at(-1)?.answers.at(-1);
  switch (column) {
    case 'Requested':
      return first;
    case 'NotRequired':
      return { type: 'NotRequired', reasons: ['the payer wants none'], ...subject };
    case 'Held':
      return { type: 'Held', issues: [], ...subject };
    case 'Withdrawn':
      return { type: 'Withdrawn', reasons: ['no order is ours any more'], ...subject };
    case 'Overridden':
      return {
        type: 'GateOverridden',
        person: 'pat',
        reason: 'urgent',
        date: '20270310',
        about: 'J9022',
        against: 'ask',
      };
    case 'Ack+':
      return { type: 'Acknowledged', accepted: true, codes: [] };
    case 'Ack-':
      return refusedFile;
    case 'Refused':
      return {
        type: 'AnswerRefused',
        reference: request.reference,
        issues: [{ code: 'ANSWER_STALE', severity: 'error', message: 'It is too old.' }],
      };
    case 'Settled':
      return {
        type: 'Settled',
        answer: known === undefined ? 'none' : nameOfAnswer(known),
        person: 'pat',
        reason: 'called the payer',
      };
    case 'Changed':
      return { type: 'OrdersChanged', note: 'A new order came.' };
    case 'Drawn':
      return { type: 'UnitsDrawn', claim: 'c1', hcpcs: 'J9022', units: units(120), date: '20270310' };
    case 'Returned':
      return { type: 'UnitsReturned', claim: 'c1' };
    case 'Contradicted':
      return { type: 'Contradicted', answer: answerThat('A3', 5, asked), reason: 'another answer' };
    default:
      return answered(column, 5, asked);
  }
}

type Cells = ReadonlyMap<string, ReadonlyMap<string, string>>;
/** The tables of the text, each by row and column. */
function tablesOf(text: string): readonly Cells[] {
  const blocks = text.split(/\n{2,}/).filter((block) => /^\s{14,}\S/.test(block.split('\n')[0] ?? ''));
  return blocks.map((block) => {
    const [head = '', ...lines] = block.trimEnd().split('\n');
    const columns = head.trim().split(/\s+/);
    return new Map(
      lines.map((line) => {
        const words = line.trim().split(/\s+/);
        const cells = words.slice(-columns.length);
        const name = words.slice(0, -columns.length).join(' ');
        return [name, new Map(columns.map((column, index) => [column, cells[index] ?? '']))] as const;
      }),
    );
  });
}
const [ofFirst = new Map(), ofChange = new Map()] = tablesOf(
  readFileSync(new URL('states.txt', import.meta.url), 'utf8'),
) as readonly Cells[];
const cellsOf = (table: Cells) =>
  [...table].flatMap(([row, cells]) => [...cells].map(([column, cell]) => [row, column, cell] as const));

describe('the table of states and events', () => {
  test('has a row for every state, a column for every event and no empty cell', () => {
    expect([...ofFirst.keys()].sort()).toEqual(Object.keys(statuses).sort());
    const columns = Object.values(columnsOf).flat().sort();
    for (const [row, cells] of ofFirst) expect([...cells.keys()].sort(), row).toEqual(columns);
    for (const [row, column, cell] of cellsOf(ofFirst)) {
      const word = cell.replace(/^[=!]$/, row);
      expect(Object.keys(statuses), `${row} ${column}`).toContain(word);
    }
    expect(columnsOf.Answered).toEqual(expect.arrayContaining(Object.keys(actions)));
  });

  test.each(cellsOf(ofFirst))('%s, then %s: %s', (row, column, cell) => {
    const before = foldAuthorization(reached[row as AuthorizationStatus]);
    expect(before.status).toBe(row);
    const after = foldAuthorization([...reached[row as AuthorizationStatus], eventOf(column, before)]);
    expect(after.status).toBe(cell === '=' || cell === '!' ? row : cell);
    expect(after.contradiction !== undefined, 'contradicts').toBe(cell === '!');
    if (cell === '!') expect(after.services).toEqual(before.services);
    if (cell === '!') expect(after.attention).toMatch(/another answer/);
  });
});

/** On top of the approved authorization: two more doses, another dose, another period, nothing of it any more. */
const more = {
  ...drug,
  trace: 'X-1',
  changes: drug.trace,
  units: units(240) as never,
  from: '20270624',
  to: '20270805',
};
const changeRequests: Readonly<Record<string, AuthorizationRequest>> = {
  '4': { ...request, reference: 'X', certification: '4', previousNumber: 'AUTH1', services: [more] },
  S: {
    ...request,
    reference: 'X',
    certification: 'S',
    previousNumber: 'AUTH1',
    services: [{ ...more, units: units(960) as never }],
  },
  R: { ...request, reference: 'X', certification: 'R', previousNumber: 'AUTH1', services: [more] },
  '3': { ...request, reference: 'X', certification: '3', previousNumber: 'AUTH1', services: [] },
};
const changeOf = (kind: string): AuthorizationEvent => {
  const asked = changeRequests[kind];
  if (asked === undefined) throw new Error(`no change ${kind}`);
  const plan = { ...request, services: [{ ...drug, units: units(960) as never, to: '20270805' }, infusion] };
  return {
    type: 'Requested',
    request: asked,
    plan: kind === '3' ? request : plan,
    asked: { at: '2027-04-01T14:00:00.000Z', on: '2027-04-01' },
    ...subject,
  };
};
const SAYS: Readonly<Record<string, string>> = {
  approved: 'A1',
  partial: 'A6',
  denied: 'A3',
  pended: 'A4',
  contactPayer: 'CT',
  noActionRequired: 'NA',
  rejected: 'AAA',
  cancelled: 'C',
};
function reachedChange(row: string): readonly AuthorizationEvent[] {
  const [kind = '', status = ''] = row.split(' ');
  const asked = [...reached.approved, changeOf(kind)];
  if (status === 'requested') return asked;
  if (status === 'refused') return [...asked, refusedFile];
  return [...asked, answered(SAYS[status] ?? '', 1, changeRequests[kind])];
}

describe('the table of changes and events', () => {
  test('has a row for every state of a change', () => {
    const wanted = Object.keys(statuses).filter(
      (status) => !['new', 'held', 'notRequired', 'withdrawn'].includes(status),
    );
    expect(
      [...ofChange.keys()]
        .filter((row) => row.startsWith('4'))
        .map((row) => row.slice(2))
        .sort(),
    ).toEqual(wanted.sort());
  });

  test.each(cellsOf(ofChange))('%s, then %s: %s', (row, column, cell) => {
    const events = reachedChange(row);
    const before = foldAuthorization(events);
    const [, status = ''] = row.split(' ');
    expect(before.change?.status).toBe(status);
    const after = foldAuthorization([...events, eventOf(column, before)]);
    const [change, whole] = cell === '=' || cell === '!' ? [status, before.status] : cell.split('/');
    expect(after.change?.status).toBe(change);
    expect(after.status).toBe(whole ?? (change === 'partial' || change === 'approved' ? after.status : before.status));
    expect(after.contradiction !== undefined, 'contradicts').toBe(cell === '!');
    // Nothing that the payer did not grant takes anything away.
    if (!['approved', 'partial', 'cancelled'].includes(change ?? ''))
      expect(after.services).toEqual(foldAuthorization(reached.approved).services);
  });
});

/** Records answers as they arrive, through the function that the receiving queue uses. */
function recorded(answers: readonly AuthorizationAnswer[], before: readonly AuthorizationEvent[] = [first]) {
  let state = foldAuthorization(before);
  for (const answer of answers) {
    const event = eventOfAnswer(state, answer);
    if (event !== undefined) state = applyAuthorization(state, event);
  }
  return state;
}
/** Every order, each once: equal answers change places unseen. */
const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length === 0
    ? [[]]
    : [...new Set(all)].flatMap((one) =>
        permutations(all.toSpliced(all.indexOf(one), 1)).map((rest) => [one, ...rest]),
      );

describe('answers in any order', () => {
  test.each<[string, readonly string[], number]>([
    ['seven that are all different', ['A4 0', 'CT 1', 'A1 2', 'A1- 3', 'A3 4', 'C 5', 'NA 5'], 5040],
    ['pended, then certified, with duplicates', ['A4 0', 'A4 0', 'A4 1', 'A1 2', 'A1 2', 'A1 2', 'A4 3'], 420],
    ['certified and denied, with duplicates', ['A1 1', 'A1 1', 'A3 2', 'A3 2', 'A4 3', 'A4 3', 'C 4'], 630],
    [
      'rejected, then answered, with duplicates',
      ['AAA-Y 0', 'AAA-Y 0', 'A1- 1', 'A1- 1', 'AAA 2', 'A4 2', 'A4 2'],
      630,
    ],
    ['of the same minute, with duplicates', ['A1 1', 'A1 1', 'A3 1', 'A3 1', 'A6 1', 'A4 1', 'A4 1'], 630],
  ])('%s: every order of the seven ends in the same state', { timeout: 60_000 }, (_, said, count) => {
    const made = new Map(
      [...new Set(said)].map((one) => [one, answerThat(one.split(' ')[0] ?? '', Number(one.split(' ')[1]))]),
    );
    const orders = permutations(said);
    expect(orders.length).toBe(count);
    const endOf = (order: readonly string[]) => JSON.stringify(recorded(order.flatMap((one) => made.get(one) ?? [])));
    const wanted = endOf(said);
    for (const order of orders) if (endOf(order) !== wanted) expect(endOf(order), order.join(', ')).toBe(wanted);
  });

  test('any answers, any order, any duplicates: the same state', () => {
    const says = fc.constantFrom(...columnsOf.Answered);
    const some = fc.array(fc.tuple(says, fc.integer({ min: 0, max: 3 }), fc.boolean()), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (picked, chance) => {
        const answers = picked.map(([what, minute, updates]) => ({
          ...answerThat(what, minute),
          furtherUpdates: updates,
        }));
        const key = () => chance.next().value ?? 0;
        const shuffled = [...answers, ...answers.slice(0, 3)]
          .map((answer) => [key(), answer] as const)
          .sort(([a], [b]) => a - b)
          .map(([, answer]) => answer);
        expect(recorded(shuffled)).toEqual(recorded(answers));
      }),
    );
  });

  test('answers to a request and to its extension, mixed, come to the same', () => {
    const asked = changeRequests['4'];
    const before = [first, changeOf('4')];
    const answers = [answerThat('A4', 0), answerThat('A1', 1), answerThat('A4', 2, asked), answerThat('A6', 3, asked)];
    const wanted = recorded(answers, before);
    expect(wanted.services.map(({ approved }) => approved)).toEqual([720 + 239, 6]);
    for (const order of permutations(answers)) expect(recorded(order, before)).toEqual(wanted);
  });

  test('nothing is approved in any order of answers that never approve', () => {
    const says = fc.constantFrom('A3', 'A4', 'C', 'CT', 'NA', 'AAA', 'AAA-Y', 'A2');
    fc.assert(
      fc.property(fc.array(says, { minLength: 1, maxLength: 7 }), (picked) => {
        const state = recorded(picked.map((what, minute) => answerThat(what, minute)));
        expect(state.services.every(({ approved, number }) => approved === 0 && number === undefined)).toBe(true);
      }),
    );
  });
});

describe('a contradiction', () => {
  const answers = [answerThat('A1', 1), answerThat('A3', 2)];

  test('is settled by a person, and stays settled until the payer says something else again', () => {
    const state = recorded(answers);
    expect([state.status, state.contradiction?.event?.action]).toEqual(['approved', 'A3']);
    const [, denial] = answers;
    if (denial === undefined) throw new Error('there are two');
    const chosen: AuthorizationEvent = {
      type: 'Settled',
      answer: nameOfAnswer(denial),
      person: 'pat',
      reason: 'the payer took it back',
    };
    const events: readonly AuthorizationEvent[] = [
      first,
      ...answers.map((answer) => ({ type: 'Answered', answer }) as const),
      chosen,
    ];
    const after = foldAuthorization(events);
    expect([after.status, after.contradiction, after.attention]).toEqual(['denied', undefined, undefined]);
    const again = recorded([answerThat('A1-', 3)], events);
    expect([again.status, again.contradiction?.services[0]?.action]).toEqual(['denied', 'A1']);
  });
});
