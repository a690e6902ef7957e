/** Collects everything that is wrong with one case; the caller decides what it means for the claim. */

import type { Problem } from './answer.ts';

export interface Findings {
  readonly errors: Problem[];
  readonly warnings: Problem[];
  error(code: string, message: string, path?: string): void;
  warn(code: string, message: string, path?: string): void;
}

export function newFindings(): Findings {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const problem = (code: string, message: string, path?: string): Problem =>
    path === undefined ? { code, message } : { code, message, path };
  return {
    errors,
    warnings,
    error: (code, message, path) => void errors.push(problem(code, message, path)),
    warn: (code, message, path) => void warnings.push(problem(code, message, path)),
  };
}
