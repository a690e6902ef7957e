/** Works the outbox off in this process, one item after the other in the order it was recorded: for replays. */

import type { Ledger, Log, QueueName } from '../src/ports.ts';
import { jobOf } from './payload.ts';
import { type Handler, RETRY_POLICY, workOn } from './worker.ts';

/** Until nothing is open; a failed item is parked at once, so that a replay never waits. */
export async function workOff(ledger: Ledger, handlers: Readonly<Record<QueueName, Handler>>, log: Log): Promise<void> {
  const policy = { ...RETRY_POLICY, attemptsOnFault: 1, attemptsOnBug: 1 };
  const queues = Object.keys(handlers) as QueueName[];
  for (;;) {
    const due = (await Promise.all(queues.map((queue) => ledger.dispatchable(queue, 100)))).flat();
    if (due.length === 0) return;
    const inOrder = [...due].sort((a, b) => Number(a.id) - Number(b.id));
    for (const item of inOrder) await workOn(jobOf(item).data, { ledger, handlers, log, policy, random: () => 0 });
  }
}
