/** Short words of ours beside X12 codes, for a page read by people. A code without words stands alone. */

import {
  acknowledgementFates,
  adjustmentReasons,
  claimCategories,
  claimFrequencies,
  claimStatuses,
  followUps,
  providerAdjustments,
  reviewActions,
  type Words,
} from '../../x12/describeAnswers.ts';

/** `197 no authorization`, or the code alone. At most 22 characters each, so that a row fits. */
const withWords = (words: Words) => (code: string) => (words[code] === undefined ? code : `${code} ${words[code]}`);
const wordsOnly = (words: Words) => (code: string) => words[code] ?? code;

/** CAS02 and its like. */
export const adjustmentReason = withWords(adjustmentReasons);

/** CLP02. */
export const claimStatus = withWords(claimStatuses);

/** PLB03-1. */
export const providerAdjustment = withWords(providerAdjustments);

/** HCR01. */
export const reviewAction = withWords(reviewActions);

/** AAA04. */
export const followUp = wordsOnly(followUps);

/** IK501, AK901, TA104. */
export const fate = wordsOnly(acknowledgementFates);

/** STC01-1. */
export const claimCategory = withWords(claimCategories);

/** CLM05-3. */
export const frequency = withWords(claimFrequencies);
