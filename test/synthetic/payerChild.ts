/** The payer as a process of its own, for the test that kills it: `node payerChild.ts FOLDER`. */

import { startSyntheticPayer } from '../../src/synthetic/payer/start.ts';

const [, , folder = '.'] = process.argv;
const payer = await startSyntheticPayer({ folder, pollMs: 1, asOf: '20261203' });
process.stdout.write('started\n');
await payer.done;
