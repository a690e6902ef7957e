/** What is asked of a payer: an authorization request and its service lines. */

import type { Insurance, PayerParty, Person, Practice, Provider } from './parties.ts';

declare const requested: unique symbol;
/** HCPCS billing units asked of the payer for the whole period. */
export type RequestedUnits = number & { readonly [requested]: true };
/** One thing that is asked: a drug or its administration, in billing units for the period. */
export interface ServiceLine {
  /** Our trace of the line; the payer echoes it. */
  readonly trace: string;
  readonly hcpcs: string;
  readonly units: RequestedUnits;
  /** CCYYMMDD */
  readonly from: string;
  readonly to: string;
  /** Asked in advance, given only if needed. */
  readonly prn: boolean;
  /** Firm doses in their order: so many of so many units each. What a visit will need follows from it. */
  readonly perDose?: readonly { readonly doses: number; readonly units: number }[];
  /** The orders it came from: `MedicationRequest/mr1`. */
  readonly sources: readonly string[];
  /** Why the units are what they are, with the arithmetic. */
  readonly proof: readonly string[];
}

export interface AuthorizationRequest {
  /** Our reference: BHT03 and the event's TRN02. */
  readonly reference: string;
  readonly payer: PayerParty;
  readonly requester: Practice;
  readonly patient: Person;
  readonly insurance: Insurance;
  readonly category: 'AR' | 'HS' | 'SC';
  /** I initial, R renewal, 4 extension, S revised, 3 cancel. */
  readonly certification: 'I' | 'R' | '4' | 'S' | '3';
  /** X12 service type, chosen by the payer's profile. */
  readonly serviceType: string;
  readonly placeOfService: string;
  readonly urgent: boolean;
  readonly from: string;
  readonly to: string;
  /** ICD-10-CM without dots, the principal one first. */
  readonly diagnoses: readonly string[];
  readonly ordering?: Provider;
  /** Visits every so many weeks, where the order says so. */
  readonly delivery?: { readonly visits: number; readonly everyWeeks: number; readonly weeks: number };
  readonly services: readonly ServiceLine[];
  readonly message?: string;
}
