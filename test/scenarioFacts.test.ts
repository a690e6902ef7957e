/** What must hold of the golden files whatever program wrote them: read here by splitting text, not by our readers. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const SCENARIOS = join(import.meta.dirname, '../fixtures/scenarios');
const folders = readdirSync(SCENARIOS).sort();
type Segments = readonly (readonly string[])[];

const filesOf = (story: string, part: 'in' | 'out', ending: string): readonly (readonly [string, string])[] =>
  readdirSync(join(SCENARIOS, story, part))
    .filter((name) => name.endsWith(ending))
    .map((name) => [name, readFileSync(join(SCENARIOS, story, part, name), 'utf8')]);
const segmentsOf = (text: string): Segments =>
  text
    .split('~')
    .map((line) => line.trim().split('*'))
    .filter(([id]) => id !== '');
const all = (segments: Segments, id: string): Segments => segments.filter(([first]) => first === id);
const only = (segments: Segments, id: string): readonly string[] => {
  const found = all(segments, id);
  expect(found.length, id).toBe(1);
  return found[0] ?? [];
};
const cents = (amount: string | undefined): number => Math.round(Number(amount) * 100);
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const sentFiles = folders.flatMap((story) =>
  filesOf(story, 'out', '.x12').map(([name, text]) => [story, name, segmentsOf(text)] as const),
);
const claimFiles = sentFiles.filter(([, name]) => name.startsWith('837'));
const decisionsOf = (story: string) =>
  JSON.parse(readFileSync(join(SCENARIOS, story, 'out/decisions.json'), 'utf8')) as {
    readonly streams: Readonly<Record<string, readonly { readonly type: string; readonly posting?: object }[]>>;
    readonly gates: Readonly<Record<string, readonly { readonly hcpcs: string; readonly answer: string }[]>>;
    readonly files: readonly { readonly name: string; readonly state: string }[];
  };
const tasksOf = (story: string, prefix: string) =>
  filesOf(story, 'out', '.json')
    .filter(([name]) => name.startsWith(prefix) && name.includes('.Task.'))
    .map(
      ([, text]) =>
        JSON.parse(text) as {
          readonly status: string;
          readonly description: string;
          readonly note?: readonly { readonly text: string }[];
          readonly input?: readonly { readonly type: { readonly text: string }; readonly valueString: string }[];
        },
    );

describe('every file that is sent', () => {
  test.each(sentFiles)('%s %s counts its segments, sets and groups', (_story, _name, segments) => {
    const ids = segments.map(([id]) => id);
    const [isa, gs, st, se, ge, iea] = ['ISA', 'GS', 'ST', 'SE', 'GE', 'IEA'].map((id) => only(segments, id));
    expect(se?.[1]).toBe(String(ids.indexOf('SE') - ids.indexOf('ST') + 1));
    expect(se?.[2]).toBe(st?.[2]);
    expect([ge?.[1], ge?.[2]]).toEqual(['1', gs?.[6]]);
    expect([iea?.[1], iea?.[2]]).toEqual(['1', isa?.[13]]);
    expect(gs?.[8]).toBe(st?.[3]);
    expect(isa?.join('*').length).toBe(105);
  });

  test.each(sentFiles)('%s %s never bills or asks for J9302, whatever a template says', (_story, _name, segments) => {
    expect(segments.flat().join('*')).not.toContain('J9302');
  });

  test.each(sentFiles)('%s %s numbers its levels from 1 and points to earlier ones', (_story, _name, segments) => {
    all(segments, 'HL').forEach(([, number, parent], index) => {
      expect(number).toBe(String(index + 1));
      expect(Number(parent ?? 0)).toBeLessThan(Number(number));
    });
  });
});

describe('every claim', () => {
  test.each(claimFiles)('%s %s charges the sum of its lines', (_story, _name, segments) => {
    expect(cents(only(segments, 'CLM')[2])).toBe(sum(all(segments, 'SV1').map((line) => cents(line[2]))));
  });

  test.each(claimFiles)('%s %s bills whole units, and each line under its own number', (_story, _name, segments) => {
    for (const line of all(segments, 'SV1')) expect(line[4]).toMatch(/^[1-9]\d*$/);
    const numbers = all(segments, 'REF').filter(([, kind]) => kind === '6R');
    expect(new Set(numbers.map(([, , number]) => number)).size).toBe(all(segments, 'SV1').length);
  });

  test.each(claimFiles)('%s %s carries a number that the payer gave', (story, _name, segments) => {
    const given = filesOf(story, 'in', '.x12').flatMap(([, text]) =>
      all(segmentsOf(text), 'HCR').filter(([, action]) => action === 'A1' || action === 'A6'),
    );
    const carried = all(segments, 'REF').filter(([, kind]) => kind === 'G1');
    expect(carried.length).toBeGreaterThan(0);
    for (const [, , number] of carried) expect(given.map(([, , certified]) => certified)).toContain(number);
  });

  test.each(folders)('%s bills no more of a drug than is certified', (story) => {
    const certified = new Map<string, number>();
    for (const [name, text] of filesOf(story, 'in', '.x12')) {
      const segments = segmentsOf(text);
      if (!name.includes('278') || all(segments, 'HCR').every(([, action]) => !['A1', 'A6'].includes(action ?? '')))
        continue;
      // An extension stands on top of what was certified before.
      const isMore = all(segments, 'UM').some(([, , certification]) => certification === '4');
      for (const [, code = '', , , units] of all(segments, 'SV1'))
        certified.set(code, Number(units) + (isMore ? (certified.get(code) ?? 0) : 0));
    }
    const billed = new Map<string, number>();
    for (const [, , segments] of claimFiles.filter(([of]) => of === story)) {
      for (const line of all(segments, 'SV1')) {
        const code = (line[1] ?? '').split(':').slice(0, 2).join(':');
        billed.set(code, (billed.get(code) ?? 0) + Number(line[4]));
      }
    }
    for (const [code, units] of certified) expect(billed.get(code) ?? 0, code).toBeLessThanOrEqual(units);
  });
});

describe('every remittance', () => {
  test.each(folders)('%s is posted when it adds up and quarantined when it does not', (story) => {
    const { files, streams } = decisionsOf(story);
    const remittances = filesOf(story, 'in', '835.x12').map(([name, text]) => {
      const segments = segmentsOf(text);
      const isBalanced = cents(only(segments, 'BPR')[2]) === sum(all(segments, 'CLP').map((claim) => cents(claim[4])));
      return { name, state: isBalanced ? 'applied' : 'quarantined' };
    });
    expect(files.filter(({ name }) => name.endsWith('835.x12')).map(({ name, state }) => ({ name, state }))).toEqual(
      remittances,
    );
    const posted = Object.values(streams).flatMap((events) => events.filter(({ type }) => type === 'Posted'));
    expect(posted.length).toBe(remittances.filter(({ state }) => state === 'applied').length);
  });
});

describe('the stories end as they say', () => {
  test('03: pended first, approved by a second answer that is the last word, and the mismatch is told', () => {
    const answers = filesOf('03-atezolizumab', 'in', '.x12').filter(([name]) => name.includes('278'));
    expect(answers.map(([, text]) => only(segmentsOf(text), 'BHT')[6])).toEqual(['19', '18']);
    const [, , segments] = claimFiles.find(([story]) => story === '03-atezolizumab') ?? [];
    expect(all(segments ?? [], 'SV1').map((line) => [line[1], line[4]])).toEqual([
      ['HC:J9022:JZ', '120'],
      ['HC:96413', '1'],
    ]);
    for (const step of ['01-order', '05-dose-1']) {
      const notes = tasksOf('03-atezolizumab', step).flatMap(({ note }) => note ?? []);
      expect(notes.filter(({ text }) => text.startsWith('HCPCS_DRUG_MISMATCH')).length, step).toBeGreaterThan(0);
    }
  });

  test('04: denied, a Task with reason and next step, and the gate says stop to every code', () => {
    const [task] = tasksOf('04-denied', '03');
    expect(task?.status).toBe('requested');
    expect(task?.note?.map(({ text }) => text).join('\n')).toMatch(/Reason 82: .*peer-to-peer call.*appeal/);
    expect(decisionsOf('04-denied').gates).toEqual({
      'authorization/1': [
        expect.objectContaining({ hcpcs: 'J3380', answer: 'stop' }),
        expect.objectContaining({ hcpcs: '96365', answer: 'stop' }),
      ],
    });
  });

  test('05: the third dose is held with its arithmetic, and no third claim is sent', () => {
    const [task] = tasksOf('05-fewer-units', '12');
    expect(task?.note?.map(({ text }) => text)).toEqual([
      'UNITS_EXCEED_AUTH: J9042: 375 certified - 300 used before = 75 left, 150 needed (126 given + 24 discarded), 75 too many; ask the payer for more before billing.',
      'EXPECTED_DENIAL: Billed as it is, it would be denied with 198 (beyond authorization): It is held for UNITS_EXCEED_AUTH.',
    ]);
    expect(claimFiles.filter(([story]) => story === '05-fewer-units').map(([, name]) => name)).toEqual([
      '837-0002.x12',
      '837-0003.x12',
    ]);
  });

  test('06: the evidence stands in the file that was sent, and a cent too much is a Task of the interface team', () => {
    const [task] = tasksOf('06-denied-payment', '07');
    const facts = new Map(task?.input?.map(({ type, valueString }) => [type.text, valueString]));
    expect([...facts]).toEqual([
      ['Denied line', 'IBC000000018-1: J9299 x 360, CO-197 11520.00'],
      ['Authorization number', '0A0000001001'],
      ['Certified', '1440 units of J9299, 2026-11-02 to 2027-01-04'],
      ['Used, this claim included', '360 of 1440 units'],
      ['Billed', 'J9299 x 360 on 2026-11-02'],
      ['Sent to the payer', 'REF*G1*0A0000001001 in 837-0002.x12, transaction set 0001, segment 20'],
    ]);
    const [, , segments = []] =
      claimFiles.find(([story, name]) => story.startsWith('06') && name === '837-0002.x12') ?? [];
    const first = segments.findIndex(([id]) => id === 'ST');
    expect(segments[first + 19]).toEqual(['REF', 'G1', '0A0000001001']);
    expect(
      tasksOf('06-denied-payment', '11').map(({ status, note }) => [status, note?.map(({ text }) => text)]),
    ).toEqual([
      [
        'requested',
        [
          'File: 11-dose-2-835.x12',
          'error REMITTANCE_UNBALANCED at 835/BPR BPR02: The payment is 7571.21, the claims less the provider adjustments are 7571.20. Ask the payer for a corrected remittance. [005010X221A1 balancing]',
        ],
      ],
    ]);
  });
});
