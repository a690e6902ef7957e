/** The first golden story, played step by step over the real queues and ledger, with answers bent as a test needs them. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { handlersOf } from '../../queues/handlers.ts';
import { workOff } from '../../queues/inline.ts';
import { noticeOf, notify, WATCHED } from '../../queues/notify.ts';
import { takeIn } from '../../queues/poll.ts';
import { loadAuthorization, loadClaim } from '../../queues/streams.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { type MemoryEhr, openMemoryEhr } from '../../src/adapters/memoryEhr.ts';
import { openMemoryPartner } from '../../src/adapters/memoryPartner.ts';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { loadRules } from '../../src/cli/rules.ts';
import type { FhirResource, Ledger, Log, ParkedWork } from '../../src/ports.ts';
import type { World } from '../../src/world.ts';
import { openTestLedger } from '../conformance/testLedger.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/scenarios/01-pembrolizumab/in');
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
export type Bend = (text: string) => string;

export interface Played {
  readonly world: World;
  readonly ehr: MemoryEhr;
  /** Puts a bundle of the story into the chart, or a file of the partner into our folder, and works everything off. */
  play(name: string, bend?: Bend): Promise<void>;
  /** Puts resources into the chart and rings for those that are watched. */
  chart(...resources: readonly FhirResource[]): Promise<void>;
  resource(name: string, type: string): Promise<FhirResource>;
  authorization(stream?: string): Promise<Awaited<ReturnType<typeof loadAuthorization>>['state']>;
  claim(stream?: string): Promise<Awaited<ReturnType<typeof loadClaim>>['state']>;
  /** The texts sent since the last call. */
  sent(): readonly string[];
  parked(): Promise<readonly ParkedWork[]>;
}

/** Opens the clinic of the story over a fresh ledger, which the caller closes. */
export async function openStory(ledger?: Ledger): Promise<Played> {
  const own = ledger ?? (await openTestLedger());
  const ehr = openMemoryEhr('ehr');
  const partner = openMemoryPartner('clearinghouse');
  const rules = await loadRules();
  const clock = settableClock('2026-10-26T15:00:00-04:00');
  const world: World = {
    ledger: own,
    ehr,
    partner,
    rules,
    settings: exampleSettings,
    clock,
    log: silent,
    readAgain: crossRead835,
  };
  const handlers = handlersOf(world);
  let version = 0;
  const settle = async () => {
    await takeIn(world);
    await workOff(own, handlers, silent);
  };
  const ring = async (resources: readonly FhirResource[]) => {
    for (const resource of resources) ehr.put(resource);
    version += 1;
    for (const resource of resources) {
      const notice = noticeOf({ ...resource, meta: { versionId: String(version) } });
      if (notice !== undefined && (WATCHED as readonly string[]).includes(notice.type)) await notify(world, notice);
    }
    await settle();
  };
  return {
    world,
    ehr,
    async play(name, bend = (text) => text) {
      // The order is asked for before the payer answers it; all the rest happens after the doses.
      if (name !== '01-order.json') clock.set(new Date('2026-11-20T12:00:00-05:00'));
      const text = bend(await readFile(join(FOLDER, name), 'utf8'));
      if (name.endsWith('.json')) return ring(resourcesIn(text));
      partner.put({ name: `${version}-${name}`, bytes: new TextEncoder().encode(text) });
      return settle();
    },
    chart: (...resources) => ring(resources),
    async resource(name, type) {
      const found = resourcesIn(await readFile(join(FOLDER, name), 'utf8')).find((r) => r.resourceType === type);
      if (found === undefined) throw new Error(`no ${type} in ${name}`);
      return found;
    },
    authorization: (stream = 'authorization/1') =>
      own.transact(async (tx) => (await loadAuthorization(tx, stream)).state),
    claim: (stream = 'claim/1') => own.transact(async (tx) => (await loadClaim(tx, stream)).state),
    sent: () => partner.takeSent().map(({ bytes }) => new TextDecoder().decode(bytes)),
    parked: () => own.parkedWork(),
  };
}

const resourcesIn = (text: string): readonly FhirResource[] =>
  (JSON.parse(text) as { readonly entry: readonly { readonly resource: FhirResource }[] }).entry.map(
    ({ resource }) => resource,
  );
