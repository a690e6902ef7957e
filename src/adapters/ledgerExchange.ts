import { createHash } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Issue } from '../outcome.ts';
import type { Inbound, LedgerTransaction, Transmission } from '../ports.ts';
import { conflictOn } from './ledgerEvents.ts';
import { isRowId } from './ledgerKeys.ts';
import { fromJson, storable, type Tables, toJson } from './ledgerTables.ts';
import { Refusal } from './postgresFault.ts';

type ExchangeRecords = Pick<
  LedgerTransaction,
  | 'nextControlNumber'
  | 'recordTransmission'
  | 'transmission'
  | 'transmissions'
  | 'setTransmissionState'
  | 'recordInbound'
  | 'inbound'
  | 'inbounds'
  | 'setInboundState'
>;

/** Every byte in and out: control numbers, frozen transmissions, raw inbound files. */
export const exchangeRecords = (db: Kysely<Tables>): ExchangeRecords => ({
  async nextControlNumber(sequence) {
    // The row stays locked until commit, so a rolled-back number is given out again and no number is skipped.
    const row = await db
      .insertInto('control_number')
      .values({ sequence, last: 1 })
      .onConflict((conflict) =>
        conflict.column('sequence').doUpdateSet({ last: sql`infusebridge.control_number.last + 1` }),
      )
      .returning('last')
      .executeTakeFirstOrThrow()
      .catch(usedUp(sequence));
    return row.last;
  },

  async recordTransmission(transmission) {
    await db
      .insertInto('transmission')
      .values({
        id: transmission.id,
        partner: transmission.partner,
        kind: transmission.kind,
        stream: storable(transmission.stream),
        file_name: storable(transmission.fileName),
        bytes: transmission.bytes,
        sha256: sha256(transmission.bytes),
        sender: transmission.sender,
        receiver: transmission.receiver,
        usage: transmission.usage,
        interchange_control: transmission.interchangeControl,
        group_control: transmission.groupControl,
        state: 'recorded',
      })
      .execute()
      .catch(conflictOn('transmission_id'));
  },

  async transmission(id) {
    const row = await db.selectFrom('transmission').selectAll().where('id', '=', storable(id)).executeTakeFirst();
    return row === undefined ? undefined : transmissionOf(row);
  },

  async transmissions(filter = {}) {
    const { stream, partner } = filter;
    const rows = await db
      .selectFrom('transmission')
      .selectAll()
      .$if(stream !== undefined, (query) => query.where('stream', '=', storable(stream ?? '')))
      .$if(partner !== undefined, (query) => query.where('partner', '=', partner ?? ''))
      .orderBy('position')
      .execute();
    return rows.map(transmissionOf);
  },

  async setTransmissionState(id, state) {
    const changed = await db
      .updateTable('transmission')
      .set({
        state,
        state_at: sql<Date>`clock_timestamp()`,
        ...(state === 'sending' ? { first_sent_at: sql<Date>`coalesce(first_sent_at, clock_timestamp())` } : {}),
      })
      .where('id', '=', id)
      .executeTakeFirst();
    if (changed.numUpdatedRows !== 1n) throw new Error('setTransmissionState: no such transmission');
  },

  async recordInbound(file) {
    const inserted = await db
      .insertInto('inbound')
      .values({ partner: file.partner, name: storable(file.name), sha256: file.sha256, bytes: file.bytes })
      .onConflict((conflict) => conflict.columns(['partner', 'sha256']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted !== undefined) return { id: inserted.id, isNew: true };
    const known = await db
      .selectFrom('inbound')
      .select('id')
      .where('partner', '=', file.partner)
      .where('sha256', '=', file.sha256)
      .executeTakeFirstOrThrow();
    return { id: known.id, isNew: false };
  },

  async inbound(id) {
    if (!isRowId(id)) return undefined;
    const row = await db.selectFrom('inbound').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : inboundOf(row);
  },

  async inbounds() {
    const rows = await db.selectFrom('inbound').selectAll().orderBy('id').execute();
    return rows.map(inboundOf);
  },

  async setInboundState(id, state, issues) {
    const changed = await db
      .updateTable('inbound')
      .set({ state, ...(issues === undefined ? {} : { issues: toJson(issues) }) })
      .where('id', '=', id)
      .executeTakeFirst();
    if (changed.numUpdatedRows !== 1n) throw new Error('setInboundState: no such inbound file');
  },
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const usedUp =
  (sequence: string) =>
  (error: unknown): never => {
    if (error instanceof Refusal && error.constraint === 'control_number_range') {
      throw new Error(`the nine-digit control numbers of ${sequence} are used up; agree on new identifiers`);
    }
    throw error;
  };

const transmissionOf = (row: Selectable<Tables['transmission']>): Transmission => ({
  id: row.id,
  partner: row.partner,
  kind: row.kind,
  stream: row.stream,
  fileName: row.file_name,
  bytes: Uint8Array.from(row.bytes),
  sender: row.sender,
  receiver: row.receiver,
  usage: row.usage,
  interchangeControl: row.interchange_control,
  groupControl: row.group_control,
  state: row.state,
  recordedAt: row.recorded_at,
  ...(row.first_sent_at === null ? {} : { firstSentAt: row.first_sent_at }),
});

const inboundOf = (row: Selectable<Tables['inbound']>): Inbound => ({
  id: row.id,
  partner: row.partner,
  name: row.name,
  sha256: row.sha256,
  bytes: Uint8Array.from(row.bytes),
  state: row.state,
  issues: fromJson(row.issues) as readonly Issue[],
  receivedAt: row.received_at,
});
