/** One transaction set, read and summed up. */

import type { Issue } from '../../outcome.ts';
import type { TransactionSet } from '../../x12/envelope.ts';
import { claimStatus277ca } from '../../x12/guides/277ca.ts';
import { request278 } from '../../x12/guides/278-request.ts';
import { response278 } from '../../x12/guides/278-response.ts';
import { remittance835 } from '../../x12/guides/835.ts';
import { claim837i } from '../../x12/guides/837i.ts';
import { claim837p } from '../../x12/guides/837p.ts';
import { acknowledgement999 } from '../../x12/guides/999.ts';
import type { Reading } from '../../x12/read.ts';
import { readTransaction } from '../../x12/readTransaction.ts';
import type { AnyGuide, Fields, Guide, Infer } from '../../x12/schema.ts';
import {
  type AcknowledgementSummary,
  acknowledgementSummary,
  type ClaimStatusSummary,
  claimStatusSummary,
} from './acknowledgements.ts';
import { type ClaimSummary, institutionalClaims, professionalClaims } from './claims.ts';
import { locate } from './locate.ts';
import { type RemittanceSummary, remittanceSummary } from './remittance.ts';
import { type AnswerReview, answerReview, type RequestReview, requestReview } from './review.ts';
import { shaped } from './shaped.ts';

/** What a transaction set comes to; the key is that of the document. */
export interface Summary {
  readonly remittance?: RemittanceSummary;
  readonly review?: AnswerReview | RequestReview;
  readonly acknowledgement?: AcknowledgementSummary;
  readonly claimStatus?: ClaimStatusSummary;
  readonly claims?: readonly ClaimSummary[];
}
export interface TransactionRead {
  readonly set: string;
  /** ST03, or GS08 where the guide does not use ST03: as sent. */
  readonly guide: string;
  /** Our name of the guide; undefined where there is none. */
  readonly name: string | undefined;
  readonly control: string;
  readonly segments: number;
  /** By guide; what could be read of it where an issue is an error; null without a guide. */
  readonly value: unknown;
  readonly summary: Summary;
  readonly issues: readonly Issue[];
}

/** Reads a transaction set by the guide it names. Never throws for bad data; what is wrong is in the issues. */
export function readOneTransaction(transaction: TransactionSet): TransactionRead {
  const { set, version, control, segments } = transaction;
  const { guide, reading, issues } = readTransaction(transaction);
  const facts = { set, guide: version, control, segments: segments.length };
  if (guide === undefined) return { ...facts, name: undefined, value: null, summary: {}, issues };
  const { summary, findings } = sumUp(guide, reading, transaction);
  const located = locate(findings, reading.steps, segments);
  return { ...facts, name: guide.name, value: reading.value, summary, issues: [...issues, ...located] };
}

interface SummedUp {
  readonly summary: Summary;
  /** What the sums say beyond the guide. */
  readonly findings: readonly Issue[];
}

function sumUp(guide: AnyGuide, reading: Reading<unknown>, transaction: TransactionSet): SummedUp {
  const as = <F extends Fields>(one: Guide<F>): Infer<Guide<F>> =>
    reading.ok ? (reading.value as Infer<Guide<F>>) : shaped(one, reading.value);
  const only = (summary: Summary): SummedUp => ({ summary, findings: [] });
  switch (guide) {
    case remittance835: {
      const { summary, issues } = remittanceSummary(as(remittance835), hasAllMoney(reading, transaction));
      return { summary: { remittance: summary }, findings: transaction.issues.some(isCutOff) ? [] : issues };
    }
    case request278:
      return only({ review: requestReview(as(request278)) });
    case response278:
      return only({ review: answerReview(as(response278)) });
    case acknowledgement999:
      return only({ acknowledgement: acknowledgementSummary(as(acknowledgement999)) });
    case claimStatus277ca:
      return only({ claimStatus: claimStatusSummary(as(claimStatus277ca)) });
    case claim837p:
      return only({ claims: professionalClaims(as(claim837p)) });
    case claim837i:
      return only({ claims: institutionalClaims(as(claim837i)) });
    default:
      return only({});
  }
}

/** The segments of an 835 whose amounts make up its three sums. */
const MONEY = ['BPR', 'CLP', 'CAS', 'SVC', 'PLB'];
export const isMoney = ({ id }: { readonly id: string }): boolean => MONEY.includes(id);
/** The SE is missing. That the sums do not agree is then no fault of the payer, and not worth telling. */
export const isCutOff = ({ code }: Issue): boolean => code === 'IK502:2';
/** Frame issues that say segments were lost or added: SE missing or wrong, segment skipped. */
export const isLoss = ({ code }: Issue): boolean => ['IK502:2', 'IK502:4', 'SEGMENT_TOO_LONG'].includes(code);

/** Sums over a part of the money may agree by chance, so they only count when all of it was read. */
const hasAllMoney = (reading: Reading<unknown>, transaction: TransactionSet): boolean =>
  !reading.unread.some(isMoney) && !transaction.issues.some(isLoss);
