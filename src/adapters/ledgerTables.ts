import type { ColumnType, Generated } from 'kysely';
import type { InboundState, QueueName, TransmissionState } from '../ports.ts';

/** Columns the database fills from its own clock or counters. */
type ByDatabase<T> = ColumnType<T, never, never>;

interface EventTable {
  position: ByDatabase<string>;
  stream: string;
  version: number;
  type: string;
  data: string;
  cause: string;
  recorded_at: ByDatabase<Date>;
}
interface UniqueKeyTable {
  kind: string;
  key: string;
  stream: string;
}
interface LinkTable {
  position: ByDatabase<string>;
  kind: string;
  key: string;
  stream: string;
}
interface NotificationTable {
  id: ByDatabase<string>;
  server: string;
  type: string;
  resource_id: string;
  version_id: string;
  received_at: ByDatabase<Date>;
}
interface SnapshotTable {
  id: ByDatabase<string>;
  key: string;
  content: string;
  saved_at: ByDatabase<Date>;
}
interface TransmissionTable {
  position: ByDatabase<string>;
  id: string;
  partner: string;
  kind: string;
  stream: string;
  file_name: string;
  bytes: Uint8Array;
  sha256: string;
  sender: string;
  receiver: string;
  usage: 'T' | 'P';
  interchange_control: number;
  group_control: number;
  state: TransmissionState;
  recorded_at: ByDatabase<Date>;
  first_sent_at: Date | null;
  state_at: Generated<Date>;
}
interface InboundTable {
  id: ByDatabase<string>;
  partner: string;
  name: string;
  sha256: string;
  bytes: Uint8Array;
  state: Generated<InboundState>;
  issues: Generated<string>;
  received_at: ByDatabase<Date>;
}
interface ControlNumberTable {
  sequence: string;
  last: number;
}
interface OutboxTable {
  id: ByDatabase<string>;
  queue: QueueName;
  ref: string;
  key: Generated<string>;
  created_at: ByDatabase<Date>;
  due_at: Generated<Date>;
  done_at: Date | null;
  parked_at: Date | null;
  reason: string | null;
  round: Generated<number>;
  dispatched_at: Date | null;
  dispatch_until: Date | null;
  dispatches: Generated<number>;
  epoch: Generated<number>;
  attempts: Generated<number>;
  crashes: Generated<number>;
  lease_until: Date | null;
  again: Generated<boolean>;
}

/** The ledger's tables in the schema `infusebridge`; see migrations/ for the constraints that carry the promises. */
export interface Tables {
  event: EventTable;
  unique_key: UniqueKeyTable;
  link: LinkTable;
  notification: NotificationTable;
  snapshot: SnapshotTable;
  transmission: TransmissionTable;
  inbound: InboundTable;
  control_number: ControlNumberTable;
  outbox: OutboxTable;
}

/** PostgreSQL text holds neither NUL nor half a surrogate pair; both become the replacement character. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD').toWellFormed();

/**
 * JSON text of a value, lossless in a text column (JSON escapes NUL and lone surrogates; jsonb would refuse them).
 * A bigint, our money, becomes `{"$bigint":"123"}` and comes back as a bigint.
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, part: unknown) => (typeof part === 'bigint' ? { $bigint: part.toString() } : part));

export const fromJson = (text: string): unknown =>
  JSON.parse(text, (_, part: unknown) => {
    const digits = (part as { $bigint?: unknown } | null)?.$bigint;
    return typeof digits === 'string' ? BigInt(digits) : part;
  });
