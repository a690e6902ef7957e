/** What `map --json` says: the contract's shape, and how many files and numbers one run has given out. */

import type { Issue } from '../../outcome.ts';

export interface MappedLine {
  readonly hcpcs: string;
  readonly units: number;
  readonly proof: readonly string[];
}
export interface MappedOrder {
  /** `MedicationRequest/mr1` */
  readonly source: string;
  readonly authorization: 'required' | 'not_required' | 'hold' | 'not_applicable';
  readonly reasons: readonly string[];
  readonly lines: readonly MappedLine[];
  readonly issues: readonly Issue[];
  /** The 278 that asks for it. */
  readonly file?: string;
}
export interface MappedClaimLine extends MappedLine {
  readonly modifiers: readonly string[];
  readonly ndc?: {
    readonly qualifier: 'N4';
    readonly ndc11: string;
    readonly quantity: string;
    readonly uom: string;
  };
  readonly dx_pointers?: readonly number[];
  readonly mea?: { readonly ref: string; readonly qualifier: string; readonly value: string };
  readonly description?: string;
}
/** One visit: the administrations of one patient at one site on one day. */
export interface MappedVisit {
  /** `MedicationAdministration/ma1` of all of it. */
  readonly source: readonly string[];
  readonly result: 'claim' | 'hold' | 'no_claim';
  readonly claim: '837P' | '837I';
  readonly lines: readonly MappedClaimLine[];
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
  readonly file?: string;
}
export interface MappedFile {
  /** `278-0001.x12`: numbered per kind in the order of the orders and visits of the whole run. */
  readonly name: string;
  readonly set: '278' | '837';
  readonly text: string;
}
/** The answer to one input. */
export interface Mapping {
  readonly orders: readonly MappedOrder[];
  readonly administrations: readonly MappedVisit[];
  readonly files: readonly MappedFile[];
  readonly issues: readonly Issue[];
}

/** An input that could not be read at all. */
export const unread = (issues: readonly Issue[]): Mapping => ({ orders: [], administrations: [], files: [], issues });
