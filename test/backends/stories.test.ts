/** The stories on the backend the environment names, told to their end. */

import { afterEach, describe, it } from 'vitest';
import type { Log } from '../../src/ports.ts';
import { paidStories, plansOn, toldStories } from './plans.ts';
import { expectPaid, expectReplayed } from './proof.ts';
import { openStage } from './stage.ts';

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const { what, planOf, payerOf, cleanUp } = plansOn(1);

describe(`the stories on ${what}`, () => {
  afterEach(cleanUp);

  it.each(paidStories)('%s ends paid by a payer at work, every dose once', async (story) => {
    const plan = await planOf(story, 'payer', { lasting: false });
    const payer = await payerOf(plan);
    const stage = await openStage(plan, quiet);
    await stage.play();
    await expectPaid(plan, stage.ledger);
    await stage.close();
    await payer.close();
  });

  it.each(toldStories)('%s gives the bytes and the events of its replay', async (story) => {
    const plan = await planOf(story, 'recorded', { lasting: false });
    const stage = await openStage(plan, quiet);
    await stage.play();
    await expectReplayed(plan, stage.ledger);
    await stage.close();
  });
});
