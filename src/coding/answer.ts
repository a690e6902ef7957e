/** The answer to a billing case: claim lines with their proof, or why there are none. */

import type { NdcUnit } from '../rules/types.ts';

export interface NdcQuantity {
  readonly qualifier: 'N4';
  /** Eleven digits. */
  readonly ndc11: string;
  /** At most three decimals, no trailing zeros. */
  readonly quantity: string;
  readonly uom: NdcUnit;
}

export interface CodedLine {
  readonly hcpcs: string;
  /** Whole billing units; for administration codes, times. */
  readonly units: number;
  /** At most four, in the order of `mappings/codes/modifiers.yaml`. */
  readonly modifiers: readonly string[];
  readonly ndc?: NdcQuantity;
  /** Sentences that show the arithmetic and name the table row behind every value. */
  readonly proof: readonly string[];
  /** Ids of the administrations behind the line. */
  readonly administrations: readonly string[];
  readonly prior_auth?: string;
  /** 1-based positions in the case's diagnoses, at most four. */
  readonly dx_pointers?: readonly number[];
  readonly mea?: { readonly ref: string; readonly qualifier: string; readonly value: string };
  /** Name and dose for an unclassified code; a payer refuses the line without it. */
  readonly description?: string;
  readonly description_required?: true;
  /** Dollars and cents of the whole line, where it is not the fee schedule's to say. */
  readonly charge?: string;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
  /** The HCPCS code it is about, where an override has to name it. */
  readonly hcpcs?: string;
  /** May a person set it aside with a signed reason? Said of edits only; anything else has to be put right. */
  readonly override?: 'possible' | 'never';
}

export interface CodingAnswer {
  /** hold: a person must put something right first. no_claim: nothing of this may be billed here. */
  readonly result: 'claim' | 'hold' | 'no_claim';
  readonly lines: readonly CodedLine[];
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}
