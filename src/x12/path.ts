/** The X12 path of a place in a message: `835/2000/2100[3]/2110[1]`. */

export interface LoopInstance {
  readonly id: string;
  /** 1-based number among its siblings of the same kind. */
  readonly ordinal: number;
  /** Whether the loop may repeat, so that its number says something. */
  readonly numbered: boolean;
  /** undefined for the transaction set itself, whose id is ST01. */
  readonly parent: LoopInstance | undefined;
}

/** Repeating loops show their number; a loop of the first rank only from its second occurrence on (most have one). */
export function pathOf(instance: LoopInstance): string {
  const { id, ordinal, numbered, parent } = instance;
  if (parent === undefined) return id;
  const hasNumber = numbered && (ordinal > 1 || parent.parent !== undefined);
  return `${pathOf(parent)}/${id}${hasNumber ? `[${ordinal}]` : ''}`;
}
