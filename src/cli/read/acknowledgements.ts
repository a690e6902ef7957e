/** What `read --json` says of a 999, of a 277CA and of a TA1. */

import { receiptOf } from '../../authorization/acknowledgement.ts';
import { claimReceiptsOf } from '../../claim/status277ca.ts';
import type { ClaimStatus277CA } from '../../x12/guides/277ca.ts';
import type { Acknowledgement999 } from '../../x12/guides/999.ts';
import type { InterchangeAcknowledgementTA1 } from '../../x12/guides/ta1.ts';

export type AcknowledgementSummary = ReturnType<typeof acknowledgementSummary>;
export type ClaimStatusSummary = ReturnType<typeof claimStatusSummary>;

/** The `acknowledgement` of a 999: the group answered, its fate, and each transaction set's with its codes. */
export function acknowledgementSummary(value: Acknowledgement999) {
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
export const claimStatusSummary = (value: ClaimStatus277CA) => ({
  reference: value.header.reference,
  claims: claimReceiptsOf(value).map((receipt) => ({
    patientControlNumber: receipt.claimNumber,
    payerControlNumber: receipt.payerControlNumber ?? null,
    category: receipt.category,
    accepted: receipt.category === 'A2',
    codes: receipt.codes,
  })),
});

export type InterchangeAcknowledgement = ReturnType<typeof interchangeAcknowledgementOf>;

/** One TA1: the fate of an interchange. `date` (YYMMDD) and `time` are those of the interchange answered. */
export const interchangeAcknowledgementOf = (value: InterchangeAcknowledgementTA1) => ({
  interchangeControl: value.interchangeControl,
  date: value.date,
  time: value.time,
  status: value.status,
  note: value.note,
  accepted: value.status !== 'R',
});
