/** Plays the story of the plan it is given until it is killed or done; says when it takes up an item. */

import { openLog } from '../../src/adapters/log.ts';
import { openStage, type StagePlan } from './stage.ts';

const plan = JSON.parse(process.argv[2] ?? '') as StagePlan;
const stage = await openStage(plan, openLog({ level: 'error' }), () => process.stdout.write('work\n'));
await stage.play();
process.stdout.write('done\n');
await stage.close();
