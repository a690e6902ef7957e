import { type Kysely, sql } from 'kysely';
import { Conflict, type FhirResource, type LedgerTransaction, type StoredEvent } from '../ports.ts';
import { fromJson, storable, type Tables, toJson } from './ledgerTables.ts';
import { Refusal, UNIQUE_VIOLATION } from './postgresFault.ts';

type EventRecords = Pick<LedgerTransaction, 'events' | 'append' | 'streams' | 'saveSnapshot' | 'snapshot'>;

/** Events and the snapshots they were decided from. */
export const eventRecords = (db: Kysely<Tables>): EventRecords => ({
  async events(stream) {
    const rows = await db
      .selectFrom('event')
      .selectAll()
      .where('stream', '=', storable(stream))
      .orderBy('version')
      .execute();
    return rows.map(
      (row): StoredEvent => ({
        stream: row.stream,
        version: row.version,
        type: row.type,
        data: fromJson(row.data),
        cause: row.cause,
        recordedAt: row.recorded_at,
      }),
    );
  },

  async append(stream, atVersion, events, cause) {
    const name = storable(stream);
    const last = await db
      .selectFrom('event')
      .select(sql<number>`coalesce(max(version), 0)`.as('version'))
      .where('stream', '=', name)
      .executeTakeFirstOrThrow();
    if (last.version > atVersion) throw new Conflict('the stream has newer events');
    if (last.version < atVersion) throw new Error(`append at version ${atVersion}: there are only ${last.version}`);
    if (events.length === 0) return;
    const rows = events.map((event, index) => ({
      stream: name,
      version: atVersion + index + 1,
      type: event.type,
      data: toJson(event.data),
      cause: storable(cause),
    }));
    // Two writers that read the same version meet at the primary key; the second one waits and then loses.
    await db.insertInto('event').values(rows).execute().catch(conflictOn('event_stream_version'));
  },

  async streams(prefix) {
    const rows = await db
      .selectFrom('event')
      .select('stream')
      .where('version', '=', 1)
      .where(sql<boolean>`starts_with(stream, ${storable(prefix)})`)
      .orderBy('position')
      .execute();
    return rows.map((row) => row.stream);
  },

  async saveSnapshot(key, resources) {
    await db
      .insertInto('snapshot')
      .values({ key: storable(key), content: toJson(resources) })
      .execute();
  },

  async snapshot(key) {
    const row = await db
      .selectFrom('snapshot')
      .select('content')
      .where('key', '=', storable(key))
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? undefined : (fromJson(row.content) as readonly FhirResource[]);
  },
});

/** A unique violation of this constraint means that someone else was faster; anything else stays what it is. */
export const conflictOn =
  (constraint: string) =>
  (error: unknown): never => {
    if (error instanceof Refusal && error.sqlState === UNIQUE_VIOLATION && error.constraint === constraint) {
      throw new Conflict(`someone else was faster (${constraint})`);
    }
    throw error;
  };
