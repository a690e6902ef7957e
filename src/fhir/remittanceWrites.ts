/** A remittance written back as values: what was paid, and what became of each claim. */

import type { ExplanationOfBenefit, Identifier, PaymentReconciliation, Reference } from 'fhir/r4.js';
import { type Cents, formatCents } from '../money.ts';
import type { Write } from './writes.ts';

export interface PaymentFacts {
  readonly identifier: Write<unknown>['identifier'];
  readonly created: string;
  /** Day of payment. */
  readonly date: string;
  readonly amount: Cents;
  /** Check or EFT trace number. */
  readonly trace?: string;
  readonly issuer?: Reference;
  readonly details: readonly {
    readonly kind: 'payment' | 'adjustment' | 'advance';
    readonly amount: Cents;
    readonly claim?: Identifier;
    readonly response?: Reference;
  }[];
}

/** A remittance as a PaymentReconciliation (FHIR R4). */
export function paymentWrite(facts: PaymentFacts): Write<PaymentReconciliation> {
  const resource: PaymentReconciliation = {
    resourceType: 'PaymentReconciliation',
    identifier: [facts.identifier],
    status: 'active',
    created: facts.created,
    paymentDate: facts.date,
    paymentAmount: money(facts.amount),
    ...(facts.trace === undefined ? {} : { paymentIdentifier: { value: facts.trace } }),
    ...(facts.issuer === undefined ? {} : { paymentIssuer: facts.issuer }),
    detail: facts.details.map((detail) => ({
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/payment-type', code: detail.kind }] },
      amount: money(detail.amount),
      ...(detail.claim === undefined ? {} : { identifier: detail.claim }),
      ...(detail.response === undefined ? {} : { response: detail.response }),
    })),
  };
  return { resource, identifier: facts.identifier };
}

export interface BenefitFacts {
  readonly identifier: Write<unknown>['identifier'];
  readonly type: 'professional' | 'institutional';
  readonly created: string;
  readonly patient: string;
  readonly insurer: Reference;
  readonly provider: Reference;
  readonly coverage: string;
  readonly claim: Identifier;
  readonly outcome: 'complete' | 'partial' | 'error';
  readonly disposition?: string;
  readonly items: readonly {
    readonly sequence: number;
    /** HCPCS, with modifiers. */
    readonly code: string;
    readonly modifiers: readonly string[];
    readonly units: number;
    readonly charged: Cents;
    readonly paid: Cents;
    readonly adjustments: readonly { readonly group: string; readonly reason: string; readonly amount: Cents }[];
  }[];
  readonly notes: readonly string[];
}

const HCPCS_SYSTEM = 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

/** One paid or denied claim as an ExplanationOfBenefit (FHIR R4). */
export function benefitWrite(facts: BenefitFacts): Write<ExplanationOfBenefit> {
  const resource: ExplanationOfBenefit = {
    resourceType: 'ExplanationOfBenefit',
    identifier: [facts.identifier],
    status: 'active',
    type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/claim-type', code: facts.type }] },
    use: 'claim',
    patient: { reference: facts.patient },
    created: facts.created,
    insurer: facts.insurer,
    provider: facts.provider,
    outcome: facts.outcome,
    claim: { type: 'Claim', identifier: facts.claim },
    insurance: [{ focal: true, coverage: { reference: facts.coverage } }],
    ...(facts.disposition === undefined ? {} : { disposition: facts.disposition }),
    item: facts.items.map((item) => ({
      sequence: item.sequence,
      productOrService: { coding: [{ system: HCPCS_SYSTEM, code: item.code }] },
      ...(item.modifiers.length === 0
        ? {}
        : { modifier: item.modifiers.map((code) => ({ coding: [{ system: HCPCS_SYSTEM, code }] })) }),
      quantity: { value: item.units },
      net: money(item.charged),
      adjudication: [
        { category: adjudication('submitted'), amount: money(item.charged) },
        { category: adjudication('benefit'), amount: money(item.paid) },
        ...item.adjustments.map(({ group, reason, amount }) => ({
          category: { coding: [{ system: 'https://codesystem.x12.org/005010/1033', code: group }] },
          reason: { coding: [{ system: 'https://x12.org/codes/claim-adjustment-reason-codes', code: reason }] },
          amount: money(amount),
        })),
      ],
    })),
    ...(facts.notes.length === 0 ? {} : { processNote: facts.notes.map((text, n) => ({ number: n + 1, text })) }),
  };
  return { resource, identifier: facts.identifier };
}

const adjudication = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/adjudication', code }],
});

/** A JSON number has no cents: two decimals print exactly up to 2^53 cents, and beyond that we refuse. */
function money(amount: Cents): { readonly value: number; readonly currency: 'USD' } {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER) || amount < -BigInt(Number.MAX_SAFE_INTEGER))
    throw new Error('amount beyond 2^53 cents');
  return { value: Number(formatCents(amount)), currency: 'USD' };
}
