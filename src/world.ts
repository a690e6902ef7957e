/** Everything a job may use. Built once in main.ts (or by a test, the demo, a replay) and handed to every handler. */

import type { Practice } from './authorization/parties.ts';
import type { Route } from './exchange/route.ts';
import type { SiteRow } from './fhir/site.ts';
import type { Outcome } from './outcome.ts';
import type { Clock, FhirServer, Ledger, Log, TradingPartner } from './ports.ts';
import type { SecondReading } from './remittance/secondReading.ts';
import type { Rules } from './rules/parse.ts';

export interface Settings {
  /** One to four letters that start every reference and claim number of this installation. */
  readonly instance: string;
  readonly practice: Practice;
  readonly route: Route;
  /** For EHRs whose Location carries no place-of-service code. */
  readonly sites: readonly SiteRow[];
  /** IANA zone of the facility: decides the day of a dose. */
  readonly timeZone: string;
  /** How long a treatment plan's orders are collected into one request. */
  readonly orderSettleMs: number;
  /** How long a visit's administrations are collected into one claim. */
  readonly visitSettleMs: number;
}

export interface World {
  readonly ledger: Ledger;
  readonly ehr: FhirServer;
  readonly partner: TradingPartner;
  readonly rules: Rules;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  /** An independent second reading of the 835s of one interchange; nothing posts unless both readings agree. */
  readonly readAgain: (interchange: Uint8Array) => Promise<Outcome<readonly SecondReading[]>>;
}
