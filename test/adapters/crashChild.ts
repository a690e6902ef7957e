/** Works on claims in the data directory it is given until it is killed; says so after every claim. */

import { startWorkers } from '../../queues/runtime.ts';
import { openLedger } from '../../src/adapters/ledger.ts';
import { openLog } from '../../src/adapters/log.ts';
import { openQueueServer } from '../../src/adapters/queueServer.ts';
import { makeClaim } from './crashWork.ts';

const log = openLog({ level: 'silent' });
const ledger = await openLedger({ embedded: { directory: process.argv[2] ?? '' } });
await startWorkers({
  ledger,
  queueServer: openQueueServer({ database: ledger.database }, log),
  log,
  handlers: {
    claim: async (item) => {
      await makeClaim(ledger, item);
      process.stdout.write('made\n');
    },
  },
  concurrency: 4,
});
process.stdout.write('ready\n');
