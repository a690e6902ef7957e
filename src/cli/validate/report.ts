/** Who listens while a file is validated: the page for a person or the JSON document. */

import type { Counts } from './firstIssues.ts';
import type { Found, Whereabouts } from './found.ts';
import type { LayerChecked } from './layers.ts';

/** A transaction set as it was validated. */
export interface SetResult {
  readonly where: Whereabouts;
  /** ST01, and ST03 or GS08 as sent. */
  readonly set: string;
  readonly guide: string;
  /** Our name of the guide; null where there is none. */
  readonly name: string | null;
  readonly segments: number;
  /** IK501: `A` in order, `E` with warnings, `R` with errors. */
  readonly status: 'A' | 'E' | 'R';
  /** An 835 only: line, claim and payment agree to the cent. */
  readonly balanced?: boolean;
}
export interface Report {
  /** @param unlisted how many more issues there are, which are not told */
  set(result: SetResult, found: readonly Found[], unlisted: Counts): void;
  /** What is wrong outside of the transaction sets. */
  found(found: readonly Found[]): void;
  layers(layers: readonly LayerChecked[]): void;
  /** The file is over; the answers that were written, and where. */
  end(answers: readonly string[], folder: string | undefined): Promise<void>;
}
