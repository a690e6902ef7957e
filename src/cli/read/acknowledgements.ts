/** What `read --json` says of a 999 and of a 277CA. */

import { receiptOf } from '../../authorization/acknowledgement.ts';
import { claimReceiptsOf } from '../../claim/status277ca.ts';
import type { ClaimStatus277CA } from '../../x12/guides/277ca.ts';
import type { Acknowledgement999 } from '../../x12/guides/999.ts';

/** The `acknowledgement` of a 999: the group answered, its fate, and each transaction set's with its codes. */
export function acknowledgementSummary(value: Acknowledgement999): object {
  const named = receiptOf(value).sets.filter((set) => set.control !== undefined);
  return {
    functionalId: value.group.functionalId,
    guide: value.group.version,
    groupControl: value.group.control,
    status: value.result.status,
    included: value.result.included,
    received: value.result.received,
    accepted: value.result.accepted,
    transactions: named.map((set, index) => ({
      control: set.control,
      set: value.transactionSets?.[index]?.set.set ?? null,
      status: value.transactionSets?.[index]?.result.status ?? null,
      accepted: set.accepted,
      codes: set.codes,
    })),
  };
}

/** The `claimStatus` of a 277CA: one entry per claim. */
export const claimStatusSummary = (value: ClaimStatus277CA): object => ({
  reference: value.header.reference,
  claims: claimReceiptsOf(value).map((receipt) => ({
    patientControlNumber: receipt.claimNumber,
    payerControlNumber: receipt.payerControlNumber ?? null,
    category: receipt.category,
    accepted: receipt.category === 'A2',
    codes: receipt.codes,
  })),
});
