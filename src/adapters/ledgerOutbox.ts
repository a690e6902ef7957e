import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Dispatch, Lease, Ledger, LedgerTransaction, ParkedWork, QueueName, Work } from '../ports.ts';
import { isRowId } from './ledgerKeys.ts';
import { storable, type Tables } from './ledgerTables.ts';
import { Refusal, UNIQUE_VIOLATION } from './postgresFault.ts';

/**
 * The outbox: which work is open, and who has it. Items are chosen by their state, never by "id greater than the last
 * seen": a slow transaction commits behind such a cursor and its work would be lost.
 */
export type OutboxTransaction = Pick<LedgerTransaction, 'enqueue' | 'finish'>;
export type Outbox = Pick<
  Ledger,
  'dispatchable' | 'lease' | 'renew' | 'release' | 'park' | 'retryParked' | 'openWork' | 'parkedWork'
>;

const OPEN = sql`done_at is null and parked_at is null`;
const NOW = sql`clock_timestamp()`;
const inMs = (ms: number): RawBuilder<Date> => sql`clock_timestamp() + ${Math.round(ms)}::bigint * interval '1 ms'`;
/** Nobody has it and it is not in the queue; a raised epoch shuts out whoever had it. */
const TAKEN_BACK = sql`lease_until = null, crashes = 0, dispatched_at = null, dispatch_until = null, dispatches = 0,
  again = false, round = round + 1, epoch = epoch + 1`;

/** `onWork` is called whenever there is something new to dispatch; the caller passes it on after the commit. */
export const outboxTransaction = (db: Kysely<Tables>, onWork: (queue: QueueName) => void): OutboxTransaction => ({
  async enqueue(work: Work) {
    // An item that waits out a Fault keeps its delay; one that was merely postponed moves up to an earlier time.
    await sql`
      insert into infusebridge.outbox (queue, ref, key, due_at)
      values (${work.queue}, ${storable(work.ref)}, ${storable(work.key ?? '')}, ${inMs(work.delayMs ?? 0)})
      on conflict (queue, ref, key) where done_at is null and parked_at is null do update set
        again = outbox.again or outbox.lease_until is not null,
        due_at = case when outbox.attempts = 0 then least(outbox.due_at, excluded.due_at) else outbox.due_at end
    `.execute(db);
    onWork(work.queue);
  },

  async finish(outboxId, epoch) {
    const { rows } = await sql<{ again: boolean; queue: QueueName }>`
      update infusebridge.outbox set
        done_at = case when again then null else ${NOW} end, due_at = case when again then ${NOW} else due_at end,
        attempts = 0, reason = null, ${TAKEN_BACK}
      where id = ${outboxId} and epoch = ${epoch} and ${OPEN}
      returning done_at is null as again, queue`.execute(db);
    if (rows[0]?.again === true) onWork(rows[0].queue);
    return rows.length === 1;
  },
});

/** How long a dispatched item is left to the queue before it is handed over again: doubling, at most 5 minutes. */
const dispatchLease = (firstMs: number) =>
  sql`least(${Math.round(firstMs)}::integer * interval '1 ms' * power(2, least(dispatches, 10)), interval '5 min')`;

/** `onWork` as for `outboxTransaction`. */
export const outbox = (db: Kysely<Tables>, onWork: (queue: QueueName) => void): Outbox => ({
  async dispatchable(queue, window, leaseMs = 5_000) {
    // Dispatched for the third time and never taken, or taken by a worker that died: the queue may hold its job for
    // somebody who is gone, so the item gets a fresh job id. Doubling leases keep such spare jobs few.
    const { rows } = await sql<Dispatch>`
      with in_queue as (
        select count(*) as n from infusebridge.outbox
        where queue = ${queue} and ${OPEN} and dispatched_at is not null
      ), overdue as (
        select id from infusebridge.outbox
        where queue = ${queue} and ${OPEN} and dispatched_at is not null
          and dispatch_until < ${NOW} and (lease_until is null or lease_until < ${NOW})
        order by dispatch_until limit ${window} for update skip locked
      ), fresh as (
        select id from infusebridge.outbox
        where queue = ${queue} and ${OPEN} and dispatched_at is null and due_at <= ${NOW}
        order by due_at, id limit (select greatest(0, ${window} - n) from in_queue) for update skip locked
      )
      update infusebridge.outbox set
        round = round + (lease_until is not null or dispatches >= 2)::integer,
        crashes = crashes + (lease_until is not null)::integer,
        lease_until = null,
        dispatched_at = ${NOW}, dispatch_until = ${NOW} + ${dispatchLease(leaseMs)}, dispatches = dispatches + 1
      where id in (select id from overdue union all select id from fresh)
      returning id, queue, ref, round`.execute(db);
    return rows;
  },

  async lease(outboxId, leaseMs) {
    if (!isRowId(outboxId)) return undefined;
    const { rows } = await sql<Lease>`
      update infusebridge.outbox set
        epoch = epoch + 1, attempts = attempts + 1, again = false, crashes = crashes + (lease_until is not null)::integer,
        lease_until = ${inMs(leaseMs)}, dispatched_at = coalesce(dispatched_at, ${NOW}), dispatch_until = ${inMs(leaseMs)}
      where id = ${outboxId} and ${OPEN} and due_at <= ${NOW} and (lease_until is null or lease_until < ${NOW})
      returning epoch, attempts as attempt, crashes, queue, ref`.execute(db);
    return rows[0];
  },

  async renew(outboxId, epoch, leaseMs) {
    const { rows } = await sql<{ id: string }>`
      update infusebridge.outbox set lease_until = ${inMs(leaseMs)}, dispatch_until = ${inMs(leaseMs)}
      where id = ${outboxId} and epoch = ${epoch} and ${OPEN} and lease_until is not null
      returning id`.execute(db);
    return rows.length === 1;
  },

  async release(outboxId, epoch, delayMs, reason) {
    await sql`
      update infusebridge.outbox set due_at = ${inMs(delayMs)}, reason = ${storable(reason)}, ${TAKEN_BACK}
      where id = ${outboxId} and epoch = ${epoch} and ${OPEN}`.execute(db);
  },

  async park(outboxId, epoch, reason, tell) {
    const parked = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        update infusebridge.outbox set parked_at = ${NOW}, reason = ${storable(reason)}, ${TAKEN_BACK}
        where id = ${outboxId} and epoch = ${epoch} and ${OPEN}
        returning id`.execute(tx);
      if (rows.length === 1 && tell !== undefined) await outboxTransaction(tx, () => undefined).enqueue(tell);
      return rows.length === 1;
    });
    if (parked && tell !== undefined) onWork(tell.queue);
  },

  async retryParked(outboxId) {
    if (!isRowId(outboxId)) return;
    const reopen = sql`
      update infusebridge.outbox set parked_at = null, reason = null, attempts = 0, due_at = ${NOW}
      where id = ${outboxId} and parked_at is not null and done_at is null`;
    // The same work may have been asked for anew since; then that item does it and this one is done.
    await reopen.execute(db).catch(async (error: unknown) => {
      if (!(error instanceof Refusal && error.sqlState === UNIQUE_VIOLATION)) throw error;
      await sql`update infusebridge.outbox set done_at = ${NOW} where id = ${outboxId}`.execute(db);
    });
  },

  async openWork(dueWithinMs) {
    const soon = dueWithinMs === undefined ? sql`true` : sql`due_at <= ${inMs(dueWithinMs)}`;
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from infusebridge.outbox where ${OPEN} and ${soon}`.execute(db);
    return rows[0]?.n ?? 0;
  },

  async parkedWork() {
    const { rows } = await sql<ParkedWork>`
      select id, queue, ref, coalesce(reason, '') as reason from infusebridge.outbox
      where parked_at is not null and done_at is null order by parked_at, id`.execute(db);
    return rows;
  },
});

/**
 * A process that has the database to itself knows that every lease and every job in it is a dead process's: all open
 * work is taken back at once instead of waiting for leases to run out, and the queue starts empty.
 */
export async function takeBackEverything(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`truncate bullmq.job, bullmq.event cascade`.execute(tx);
    await sql`
      update infusebridge.outbox set
        crashes = crashes + (lease_until is not null)::integer, lease_until = null, again = false,
        dispatched_at = null, dispatch_until = null, dispatches = 0, round = round + 1, epoch = epoch + 1
      where ${OPEN} and (dispatched_at is not null or lease_until is not null)`.execute(tx);
  });
}
