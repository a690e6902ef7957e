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

/** One receipt per claim, in file order. */
export const claimReceiptsOf = (value: ClaimStatus277CA): readonly ClaimReceipt[] =>
  value.sources.flatMap((source) =>
    (source.receiver.billingProviders ?? []).flatMap((provider) =>
      (provider.patients ?? []).flatMap((patient) => (patient.claims ?? []).map(claimReceipt)),
    ),
  );

function claimReceipt(claim: Claim277): ClaimReceipt {
  const lines = (claim.lines ?? []).flatMap((line) => line.statuses);
  const statuses = [...claim.statuses, ...lines].flatMap(({ first, second, third }) =>
    [first, second, third].filter((status) => status !== undefined),
  );
  const rejected = statuses.find((status) => isRejection(status.category));
  const number = claim.payerControlNumber?.number;
  return {
    claimNumber: claim.patientControlNumber.number,
    category: (rejected ?? statuses[0])?.category ?? '',
    codes: statuses.map(({ category, status, entity }) => [category, status, entity].filter(Boolean).join(':')),
    ...(number === undefined ? {} : { payerControlNumber: number }),
  };
}
