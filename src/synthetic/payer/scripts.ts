/**
 * How the synthetic payer can behave, as a table: one row per script, read by tests and by `payer --script`.
 * A script that says nothing about a kind of request falls back to that kind's default.
 */

import type { RejectionName } from './rejections.ts';

/** One answer to a 278. Several in a plan follow each other, each one step later. */
export type ReviewAnswer =
  | 'approve'
  | 'pend'
  | 'deny'
  | 'partial'
  | 'modify'
  | 'contact'
  | 'not-needed'
  | 'cancel'
  | 'reject'
  | 'instead'
  | RejectionName;

/** How the lines of a claim are priced. Percents are whole numbers, applied to cents and rounded half up. */
export interface Pricing {
  /** What the contract allows, of the charge; the rest is CO-45. */
  readonly allowedPercent: number;
  /** PR-2, of the allowed amount. */
  readonly coinsurancePercent: number;
  /** PR-3, once per claim, on its first line that can carry it. */
  readonly copayCents: number;
  /** Nothing is paid, or nothing of the first line: the whole charge is CO with this reason, the remark goes into LQ. */
  readonly denial?: { readonly reason: string; readonly remark?: string; readonly of?: 'firstLine' };
}

/** What becomes of an 837. */
export interface ClaimPlan {
  readonly claimStatus: 'accepted' | 'rejected';
  /** One remittance each, one step later each; the second reverses the first and corrects it. */
  readonly pricings: readonly Pricing[];
  /** The claim comes back as two, each with part of the lines, in two remittances. */
  readonly split?: boolean;
  /** The payment states this many cents more than its claims add up to. */
  readonly offByCents?: number;
}

export interface Script {
  /** One sentence for `--help`. */
  readonly does: string;
  readonly review?: readonly ReviewAnswer[];
  readonly claims?: ClaimPlan;
  /** The 999 refuses every transaction set, so nothing else follows. */
  readonly refuses?: true;
  /**
   * never: only acknowledgements come. late: answers come two steps later than they should. twice: each answer
   * comes again under another name, and once more in an interchange of its own. lost: everything happens at the
   * payer but nothing arrives until the same bytes are sent again.
   */
  readonly delivery?: 'never' | 'late' | 'twice' | 'lost';
}

const usual: Pricing = { allowedPercent: 80, coinsurancePercent: 20, copayCents: 0 };
const low: Pricing = { allowedPercent: 50, coinsurancePercent: 20, copayCents: 0 };
const withCopay: Pricing = { allowedPercent: 80, coinsurancePercent: 0, copayCents: 2500 };
const denied = (reason: string, remark?: string): Pricing => ({
  allowedPercent: 0,
  coinsurancePercent: 0,
  copayCents: 0,
  denial: remark === undefined ? { reason } : { reason, remark },
});
const paying = (...pricings: readonly Pricing[]): ClaimPlan => ({ claimStatus: 'accepted', pricings });

const table = {
  approve: { does: 'Certifies the request as asked.', review: ['approve'] },
  'pend-then-approve': { does: 'Pends the request, then certifies it.', review: ['pend', 'approve'] },
  deny: { does: 'Certifies nothing.', review: ['deny'] },
  partial: { does: 'Certifies some of the lines.', review: ['partial'] },
  'modify-fewer': { does: 'Certifies fewer units than asked.', review: ['modify'] },
  contact: { does: 'Asks the provider to call.', review: ['contact'] },
  'no-action': { does: 'Says that no authorization is needed.', review: ['not-needed'] },
  cancel: { does: 'Cancels the request.', review: ['cancel'] },
  'reject-aaa': { does: 'Rejects the request before any review: subscriber not found.', review: ['reject'] },
  'modify-instead': {
    does: 'Denies the lines as asked and certifies lines of its own with fewer units beside them.',
    review: ['instead'],
  },
  'approve-then-deny': { does: 'Certifies the request, then says that it does not.', review: ['approve', 'deny'] },
  'pend-twice': { does: 'Pends the request twice, then certifies it.', review: ['pend', 'pend', 'approve'] },
  'reject-2000A': { does: 'Rejects it: its system cannot answer now.', review: ['aaa-2000A'] },
  'reject-2010A': { does: 'Rejects it: the plan is not the one named.', review: ['aaa-2010A'] },
  'reject-2010B': { does: 'Rejects it: the requester is not on file.', review: ['aaa-2010B'] },
  'reject-2010C': { does: 'Rejects it: the member id is wrong.', review: ['aaa-2010C'] },
  'reject-then-approve': {
    does: 'Rejects it for now and will answer by itself; then certifies it.',
    review: ['aaa-2010C-Y', 'approve'],
  },
  'reject-2000E': { does: 'Rejects it: the diagnosis is wrong.', review: ['aaa-2000E'] },
  'reject-2000E-never': {
    does: 'Rejects it: the days are wrong, and it must not come again.',
    review: ['aaa-2000E-N'],
  },
  'reject-2010EA': { does: 'Rejects it: the provider of the event is out of network.', review: ['aaa-2010EA'] },
  'reject-2000F': { does: 'Rejects the first line and certifies the rest: the code is wrong.', review: ['aaa-2000F'] },
  'reject-2010FA': {
    does: 'Rejects the provider of the first line and certifies the rest.',
    review: ['aaa-2010FA'],
  },
  silent: { does: 'Acknowledges, and never answers.', delivery: 'never' },
  late: { does: 'Answers long after it should.', delivery: 'late' },
  duplicate: { does: 'Sends every answer three times, once in a new interchange.', delivery: 'twice' },
  'lose-reply': { does: 'Does the work, but nothing arrives until the same bytes come again.', delivery: 'lost' },
  pay: { does: 'Pays 80 % of the charge less 20 % coinsurance.', claims: paying(usual) },
  underpay: { does: 'Pays as if the contract allowed half of the charge.', claims: paying(low) },
  'deny-197': { does: 'Denies every line for want of an authorization.', claims: paying(denied('197')) },
  'deny-197-line': {
    does: 'Denies the first line for want of an authorization and pays the rest.',
    claims: paying({ ...usual, denial: { reason: '197', of: 'firstLine' } }),
  },
  'deny-50': { does: 'Denies every line as not medically necessary.', claims: paying(denied('50', 'N115')) },
  'reverse-correct': {
    does: 'Pays too little, then reverses that payment and pays correctly with a copayment.',
    claims: paying(low, withCopay),
  },
  'off-by-a-cent': {
    does: 'Pays, with a total that is one cent too high.',
    claims: { ...paying(usual), offByCents: 1 },
  },
  split: {
    does: 'Pays the lines of one claim as two claims in two remittances.',
    claims: { ...paying(usual), split: true },
  },
  'reject-999': { does: 'Refuses the transaction sets by 999.', refuses: true },
  'reject-277ca': { does: 'Refuses every claim by 277CA.', claims: { claimStatus: 'rejected', pricings: [] } },
} as const satisfies Record<string, Script>;

export type ScriptName = keyof typeof table;
export const scripts: Readonly<Record<ScriptName, Script>> = table;
export const scriptNames = Object.keys(table) as readonly ScriptName[];

/** True for a name of the table, so that text from a command line becomes a ScriptName. */
export const isScriptName = (text: string): text is ScriptName => Object.hasOwn(table, text);

/** The review plan of a script; approve when the script speaks only of claims. */
export const reviewPlan = (script: Script): readonly ReviewAnswer[] => script.review ?? table.approve.review;
/** The claim plan of a script; pay when the script speaks only of reviews. */
export const claimPlan = (script: Script): ClaimPlan => script.claims ?? table.pay.claims;
