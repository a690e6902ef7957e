/** What is asked of a payer: an authorization request and its service lines. */

import type { Insurance, PayerParty, Person, Practice, Provider } from './parties.ts';

declare const requested: unique symbol;
/** HCPCS billing units asked of the payer for the whole period. */
export type RequestedUnits = number & { readonly [requested]: true };
/** So many doses of so many units each. */
export interface Doses {
  readonly doses: number;
  readonly units: number;
  /** CCYYMMDD, one for each dose, where the order tells them. */
  readonly days?: readonly string[];
}
/** One visit every 3 weeks for 18 weeks: `{ visits: 1, every: 3, period: 'week', lasts: 18 }`. */
export interface Rhythm {
  /** Visits in every `every` periods. */
  readonly visits: number;
  readonly every: number;
  readonly period: 'day' | 'week' | 'month';
  /** Periods that the whole course lasts. */
  readonly lasts: number;
}
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
  /** UM02 of the line, where it differs from the event's: a new line or a cancelled one within a revision. */
  readonly certification?: CertificationType;
  /** Trace of the line of the plan that this one changes. */
  readonly changes?: string;
  /** Firm doses in their order: what a visit will need follows from them. */
  readonly perDose?: readonly Doses[];
  /** Where not every firm line of the request has the same. */
  readonly rhythm?: Rhythm;
  /** The orders it came from: `MedicationRequest/mr1`. */
  readonly sources: readonly string[];
  /** Why the units are what they are, with the arithmetic. */
  readonly proof: readonly string[];
}

/** UM02: I initial, 4 extension, S revised, R renewal, 3 cancel, N reconsideration, 1 and 2 appeal at once or in turn. */
export type CertificationType = 'I' | '4' | 'S' | 'R' | '3' | 'N' | '1' | '2';

/** A document that supports the request; it travels by another way under its control number. */
export interface AttachedDocument {
  /** `DocumentReference/d1` */
  readonly source: string;
  /** PWK01 and PWK02. */
  readonly reportType: string;
  readonly transmission: string;
  /** PWK06: unique for ever; the document is sent under the same number. */
  readonly controlNumber: string;
}

export interface AuthorizationRequest {
  /** Our reference: BHT03 and the event's TRN02. */
  readonly reference: string;
  readonly payer: PayerParty;
  readonly requester: Practice;
  readonly patient: Person;
  readonly insurance: Insurance;
  readonly category: 'HS' | 'SC';
  readonly certification: CertificationType;
  /** REF*BB: number of the authorization this changes, exactly as the payer gave it. */
  readonly previousNumber?: string;
  /** REF*NT: the payer's number of the review that certified nothing. */
  readonly reviewNumber?: string;
  /** X12 service type, chosen by the payer's profile. */
  readonly serviceType: string;
  readonly placeOfService: string;
  readonly urgent: boolean;
  /** Who said that it is urgent, where and when; kept as long as the request. */
  readonly attestations?: readonly string[];
  readonly from: string;
  readonly to: string;
  /** ICD-10-CM without dots, the principal one first. */
  readonly diagnoses: readonly string[];
  readonly ordering?: Provider;
  /** The rhythm that every firm line has. */
  readonly rhythm?: Rhythm;
  readonly documents?: readonly AttachedDocument[];
  readonly services: readonly ServiceLine[];
  readonly message?: string;
}

/** One firm dose of a line: its units, and its day (CCYYMMDD) where the order tells it. */
export interface PlannedDose {
  readonly units: number;
  readonly day?: string;
}
/** The firm doses of a line, in their order. */
export const dosesOf = ({ perDose = [] }: ServiceLine): readonly PlannedDose[] =>
  perDose.flatMap(({ doses, units, days }) =>
    Array.from({ length: doses }, (_, index) => {
      const day = days?.[index];
      return { units, ...(day === undefined ? {} : { day }) };
    }),
  );
/** The same, as a line holds them. */
export const perDoseOf = (doses: readonly PlannedDose[]): readonly Doses[] =>
  doses.map(({ units, day }) => ({ doses: 1, units, ...(day === undefined ? {} : { days: [day] }) }));
