/** What the log says of a queue or ledger that is away: each reason once, and that it is over. */

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startRelay } from '../../queues/relay.ts';
import { openQueueServer } from '../../src/adapters/queueServer.ts';
import { type Dispatch, Fault, type Ledger, type Log, type QueueName } from '../../src/ports.ts';

function listening(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const note = (event: string, facts = {}): void => {
    lines.push([event, ...Object.values(facts)].join(' '));
  };
  return { lines, info: note, warn: note, error: note };
}
const QUICK = { window: 1, busyMs: 2, idleMs: 2, leaseMs: 2 };
const item: Dispatch = { id: '1', queue: 'claim', ref: 'claim/1', round: 0 };

/** Runs a relay over answers of the ledger and the queue, until all of them were asked for. */
async function linesOf(answers: readonly (readonly Dispatch[] | Error)[], adding: readonly (Error | undefined)[]) {
  const log = listening();
  const [left, toAdd] = [[...answers], [...adding]];
  const answer = async (): Promise<readonly Dispatch[]> => {
    const next = left.shift() ?? [];
    if (next instanceof Error) throw next;
    return next;
  };
  const queue = {
    add: async () => {
      const problem = toAdd.shift();
      if (problem !== undefined) throw problem;
    },
    close: async () => undefined,
  };
  const ledger = { dispatchable: answer } as unknown as Ledger;
  const relay = startRelay(ledger, new Map<QueueName, typeof queue>([['claim', queue]]), log, QUICK);
  while (left.length > 0) await sleep(2);
  await sleep(10);
  await relay.stop();
  return log.lines;
}

it('says each reason of a ledger that is away once, and once that it works again', async () => {
  const away = new Fault('database: no connection');
  const starting = new Fault('database: SQLSTATE 57P03');
  expect(await linesOf([away, away, starting, away, starting, [], [], away, []], [])).toEqual([
    'relay.failed claim FAULT database: no connection',
    'relay.failed claim FAULT database: SQLSTATE 57P03',
    'relay.works-again claim',
    'relay.failed claim FAULT database: no connection',
    'relay.works-again claim',
  ]);
});

it('does not take an empty look at the ledger for a queue that works again', async () => {
  const full = new Fault('queue server: OOM');
  expect(await linesOf([[item], [], [], [item], [], [item], []], [full, full, undefined])).toEqual([
    'relay.failed claim FAULT queue server: OOM',
    'relay.works-again claim',
  ]);
});

it('quotes nothing of an error that is no Fault', async () => {
  expect(await linesOf([new TypeError('cannot read SMITH^JOHN')], [])).toEqual([
    'relay.failed claim TypeError',
    'relay.works-again claim',
  ]);
});

it('says once that Redis is away, however often its clients try', async () => {
  const log = listening();
  // Port 1 is nobody's.
  const server = openQueueServer({ redisUrl: 'redis://127.0.0.1:1' }, log);
  const queues = [server.openQueue('claim'), server.openQueue('intake')];
  const adding = queues.map((queue) => queue.add([{ id: 'q_1_0', data: {} }]).catch((problem: unknown) => problem));
  await sleep(600);
  expect(log.lines).toEqual(['queue.away redis ECONNREFUSED']);
  await server.close();
  await Promise.race([Promise.all(adding), sleep(1_000)]);
});
