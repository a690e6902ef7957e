/** The claims of an 837 as the synthetic payer sees them: professional and institutional alike, charges in cents. */

import { type Cents, centsOf, parseCents } from '../../money.ts';
import type { InstitutionalClaim837 } from '../../x12/guides/837i.ts';
import type { ProfessionalClaim837 } from '../../x12/guides/837p.ts';

/** An 837 of either kind. */
export type Claim837 = ProfessionalClaim837 | InstitutionalClaim837;

export interface Person {
  readonly lastName: string;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly memberId: string;
}
export interface Procedure {
  readonly qualifier: 'ER' | 'HC' | 'HP' | 'IV' | 'WK';
  readonly code: string;
  readonly modifier1?: string;
  readonly modifier2?: string;
  readonly modifier3?: string;
  readonly modifier4?: string;
}
export interface ReceivedLine {
  /** REF*6R, absent when the sender gave none. */
  readonly controlNumber?: string;
  readonly revenueCode?: string;
  readonly procedure?: Procedure;
  readonly charge: Cents;
  readonly units: string;
  /** CCYYMMDD, the first day; undefined where only the claim has dates. */
  readonly date?: string;
}
export interface Provider {
  readonly type: '1' | '2';
  readonly name: string;
  readonly firstName?: string;
  readonly npi?: string;
  readonly taxId: string;
}
export interface ReceivedClaim {
  /** CLM01. */
  readonly patientControlNumber: string;
  readonly charge: Cents;
  /** CLM05-1: place of service, or two digits of the type of bill. */
  readonly facilityType: string;
  /** CLM05-3: 1 original, 7 replacement, 8 void. */
  readonly frequency: string;
  /** REF*F8: our number of the claim that this one replaces or voids. */
  readonly originalNumber?: string;
  readonly payerSequence: string;
  readonly planType?: string;
  /** CCYYMMDD or CCYYMMDD-CCYYMMDD. */
  readonly serviceDate: string;
  readonly patient: Person;
  readonly payer: { readonly name: string; readonly idQualifier: 'PI' | 'XV'; readonly id: string };
  readonly provider: Provider;
  readonly lines: readonly ReceivedLine[];
}

/** Every claim of an 837, of subscribers and of their dependents, in file order. */
export function claimsOf(value: Claim837): readonly ReceivedClaim[] {
  const levels: readonly Level[] = value.billingProviders;
  return levels.flatMap((level) =>
    level.subscribers.flatMap((subscriber) => [
      ...(subscriber.claims ?? []).map((claim) => received(claim, level, subscriber, subscriber.subscriber.identity)),
      ...(subscriber.dependents ?? []).flatMap((dependent) =>
        dependent.claims.map((claim) => received(claim, level, subscriber, dependent.patient.identity)),
      ),
    ]),
  );
}

function received(claim: AnyClaim, level: Level, subscriber: Subscriber, patient: AnyName): ReceivedClaim {
  const { identity } = level.provider;
  const lines = claim.lines.map(receivedLine);
  const { facility } = claim.header;
  return {
    patientControlNumber: claim.header.patientControlNumber,
    charge: amount(claim.header.charge),
    facilityType: facility.placeOfService ?? facility.billType ?? '',
    frequency: facility.frequency,
    originalNumber: claim.payerControlNumber?.number,
    payerSequence: subscriber.coverage.payerSequence,
    planType: subscriber.coverage.planType,
    serviceDate: claim.statementPeriod?.period ?? periodOf(lines),
    patient: {
      lastName: patient.lastName ?? patient.name ?? '',
      firstName: patient.firstName,
      middleName: patient.middleName,
      // A dependent is known to the payer by the subscriber's number.
      memberId: patient.id ?? subscriber.subscriber.identity.id ?? 'UNKNOWN',
    },
    payer: subscriber.payer.identity,
    provider: {
      type: identity.type ?? '2',
      name: identity.name,
      firstName: identity.firstName,
      npi: identity.id,
      // REF02 may have one character, the answers' NM109 and N104 need two.
      taxId: level.provider.taxId.number.padEnd(2, '0'),
    },
    lines,
  };
}

function receivedLine(line: AnyLine): ReceivedLine {
  const { service } = line;
  return {
    controlNumber: line.lineControlNumber?.number,
    revenueCode: service.revenueCode,
    procedure: service.procedure === undefined ? undefined : procedureOf(service.procedure),
    charge: amount(service.charge),
    units: service.quantity,
    date: line.serviceDate?.value.slice(0, 8),
  };
}

/** Without the free-text description, which no answer carries. */
const procedureOf = ({ qualifier, code, modifier1, modifier2, modifier3, modifier4 }: Procedure): Procedure => ({
  qualifier,
  code,
  modifier1,
  modifier2,
  modifier3,
  modifier4,
});

function periodOf(lines: readonly ReceivedLine[]): string {
  const days = lines.flatMap((line) => line.date ?? []).sort();
  const [first = '', last = first] = [days[0], days.at(-1)];
  return first === last ? first : `${first}-${last}`;
}

/** A charge of more than two decimals is no money; it counts as nothing and shows as an unbalanced claim. */
const amount = (text: string): Cents => parseCents(text) ?? centsOf(0);

/* What both guides have in common, as far as it is read here. */

interface AnyName {
  readonly name?: string;
  readonly lastName?: string;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly id?: string;
}
interface AnyLine {
  readonly service: {
    readonly revenueCode?: string;
    readonly procedure?: Procedure;
    readonly charge: string;
    readonly quantity: string;
  };
  readonly serviceDate?: { readonly value: string };
  readonly lineControlNumber?: { readonly number: string };
}
interface AnyClaim {
  readonly header: {
    readonly patientControlNumber: string;
    readonly charge: string;
    readonly facility: { readonly placeOfService?: string; readonly billType?: string; readonly frequency: string };
  };
  readonly statementPeriod?: { readonly period: string };
  readonly payerControlNumber?: { readonly number: string };
  readonly lines: readonly AnyLine[];
}
interface Subscriber {
  readonly coverage: { readonly payerSequence: string; readonly planType?: string };
  readonly subscriber: { readonly identity: AnyName };
  readonly payer: { readonly identity: ReceivedClaim['payer'] };
  readonly claims?: readonly AnyClaim[];
  readonly dependents?: readonly {
    readonly patient: { readonly identity: AnyName };
    readonly claims: readonly AnyClaim[];
  }[];
}
interface Level {
  readonly provider: {
    readonly identity: {
      readonly type?: '1' | '2';
      readonly name: string;
      readonly firstName?: string;
      readonly id?: string;
    };
    readonly taxId: { readonly number: string };
  };
  readonly subscribers: readonly Subscriber[];
}
