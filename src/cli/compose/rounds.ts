/** What is done again and again: looking into the partner's folder, and asking the EHR what a lost notification would have told. */

import { catchUp } from '../../../queues/catchUp.ts';
import { takeIn } from '../../../queues/poll.ts';
import { Fault, type Log } from '../../ports.ts';
import type { World } from '../../world.ts';

export interface Round {
  /** Lets the round under way end and starts no other. */
  stop(): Promise<void>;
}

/**
 * Runs `work` at once and again `ms` after each end. A failure is logged when it is news, and so is the success after
 * it; the next round tries again.
 */
export function every(ms: number, name: string, work: () => Promise<unknown>, log: Log): Round {
  const stopping = new AbortController();
  let failing: string | undefined;
  const once = async (): Promise<void> => {
    try {
      await work();
      if (failing !== undefined) log.info(`${name}.recovered`);
      failing = undefined;
    } catch (problem) {
      const reason = reasonOf(problem);
      if (reason !== failing) log.warn(`${name}.failed`, { reason });
      failing = reason;
    }
  };
  const done = (async () => {
    while (!stopping.signal.aborted) {
      await once();
      await pause(ms, stopping.signal);
    }
  })();
  return {
    stop() {
      stopping.abort();
      return done;
    },
  };
}

/** A Fault's message holds codes only; any other error's may quote what it stumbled over, so its name must do. */
export const reasonOf = (problem: unknown): string =>
  problem instanceof Fault ? problem.message : problem instanceof Error ? problem.name : 'unknown';

export interface PollingOptions {
  readonly partnerMs: number;
  readonly censusMs: number;
}

/** Polls the partner and the EHR until stopped. The EHR stamps changes with real time, whatever the business clock says. */
export function startPolling(world: World, { partnerMs, censusMs }: PollingOptions): Round {
  const rounds = [
    every(partnerMs, 'partner.poll', () => takeIn(world), world.log),
    every(censusMs, 'ehr.census', () => catchUp(world, new Date()), world.log),
  ];
  return {
    async stop() {
      await Promise.all(rounds.map((round) => round.stop()));
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
