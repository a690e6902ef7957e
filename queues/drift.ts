import { Fault, type Ledger, type Log } from '../src/ports.ts';

/**
 * BullMQ on PostgreSQL takes the time for its locks from each worker. A worker whose clock is wrong takes live jobs
 * from others, or keeps stalled jobs from ever being found. So a worker whose clock is wrong does not work.
 */
const MOST_MS = 2_000;
const LOOK_EVERY_MS = 30_000;

/** How far this process's clock is from the database's, less what the round trip may account for. */
export async function clockDriftMs(ledger: Pick<Ledger, 'now'>, now: () => number = Date.now): Promise<number> {
  const before = now();
  const theirs = (await ledger.now()).getTime();
  const after = now();
  return Math.max(0, Math.abs(theirs - (before + after) / 2) - (after - before) / 2);
}

/** Throws a Fault when the clocks disagree by more than two seconds. */
export async function refuseDrift(ledger: Pick<Ledger, 'now'>, now?: () => number): Promise<void> {
  const drift = await clockDriftMs(ledger, now);
  if (drift > MOST_MS) {
    throw new Fault(
      `This machine's clock and the database's differ by ${Math.round(drift)} ms; at most ${MOST_MS} ms are safe with ` +
        'the PostgreSQL queue. Synchronise the clocks (NTP) and start again, or use Redis (REDIS_URL).',
    );
  }
}

/** Keeps looking; calls `onChange` when the clock goes wrong and when it is right again. Gives the way to stop. */
export function watchDrift(
  ledger: Pick<Ledger, 'now'>,
  log: Log,
  onChange: (wrong: boolean) => void,
  everyMs: number = LOOK_EVERY_MS,
  now?: () => number,
): () => void {
  let wrong = false;
  const look = async (): Promise<void> => {
    const drift = await clockDriftMs(ledger, now);
    if (drift > MOST_MS === wrong) return;
    wrong = drift > MOST_MS;
    log.warn(wrong ? 'clock.wrong' : 'clock.right-again', { driftMs: Math.round(drift) });
    onChange(wrong);
  };
  const timer = setInterval(() => {
    // A database out of reach is no drift, and everything else that needs it says so.
    look().catch(() => undefined);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
