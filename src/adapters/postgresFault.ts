import type { PostgresPool } from 'kysely';
import { Fault } from '../ports.ts';
import type { SqlClient, SqlPool } from './postgresPool.ts';

/**
 * A statement the database refused. Carries SQLSTATE and constraint only: the driver's own message, detail and
 * parameters quote the row, and the row may be a patient's.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly sqlState: string;
  readonly constraint: string;

  constructor(sqlState: string, constraint: string) {
    super(`the database refused a statement: SQLSTATE ${sqlState}${constraint === '' ? '' : ` by ${constraint}`}`);
    this.sqlState = sqlState;
    this.constraint = constraint;
  }
}

export const UNIQUE_VIOLATION = '23505';

/**
 * SQLSTATE classes that pass with time: lost connection (08), serialization failure and deadlock (40),
 * disk, memory or connections used up (53), lock not available (55P03), operator intervention (57), system error (58).
 */
const PASSES = /^(08|40|53|57|58)|^55P03$/;
const NO_CONNECTION =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)|connection (terminated|error|timeout)|timeout exceeded when trying to connect|not queryable|cannot use a pool/i;

/** Turns a driver's error into a Fault (try again later) or a Refusal (a bug or a broken invariant). */
export function fromDriver(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('the database driver threw something that is not an error');
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  const sqlState = typeof code === 'string' ? code : '';
  if (PASSES.test(sqlState)) return new Fault(`database: SQLSTATE ${sqlState}`);
  if (NO_CONNECTION.test(sqlState) || NO_CONNECTION.test(error.message)) {
    return new Fault(`database: no connection${sqlState === '' ? '' : ` (${sqlState})`}`);
  }
  if (/^[0-9A-Z]{5}$/.test(sqlState)) return new Refusal(sqlState, typeof constraint === 'string' ? constraint : '');
  return error;
}

/** The pool for Kysely: same sessions, errors translated where they arise, so that every caller sees ours only. */
export function translating(pool: SqlPool): PostgresPool {
  const translated = {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch(rethrow);
      return {
        query: <R>(text: string, parameters?: readonly unknown[]) => client.query<R>(text, parameters).catch(rethrow),
        release: (destroy?: boolean) => client.release(destroy),
      } satisfies Pick<SqlClient, 'query' | 'release'>;
    },
  };
  // Kysely's interface also names cursors, which we never use.
  return translated as unknown as PostgresPool;
}

function rethrow(error: unknown): never {
  throw fromDriver(error);
}
