/** What a 277CA says about our claims: accepted into adjudication, or rejected and therefore never filed. */

import type { ClaimStatus277CA } from '../x12/guides/277ca.ts';
import { isRejection } from './claim.ts';

export interface ClaimReceipt {
  /** Our claim number (CLM01). */
  readonly claimNumber: string;
  /** STC01-1 of the worst status: A2 accepted, A3 A4 A6 A7 A8 rejected, A1 received only. */
  readonly category: string;
  /** `A7:562:85`: category, status, entity. */
  readonly codes: readonly string[];
  readonly payerControlNumber?: string;
}

type Claim277 = NonNullable<
  NonNullable<
    NonNullable<ClaimStatus277CA['sources'][number]['receiver']['billingProviders']>[number]['patients']
  >[number]['claims']
>[number];

type Source277 = ClaimStatus277CA['sources'][number];
type Provider277 = NonNullable<Source277['receiver']['billingProviders']>[number];

/**
 * One receipt per claim, in file order. A batch that is turned away as a whole names no claims: then its trace, the
 * number of our file, is that of the one claim in it.
 */
export const claimReceiptsOf = (value: ClaimStatus277CA): readonly ClaimReceipt[] =>
  value.sources.flatMap(({ receiver }) => {
    const providers = receiver.billingProviders ?? [];
    const claims = providers.flatMap(({ patients }) => (patients ?? []).flatMap((patient) => patient.claims ?? []));
    return claims.length > 0 ? claims.map(claimReceipt) : batchReceipt(receiver, providers);
  });

function batchReceipt(receiver: Source277['receiver'], providers: readonly Provider277[]): readonly ClaimReceipt[] {
  const statuses = [...receiver.outcome.statuses, ...providers.flatMap(({ outcome }) => outcome?.statuses ?? [])];
  const told = statusesIn(statuses);
  const rejected = told.find(({ category }) => isRejection(category));
  const claimNumber = receiver.outcome.trace.number;
  return rejected === undefined ? [] : [{ claimNumber, category: rejected.category, codes: told.map(codeOf) }];
}

interface Status {
  readonly category: string;
  readonly status: string;
  readonly entity?: string;
}
type Statuses = readonly { readonly first: Status; readonly second?: Status; readonly third?: Status }[];

const statusesIn = (statuses: Statuses): readonly Status[] =>
  statuses.flatMap(({ first, second, third }) => [first, second, third].filter((status) => status !== undefined));

const codeOf = ({ category, status, entity }: Status): string => [category, status, entity].filter(Boolean).join(':');

function claimReceipt(claim: Claim277): ClaimReceipt {
  const lines = (claim.lines ?? []).flatMap((line) => line.statuses);
  const statuses = statusesIn([...claim.statuses, ...lines]);
  const rejected = statuses.find((status) => isRejection(status.category));
  const number = claim.payerControlNumber?.number;
  return {
    claimNumber: claim.patientControlNumber.number,
    category: (rejected ?? statuses[0])?.category ?? '',
    codes: statuses.map(codeOf),
    ...(number === undefined ? {} : { payerControlNumber: number }),
  };
}
