/**
 * Small changes of the sources that no test can notice, because nothing that anybody can see changes, each with the
 * reason. `npm run check -- mutate` does not count them. A line is found by its text, so that it may move.
 */
export interface EquivalentMutants {
  readonly source: string;
  /** The whole line, without the space around it. */
  readonly line: string;
  /** As the tool prints them: what stands there -> what is put there. */
  readonly changes: readonly string[];
  readonly why: string;
}

export const equivalentMutants: readonly EquivalentMutants[] = [];
