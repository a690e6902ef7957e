/** What the notification endpoint does with a call. */

import { catchUp } from '../../../queues/catchUp.ts';
import { ANSWERED, COMPLETING, criteriaOf, notify, SCHEDULED, STARTING, WATCHED } from '../../../queues/notify.ts';
import { Fault } from '../../ports.ts';
import type { NotificationOptions } from '../../web/notifications.ts';
import type { World } from '../../world.ts';

/** Options of the endpoint over a world; `secret` is what the EHR must send. */
export const noticesOf = (world: World, secret: string): NotificationOptions => ({
  secret,
  watched: WATCHED,
  log: world.log,
  take: (notice) => notify(world, notice),
  look: () => catchUp(world, new Date()).then(() => undefined),
});

/** Makes sure that the EHR tells us of changes at `endpoint`. Throws a Fault when it does not take a subscription. */
export async function subscribe(
  connection: {
    subscribe(wanted: {
      readonly criteria: string;
      readonly endpoint: string;
      readonly headers: readonly string[];
    }): Promise<void>;
  },
  url: string,
  secret: string,
): Promise<void> {
  const endpoint = `${url.replace(/\/$/, '')}/notifications`;
  const headers = [`Authorization: Bearer ${secret}`];
  for (const type of STARTING) await connection.subscribe({ criteria: criteriaOf(type), endpoint, headers });
  for (const type of [...COMPLETING, ...SCHEDULED, ...ANSWERED]) {
    // What is held is looked at every hour all the same, and the census finds the rest, so one that the EHR does not take is no loss.
    await connection.subscribe({ criteria: criteriaOf(type), endpoint, headers }).catch((problem: unknown) => {
      if (!(problem instanceof Fault)) throw problem;
    });
  }
}
