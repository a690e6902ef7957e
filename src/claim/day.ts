/** The day of a patient before it is billed: shapes only. */

import type { Problem } from '../coding/answer.ts';
import type { Apart } from '../coding/modifiers.ts';
import type { Rules } from '../rules/parse.ts';
import type { Certified } from './authorized.ts';
import type { Claim } from './claim.ts';
import type { EditOverride } from './editOverride.ts';
import type { VisitAhead } from './planned.ts';

export interface DayToJudge {
  /** Visits that no claim has billed yet; what a person has signed for one stands beside it. */
  readonly visits: readonly (VisitAhead & { readonly overrides?: readonly EditOverride[] })[];
  /** Claims of the day that stand with a payer, by stream. */
  readonly billed: readonly { readonly stream: string; readonly claim: Claim }[];
  readonly certified: readonly Certified[];
  readonly rules: Rules;
}
/** One line of the day, as it would be or was billed. */
export interface DayLine {
  readonly hcpcs: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  /** both: one line, of which a part is still planned. */
  readonly state: 'given' | 'planned' | 'both' | 'billed';
  /** Administrations or orders behind it; of a billed line the claim. */
  readonly sources: readonly string[];
}
export interface DayPair {
  readonly bundled: string;
  readonly into: string;
  readonly state: DayLine['state'];
  /** A modifier may set it apart: by the reason why it was a service of its own. Absent: none may. */
  readonly modifiers?: Readonly<Record<Apart, string>>;
  readonly evidence: string;
  /** First day the pair holds from, and whose rule it is. */
  readonly since: string;
  readonly source: string;
}
export interface DayLimit {
  readonly hcpcs: string;
  readonly units: number;
  readonly most: number;
  /** MUE adjudication indicator; 2 knows no exception. */
  readonly mai: string | null;
  readonly exception: boolean;
  readonly state: DayLine['state'];
  readonly since: string;
  readonly source: string;
}
/** What the lines of a day come to beside each other. */
export interface Together {
  readonly lines: readonly DayLine[];
  readonly pairs: readonly DayPair[];
  readonly limits: readonly DayLimit[];
  /** What else the coding rules hold against what was given or is planned. */
  readonly problems: readonly (Problem & { readonly state: DayLine['state'] })[];
}
