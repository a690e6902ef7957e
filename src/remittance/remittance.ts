/** A remittance: the payer's answer in money. Everything in cents; amounts balance to the cent or nothing is posted. */

import type { Cents } from '../money.ts';

export interface Adjustment {
  /** CO PR OA PI */
  readonly group: string;
  readonly reason: string;
  readonly amount: Cents;
  readonly quantity?: string;
}
export interface RemittanceLine {
  readonly procedure: string;
  readonly modifiers: readonly string[];
  readonly controlNumber?: string;
  readonly charged: Cents;
  readonly paid: Cents;
  readonly units?: string;
  readonly adjustments: readonly Adjustment[];
  readonly remarks: readonly string[];
}
export interface ClaimPayment {
  /** 1-based position of the CLP in its transaction set. */
  readonly ordinal: number;
  readonly patientControlNumber: string;
  readonly payerControlNumber: string;
  /** Of the patient or the insured, where the payer names one. */
  readonly memberId?: string;
  /** CLP02: 1 primary, 4 denied, 22 reversal ... */
  readonly status: string;
  readonly charged: Cents;
  readonly paid: Cents;
  readonly patientResponsibility: Cents;
  readonly adjustments: readonly Adjustment[];
  readonly lines: readonly RemittanceLine[];
}
/** PLB: money that belongs to no claim. Positive reduces the payment. */
export interface ProviderAdjustment {
  readonly reason: string;
  readonly reference?: string;
  readonly amount: Cents;
}
export interface Remittance {
  /** TRN02, and TRN03 the payer's originator id. */
  readonly trace: string;
  readonly originator: string;
  readonly payeeId: string;
  /** Every name and number the payer gives of itself: N102, N104 and REF of its loop, TRN03. */
  readonly payer: readonly string[];
  readonly paid: Cents;
  readonly method: string;
  /** CCYYMMDD */
  readonly date: string;
  readonly claims: readonly ClaimPayment[];
  readonly providerAdjustments: readonly ProviderAdjustment[];
}
