/** The world as a few small interfaces. Everything below the shell sees the world only through values. */

import type { Issue } from './outcome.ts';

/** Business time. `today` is derived from it once per job, in the facility's time zone, and passed on as data. */
export interface Clock {
  now(): Date;
}

/** Structured log. Callers pass ids, codes and counts only, never patient data. */
export interface Log {
  info(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
  warn(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
  error(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void;
}

export interface FhirResource {
  readonly resourceType: string;
  readonly id?: string;
  readonly meta?: { readonly versionId?: string; readonly lastUpdated?: string };
  readonly [element: string]: unknown;
}

/** An EHR's FHIR R4 API. Resources come with numbers as decimal text. Throws a Fault for network trouble, 5xx and 429. */
export interface FhirServer {
  /** Configured name of the server; part of every inbox key. Not a URL. */
  readonly name: string;
  /** undefined: the server does not have it (404, 410). */
  read(type: string, id: string): Promise<FhirResource | undefined>;
  /** All pages, up to a cap; matches and included resources alike. A list of values repeats the parameter (AND). */
  search(
    type: string,
    parameters: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<readonly FhirResource[]>;
  /**
   * Conditional update on our own identifier: creates once, updates ever after. With `onto`, what the server has is read
   * first, and what `onto` makes of it is written over that version and no other; nothing, where it gives it back. Of
   * several that have the identifier, since somebody copied one, the one whose id is in `ours`. Throws a Refusal for
   * what it will not take.
   */
  putByIdentifier(
    resource: FhirResource,
    identifier: { readonly system: string; readonly value: string },
    onto?: (current: FhirResource) => FhirResource,
    ours?: readonly string[],
  ): Promise<FhirResource>;
}

export interface InboundFile {
  /** The partner's file name: data only, never joined into a path of ours. */
  readonly name: string;
  readonly bytes: Uint8Array;
}
/** sent: it is there. refused: it certainly is not. unknown: ask before sending again. */
export type SendResult = 'sent' | 'refused' | 'unknown';

/** A clearinghouse or payer that takes files and leaves answers. No X12 knowledge here. */
export interface TradingPartner {
  readonly name: string;
  /** True where the partner provably ignores a second copy of the same bytes under the same name. */
  readonly ignoresDuplicates: boolean;
  send(file: { readonly name: string; readonly bytes: Uint8Array }): Promise<SendResult>;
  /** Complete files waiting for us. */
  receive(): Promise<readonly InboundFile[]>;
  /** Called once the file is durable on our side; calling it again is harmless. */
  archive(name: string): Promise<void>;
}

/** Events of one order, authorization, claim or remittance; the state is their fold. */
export interface StoredEvent {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly data: unknown;
  /** What caused it: `inbound/<id>#<st02>`, `notification/<id>`, `person/<user>`. */
  readonly cause: string;
  readonly recordedAt: Date;
}
export interface NewEvent {
  readonly type: string;
  readonly data: unknown;
}

export type QueueName = 'intake' | 'authorization' | 'claim' | 'transmit' | 'receive' | 'writeback';
/** Work to do, recorded in the same transaction as the state change. Carries ids only. */
export interface Work {
  readonly queue: QueueName;
  /** What to work on: a stream, a transmission id, an inbound id. Ids only, never patient data. */
  readonly ref: string;
  /** One open item per (queue, ref, key): adding it again is a no-op until that one is done. */
  readonly key?: string;
  /** Not before this many milliseconds from now (database clock). */
  readonly delayMs?: number;
}

export type TransmissionState = 'recorded' | 'sending' | 'sent' | 'unknown' | 'refused';
/** An outgoing file: rendered, numbered and frozen before it is sent; its bytes never change. */
export interface Transmission {
  readonly id: string;
  readonly partner: string;
  /** `278`, `837`, `999`. */
  readonly kind: string;
  readonly stream: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly sender: string;
  readonly receiver: string;
  readonly usage: 'T' | 'P';
  readonly interchangeControl: number;
  readonly groupControl: number;
  readonly state: TransmissionState;
  readonly recordedAt: Date;
  /** When it was first tried; proof of timely filing. */
  readonly firstSentAt?: Date;
}

export type InboundState = 'stored' | 'applied' | 'quarantined' | 'duplicate';
export interface Inbound {
  readonly id: string;
  readonly partner: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly state: InboundState;
  readonly issues: readonly Issue[];
  readonly receivedAt: Date;
}

/** What one transaction on the ledger can do. All of it commits, or none of it. */
export interface LedgerTransaction {
  /** A change notice: one row per (server, type, id, version); isNew is false for a repeat. */
  recordNotification(notice: {
    readonly server: string;
    readonly type: string;
    readonly id: string;
    readonly versionId: string;
  }): Promise<{ readonly id: string; readonly isNew: boolean }>;
  notification(id: string): Promise<{ server: string; type: string; id: string; versionId: string } | undefined>;
  /** Keeps the FHIR resources a decision was made from. Saving under the same key adds; earlier ones are kept. */
  saveSnapshot(key: string, resources: readonly FhirResource[]): Promise<void>;
  /** The latest one under the key. */
  snapshot(key: string): Promise<readonly FhirResource[] | undefined>;

  events(stream: string): Promise<readonly StoredEvent[]>;
  /**
   * Appends at exactly this version (number of events so far); throws Conflict when someone was faster.
   * `data` is JSON, in which a bigint (Cents) may stand; it comes back as a bigint.
   */
  append(stream: string, atVersion: number, events: readonly NewEvent[], cause: string): Promise<void>;
  /** Streams whose name starts so, oldest first. */
  streams(prefix: string): Promise<readonly string[]>;

  /** Unique key: true if (kind, key) now belongs to the stream (also on repeat), false if another stream owns it. */
  claimKey(kind: string, key: string, stream: string): Promise<boolean>;
  owner(kind: string, key: string): Promise<string | undefined>;
  releaseKey(kind: string, key: string, stream: string): Promise<void>;
  /** Many-valued index: a patient's authorizations, a visit's administrations. */
  link(kind: string, key: string, stream: string): Promise<void>;
  linked(kind: string, key: string): Promise<readonly string[]>;

  /** Next number of a sequence (per sender, receiver, usage), gapless, never reused; row-locked until commit. */
  nextControlNumber(sequence: string): Promise<number>;
  /** Throws Conflict when the id exists already; an envelope or file name used twice is a bug and throws Error. */
  recordTransmission(transmission: Omit<Transmission, 'state' | 'recordedAt' | 'firstSentAt'>): Promise<void>;
  transmission(id: string): Promise<Transmission | undefined>;
  transmissions(filter?: { readonly stream?: string; readonly partner?: string }): Promise<readonly Transmission[]>;
  setTransmissionState(id: string, state: TransmissionState): Promise<void>;

  /** Raw bytes first: isNew is false when the same partner sent the same bytes before. */
  recordInbound(file: {
    readonly partner: string;
    readonly name: string;
    readonly sha256: string;
    readonly bytes: Uint8Array;
  }): Promise<{ readonly id: string; readonly isNew: boolean }>;
  inbound(id: string): Promise<Inbound | undefined>;
  inbounds(): Promise<readonly Inbound[]>;
  setInboundState(id: string, state: InboundState, issues?: readonly Issue[]): Promise<void>;

  /**
   * Records work to do. While the same (queue, ref, key) is open this is a no-op, except that an item some worker
   * has in hand is done once more afterwards: that worker may have read the state before this transaction changed it.
   */
  enqueue(work: Work): Promise<void>;
  /** Marks the outbox item done, only while `epoch` still holds the lease; false: someone else took over, roll back. */
  finish(outboxId: string, epoch: number): Promise<boolean>;
}

/** An outbox item handed to the queue. `round` grows whenever the item comes back, so that it gets a fresh job id. */
export interface Dispatch {
  readonly id: string;
  readonly queue: QueueName;
  readonly ref: string;
  readonly round: number;
}
/** An outbox item in a worker's hands. */
export interface Lease {
  readonly epoch: number;
  /** Counts from 1; attempts that crashed included. */
  readonly attempt: number;
  /** Attempts in a row that ended with the worker's death: a poison item must not kill workers for ever. */
  readonly crashes: number;
  readonly queue: QueueName;
  readonly ref: string;
}
/** An item given up on until a person decides. */
export interface ParkedWork {
  readonly id: string;
  readonly queue: QueueName;
  readonly ref: string;
  readonly reason: string;
}

/** How much there is of what, for monitoring. */
export interface LedgerCounts {
  readonly work: readonly {
    readonly queue: string;
    readonly open: number;
    readonly parked: number;
    /** How long the item that is due longest has been due; 0 when nothing is. */
    readonly overdueSeconds: number;
  }[];
  readonly transmissions: Readonly<Partial<Record<TransmissionState, number>>>;
  readonly inbounds: Readonly<Partial<Record<InboundState, number>>>;
}
/** Files that wait for a person, newest first; ids and codes only. */
export interface FilesInQuestion {
  readonly quarantined: readonly { readonly id: string; readonly partner: string; readonly codes: readonly string[] }[];
  readonly unknown: readonly {
    readonly id: string;
    readonly partner: string;
    readonly kind: string;
    readonly stream: string;
  }[];
}

/** The record of everything, in PostgreSQL (embedded or a server). Throws Fault when the database is out of reach. */
export interface Ledger {
  /** Never call the ledger itself inside `work`, only `tx`: a nested call throws. Await no network in it. */
  transact<T>(work: (tx: LedgerTransaction) => Promise<T>): Promise<T>;
  /**
   * Takes open items of a queue that are due and not in the queue (SKIP LOCKED), so many that at most `window` are
   * dispatched and not done, and items whose dispatch lease ran out. The lease (5 s) doubles with every dispatch, up
   * to five minutes.
   */
  dispatchable(queue: QueueName, window: number, leaseMs?: number): Promise<readonly Dispatch[]>;
  /** A worker takes the item: undefined when it is done, parked, not yet due or leased to someone else. */
  lease(outboxId: string, leaseMs: number): Promise<Lease | undefined>;
  /** Keeps a lease alive while the work goes on; false: someone else took over. */
  renew(outboxId: string, epoch: number, leaseMs: number): Promise<boolean>;
  /** Gives an item back after a Fault, due again after `delayMs`; `reason` is a code, never patient data. */
  release(outboxId: string, epoch: number, delayMs: number, reason: string): Promise<void>;
  /** Parks an item that a person must look at, and in the same transaction records the work of telling that person. */
  park(outboxId: string, epoch: number, reason: string, tell?: Work): Promise<void>;
  /** Puts a parked item back to work; harmless when it is not parked. */
  retryParked(outboxId: string): Promise<void>;
  /** Open items, not counting parked ones; delayed ones are counted, or only those due within `dueWithinMs`. */
  openWork(dueWithinMs?: number): Promise<number>;
  parkedWork(): Promise<readonly ParkedWork[]>;
  counts(): Promise<LedgerCounts>;
  /** Streams whose newest event is of this type, newest first; at most `limit`. */
  streamsEndingIn(type: string, limit: number): Promise<readonly string[]>;
  /** At most `limit` of each. */
  filesInQuestion(limit: number): Promise<FilesInQuestion>;
  /** Calls back after a transaction of this process committed new work: a hint, never the only way to learn of work. */
  onWork(listener: (queues: ReadonlySet<QueueName>) => void): () => void;
  /** The database's clock. */
  now(): Promise<Date>;
  close(): Promise<void>;
}

/** Someone else appended to the stream first: reload and decide again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}
/** The network, a disk or a server failed: try again later. The message holds codes, never patient data. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Not before this many milliseconds, where the other side said so (429 with Retry-After). */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options?: ErrorOptions & { readonly retryAfterMs?: number }) {
    super(message, options);
    this.retryAfterMs = options?.retryAfterMs;
  }
}
/** The EHR will not take it, now or later (4xx): another kind of resource may do. */
export class Refusal extends Fault {
  readonly status: number;

  constructor(status: number) {
    super(`EHR_REFUSED: the EHR answered with ${status}`);
    this.status = status;
  }
}
