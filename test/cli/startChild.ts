/** `start` in a process of its own, with the business clock on the day of the story. Arguments: CONFIG [ROLES]. */

import { settableClock } from '../../src/adapters/clock.ts';
import { processIo } from '../../src/cli/io.ts';
import { start, stopSignal } from '../../src/cli/start.ts';
import { Fault } from '../../src/ports.ts';
import { DAY_OF_DOSE } from './site.ts';

const [config, role] = process.argv.slice(2);
try {
  process.exitCode = await start(
    {
      role,
      environment: { INFUSEBRIDGE_CONFIG: config },
      workingDirectory: process.cwd(),
      stopped: stopSignal(),
      clock: settableClock(DAY_OF_DOSE),
    },
    processIo,
  );
} catch (problem) {
  if (!(problem instanceof Fault)) throw problem;
  processIo.err(`${problem.message}\n`);
  process.exitCode = 3;
}
