import { type Kysely, sql } from 'kysely';
import type { Issue } from '../outcome.ts';
import type { FilesInQuestion, InboundState, Ledger, LedgerCounts, TransmissionState } from '../ports.ts';
import { fromJson, type Tables } from './ledgerTables.ts';

/** What monitoring and worklists ask: numbers, ids and codes, without reading a file's bytes or a snapshot. */
export const overview = (db: Kysely<Tables>): Pick<Ledger, 'counts' | 'streamsEndingIn' | 'filesInQuestion'> => ({
  async counts() {
    const work = await sql<LedgerCounts['work'][number]>`
      select queue,
        (count(*) filter (where parked_at is null))::integer as open,
        (count(*) filter (where parked_at is not null))::integer as parked,
        coalesce(greatest(0, extract(epoch from clock_timestamp() - min(due_at) filter (where parked_at is null))), 0)::float8
          as "overdueSeconds"
      from infusebridge.outbox where done_at is null group by queue order by queue`.execute(db);
    return {
      work: work.rows,
      transmissions: await byState<TransmissionState>(db, 'transmission'),
      inbounds: await byState<InboundState>(db, 'inbound'),
    };
  },

  async streamsEndingIn(type, limit) {
    const { rows } = await sql<{ stream: string }>`
      select stream from infusebridge.event as newest
      where type = ${type} and not exists (
        select from infusebridge.event as later where later.stream = newest.stream and later.version > newest.version)
      order by position desc limit ${limit}`.execute(db);
    return rows.map(({ stream }) => stream);
  },

  async filesInQuestion(limit) {
    const quarantined = await db
      .selectFrom('inbound')
      .select(['id', 'partner', 'issues'])
      .where('state', '=', 'quarantined')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    const unknown: FilesInQuestion['unknown'] = await db
      .selectFrom('transmission')
      .select(['id', 'partner', 'kind', 'stream'])
      .where('state', '=', 'unknown')
      .orderBy('position', 'desc')
      .limit(limit)
      .execute();
    return { quarantined: quarantined.map(({ issues, ...file }) => ({ ...file, codes: codesIn(issues) })), unknown };
  },
});

const codesIn = (issues: string): readonly string[] => [
  ...new Set((fromJson(issues) as readonly Issue[]).map(({ code }) => code)),
];

async function byState<S extends string>(
  db: Kysely<Tables>,
  table: 'transmission' | 'inbound',
): Promise<Partial<Record<S, number>>> {
  const { rows } = await sql<{ state: S; n: number }>`
    select state, count(*)::integer as n from ${sql.table(`infusebridge.${table}`)} group by state order by state`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n])) as Partial<Record<S, number>>;
}
