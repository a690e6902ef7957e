/** Who listens while a file is read: the JSON document or the page for a person. Called in file order. */

import type { Issue } from '../../outcome.ts';
import type { FunctionalGroup, Interchange } from '../../x12/envelope.ts';
import type { InterchangeAcknowledgement } from './acknowledgements.ts';
import type { LargeRemittance } from './largeRemittance.ts';
import type { LargeSet } from './largeSet.ts';
import type { TransactionRead } from './transaction.ts';

/** Control numbers of the part of the file an issue is about, as far as it lies within one. */
export interface Whereabouts {
  readonly interchange?: string;
  readonly group?: string;
  readonly transaction?: string;
}
export interface InterchangeEnd {
  /** The IEA was there: without it nothing of the interchange may be used. */
  readonly complete: boolean;
  readonly acknowledgements: readonly InterchangeAcknowledgement[];
}
export interface LargeFacts extends Pick<TransactionRead, 'set' | 'guide' | 'name' | 'control'> {
  readonly errors: number;
}
export interface Report {
  interchange(interchange: Interchange): void;
  group(group: FunctionalGroup): void;
  transaction(transaction: TransactionRead): void;
  /** An 835 too large to be held; done when all of its claims are written. */
  remittance(facts: LargeFacts, remittance: LargeRemittance): Promise<void>;
  /** Another set too large to be held. */
  largeSet(facts: LargeFacts, set: LargeSet): Promise<void>;
  groupEnd(): void;
  interchangeEnd(end: InterchangeEnd): void;
  issue(issue: Issue, where: Whereabouts): void;
  /** The file is over. */
  end(): void;
}
