import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The ledger. All times come from clock_timestamp(): a worker's clock decides nothing.
 * Append-only and frozen columns are enforced here by trigger, so that no code path can forget them.
 */
export const ledger: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...EVENTS, ...EXCHANGE, ...OUTBOX, ...GUARDS]) await sql.raw(statement).execute(db);
  },
};

const EVENTS = [
  `create table infusebridge.event (
    position bigint generated always as identity,
    stream text collate "C" not null,
    version integer not null check (version >= 1),
    type text not null,
    data text not null,
    cause text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    constraint event_stream_version primary key (stream, version))`,
  'create index event_first on infusebridge.event (stream) where version = 1',
  `create table infusebridge.unique_key (
    kind text not null, key text not null, stream text not null,
    primary key (kind, key))`,
  `create table infusebridge.link (
    position bigint generated always as identity,
    kind text not null, key text not null, stream text not null,
    primary key (kind, key, stream))`,
  `create table infusebridge.notification (
    id bigint generated always as identity primary key,
    server text not null, type text not null, resource_id text not null, version_id text not null,
    received_at timestamptz not null default clock_timestamp(),
    unique (server, type, resource_id, version_id))`,
  `create table infusebridge.snapshot (
    id bigint generated always as identity primary key,
    key text not null, content text not null,
    saved_at timestamptz not null default clock_timestamp())`,
  'create index snapshot_latest on infusebridge.snapshot (key, id desc)',
];

const EXCHANGE = [
  `create table infusebridge.control_number (
    sequence text primary key,
    last integer not null constraint control_number_range check (last between 1 and 999999999))`,
  `create table infusebridge.transmission (
    position bigint generated always as identity,
    id text constraint transmission_id primary key,
    partner text not null, kind text not null, stream text not null, file_name text not null,
    bytes bytea not null,
    sha256 text not null constraint transmission_sha256 check (sha256 = encode(sha256(bytes), 'hex')),
    sender text not null, receiver text not null,
    usage text not null check (usage in ('T', 'P')),
    interchange_control integer not null,
    group_control integer not null,
    state text not null check (state in ('recorded', 'sending', 'sent', 'unknown', 'refused')),
    recorded_at timestamptz not null default clock_timestamp(),
    first_sent_at timestamptz,
    state_at timestamptz not null default clock_timestamp(),
    constraint transmission_envelope unique (sender, receiver, usage, interchange_control),
    constraint transmission_file_name unique (partner, file_name))`,
  'create index transmission_stream on infusebridge.transmission (stream)',
  `create table infusebridge.inbound (
    id bigint generated always as identity primary key,
    partner text not null, name text not null,
    sha256 text not null constraint inbound_sha256 check (sha256 = encode(sha256(bytes), 'hex')),
    bytes bytea not null,
    state text not null default 'stored' check (state in ('stored', 'applied', 'quarantined', 'duplicate')),
    issues text not null default '[]',
    received_at timestamptz not null default clock_timestamp(),
    unique (partner, sha256))`,
];

/**
 * due_at: not before. dispatched_at, dispatch_until, dispatches: handed to the queue, how long that hope lasts, how often.
 * epoch: fence, one higher for every worker that takes the item. round: part of the job id, one higher whenever the
 * item comes back. crashes: leases in a row that ran out in a worker's hands. again: asked for once more while a worker had it.
 */
const OUTBOX = [
  `create table infusebridge.outbox (
    id bigint generated always as identity primary key,
    queue text not null, ref text not null, key text not null default '',
    created_at timestamptz not null default clock_timestamp(),
    due_at timestamptz not null default clock_timestamp(),
    done_at timestamptz, parked_at timestamptz, reason text,
    round integer not null default 0,
    dispatched_at timestamptz, dispatch_until timestamptz, dispatches integer not null default 0,
    epoch integer not null default 0, attempts integer not null default 0, crashes integer not null default 0,
    lease_until timestamptz,
    again boolean not null default false)`,
  `create unique index outbox_open on infusebridge.outbox (queue, ref, key)
    where done_at is null and parked_at is null`,
  `create index outbox_due on infusebridge.outbox (queue, due_at, id)
    where done_at is null and parked_at is null`,
];

const GUARDS = [
  `create function infusebridge.refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'rows of % are kept as they were written', tg_table_name using errcode = '23514',
        constraint = tg_table_name || '_is_append_only';
    end $$`,
  `create trigger event_append_only before update or delete on infusebridge.event
    for each row execute function infusebridge.refuse_change()`,
  `create trigger snapshot_append_only before update or delete on infusebridge.snapshot
    for each row execute function infusebridge.refuse_change()`,
  `create trigger transmission_kept before delete on infusebridge.transmission
    for each row execute function infusebridge.refuse_change()`,
  `create trigger inbound_kept before delete on infusebridge.inbound
    for each row execute function infusebridge.refuse_change()`,
  `create trigger transmission_frozen before update on infusebridge.transmission for each row
    when ((old.id, old.partner, old.kind, old.stream, old.file_name, old.bytes, old.sha256, old.sender, old.receiver,
           old.usage, old.interchange_control, old.group_control, old.recorded_at)
      is distinct from
          (new.id, new.partner, new.kind, new.stream, new.file_name, new.bytes, new.sha256, new.sender, new.receiver,
           new.usage, new.interchange_control, new.group_control, new.recorded_at))
    execute function infusebridge.refuse_change()`,
  `create trigger inbound_frozen before update on infusebridge.inbound for each row
    when ((old.partner, old.name, old.sha256, old.bytes, old.received_at)
      is distinct from (new.partner, new.name, new.sha256, new.bytes, new.received_at))
    execute function infusebridge.refuse_change()`,
  `create function infusebridge.refuse_regress() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' or new.last <= old.last then
        raise exception 'a control number is never used twice' using errcode = '23514',
          constraint = 'control_number_only_grows';
      end if;
      return new;
    end $$`,
  `create trigger control_number_only_grows before update or delete on infusebridge.control_number
    for each row execute function infusebridge.refuse_regress()`,
];
