/** Everything a job may use. Built once in main.ts (or by a test, the demo, a replay) and handed to every handler. */

import type { Practice } from './authorization/parties.ts';
import type { Clock, FhirServer, Ledger, LedgerTransaction, Log, TradingPartner } from './ports.ts';
import type { Rules } from './rules/rules.ts';

/** How our files name the two ends of the line. */
export interface Route {
  /** The TradingPartner that takes the files. */
  readonly partner: string;
  readonly sender: { readonly qualifier: string; readonly id: string; readonly name: string };
  readonly receiver: { readonly qualifier: string; readonly id: string; readonly name: string };
  /** T test, P production: bound to the environment, never to a file. */
  readonly usage: 'T' | 'P';
}

/** A site table for EHRs whose Location carries no place-of-service code: identifier value -> code. */
export type SiteTable = Readonly<Record<string, string>>;

export interface Settings {
  readonly practice: Practice;
  readonly route: Route;
  readonly sites: SiteTable;
  /** IANA zone of the facility: decides the day of a dose. */
  readonly timeZone: string;
  /** How long a treatment plan's orders are collected into one request. */
  readonly orderSettleMs: number;
  /** How long a visit's administrations are collected into one claim. */
  readonly visitSettleMs: number;
  /** Payer profile to use when the coverage names none of ours. */
  readonly defaultPayer?: string;
}

export interface World {
  readonly ledger: Ledger;
  readonly ehr: FhirServer;
  readonly partner: TradingPartner;
  readonly rules: Rules;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}
/** One leased piece of work. `finish` belongs into the transaction that records the work's effects. */
export interface Job {
  readonly ref: string;
  readonly outboxId: string;
  readonly epoch: number;
}
export type Handler = (job: Job, world: World) => Promise<void>;

/**
 * Marks the job done as part of the transaction. When another worker has taken the job over meanwhile, throws, so
 * that the transaction and everything in it is rolled back.
 */
export async function finish(tx: LedgerTransaction, job: Job): Promise<void> {
  if (!(await tx.finish(job.outboxId, job.epoch))) throw new LeaseLost(`job ${job.outboxId} belongs to someone else`);
}
/** Another worker has the job now; nothing of ours was recorded. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
