import { describe, expect, test } from 'vitest';
import type { Issue } from '../../src/outcome.ts';
import { acknowledge } from '../../src/x12/acknowledge.ts';
import type { Situation } from '../../src/x12/conditions.ts';
import { readInterchanges, type TransactionSet } from '../../src/x12/envelope.ts';
import { guides } from '../../src/x12/guides/index.ts';
import { entriesOf } from '../../src/x12/layout.ts';
import { readTransaction } from '../../src/x12/readTransaction.ts';
import { scan } from '../../src/x12/scan.ts';
import type { AnyGuide, Fields } from '../../src/x12/schema.ts';
import { situationPlanOf } from '../../src/x12/situationPlan.ts';
import { Situations } from '../../src/x12/situations.ts';
import { breaksRule } from '../../src/x12/valueSituations.ts';
import { samples } from '../cli/readSamples.ts';

async function setsIn(text: string): Promise<readonly TransactionSet[]> {
  async function* pieces() {
    yield new TextEncoder().encode(text);
  }
  const sets: TransactionSet[] = [];
  for await (const event of readInterchanges(scan(pieces())))
    if (event.is === 'transaction') sets.push(event.transaction);
  return sets;
}

async function readingOf(text: string) {
  const [set] = await setsIn(text);
  if (set === undefined) throw new Error('the file holds a set');
  const { guide, reading } = readTransaction(set);
  if (guide === undefined) throw new Error('a guide reads the set');
  return { set, guide, reading };
}

/** What the rules say of the first set of a file. */
async function breaches(text: string): Promise<readonly Issue[]> {
  const { set, guide, reading } = await readingOf(text);
  const found: Issue[] = [];
  const situations = new Situations(guide, (issue) => found.push(issue));
  for (const step of reading.steps) {
    const segment = set.segments[step.segment];
    if (segment !== undefined) situations.take(step.spec, step.loop, segment, step.segment + 1);
  }
  situations.end();
  return found;
}
const sample = (name: string): string => samples[name] ?? '';
const nameOf = ({ rule = '' }: Issue): string => rule.split(', ')[1] ?? '';

describe('a message in order breaks no rule:', () => {
  test.each(Object.keys(samples))('%s', async (name) => {
    expect(await breaches(sample(name))).toEqual([]);
  });
});

/** Each is a message in order with one thing changed: sample, what is replaced, by what, then code, rule and place told. */
const table: readonly (readonly [string, string | RegExp, string, string])[] = [
  ['837P', '430859998', '43085', 'SITUATION billing-postal-code N403'],
  ['837P', /N3\*3 BEACON LANE\*UNIT 2~\s*/, '', 'IK304:I6 subscriber-street -'],
  ['837P', /N4\*PORTSIDE\*OH\*43085~\s*/, '', 'IK304:I6 subscriber-locality -'],
  ['837P', /DMG\*D8\*19700115\*F~\s*/, '', 'IK304:I6 subscriber-demographics -'],
  [
    '837P',
    'DMG*D8*19700115',
    'DMG*D8*20270312',
    'DATE_ORDER line-after-birth DTP03, DATE_ORDER subscriber-birth DMG02',
  ],
  ['837P', 'DMG*D8*19700115', 'DMG*D8*20270311', 'DATE_ORDER line-after-birth DTP03'],
  ['837P', 'N4*PORTSIDE*OH*43085~', 'N4*PORTSIDE**43085~', 'IK403:I9 state-here N402'],
  ['837P', 'N4*PORTSIDE*OH*43085~', 'N4*PORTSIDE*OH~', 'IK403:I9 postal-code-here N403'],
  ['837P', 'N4*PORTSIDE*OH*43085~', 'N4*PORTSIDE*OO*43085~', 'CODE_UNKNOWN state-code N402'],
  ['837P', 'N4*PORTSIDE*OH*43085~', 'N4*LYON***XZ~', 'CODE_UNKNOWN country-code N404'],
  ['837P', '11:B:1*', '11:B:7*', 'IK304:I6 replacement-number -'],
  ['837P', '*11:B:1*', '*18:B:1*', ''],
  ['837P', '*11:B:1*', '*29:B:1*', 'CODE_UNKNOWN place-of-service CLM05-1'],
  ['837P', '*11:B:1*', '*21:B:1*', 'IK304:I6 admission-date -'],
  ['837P', '***11:B:1*Y*A*Y*Y', '***11:B:1*Y*A*Y*Y**OA', 'IK304:I6 accident-date -'],
  ['837P', '***11:B:1*Y*A*Y*Y', '***11:B:1*Y*A*Y*Y**EM', ''],
  ['837P', 'REF*G1*CHPAUTH55010', 'REF*G1*PENDING', 'SITUATION authorization-number REF02'],
  ['837P', 'REF*G1*CHPAUTH55010', 'REF*G1*?', 'SITUATION authorization-number REF02'],
  ['837P', 'ABF:C3411', 'BF:1739', 'SITUATION diagnoses-with-abk HI01-1'],
  ['837P', 'PWK*OZ*EL***AC*IB-DOC-17', 'PWK*OZ*EL', 'IK403:I9 attachment-number PWK06'],
  ['837P', 'PWK*OZ*EL***AC*IB-DOC-17', 'PWK*OZ*AA', ''],
  ['837P', 'XX*1999999968', 'XX*1999999984', 'IK304:I9 rendering-differs -'],
  ['837P', 'SV1*HC:J9380*9000*UN*9***2:3', 'SV1*HC:J9380*9000*UN*9***2:4', 'SITUATION pointed-diagnosis SV107'],
  [
    '837P',
    'SV1*HC:J9380*9000*UN*9***2:3',
    'SV1*HC:J9380*9000*UN*9*29**2:3',
    'CODE_UNKNOWN line-place-of-service SV105',
  ],
  ['837P', 'SV1*HC:J9380*9000', 'SV1*HC:J9999*9000', 'IK403:I9 unclassified-description SV101-7'],
  ['837P', 'SV1*HC:J9380*9000', 'SV1*HC:J9380*-9000', 'SITUATION charge-not-negative SV102'],
  ['837P', 'DTP*472*D8*20270310', 'DTP*472*D8*20270312', 'DATE_ORDER line-date-of-file DTP03'],
  ['837P', /CTP\*\*\*\*[0-9.]+/, 'CTP****0.00', 'SITUATION drug-quantity CTP04'],
  ['837P', 'SBR*P*18*CHP-GROUP-9******CI', 'SBR*S*18*CHP-GROUP-9******MB', 'IK403:I9 medicare-secondary-reason SBR05'],
  ['837I', /SV2\*0636\*[^*]*\*/, 'SV2*0636**', 'IK403:I9 drug-revenue-code SV202'],
  ['837I', /DTP\*434\*RD8\*\d{8}-\d{8}/, 'DTP*434*RD8*20270301-20991231', 'DATE_ORDER statement-of-file DTP03'],
  ['835', /BPR\*I\*([^*]*)\*C\*ACH/, 'BPR*I*$1*C*NON', 'SITUATION no-payment BPR02'],
  ['835', /TRN\*1\*([^*]*)\*1\d{9}/, 'TRN*1*$1*1111111111', 'SITUATION same-originator TRN03'],
  ['835', /CAS\*CO\*45\*/, 'CAS*CO*CO45*', 'CODE_FORM reason-form CAS02'],
  ['835', /CAS\*CO\*45\*/, 'CAS*CO*252*', 'IK304:I6 line-remark -'],
  ['835', /CAS\*CO\*45\*[^*~]*/, 'CAS*CO*45*0', 'SITUATION adjustment-amount CAS03'],
  ['835', 'LQ*HE*', 'LQ*HE*Q', 'CODE_FORM remark-form LQ02'],
  ['277CA', /STC\*A2:/, 'STC*A7:', 'SITUATION rejected-action STC03'],
  ['277CA', /STC\*A2:/, 'STC*A9:', 'CODE_UNKNOWN status-category STC01-1'],
  ['277CA', /STC\*A2:\d+/, 'STC*A2:PENDED', 'CODE_FORM status-form STC01-2'],
  ['278 response', /HCR\*A1\*[^*~]*/, 'HCR*A1*', 'IK403:I9 authorization-number HCR02'],
  ['278 response', /HCR\*A1\*[^*~]*/, 'HCR*A3*', 'IK403:I9 denial-reason HCR03'],
  ['278 request', /UM\*(..)\*I/, 'UM*$1*R', 'IK304:I6 earlier-authorization -'],
  [
    '278 request',
    /DMG\*D8\*\d{8}/,
    'DMG*D8*20990101',
    'DATE_ORDER event-after-birth DTP03, DATE_ORDER subscriber-birth DMG02',
  ],
  ['999', 'AK9*P*2*2*1', 'AK9*A*2*2*1', 'SITUATION all-accepted AK904'],
  ['999', 'AK9*P*2*2*1', 'AK9*R*2*2*1', 'SITUATION none-accepted AK904'],
  ['999', 'IK5*R*5', 'IK5*A*5', 'SITUATION accepted-without-errors IK501'],
];

test.each(table)('%s: %s becomes %s', async (name, from, to, expected) => {
  const changed = sample(name).replace(from, to);
  expect(changed).not.toBe(sample(name));
  const told = (await breaches(changed)).map((one) => `${one.code} ${nameOf(one)} ${one.ref ?? '-'}`);
  expect([...new Set(told)].join(', ')).toBe(expected);
  // What is sent is asked the same before there is a text.
  const { guide, reading } = await readingOf(changed);
  expect(breaksRule(guide, reading.value)).toBe(expected !== '');
});

test('a breach says what made the rule apply, and the 999 passes it on', async () => {
  const text = sample('837P').replace('11:B:1*', '11:B:7*');
  const [issue] = await breaches(text);
  expect(issue).toMatchObject({
    path: '837/2000A/2000B[1]/2300[1]/REF',
    segment: 20,
    trigger: { id: 'CLM', segment: 20, loop: '2300', ref: 'CLM05-3' },
  });
  const [set] = await setsIn(text);
  if (set === undefined || issue === undefined) throw new Error('there is a set, and something wrong with it');
  const answer = acknowledge(set.group, [{ transaction: set, issues: [issue] }]);
  expect(answer.transactionSets?.[0]?.errors?.[0]).toEqual({
    error: { segmentId: 'REF', segmentPosition: 20, loop: '2300', code: 'I6' },
    triggers: [{ segmentId: 'CLM', segmentPosition: 20, loop: '2300', element: { element: 5, component: 3 } }],
    businessUnit: { units: [{ name: 'CLM01', value: 'IB-000123-1' }] },
  });
  expect(answer.transactionSets?.[0]?.result).toEqual({ status: 'R', reasons: [{ code: 'I5' }] });
});

/** The rules of everything in a guide, with the loop they stand in. */
function rulesOf(guide: AnyGuide): readonly (readonly [string, Situation])[] {
  const all: (readonly [string, Situation])[] = (guide.situations ?? []).map((one) => [guide.set, one] as const);
  const visit = (fields: Fields, place: string): void => {
    for (const [, use] of entriesOf(fields)) {
      if (use.is !== 'use') continue;
      const here = use.of.is === 'loop' ? use.of.id : `${place} ${use.of.id}`;
      all.push(...use.of.situations.map((one) => [here, one] as const));
      if (use.of.is === 'loop') visit(use.of.fields, use.of.id);
    }
  };
  visit(guide.body, guide.set);
  return all;
}

describe.each(guides.map((guide) => [guide.name, guide] as const))('the rules of the %s', (_name, guide) => {
  test('name places that there are, and are told in sentences', () => {
    expect(() => situationPlanOf(guide)).not.toThrow();
    for (const [, { name, say, code }] of rulesOf(guide)) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(say).toMatch(/^[A-Z].*[.]$/);
      expect(code).toMatch(/^(IK304:I[69]|IK403:(2|I9|I13)|SITUATION|DATE_ORDER|CODE_UNKNOWN|CODE_FORM)$/);
    }
  });
});

test('every rule stands in docs/situations.md', async () => {
  const sections = guides.map((guide) => {
    const rows = new Set(
      rulesOf(guide).map(
        ([place, { name, at, code, mild, say }]) =>
          `| ${place} | ${name} | ${at} | ${code}${mild === true ? ' (warning)' : ''} | ${say.replaceAll('|', '\\|')} |`,
      ),
    );
    return `## ${guide.name}\n\n| place | rule | told at | code | what it says |\n|---|---|---|---|---|\n${[...rows].join('\n')}\n`;
  });
  const head = `# Situations

What \`validate\` checks between the parts of a message (layers 4 and 5), and what is asked of every file of ours before it
leaves: one that breaks a rule is not sent, and its order or visit is held with the same words. The rules are data on the guides: \`when\`, \`must\`,
\`at\`, \`say\` (\`src/x12/conditions.ts\`). This page is made from them by \`test/x12/situations.test.ts\` (\`-u\` writes it again).

- \`IK304:I6\`: a segment is missing then; \`IK304:I9\`: it may not be there then. \`IK403:I9\` and \`I13\` say the same of an
  element. \`SITUATION\` and \`DATE_ORDER\`: what stands there does not fit the rest; \`CODE_UNKNOWN\` and \`CODE_FORM\`: it is
  in no list, or does not look like a code. A 999 calls these \`IK403:I12\`.
- A warning is worked with all the same. Of segments that repeat, a rule of a loop looks at the first.
`;
  await expect(`${head}\n${sections.join('\n')}`).toMatchFileSnapshot('../../docs/situations.md');
});
