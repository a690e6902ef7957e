/** The synthetic payer as a running process: it looks into its folder again and again until it is closed. */

import { openSyntheticPayer, type SyntheticPayerOptions } from './folder.ts';
import type { PayerState } from './state.ts';

export interface RunningPayerOptions extends SyntheticPayerOptions {
  /** Time between two looks. */
  readonly pollMs?: number;
}
export interface RunningPayer {
  state(): PayerState;
  /** Resolves after close; rejects with what stopped the payer before, if anything did. */
  readonly done: Promise<void>;
  /** Waits for the look that is under way; rejects as `done` does. */
  close(): Promise<void>;
}

/** Starts the payer. A failure (disk, a bug) stops it and is told by `done` and `close`. */
export async function startSyntheticPayer(options: RunningPayerOptions): Promise<RunningPayer> {
  const { pollMs = 200, ...rest } = options;
  const payer = await openSyntheticPayer(rest);
  const closing = new AbortController();
  const done = lookUntil(closing.signal, pollMs, async () => {
    await payer.step();
  });
  // The failure is kept for those who ask; without this it would end a process that does not.
  done.catch(() => undefined);
  return {
    state: () => payer.state(),
    done,
    async close() {
      closing.abort();
      await done;
    },
  };
}

async function lookUntil(signal: AbortSignal, pollMs: number, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await look();
    await pause(pollMs, signal);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
  });
