/**
 * Situational rules of what payers send: 835, 277CA, 278 response, 999. All are mild: a payer's lapse is told, and the
 * answer is worked with all the same.
 */

import type { Situation } from '../conditions.ts';

const ZERO = '^-?0*(\\.0*)?$';
const NOT_ZERO = '[1-9]';

/** The form of a claim adjustment reason: numbers and a few families of letters. The list itself changes too often. */
const REASON_FORM = '^([1-9]\\d{0,2}|[ABDPWY][1-9]\\d{0,2}|A0)$';
/** The form of a remark code: M, MA or N and a number. */
const REMARK_FORM = '^(M|MA|N)[0-9]{1,4}$';

const two = (number: number): string => String(number).padStart(2, '0');
const runs = (id: string, first: number): readonly string[] =>
  Array.from({ length: 6 }, (_, n) => `${id}${two(first + 3 * n)}`);

/** CAS, of the 835 and of an earlier payer in a claim. */
export const adjustmentSituations: readonly Situation[] = [
  {
    name: 'reason-form',
    must: { value: runs('CAS', 2), like: REASON_FORM },
    at: 'CAS02',
    code: 'CODE_FORM',
    say: 'An adjustment reason does not look like one: a number, or a letter and a number. Ask the payer what it means.',
    mild: true,
  },
  {
    name: 'adjustment-amount',
    must: { value: runs('CAS', 3), like: NOT_ZERO },
    at: 'CAS03',
    code: 'SITUATION',
    say: 'An adjustment of nothing is not sent. It changes no sum; nothing has to be done.',
    mild: true,
  },
];

export const remarkSituations = (id: 'MOA' | 'MIA'): readonly Situation[] => [
  {
    name: 'remark-form',
    must: {
      value: id === 'MOA' ? [3, 4, 5, 6, 7].map((n) => `MOA${two(n)}`) : [5, 20, 21, 22, 23].map((n) => `MIA${two(n)}`),
      like: REMARK_FORM,
    },
    at: id === 'MOA' ? 'MOA03' : 'MIA05',
    code: 'CODE_FORM',
    say: 'A remark code does not look like one: M, MA or N and a number. Ask the payer what it means.',
    mild: true,
  },
];

/** LQ of an 835 line. */
export const lineRemarkSituations: readonly Situation[] = [
  {
    name: 'remark-form',
    when: { value: 'LQ01', in: ['HE'] },
    must: { value: 'LQ02', like: REMARK_FORM },
    at: 'LQ02',
    code: 'CODE_FORM',
    say: 'A remark code does not look like one: M, MA or N and a number. Ask the payer what it means.',
    mild: true,
  },
];

/** BPR. */
export const financialSituations: readonly Situation[] = [
  {
    name: 'electronic-accounts',
    when: { value: 'BPR04', in: ['ACH', 'BOP', 'FWT'] },
    must: { all: [{ has: 'BPR07' }, { has: 'BPR09' }, { has: 'BPR13' }, { has: 'BPR15' }] },
    at: 'BPR07',
    code: 'IK403:I9',
    say: 'The money moves electronically, so both banks and both accounts are named. Match it by its trace number.',
    mild: true,
  },
  {
    name: 'no-payment',
    when: { value: 'BPR04', in: ['NON'] },
    must: { value: 'BPR02', like: ZERO },
    at: 'BPR02',
    code: 'SITUATION',
    say: 'No payment is made (BPR04 is NON), and yet there is an amount. Ask the payer before anything is posted.',
    mild: true,
  },
];

/** The 835 as a whole. */
export const remittanceSituations: readonly Situation[] = [
  {
    name: 'same-originator',
    when: { has: 'financial/BPR10' },
    must: { same: ['financial/BPR10', 'trace/TRN03'] },
    at: 'trace/TRN03',
    code: 'SITUATION',
    say: 'BPR10 and TRN03 name the same payer. The bank will tell it as BPR10 has it.',
    mild: true,
  },
];

/** 2100 of the 835. */
export const claimPaymentSituations: readonly Situation[] = [
  {
    name: 'crossover-carrier',
    when: { value: 'payment/CLP02', in: ['19', '20', '21'] },
    must: { has: 'crossoverCarrier' },
    at: 'crossoverCarrier',
    code: 'IK304:I6',
    say: 'The claim was sent on to another payer (CLP02), who is not named. Ask before the other payer is billed.',
    mild: true,
  },
  {
    name: 'reversal-sign',
    when: { value: 'payment/CLP02', in: ['22'] },
    must: { value: 'payment/CLP04', like: `^-|${ZERO}` },
    at: 'payment/CLP04',
    code: 'SITUATION',
    say: 'A reversal takes money back, so its amount is not positive. Hold it against the first payment of the claim.',
    mild: true,
  },
  {
    name: 'denied-not-paid',
    when: { value: 'payment/CLP02', in: ['4'] },
    must: { value: 'payment/CLP04', like: ZERO },
    at: 'payment/CLP04',
    code: 'SITUATION',
    say: 'The claim is denied, and yet something is paid. Ask the payer which of the two is meant.',
    mild: true,
  },
  {
    name: 'claim-remark',
    when: { value: 'adjustments/CAS02', in: ['16', '96', '129', '148', '226', '227', '234', '252'] },
    must: {
      any: [
        { has: 'outpatientAdjudication/MOA03' },
        { has: 'inpatientAdjudication/MIA05' },
        { has: 'inpatientAdjudication/MIA20' },
      ],
    },
    at: 'outpatientAdjudication/MOA03',
    code: 'IK403:I9',
    say: 'This adjustment reason says nothing without a remark code, and there is none. Ask the payer what is missing.',
    mild: true,
  },
];

/** 2110 of the 835. */
export const linePaymentSituations: readonly Situation[] = [
  {
    name: 'service-date',
    must: { any: [{ has: 'dates' }, { has: '2100>statementDates' }] },
    at: 'dates',
    code: 'IK304:I6',
    say: 'Neither the line nor its claim has a date of service. Take it from the claim that was sent.',
    mild: true,
  },
  {
    name: 'line-remark',
    when: { value: 'adjustments/CAS02', in: ['16', '96', '129', '148', '226', '227', '234', '252'] },
    must: {
      any: [
        { has: 'remarks' },
        { has: '2100>outpatientAdjudication/MOA03' },
        { has: '2100>inpatientAdjudication/MIA05' },
      ],
    },
    at: 'remarks',
    code: 'IK304:I6',
    say: 'This adjustment reason says nothing without a remark code, and there is none. Ask the payer what is missing.',
    mild: true,
  },
  {
    name: 'service-of-payment',
    must: { inOrder: ['dates/DTM02', '>financial/BPR16'] },
    at: 'dates/DTM02',
    code: 'DATE_ORDER',
    say: 'The service lies after the day of the payment. Hold the line against the claim that was sent.',
    mild: true,
  },
];
/** SVC. */
export const serviceSituations: readonly Situation[] = [
  {
    name: 'submitted-differs',
    when: { has: 'SVC06' },
    must: { not: { same: ['SVC06', 'SVC01'] } },
    at: 'SVC06',
    code: 'IK403:I13',
    say: 'SVC06 is for a code that the payer changed, and here it is the same. Nothing has to be done.',
    mild: true,
  },
];
/** PLB. */
export const providerAdjustmentSituations: readonly Situation[] = [
  {
    name: 'provider-adjustment-amount',
    must: { value: [4, 6, 8, 10, 12, 14].map((n) => `PLB${two(n)}`), like: NOT_ZERO },
    at: 'PLB04',
    code: 'SITUATION',
    say: 'An adjustment of nothing is not sent. It changes no sum; nothing has to be done.',
    mild: true,
  },
  {
    name: 'provider-adjustment-reference',
    when: { value: 'PLB03-1', in: ['FB', 'WO'] },
    must: { has: 'PLB03-2' },
    at: 'PLB03-2',
    code: 'IK403:I9',
    say: 'Money carried over or taken back names the claim or payment it comes from. Ask the payer for it.',
    mild: true,
  },
];

/** STC of the 277CA. */
export const claimStatusSituations: readonly Situation[] = [
  {
    name: 'rejected-action',
    when: { value: 'STC01-1', in: ['A3', 'A6', 'A7', 'A8'] },
    must: { value: 'STC03', in: ['U'] },
    at: 'STC03',
    code: 'SITUATION',
    say: 'The category says that it was turned away, the action that it was taken. Ask before anything is sent again.',
    mild: true,
  },
  {
    name: 'accepted-action',
    when: { value: 'STC01-1', in: ['A2'] },
    must: { value: 'STC03', in: ['WQ'] },
    at: 'STC03',
    code: 'SITUATION',
    say: 'The category says that it was taken, the action that it was turned away. Ask before anything is sent again.',
    mild: true,
  },
  {
    name: 'status-category',
    must: { value: ['STC01-1', 'STC10-1', 'STC11-1'], list: 'claimCategories' },
    at: 'STC01-1',
    code: 'CODE_UNKNOWN',
    say: 'A category that is in no list known here. It may be newer; ask the payer what it means.',
    mild: true,
  },
  {
    name: 'status-form',
    must: { value: ['STC01-2', 'STC10-2', 'STC11-2'], like: '^\\d{1,4}$' },
    at: 'STC01-2',
    code: 'CODE_FORM',
    say: 'A claim status is a number. Ask the payer what this one means.',
    mild: true,
  },
];

/** HCR of the 278 response. */
export const decisionSituations: readonly Situation[] = [
  {
    name: 'denial-reason',
    when: { value: 'HCR01', in: ['A3'] },
    must: { has: 'HCR03' },
    at: 'HCR03',
    code: 'IK403:I9',
    say: 'A denial without a reason. Ask the payer for it: an appeal needs it.',
    mild: true,
  },
  {
    name: 'authorization-number',
    when: { value: 'HCR01', in: ['A1', 'A2', 'A6'] },
    must: { has: 'HCR02' },
    at: 'HCR02',
    code: 'IK403:I9',
    say: 'Certified, and no number of it. Ask the payer for it: the claim needs it.',
    mild: true,
  },
];

/** AK9 of the 999. */
export const groupResultSituations: readonly Situation[] = [
  {
    name: 'all-accepted',
    when: { value: 'AK901', in: ['A', 'E'] },
    must: { same: ['AK903', 'AK904'] },
    at: 'AK904',
    code: 'SITUATION',
    say: 'The group is accepted, and not all of its sets are. Read what is said of each set.',
    mild: true,
  },
  {
    name: 'none-accepted',
    when: { value: 'AK901', in: ['R', 'M', 'W', 'X'] },
    must: { value: 'AK904', like: ZERO },
    at: 'AK904',
    code: 'SITUATION',
    say: 'The group is rejected, and yet sets of it are accepted. Ask before anything is sent again.',
    mild: true,
  },
];
/** 2000 of the 999. */
export const setResultSituations: readonly Situation[] = [
  {
    name: 'accepted-without-errors',
    when: { value: 'result/IK501', in: ['A'] },
    must: { lacks: 'errors' },
    at: 'result/IK501',
    code: 'SITUATION',
    say: 'The set is accepted without reserve, and yet errors are named. Treat it as accepted, and look at them.',
    mild: true,
  },
];
/** 2100 of the 999. */
export const segmentErrorSituations: readonly Situation[] = [
  {
    name: 'errors-in-elements',
    when: { value: 'error/IK304', in: ['8'] },
    must: { has: 'elements' },
    at: 'elements',
    code: 'IK304:I6',
    say: 'The segment is said to have wrong elements, and none is named. Look at the segment as it was sent.',
    mild: true,
  },
];
