import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorCases, errorsPage, runError, writeAnswer } from './house/errors.ts';
import { root } from './house/project.ts';

const catalogue = join(root, 'fixtures', 'errors');
const page = join(catalogue, 'README.md');
const update = process.env['UPDATE_ERRORS'] === '1';
const product = [process.execPath, '--disable-warning=ExperimentalWarning', join(root, 'src', 'main.ts')] as const;

describe('the catalogue of errors', () => {
  const cases = errorCases(catalogue);

  for (const one of cases) {
    test(`shows what a person gets for ${one.code}`, async () => {
      const answer = await runError(one, product);
      if (update) writeAnswer(one, answer);
      else expect(answer).toEqual(one.expected);
      expect(answer.printed, 'the output names the code the folder is called after').toContain(one.code);
      expect(answer.printed, 'bad input never ends in a stack trace').not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
      expect([0, 1, 2, 3]).toContain(answer.exit);
    });
  }

  test('is summed up in a README that is up to date', () => {
    const fresh = errorsPage(errorCases(catalogue));
    if (update) writeFileSync(page, fresh);
    expect(existsSync(page) ? readFileSync(page, 'utf8') : '').toBe(fresh);
  });
});
