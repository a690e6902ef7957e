/** Ctrl-C, or a service manager that asks to stop: the first time in good order, the second time the process just ends. */

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to their default, which is to end the process. */
  forget(): void;
}

/** `told` is called at the first signal, before `signal` aborts. */
export function openInterruption(told: () => void): Interruption {
  const controller = new AbortController();
  const forget = (): void => {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
  };
  const stop = (): void => {
    forget();
    told();
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return { signal: controller.signal, forget };
}

/** Resolves when the signal aborts; never, if it does not. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
