/** What is shown of each claim, status or answer of a large set while it goes by. */

import { claimStatus277ca } from '../../x12/guides/277ca.ts';
import { claim837i } from '../../x12/guides/837i.ts';
import { claim837p } from '../../x12/guides/837p.ts';
import { acknowledgement999 } from '../../x12/guides/999.ts';
import type { OpenLoop } from '../../x12/openLoops.ts';
import type { Reading } from '../../x12/reading.ts';
import type { AnyGuide, Fields, Infer, LoopSpec } from '../../x12/schema.ts';
import { acknowledgementSummary, claimStatusSummary } from './acknowledgements.ts';
import { institutionalClaim, professionalClaim } from './claims.ts';
import { shaped, shapedLoop } from './shaped.ts';
import type { Summary } from './transaction.ts';

export interface Items {
  /** Of the set as a whole; its list is empty here. */
  readonly summary: Summary;
  /** Is to hear of every loop that is over; gives out the items of that list, each as a summary of one. */
  collect(give: (item: Summary) => void): (loop: OpenLoop) => void;
}

/** @param reading of the set as a whole, whose value lacks the loops that went by */
export function itemsOf(guide: AnyGuide, reading: Reading<unknown>): Items {
  const as = <F extends Fields>(loop: LoopSpec<F>, value: unknown): Infer<LoopSpec<F>> =>
    reading.ok ? (value as Infer<LoopSpec<F>>) : shapedLoop(loop, value);
  switch (guide) {
    case claim837p: {
      const loop = claim837p.body.billingProviders.of.fields.subscribers.of.fields.claims.of;
      return eachClaim((value) => ({ claims: [professionalClaim(as(loop, value))] }));
    }
    case claim837i: {
      const loop = claim837i.body.billingProviders.of.fields.subscribers.of.fields.claims.of;
      return eachClaim((value) => ({ claims: [institutionalClaim(as(loop, value))] }));
    }
    case claimStatus277ca:
      return eachStatus(reading.value);
    case acknowledgement999:
      return eachAnswer(reading.value);
    default:
      throw new Error(`what is shown of ${guide.name} is no list`);
  }
}

type Value = Readonly<Record<string, unknown>>;

const eachClaim = (summed: (value: unknown) => Summary): Items => ({
  summary: { claims: [] },
  collect:
    (give) =>
    ({ spec, value }) => {
      if (spec?.id === '2300') give(summed(value));
    },
});

function eachAnswer(set: unknown): Items {
  const summed = (transactionSets: readonly unknown[]): Summary => ({
    acknowledgement: acknowledgementSummary(shaped(acknowledgement999, { ...(set as Value), transactionSets })),
  });
  return {
    summary: summed([]),
    collect:
      (give) =>
      ({ value }) =>
        give(summed([value])),
  };
}

/** A source that names no claim says something of the file as a whole, by the statuses of its receiver and providers. */
function eachStatus(set: unknown): Items {
  const summed = (sources: readonly unknown[]): Summary => ({
    claimStatus: claimStatusSummary(shaped(claimStatus277ca, { ...(set as Value), sources })),
  });
  return {
    summary: summed([]),
    collect(give) {
      let hasClaims = false;
      let billingProviders: Value[] = [];
      let receiver: Value | undefined;
      return ({ spec, value }) => {
        if (spec?.id === '2200D') {
          hasClaims = true;
          give(summed([{ receiver: { billingProviders: [{ patients: [{ claims: [value] }] }] } }]));
        } else if (spec?.id === '2000C' && !hasClaims) billingProviders.push(value);
        else if (spec?.id === '2000B') receiver = { ...value, billingProviders };
        else if (spec?.id === '2000A') {
          if (!hasClaims) give(summed([{ receiver }]));
          hasClaims = false;
          billingProviders = [];
          receiver = undefined;
        }
      };
    },
  };
}
