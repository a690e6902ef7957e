/** Exit codes of every command (docs/commands.md). */
export const exit = {
  /** Done. A hold, a denial or a no-claim is a decision, so it is done too. */
  done: 0,
  /** The message or case itself is invalid; the issues are listed. */
  invalid: 1,
  /** Wrong usage or unreadable input. */
  usage: 2,
  /** A fault: network, database, disk. */
  fault: 3,
  /** Stopped by Ctrl-C or a service manager, in good order: 128 and the number of the signal, as shells have it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exit)[keyof typeof exit];
