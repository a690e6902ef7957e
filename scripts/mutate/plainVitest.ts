/** What test files import as `vitest` in plainRoom.ts. Importing anything else fails, and so does what it cannot do. */

export { expect } from 'vitest';

interface Registered {
  readonly name: string;
  readonly body: () => unknown;
}
export const registered: Registered[] = [];

type Body = (...values: readonly unknown[]) => unknown;

export function test(name: string, body: Body): void {
  registered.push({ name, body });
}
export function describe(_name: string, body: Body): void {
  if (body() instanceof Promise) throw new Error('a describe that waits is for vitest itself');
}

/** One for each row; a row that is a list is the arguments. */
const forEach =
  (each: (name: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    if (rows.length === 0) throw new Error('a table without rows is for vitest itself');
    for (const row of rows) each(name, () => (Array.isArray(row) ? body(...row) : body(row)));
  };
test.each = forEach(test);
describe.each = forEach(describe);
