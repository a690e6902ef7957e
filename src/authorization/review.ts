/** UM: what kind of review is asked for, each value by one row of a decision table and with its reason. */

import type { AuthorizationRequest, CertificationType } from './request.ts';

export interface ReviewValue {
  /** `UM01` */
  readonly element: string;
  readonly value: string;
  readonly reason: string;
}
interface Row {
  readonly element: ReviewValue['element'];
  readonly value: (request: AuthorizationRequest) => string | undefined;
  readonly because: (request: AuthorizationRequest) => string;
}

const CERTIFICATIONS: Readonly<Record<CertificationType, string>> = {
  I: 'the payer was not asked about this plan before',
  '4': 'the same doses go on beyond what is certified',
  S: 'dose, drug, place, diagnosis or prescriber differ from what is certified',
  R: 'the certified days are over and doses are left',
  '3': 'the order was entered in error, or its line is no longer wanted',
  N: 'new documents came after the denial',
  '1': 'a person appeals the denial and says that waiting would do harm',
  '2': 'a person appeals the denial',
};

/** The first row of an element that has a value decides. An admission (AR) is for the hospital to ask for, never for us. */
const TABLE: readonly Row[] = [
  {
    element: 'UM01',
    value: ({ category }) => (category === 'SC' ? 'SC' : undefined),
    because: ({ payer }) => `${payer.name} takes these drugs as specialty care (mappings/payers/${payer.profile}.yaml)`,
  },
  { element: 'UM01', value: () => 'HS', because: () => 'drugs and their administration are health services' },
  {
    element: 'UM02',
    value: ({ certification }) => certification,
    because: ({ certification }) => CERTIFICATIONS[certification],
  },
  {
    element: 'UM03',
    value: ({ serviceType }) => serviceType,
    because: ({ payer }) => `the service type of this payer (mappings/payers/${payer.profile}.yaml)`,
  },
  {
    element: 'UM04',
    value: ({ placeOfService }) => `${placeOfService}:B`,
    because: () => "the place of service of the order's visit, in the code system of places (B)",
  },
  {
    element: 'UM06',
    value: ({ urgent }) => (urgent ? 'U' : undefined),
    because: ({ attestations = [] }) =>
      attestations.length === 0 ? 'an order of the plan is marked urgent' : attestations.join('; '),
  },
  {
    element: 'UM09',
    value: () => 'Y',
    because: () => 'always sent: the practice vouches for a signed release of each patient',
  },
];

/** The values of UM that have one, in their order. */
export function reviewOf(request: AuthorizationRequest): readonly ReviewValue[] {
  const decided = new Map<string, ReviewValue>();
  for (const { element, value, because } of TABLE) {
    const found = decided.has(element) ? undefined : value(request);
    if (found !== undefined) decided.set(element, { element, value: found, reason: because(request) });
  }
  return [...decided.values()];
}
