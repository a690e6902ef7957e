/**
 * A claim: what is billed for one visit (patient, site, day). Its state is the fold of its recorded events.
 * rejected (999, 277CA) is not denied (835): a rejected claim was never filed.
 */

import type { BilledUnits } from '../authorization/authorization.ts';
import type { Insurance, Person, Practice, Provider } from '../authorization/parties.ts';
import type { Cents } from '../money.ts';
import type { Issue } from '../outcome.ts';
import type { EditOverride } from './editOverride.ts';
import { type Posting, statusOfPostings } from './posting.ts';

export type { LinePayment, Posting } from './posting.ts';

export interface ProductCode {
  readonly ndc11: string;
  readonly quantity: string;
  /** UN ML GR F2 ME */
  readonly unit: 'UN' | 'ML' | 'GR' | 'F2' | 'ME';
}
/** One service line as billed. */
export interface ClaimLine {
  /** REF*6R: unique for ever, since a drug line and its JW line repeat the same code. */
  readonly controlNumber: string;
  readonly hcpcs: string;
  readonly modifiers: readonly string[];
  readonly units: BilledUnits;
  readonly charge: Cents;
  readonly product?: ProductCode;
  readonly description?: string;
  /** 1-based positions in the claim's diagnoses. */
  readonly pointers: readonly number[];
  /** The number of the authorization that covers this line. */
  readonly authorizationNumber?: string;
  /** The authorization stream the units are drawn from. */
  readonly authorization?: string;
  /** Haemoglobin (R1) or haematocrit (R2) result. */
  readonly result?: { readonly kind: 'R1' | 'R2'; readonly value: string };
  /** Four digits, on a hospital's claim only. */
  readonly revenueCode?: string;
  readonly proof: readonly string[];
}
export interface Claim {
  /** CLM01, at most 20 characters, unique for ever. */
  readonly number: string;
  readonly form: '837P' | '837I';
  readonly placeOfService: string;
  /** CCYYMMDD */
  readonly serviceDate: string;
  readonly billing: Practice;
  readonly patient: Person;
  /** `Patient/p1` */
  readonly patientReference: string;
  readonly insurance: Insurance;
  readonly rendering?: Provider;
  /** Who ordered the drugs, where it is somebody else. */
  readonly ordering?: Provider;
  readonly supervising?: Provider;
  readonly facility?: Provider;
  readonly diagnoses: readonly string[];
  readonly lines: readonly ClaimLine[];
  /** `MedicationAdministration/ma1` of everything billed here. */
  readonly administrations: readonly string[];
  /** On an 837I, and only there. */
  readonly hospital?: HospitalBill;
}
/** What only a hospital says of a visit. All codes are those of `mappings/codes/revenue.yaml`. */
export interface HospitalBill {
  /** `13` hospital outpatient; with the frequency digit it is 131. */
  readonly typeOfBill: string;
  readonly admissionType: string;
  readonly origin: string;
  readonly patientStatus: string;
  /** Results that stand on the claim as value codes: `{ code: '48', amount: '9.8' }`. */
  readonly values: readonly { readonly code: string; readonly amount: string }[];
}

export const totalCharge = (claim: Claim): Cents => claim.lines.reduce((sum, line) => sum + line.charge, 0n) as Cents;

export type ClaimEvent =
  | {
      readonly type: 'Submitted';
      readonly claim: Claim;
      readonly snapshot: string;
      /** What was seen and did not hold the claim. */
      readonly warnings?: readonly Issue[];
    }
  | {
      readonly type: 'Held';
      readonly patient?: string;
      readonly administrations: readonly string[];
      readonly issues: readonly Issue[];
    }
  | {
      readonly type: 'NotBillable';
      readonly patient?: string;
      readonly administrations: readonly string[];
      readonly issues: readonly Issue[];
    }
  | { readonly type: 'Acknowledged'; readonly accepted: boolean; readonly codes: readonly string[] }
  | {
      readonly type: 'StatusReported';
      readonly category: string;
      readonly codes: readonly string[];
      readonly payerControlNumber?: string;
    }
  | { readonly type: 'Posted'; readonly posting: Posting }
  /** A person's signed word against an edit that holds the claim; the visit is decided on again with it. */
  | { readonly type: 'EditOverridden'; readonly override: EditOverride }
  /** Without a note the chart says again what was billed. */
  | { readonly type: 'ChartChanged'; readonly note?: string };

export type ClaimStatus =
  | 'new'
  | 'held'
  | 'notBillable'
  | 'submitted'
  | 'refused'
  | 'acknowledged'
  | 'accepted'
  | 'rejected'
  | 'paid'
  | 'partlyPaid'
  | 'denied'
  | 'reversed';

export interface ClaimState {
  readonly status: ClaimStatus;
  readonly patient?: string;
  readonly claim?: Claim;
  readonly administrations: readonly string[];
  readonly issues: readonly Issue[];
  readonly codes: readonly string[];
  readonly overrides: readonly EditOverride[];
  /** Something a person must look at, whatever the status. */
  readonly attention?: string;
  readonly payerControlNumber?: string;
  readonly postings: readonly Posting[];
}

export const newClaim: ClaimState = {
  status: 'new',
  administrations: [],
  issues: [],
  codes: [],
  overrides: [],
  postings: [],
};

/** The state after these events. */
export const foldClaim = (events: readonly ClaimEvent[]): ClaimState => events.reduce(applyClaim, newClaim);

export function applyClaim(state: ClaimState, event: ClaimEvent): ClaimState {
  switch (event.type) {
    case 'Submitted':
      return {
        ...withoutNews(state),
        status: 'submitted',
        patient: event.claim.patientReference,
        claim: event.claim,
        administrations: event.claim.administrations,
        issues: event.warnings ?? [],
      };
    case 'Held':
      return notSent(state, 'held', event);
    case 'NotBillable':
      return notSent(state, 'notBillable', event);
    case 'Acknowledged':
      return told(state, event.accepted ? 'acknowledged' : 'refused', event.codes);
    case 'StatusReported':
      return statusReported(state, event);
    case 'Posted':
      return posted({ ...state, postings: [...state.postings, event.posting] });
    case 'EditOverridden':
      // What is left of the hold is told anew when the visit is decided on again.
      return { ...state, issues: [], overrides: [...state.overrides, event.override] };
    case 'ChartChanged': {
      const { attention: _handled, ...rest } = state;
      return { ...rest, ...(event.note === undefined ? {} : { attention: event.note }) };
    }
  }
}

/** What was said of a claim that was turned away is no news of the one that is sent now. */
function withoutNews(state: ClaimState): ClaimState {
  const { attention: _handled, payerControlNumber: _ofTheOther, ...rest } = state;
  return { ...rest, issues: [], codes: [] };
}

function notSent(
  state: ClaimState,
  status: 'held' | 'notBillable',
  { patient, administrations, issues }: Extract<ClaimEvent, { type: 'Held' | 'NotBillable' }>,
): ClaimState {
  return { ...state, status, ...(patient === undefined ? {} : { patient }), administrations, issues };
}

/**
 * How far along a claim is. Answers come in any order and from two desks: what was said of a further step stands, so a
 * copy that is refused does not take back that the first was acknowledged, and the clearinghouse that accepts late
 * does not take back that the payer rejected.
 */
const progress: Readonly<Record<ClaimStatus, number>> = {
  new: 0,
  held: 0,
  notBillable: 0,
  submitted: 1,
  refused: 2,
  acknowledged: 3,
  accepted: 4,
  rejected: 5,
  paid: 6,
  partlyPaid: 6,
  denied: 6,
  reversed: 6,
};

function told(state: ClaimState, status: ClaimStatus, codes: readonly string[], number?: string): ClaimState {
  const isNews = progress[status] >= progress[state.status];
  const payerControlNumber = isNews ? (number ?? state.payerControlNumber) : (state.payerControlNumber ?? number);
  return {
    ...state,
    ...(isNews ? { status, codes } : {}),
    ...(payerControlNumber === undefined ? {} : { payerControlNumber }),
  };
}

/** STC01-1 of a claim that was turned away before adjudication: it was never filed. */
export const isRejection = (category: string): boolean => ['A3', 'A4', 'A6', 'A7', 'A8'].includes(category);
/** A5: taken into adjudication as several claims. */
const isAcceptance = (category: string): boolean => ['A2', 'A5'].includes(category);

/** Other categories (A0, A1) say that the claim is there, not yet that it is in adjudication. */
const statusReported = (state: ClaimState, event: Extract<ClaimEvent, { type: 'StatusReported' }>): ClaimState =>
  told(
    state,
    isAcceptance(event.category) ? 'accepted' : isRejection(event.category) ? 'rejected' : 'acknowledged',
    event.codes,
    event.payerControlNumber,
  );

/** The money says more than any acknowledgement before it: their codes are history. */
function posted(state: ClaimState): ClaimState {
  const last = state.postings.at(-1);
  const known = last === undefined ? {} : { payerControlNumber: last.payerControlNumber };
  return { ...state, ...known, status: statusOfPostings(state.postings), codes: [] };
}
