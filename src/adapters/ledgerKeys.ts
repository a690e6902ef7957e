import { type Kysely, sql } from 'kysely';
import type { LedgerTransaction } from '../ports.ts';
import { storable, type Tables } from './ledgerTables.ts';

type KeyRecords = Pick<
  LedgerTransaction,
  'recordNotification' | 'notification' | 'claimKey' | 'owner' | 'releaseKey' | 'link' | 'linked'
>;

/** Everything that must exist once: change notices, unique keys; and the many-valued index beside them. */
export const keyRecords = (db: Kysely<Tables>): KeyRecords => ({
  async recordNotification(notice) {
    const row = {
      server: storable(notice.server),
      type: storable(notice.type),
      resource_id: storable(notice.id),
      version_id: storable(notice.versionId),
    };
    const inserted = await db
      .insertInto('notification')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted !== undefined) return { id: inserted.id, isNew: true };
    const known = await db
      .selectFrom('notification')
      .select('id')
      .where('server', '=', row.server)
      .where('type', '=', row.type)
      .where('resource_id', '=', row.resource_id)
      .where('version_id', '=', row.version_id)
      .executeTakeFirstOrThrow();
    return { id: known.id, isNew: false };
  },

  async notification(id) {
    if (!isRowId(id)) return undefined;
    const row = await db.selectFrom('notification').selectAll().where('id', '=', id).executeTakeFirst();
    if (row === undefined) return undefined;
    return { server: row.server, type: row.type, id: row.resource_id, versionId: row.version_id };
  },

  async claimKey(kind, key, stream) {
    // The update changes nothing: it makes one statement lock and return the row, whoever inserted it first.
    const row = await db
      .insertInto('unique_key')
      .values({ kind, key: storable(key), stream: storable(stream) })
      .onConflict((conflict) =>
        conflict.columns(['kind', 'key']).doUpdateSet({ stream: sql`infusebridge.unique_key.stream` }),
      )
      .returning('stream')
      .executeTakeFirstOrThrow();
    return row.stream === storable(stream);
  },

  async owner(kind, key) {
    const row = await db
      .selectFrom('unique_key')
      .select('stream')
      .where('kind', '=', kind)
      .where('key', '=', storable(key))
      .executeTakeFirst();
    return row?.stream;
  },

  async releaseKey(kind, key, stream) {
    await db
      .deleteFrom('unique_key')
      .where('kind', '=', kind)
      .where('key', '=', storable(key))
      .where('stream', '=', storable(stream))
      .execute();
  },

  async link(kind, key, stream) {
    await db
      .insertInto('link')
      .values({ kind, key: storable(key), stream: storable(stream) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },

  async linked(kind, key) {
    const rows = await db
      .selectFrom('link')
      .select('stream')
      .where('kind', '=', kind)
      .where('key', '=', storable(key))
      .orderBy('position')
      .execute();
    return rows.map((row) => row.stream);
  },
});

/** Ids of ours are counted by the database; anything else, from a URL say, is simply not there. */
export const isRowId = (id: string): boolean => /^[0-9]{1,18}$/.test(id);
