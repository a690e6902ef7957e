/** What a 999 says about the files we sent. The claim slice uses it too: a group is answered the same way for both. */

import type { Acknowledgement999 } from '../x12/guides/999.ts';

export interface SetReceipt {
  /** ST02 of our transaction set; undefined: every set of the group that is not named itself. */
  readonly control?: string;
  readonly accepted: boolean;
  /** 999 codes with where they point: `IK403:7 at SV1 segment 21`. No values of ours. */
  readonly codes: readonly string[];
}
export interface GroupReceipt {
  readonly functionalId: string;
  /** GS06 as a number. */
  readonly groupControl: number;
  readonly sets: readonly SetReceipt[];
}

/** The receipts in a 999: a set that is not named shares the fate of its group, and none outlives a refused group. */
export function receiptOf(value: Acknowledgement999): GroupReceipt {
  const groupAccepted = isAccepted(value.result.status);
  const groupCodes = (value.result.reasons ?? []).map((reason) => `AK9:${reason.code}`);
  const named = (value.transactionSets ?? []).map((set) => ({
    control: set.set.control,
    accepted: groupAccepted && isAccepted(set.result.status),
    codes: [
      ...(set.result.reasons ?? []).map((reason) => `IK5:${reason.code}`),
      ...errorCodes(set.errors),
      ...(groupAccepted ? [] : groupCodes),
    ],
  }));
  const others: SetReceipt = { accepted: groupAccepted, codes: groupCodes };
  return {
    functionalId: value.group.functionalId,
    groupControl: Number(value.group.control),
    sets: [...named, others],
  };
}

/** The receipt of one set: its own, else the group's. */
export const receiptFor = (receipt: GroupReceipt, control: string): SetReceipt | undefined =>
  receipt.sets.find((set) => set.control !== undefined && Number(set.control) === Number(control)) ??
  receipt.sets.find((set) => set.control === undefined);

/** E is accepted with errors noted; P, of a group, leaves the unnamed sets accepted. */
const isAccepted = (status: string): boolean => ['A', 'E', 'P'].includes(status);

type SetErrors = NonNullable<Acknowledgement999['transactionSets']>[number]['errors'];
const errorCodes = (errors: SetErrors): readonly string[] =>
  (errors ?? []).flatMap(({ error, elements }) => {
    const where = `${error.segmentId} segment ${error.segmentPosition}`;
    const own =
      error.code === undefined || (error.code === '8' && elements !== undefined)
        ? []
        : [`IK304:${error.code} at ${where}`];
    return [
      ...own,
      ...(elements ?? []).map((e) => `IK403:${e.error.code} at ${where} element ${e.error.position.element}`),
    ];
  });
