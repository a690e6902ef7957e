/** What an import changes, and what it asks. */

import type { Amount, DrugCode } from '../../../rules/types.ts';

/** One value of one file of `mappings/` that becomes another. */
export type Change = { readonly hcpcs: string; readonly file: string } & (
  | {
      readonly kind: 'new code';
      readonly name: string;
      readonly unit: string;
      readonly upTo: boolean;
      readonly from: string;
      /** Whose routes, class and usual authorization it takes over until somebody says otherwise. */
      readonly like: string;
      /** It stands for the same packages, so it is in the same containers. */
      readonly samePackages: boolean;
    }
  | {
      readonly kind: 'new drug';
      readonly name: string;
      readonly unit: string;
      readonly upTo: boolean;
      readonly from: string;
    }
  | { readonly kind: 'code ends'; readonly to: string; readonly was: string | null }
  | { readonly kind: 'code begins'; readonly from: string; readonly was: string | null }
  | { readonly kind: 'dates confirmed' }
  | { readonly kind: 'replaced'; readonly by: string; readonly units: string }
  | { readonly kind: 'limit'; readonly from: string; readonly limit: string; readonly was: string | null }
  | { readonly kind: 'new NDC'; readonly ndc: string; readonly row: string }
  | { readonly kind: 'NDC gone' | 'NDC back'; readonly ndc: string; readonly product: string }
);

/** Something in the files that is not taken over as it stands. */
export interface Question {
  readonly about: string;
  readonly message: string;
  /** A row to put into the file when it has been checked. */
  readonly row?: string;
}

/** A code as it will be after the import. */
export interface KnownCode {
  readonly hcpcs: string;
  readonly file: string;
  readonly unit: Amount | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly replacedBy: string | null;
  readonly ndcUnit: DrugCode['ndcUnit'];
}
