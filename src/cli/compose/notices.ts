/** What the notification endpoint does with a call. */

import { catchUp } from '../../../queues/catchUp.ts';
import { notify, WATCHED } from '../../../queues/notify.ts';
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
  for (const type of WATCHED) {
    await connection.subscribe({ criteria: `${type}?`, endpoint, headers: [`Authorization: Bearer ${secret}`] });
  }
}
