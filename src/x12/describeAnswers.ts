/**
 * Short words of ours for what payers answer: adjustments, decisions, statuses. They also stand in the columns of
 * `read`, so none has more than 22 characters. Never the standard's own wording.
 */

/** Words by code value. */
export type Words = Readonly<Record<string, string>>;

/** What went wrong with an adjusted amount: CAS02 and its like. At most 22 characters, for a column. */
export const adjustmentReasons: Words = {
  '1': 'deductible',
  '2': 'coinsurance',
  '3': 'copay',
  '4': 'modifier wrong',
  '5': 'place of service wrong',
  '11': 'diagnosis does not fit',
  '15': 'wrong authorization',
  '16': 'data missing or wrong',
  '18': 'duplicate',
  '22': 'other payer first',
  '23': 'other payer has paid',
  '24': 'other plan pays',
  '27': 'coverage ended',
  '29': 'filed too late',
  '39': 'denied beforehand',
  '45': 'above agreed price',
  '50': 'not seen as necessary',
  '55': 'seen as experimental',
  '94': 'paid above the charge',
  '96': 'not covered',
  '97': 'part of another item',
  '107': 'main service missing',
  '109': 'wrong payer',
  '119': 'limit used up',
  '144': 'incentive',
  '151': 'too many or too often',
  '153': 'dose not supported',
  '181': 'code not valid then',
  '182': 'modifier not valid',
  '197': 'no authorization',
  '198': 'beyond authorization',
  '204': 'not in the plan',
  '226': 'records not sent',
  '236': 'modifiers clash',
  '252': 'document wanted',
  '253': 'sequestration',
  '284': 'authorization: service',
  '296': 'authorization: site',
};
/** CLP02; at most 14 characters, for a column. */
export const claimStatuses: Words = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'denied',
  '19': 'first, sent on',
  '20': 'second, on',
  '21': 'third, on',
  '22': 'reversal',
  '23': 'not ours',
  '25': 'forecast',
};
/** PLB03-1. */
export const providerAdjustments: Words = {
  '50': 'late filing',
  '72': 'refund approved',
  '90': 'early payment',
  AP: 'advance',
  B2: 'rebate',
  CS: 'adjustment',
  FB: 'balance forward',
  IR: 'tax withheld',
  J1: 'not reimbursed',
  L3: 'penalty',
  L6: 'interest',
  LE: 'levy',
  PI: 'periodic payment',
  RA: 'retroactive',
  WO: 'taken back',
  WU: 'recovered earlier',
};
/** HCR01. */
export const reviewActions: Words = {
  A1: 'certified',
  A2: 'certified in part',
  A3: 'denied',
  A4: 'pended',
  A6: 'changed',
  C: 'cancelled',
  CT: 'contact the payer',
  NA: 'none needed',
};
/** AAA04. */
export const followUps: Words = {
  C: 'correct it and send again',
  N: 'do not send again',
  P: 'send the same again',
  R: 'may be sent again',
  S: 'do not send again, it is being asked elsewhere',
  W: 'wait 30 days and send again',
  X: 'wait 10 days and send again',
  Y: 'do not send again, an answer will follow',
};
/** IK501, AK901, TA104. */
export const acknowledgementFates: Words = {
  A: 'accepted',
  E: 'accepted with errors',
  P: 'accepted in part',
  R: 'rejected',
  M: 'rejected for security',
  W: 'rejected for security',
  X: 'rejected for security',
};
/** STC01-1. */
export const claimCategories: Words = {
  A0: 'passed on',
  A1: 'received',
  A2: 'accepted',
  A3: 'returned',
  A4: 'not found',
  A5: 'split',
  A6: 'rejected: missing',
  A7: 'rejected: invalid',
  A8: 'rejected: relation',
};
/** CLM05-3. */
export const claimFrequencies: Words = { '1': 'original', '7': 'replacement', '8': 'void' };
