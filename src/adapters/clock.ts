import type { Clock } from '../ports.ts';

/** This machine's clock. For business dates only: leases, retries and records take the database's. */
export const systemClock: Clock = Object.freeze({ now: () => new Date() });

/** A clock that stands still until it is set: for the demo, for replays and for tests. */
export interface SettableClock extends Clock {
  set(time: Date | string): void;
  advance(ms: number): void;
}

/** Starts at the given time, a Date or ISO text. Throws Error for text that is no time. */
export function settableClock(start: Date | string): SettableClock {
  let time = timeOf(start);
  return {
    now: () => new Date(time),
    set: (to) => {
      time = timeOf(to);
    },
    advance: (ms) => {
      time += ms;
    },
  };
}

function timeOf(time: Date | string): number {
  const ms = new Date(time).getTime();
  if (Number.isNaN(ms)) throw new Error('settableClock: not a time');
  return ms;
}
