/** The loops that are open while a transaction set is read. */

import { type LoopLayout, layoutOf } from './layout.ts';
import type { LoopInstance } from './path.ts';
import type { Fields, LoopSpec } from './schema.ts';

/** A loop that is being read. The transaction set itself is the outermost one. */
export interface OpenLoop {
  readonly fields: Fields;
  readonly layout: LoopLayout;
  readonly spec: LoopSpec<Fields> | undefined;
  readonly value: Record<string, unknown>;
  readonly instance: LoopInstance;
  /** How often each place has been filled, by its index. */
  readonly counts: number[];
  /** The band reading has come to: earlier ones are closed. */
  band: number;
  /** Where each earlier band that holds something required was passed. */
  readonly passed: Spot[];
  /** HL01 of this level as sent, or of the nearest level above. */
  level: string;
  readonly parentLevel: string;
  /** One too many of a loop that may stand once: read for its issues, but its segments go unread. */
  readonly spare: boolean;
  /** HL04 as sent and where, to be compared with the levels that follow. */
  childFlag: ChildFlag | undefined;
  /** Errors found in the set before this loop was opened. */
  readonly errorsBefore: number;
  /** Where loops go by: the key of the list that they would stand in. */
  listing: string | undefined;
}
/** Where in the message something was noticed. */
export interface Spot {
  readonly number: number;
  readonly offset: number | undefined;
}
export interface ChildFlag {
  readonly text: string;
  readonly ref: string;
  readonly path: string;
  readonly where: Spot;
}
/** A loop that has just been opened, inside a level of the given number. */
export function openLoop(
  fields: Fields,
  spec: LoopSpec<Fields> | undefined,
  instance: LoopInstance,
  level: string,
  spare = false,
  errorsBefore = 0,
): OpenLoop {
  const layout = layoutOf(fields);
  return {
    fields,
    layout,
    spec,
    value: {},
    instance,
    counts: new Array<number>(layout.places.length).fill(0),
    band: 0,
    passed: [],
    level,
    parentLevel: level,
    spare,
    childFlag: undefined,
    errorsBefore,
    listing: undefined,
  };
}

/** Loops as they are now, to go on from later: what is read in the copy leaves them alone. */
export const copyOf = (open: readonly OpenLoop[]): OpenLoop[] =>
  open.map((loop) => ({ ...loop, value: {}, counts: [...loop.counts], passed: [...loop.passed] }));

/** Puts an item where a value keeps it. */
export function attach(value: Record<string, unknown>, key: string, arity: 'one' | 'many', item: unknown): void {
  const items = value[key];
  if (arity === 'one') value[key] = item;
  else if (Array.isArray(items)) items.push(item);
  else value[key] = [item];
}

export const hasChildLevels = ({ layout, counts }: OpenLoop): boolean =>
  layout.levels.some((place) => (counts[place.index] ?? 0) > 0);

/** Whether a loop of this id may stand right inside. */
export const canHold = (fields: Fields, loopId: string): boolean =>
  layoutOf(fields).places.some((place) => place.use.of.is === 'loop' && place.use.of.id === loopId);
