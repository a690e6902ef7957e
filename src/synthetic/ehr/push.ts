/** Subscriptions of the synthetic EHR (plain FHIR R4 rest-hook), with the faults real ones have. */

import { search } from './search.ts';
import type { Store, Version } from './store.ts';

/** How deliveries go wrong, each a share between 0 and 1. May be changed while the server runs. */
export interface PushFaults {
  /** Never sent. */
  drop: number;
  /** Sent twice. */
  duplicate: number;
  /** Held back until after the next one. */
  reorder: number;
  /** Milliseconds before every delivery. */
  delayMs: number;
}
export const noFaults = (): PushFaults => ({ drop: 0, duplicate: 0, reorder: 0, delayMs: 0 });

export interface PushTally {
  sent: number;
  dropped: number;
  failed: number;
}
export interface Pushes {
  /** Tells every subscriber whose criteria fit this new version. */
  announce(version: Version): void;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
  readonly tally: PushTally;
  close(): Promise<void>;
}

interface Channel {
  readonly type?: unknown;
  readonly endpoint?: unknown;
  readonly payload?: unknown;
  readonly header?: unknown;
}
interface Delivery {
  readonly channel: Channel;
  readonly version: Version;
}

/** A receiver that fails gets the delivery again after 100, 200, 400 and 800 ms; then it is lost, as rest-hooks are. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;

export function startPushes(store: Store, base: string, faults: PushFaults, seed: number): Pushes {
  const chance = seededRandom(seed);
  const tally: PushTally = { sent: 0, dropped: 0, failed: 0 };
  const closing = new AbortController();
  const underway = new Set<Promise<void>>();
  const heldBack: Delivery[] = [];
  const start = (delivery: Delivery): void => {
    const task = deliver(delivery, faults, tally, closing.signal).finally(() => underway.delete(task));
    underway.add(task);
  };
  const send = (delivery: Delivery): void => {
    start(delivery);
    if (chance() < faults.duplicate) start(delivery);
  };
  return {
    tally,
    announce: (version) => {
      for (const channel of channelsFor(store, version, base)) {
        const delivery = { channel, version };
        if (chance() < faults.drop) tally.dropped++;
        else if (chance() < faults.reorder) heldBack.push(delivery);
        else {
          send(delivery);
          for (const late of heldBack.splice(0)) send(late);
        }
      }
    },
    settled: async () => {
      for (const late of heldBack.splice(0)) send(late);
      while (underway.size > 0) await Promise.all(underway);
    },
    close: async () => {
      closing.abort();
      await Promise.all(underway);
    },
  };
}

/** Channels of active rest-hook Subscriptions whose criteria the version fits. R4 says nothing on deletion. */
function channelsFor(store: Store, version: Version, base: string): readonly Channel[] {
  if (version.text === undefined || version.type === 'Subscription') return [];
  return store.all('Subscription').flatMap(({ json }) => {
    const { status, criteria, channel } = json as {
      readonly status?: unknown;
      readonly criteria?: unknown;
      readonly channel?: Channel;
    };
    if (status !== 'active' || typeof criteria !== 'string' || channel?.type !== 'rest-hook') return [];
    const [type, query = ''] = criteria.split('?', 2);
    if (type !== version.type) return [];
    const only: Store = { ...store, all: () => [version] };
    return search(only, type, new URLSearchParams(query), base).matches.length > 0 ? [channel] : [];
  });
}

async function deliver(delivery: Delivery, faults: PushFaults, tally: PushTally, signal: AbortSignal): Promise<void> {
  const { channel, version } = delivery;
  const full = typeof channel.payload === 'string' && channel.payload !== '';
  const endpoint = String(channel.endpoint).replace(/\/$/, '');
  const headers: Record<string, string> = full ? { 'content-type': String(channel.payload) } : {};
  for (const line of Array.isArray(channel.header) ? channel.header : []) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(String(line)) ?? [];
    if (name !== undefined && value !== undefined) headers[name] = value;
  }
  await pause(faults.delayMs, signal);
  for (let attempt = 1; attempt <= ATTEMPTS && !signal.aborted; attempt++) {
    try {
      const response = await fetch(full ? `${endpoint}/${version.type}/${version.id}` : endpoint, {
        method: full ? 'PUT' : 'POST',
        headers,
        ...(full ? { body: version.text ?? '' } : {}),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      });
      await response.arrayBuffer();
      if (response.ok) {
        tally.sent++;
        return;
      }
    } catch {
      // A receiver that is down is tried again like one that refuses.
    }
    await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
  }
  tally.failed++;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

/** Mulberry32: small, seeded, good enough to choose faults. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
