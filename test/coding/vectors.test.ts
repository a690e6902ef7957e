import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CodingAnswer } from '../../src/coding/answer.ts';
import { readCase } from '../../src/coding/case.ts';
import { codeVisit } from '../../src/coding/codeVisit.ts';
import { shippedRules } from './rules.ts';

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly input: unknown;
  readonly expected: Omit<CodingAnswer, 'errors' | 'warnings'> & {
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
  };
}

const folder = process.env['INFUSEBRIDGE_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');
const file = resolve(folder, 'vectors/billing.json');
const vectors = readVectors();
const rules = await shippedRules();

describe('billing vectors', () => {
  test('are read from the reference folder, or their absence is said aloud', () => {
    if (vectors.length === 0) console.warn(`NO BILLING VECTORS: ${file} is missing, only our own cases are tested`);
    expect(vectors.length === 0 || vectors.length >= 78).toBe(true);
  });

  test.each(vectors.map((vector) => [vector.id, vector.title, vector] as const))('%s %s', (_id, _title, vector) => {
    const outcome = readCase(vector.input);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.issues));
    const answer = codeVisit(outcome.value, rules);
    expect({
      result: answer.result,
      errors: answer.errors.map((problem) => problem.code).sort(),
      warnings: answer.warnings.map((problem) => problem.code).sort(),
      lines: comparable(answer.lines),
    }).toEqual({
      result: vector.expected.result,
      errors: [...vector.expected.errors].sort(),
      warnings: [...vector.expected.warnings].sort(),
      lines: comparable(vector.expected.lines),
    });
  });
});

/** Modifiers and lines are sets; our own proof and description are not in the vectors. */
function comparable(lines: readonly object[]): readonly string[] {
  return lines
    .map((line) => {
      const { proof, administrations, description, ...facts } = line as Record<string, unknown>;
      const modifiers = Array.isArray(facts['modifiers']) ? [...facts['modifiers']].sort() : [];
      return JSON.stringify(
        Object.fromEntries(Object.entries({ ...facts, modifiers }).sort(([a], [b]) => (a < b ? -1 : 1))),
      );
    })
    .sort();
}

function readVectors(): readonly Vector[] {
  if (!existsSync(file)) return [];
  const content: { readonly vectors: readonly Vector[] } = JSON.parse(readFileSync(file, 'utf8'));
  return content.vectors;
}
