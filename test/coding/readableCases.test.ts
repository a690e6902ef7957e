import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { topics } from './caseFiles.ts';
import { answerOf, expectedOf } from './readableCases.ts';
import { shippedRules } from './rules.ts';

const rules = await shippedRules();
const root = join(import.meta.dirname, '../..');

describe.each(topics.map((topic) => [topic.name, topic] as const))('%s', (_, topic) => {
  test.each(topic.cases.map((one) => [one.says, one] as const))('%s', (_says, one) => {
    expect(answerOf(one, topic, rules)).toEqual(expectedOf(one));
  });
});

/** Traps that are about something else than the lines of a claim, and the tests that hold them. */
const ELSEWHERE: Readonly<Record<number, readonly [file: string, says: string]>> = {
  32: ['test/authorization/gate.test.ts', 'The payer says that no action is needed (NA); that is no approval.'],
  33: ['test/remittance/oneCent.test.ts', "the patient's share is not held against the adjustments"],
  34: ['test/queues/turnedAway.test.ts', 'a rejected claim is sent again under a new number'],
  35: ['test/rules/rules.test.ts', 'hold no AMA number among the drug codes'],
};

describe('the cases', () => {
  test('are at least 150, each with a sentence of its own', () => {
    const all = topics.flatMap(({ cases }) => cases);
    const sentences = topics.flatMap(({ name, cases }) => cases.map(({ says }) => `${name}: ${says}`));
    expect(all.length).toBeGreaterThanOrEqual(150);
    expect(new Set(sentences).size).toBe(all.length);
  });

  test('hold every trap of billing, by its number, and name the test of those that are no claim lines', () => {
    const held = new Set(topics.flatMap(({ cases }) => cases.flatMap(({ trap }) => trap ?? [])));
    const missing = Array.from({ length: 35 }, (_, n) => n + 1).filter(
      (trap) => !held.has(trap) && ELSEWHERE[trap] === undefined,
    );
    expect(missing).toEqual([]);
    for (const [file, says] of Object.values(ELSEWHERE)) {
      expect([file, existsSync(join(root, file))]).toEqual([file, true]);
      expect(readFileSync(join(root, file), 'utf8')).toContain(says);
    }
  });
});
