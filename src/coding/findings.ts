/** Collects everything that is wrong with one case; the caller decides what it means for the claim. */

import type { Problem } from './answer.ts';

/** What an edit is about, and whether anybody may set it aside. */
export type About = Pick<Problem, 'hcpcs' | 'override'>;

export interface Findings {
  readonly errors: Problem[];
  readonly warnings: Problem[];
  error(code: string, message: string, path?: string, about?: About): void;
  warn(code: string, message: string, path?: string): void;
}

export function newFindings(): Findings {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const problem = (code: string, message: string, path: string | undefined, about: About = {}): Problem => ({
    code,
    message,
    ...(path === undefined ? {} : { path }),
    ...about,
  });
  return {
    errors,
    warnings,
    error: (code, message, path, about) => void errors.push(problem(code, message, path, about)),
    warn: (code, message, path) => void warnings.push(problem(code, message, path)),
  };
}
