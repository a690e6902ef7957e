/** Who listens while a file is explained: the page for a person or the JSON document. */

import type { Issue } from '../../outcome.ts';
import type { FunctionalGroup, Interchange, TransactionSet } from '../../x12/envelope.ts';
import type { ExplainedSegment } from '../../x12/explain.ts';
import type { AnyGuide } from '../../x12/schema.ts';

export interface Explanation {
  interchange(interchange: Interchange): void;
  group(group: FunctionalGroup): void;
  /** A TA1. */
  acknowledgement(segment: Pick<ExplainedSegment, 'text' | 'cells'>): void;
  /** @param proofs why lines of ours are what they are, by the number of their SV1 or SV2 */
  transaction(
    set: TransactionSet,
    guide: AnyGuide | undefined,
    segments: readonly ExplainedSegment[],
    proofs: ReadonlyMap<number, readonly string[]>,
  ): void;
  /** What is wrong where no segment of a set is. */
  issues(issues: readonly Issue[]): void;
  end(): void;
}
