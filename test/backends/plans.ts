/** Stages to open: which scenarios there are, and a fresh store and folder for each test that plays one. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningPayer, startSyntheticPayer } from '../../src/synthetic/payer/start.ts';
import type { StagePlan } from './stage.ts';
import { backend } from './stores.ts';

const SCENARIOS = fileURLToPath(new URL('../../fixtures/scenarios', import.meta.url));
const folders = (await readdir(SCENARIOS)).toSorted();
const named = (...numbers: readonly string[]) => folders.filter((name) => numbers.includes(name.slice(0, 2)));
/** From order to payment, and one each for what people decide and payers change. All others replay byte for byte. */
export const killedStories = named('01', '06', '28', '61');
export const toldStories = named('01', '02', '03', '04', '05', '06', '20', '24', '28', '31', '46', '48', '61', '64');
/** Those that the payer pays when it approves and pays everything. */
export const paidStories = ['01-pembrolizumab', '02-teclistamab'] as const;

export interface Plans {
  readonly what: string;
  /** `lasting`: another process can open the store after this one. */
  planOf(story: string, answers: StagePlan['answers'], options: { readonly lasting: boolean }): Promise<StagePlan>;
  /** Starts a payer on the partner's folder of the plan. */
  payerOf(plan: StagePlan): Promise<RunningPayer>;
  /** Removes what the plans since the last call left behind. */
  cleanUp(): Promise<void>;
}

export function plansOn(redisDatabase: number): Plans {
  const { what, fresh } = backend(redisDatabase);
  const left: (() => Promise<void>)[] = [];
  return {
    what,
    async planOf(story, answers, options) {
      const folder = await mkdtemp(join(tmpdir(), 'story-'));
      left.push(() => rm(folder, { recursive: true, force: true }));
      const { store, drop } = await fresh(options);
      left.push(drop);
      return { store, scenario: join(SCENARIOS, story), folder, answers };
    },
    payerOf: (plan) => startSyntheticPayer({ folder: join(plan.folder, 'partner'), pollMs: 40, paymentDelayMs: 60 }),
    async cleanUp() {
      for (const remove of left.splice(0).toReversed()) await remove();
    },
  };
}
