/**
 * What the payer wants after it did not review a request (AAA04), and what that makes us do. Facts: the code list of
 * the element as companion guides and public readers of the 271 and 278 have it; our words.
 */

import { dateOfDay, dayOf } from '../fhir/dates.ts';
import type { Rejection } from './answer.ts';
import type { Authorization } from './authorization.ts';
import type { AuthorizationRequest } from './request.ts';
import { standingOf } from './rounds.ts';

/** May it be asked again: after a correction, as it is, not at all, or the payer answers itself. */
export type Again = 'corrected' | 'allowed' | 'unchanged' | 'later' | 'never' | 'payerAnswers' | 'unknown';

interface FollowUp {
  readonly again: Again;
  /** Calendar days after the payer's message before which it must not come again. */
  readonly afterDays?: number;
}
const FOLLOW_UPS: Readonly<Record<string, FollowUp>> = {
  C: { again: 'corrected' },
  R: { again: 'allowed' },
  P: { again: 'unchanged', afterDays: 0 },
  X: { again: 'later', afterDays: 10 },
  W: { again: 'later', afterDays: 30 },
  N: { again: 'never' },
  S: { again: 'payerAnswers' },
  Y: { again: 'payerAnswers' },
};
/** AAA03 42 and 80: the payer's own system did not answer, and nothing of the request was wrong. */
const THEIRS: ReadonlySet<string> = new Set(['42', '80']);

/** What one rejection allows; where a payer allows it after its own failure, the same may go again at once. */
export function followUpOf({ code, followUp = '' }: Pick<Rejection, 'code' | 'followUp'>): FollowUp {
  const known = Object.hasOwn(FOLLOW_UPS, followUp) ? FOLLOW_UPS[followUp] : undefined;
  if (known?.again === 'allowed' && THEIRS.has(code)) return { again: 'unchanged', afterDays: 0 };
  return known ?? { again: 'unknown' };
}

/** The payer forbids to ask again, or answers without it. */
export const isClosedBy = ({ answer }: Pick<Authorization, 'answer'>): boolean =>
  (answer?.rejections ?? []).some((one) => ['never', 'payerAnswers'].includes(followUpOf(one).again));

/** The payer keeps the request and answers it by itself: it is waited for as for any answer. */
export const isKeptByPayer = ({ status, answer }: Authorization): boolean =>
  status === 'rejected' && (answer?.rejections ?? []).every((one) => followUpOf(one).again === 'payerAnswers');

/** A request that the payer did not review and wants again as it is. */
export interface Resend {
  /** YYYY-MM-DD: not before this day. */
  readonly on: string;
  /** Days the payer wants waited. */
  readonly days: number;
  readonly request: AuthorizationRequest;
  readonly plan: AuthorizationRequest;
}

/** A message of a day further after the request than this has a wrong day: nothing is counted from it. */
const LATEST_DAYS = 90;

/**
 * The last request, where the payer reviewed nothing of it and every rejection lets the same come again. Once: what was
 * sent again and rejected again is for a person, and so are two answers that contradict each other, and one of a day that
 * cannot be. Never after silence: an answer of the payer has to ask for it.
 */
export function resendOf({ status, change, rounds }: Authorization): Resend | undefined {
  const round = rounds.at(-1);
  const state = rounds.length > 1 ? change?.status : status;
  if (round === undefined || state !== 'rejected' || round.repeated === true) return undefined;
  const { answer, contradiction } = standingOf(round);
  if (answer?.sent === undefined || contradiction !== undefined) return undefined;
  const all = answer.rejections.map(followUpOf);
  const may = all.length > 0 && all.every(({ again }) => again === 'unchanged' || again === 'later');
  if (!may) return undefined;
  const days = Math.max(...all.map(({ afterDays = 0 }) => afterDays));
  const said = `${answer.sent.slice(0, 4)}-${answer.sent.slice(4, 6)}-${answer.sent.slice(6, 8)}`;
  if (round.asked !== undefined && dayOf(said) - dayOf(round.asked.on) > LATEST_DAYS) return undefined;
  return { on: dateOfDay(dayOf(said) + days), days, request: round.request, plan: round.plan };
}
