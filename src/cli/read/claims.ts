/** What `read --json` says of an 837: its claims and their lines, without the people in them. */

import type { InstitutionalClaim, InstitutionalClaim837 } from '../../x12/guides/837i.ts';
import type { ProfessionalClaim837 } from '../../x12/guides/837p.ts';

export interface ClaimSummary {
  readonly patientControlNumber: string;
  /** CLM05-3: 1 original, 7 replacement, 8 void. */
  readonly frequency: string;
  /** Amounts and quantities are the text that was sent. */
  readonly charged: string;
  readonly lines: readonly ClaimLineSummary[];
}
export interface ClaimLineSummary {
  readonly procedure: string | null;
  readonly modifiers: readonly string[];
  /** 837I. */
  readonly revenueCode: string | null;
  readonly charged: string;
  readonly units: string;
}

type ProfessionalClaim = NonNullable<
  ProfessionalClaim837['billingProviders'][number]['subscribers'][number]['claims']
>[number];

/** The `claims` of an 837P, in file order. */
export const professionalClaims = (value: ProfessionalClaim837): readonly ClaimSummary[] =>
  value.billingProviders.flatMap((provider) => claimsBelow(provider.subscribers).map(professionalClaim));

/** One of them. */
export const professionalClaim = ({ header, lines }: ProfessionalClaim): ClaimSummary => ({
  patientControlNumber: header.patientControlNumber,
  frequency: header.facility.frequency,
  charged: header.charge,
  lines: lines.map(({ service: { procedure, charge, quantity } }) => ({
    procedure: procedure.code,
    modifiers: modifiersOf(procedure),
    revenueCode: null,
    charged: charge,
    units: quantity,
  })),
});

/** The `claims` of an 837I, in file order. */
export const institutionalClaims = (value: InstitutionalClaim837): readonly ClaimSummary[] =>
  value.billingProviders.flatMap((provider) => claimsBelow(provider.subscribers).map(institutionalClaim));

/** One of them. */
export const institutionalClaim = ({ header, lines }: InstitutionalClaim): ClaimSummary => ({
  patientControlNumber: header.patientControlNumber,
  frequency: header.facility.frequency,
  charged: header.charge,
  lines: lines.map(({ service: { procedure, revenueCode, charge, quantity } }) => ({
    procedure: procedure?.code ?? null,
    modifiers: procedure === undefined ? [] : modifiersOf(procedure),
    revenueCode,
    charged: charge,
    units: quantity,
  })),
});

interface Level<C> {
  readonly claims?: readonly C[];
  readonly dependents?: readonly { readonly claims: readonly C[] }[];
}
/** The claims of subscribers who are the patient, and those of their dependents. */
const claimsBelow = <C>(subscribers: readonly Level<C>[]): readonly C[] =>
  subscribers.flatMap(({ claims, dependents }) => [
    ...(claims ?? []),
    ...(dependents ?? []).flatMap((dependent) => dependent.claims),
  ]);

interface Modified {
  readonly modifier1?: string;
  readonly modifier2?: string;
  readonly modifier3?: string;
  readonly modifier4?: string;
}
/** The modifiers of a procedure in their order. */
export const modifiersOf = ({ modifier1, modifier2, modifier3, modifier4 }: Modified): readonly string[] =>
  [modifier1, modifier2, modifier3, modifier4].filter((modifier) => modifier !== undefined);
