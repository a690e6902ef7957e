/** What a command sees of the terminal and of files named on the command line. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { exit } from './exit.ts';

export interface Io {
  /** Results. */
  out(text: string): void;
  /**
   * For a command that prints without end: waits until whoever reads the results has caught up, so that they do not
   * pile up in memory. Undefined: nothing to wait for.
   */
  drained?(): Promise<unknown> | undefined;
  /** Progress, logs and complaints. */
  err(text: string): void;
  /** The bytes of a file, relative to the caller's directory; undefined when it cannot be read. */
  read(path: string): Promise<Uint8Array | undefined>;
}

export const processIo: Io = {
  out: (text) => {
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', leave);
    process.stdout.write(text);
  },
  drained: () => (process.stdout.writableNeedDrain ? once(process.stdout, 'drain') : undefined),
  err: (text) => void process.stderr.write(text),
  read: (path) => readFile(path).catch(() => undefined),
};

/** Whoever reads the results may stop reading (`| head`): that ends the command quietly, as with any other tool. */
function leave(problem: NodeJS.ErrnoException): void {
  if (problem.code !== 'EPIPE') throw problem;
  process.exit(exit.done);
}
