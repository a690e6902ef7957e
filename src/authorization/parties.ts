/** Who is who on an authorization and on a claim. Plain facts, already free of FHIR and not yet X12. */

import type { Payer } from '../rules/parse.ts';

export interface PersonName {
  readonly last: string;
  readonly first?: string;
  readonly middle?: string;
}
export interface Address {
  readonly line: string;
  readonly line2?: string;
  readonly city: string;
  /** Two-letter state. */
  readonly state?: string;
  /** Five or nine digits. */
  readonly postalCode?: string;
}
export type Sex = 'M' | 'F' | 'U';

export interface Person {
  readonly name: PersonName;
  /** CCYYMMDD */
  readonly birthDate?: string;
  readonly sex?: Sex;
  readonly address?: Address;
}
/** The person who holds the policy; the patient too, when `patientIsSubscriber`. */
export interface Insurance {
  readonly subscriber: Person;
  readonly memberId: string;
  readonly groupNumber?: string;
  readonly patientIsSubscriber: boolean;
  /** Relationship of the patient to the subscriber: X12 01 spouse, 19 child, G8 other. */
  readonly relationship: '18' | '01' | '19' | 'G8';
  readonly payer: PayerParty;
}
export interface PayerParty {
  /** Our payer profile: file name in mappings/payers. */
  readonly profile: string;
  readonly name: string;
  /** Payer id on X12 (NM109 with qualifier PI). */
  readonly payerId: string;
  /** Line of business on a claim (SBR09): CI commercial, MB Medicare Part B, 16 Medicare Advantage HMO ... */
  readonly planType: Payer['x12']['claim_filing']['837P'];
}
export interface Contact {
  readonly name: string;
  /** Ten digits. */
  readonly phone: string;
}
/** An organization or a person who orders, gives, bills. */
export interface Provider {
  readonly name: PersonName | string;
  /** Ten digits with a valid check digit. */
  readonly npi: string;
  readonly taxonomy?: string;
  readonly taxId?: string;
  readonly address?: Address;
  readonly contact?: Contact;
}
/** The organization that sends: submitter, requester, billing provider. From the configuration. */
export interface Practice extends Provider {
  readonly name: string;
  readonly taxId: string;
  /** Ten characters by which payers know whose a trace is; without it 1 and the tax number. */
  readonly originator?: string;
  readonly address: Address;
  readonly contact: Contact;
}
