/** A small FHIR R4 server over real HTTP for demo and tests: what a hospital's EHR offers, and how it misbehaves. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { noFaults, type PushFaults, type PushTally, startPushes } from './push.ts';
import { fhirRoutes, type Refusals } from './routes.ts';
import { openStore, type Version } from './store.ts';
import { openTokenOffice, type SyntheticClient } from './token.ts';

export interface SyntheticEhrOptions {
  /** 0 picks a free one. */
  readonly port: number;
  /** Where the journal lives; without it everything is forgotten at the end. */
  readonly folder?: string;
  readonly clock?: { now(): Date };
  /** Known backend clients; without any, the API asks for no token. */
  readonly clients?: readonly SyntheticClient[];
  /** Seed of the push faults. */
  readonly seed?: number;
  /** Types it does not take at first, as real EHRs do not take Flag or Communication; none by default. */
  readonly refuses?: Readonly<Record<string, 404 | 405 | 422>>;
}
export interface ResourceToPut {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}
export interface SyntheticEhr {
  /** FHIR base address, `http://127.0.0.1:port/fhir`. */
  readonly url: string;
  readonly tokenUrl: string;
  /** May be changed at any time. */
  readonly faults: PushFaults;
  readonly tally: PushTally;
  /** May be changed at any time. */
  readonly refusals: Refusals;
  /** Stores a resource as a clinician would in the EHR; subscribers hear of it. */
  put(resource: ResourceToPut): Version;
  /** Several at once: all of them or, after a kill, none. */
  putAll(resources: readonly ResourceToPut[]): readonly Version[];
  remove(type: string, id: string): void;
  history(type: string, id: string): readonly Version[];
  /** Current resources of a type, numbers as text. */
  all(type: string): readonly Version[];
  /** All pushes delivered or given up. */
  settled(): Promise<void>;
  /** Makes every access token invalid, as a restart does. */
  revokeTokens(): void;
  close(): Promise<void>;
}

/** Starts the server on 127.0.0.1. The folder must belong to one server at a time. */
export async function startSyntheticEhr(options: SyntheticEhrOptions): Promise<SyntheticEhr> {
  const now = (): Date => options.clock?.now() ?? new Date();
  const store = openStore(options.folder);
  const app = express();
  const server = createServer(app);
  await listening(server, options.port);
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [url, tokenUrl] = [`${root}/fhir`, `${root}/token`];
  const faults = noFaults();
  const refusals: Refusals = new Map(Object.entries(options.refuses ?? {}));
  const pushes = startPushes(store, url, faults, options.seed ?? 1);
  const office = openTokenOffice(options.clients ?? [], tokenUrl, now);
  const apply = (changes: Parameters<typeof store.apply>[0]): readonly Version[] => {
    const before = changes.map(({ type, id }) => store.current(type, id));
    const versions = store.apply(changes, now());
    versions.forEach((version, index) => {
      if (version !== before[index]) pushes.announce(version);
    });
    return versions;
  };
  app.disable('x-powered-by');
  app.use(
    fhirRoutes({ store, url, tokenUrl, office, isOpen: (options.clients ?? []).length === 0, apply, now, refusals }),
  );
  return {
    url,
    tokenUrl,
    faults,
    refusals,
    tally: pushes.tally,
    putAll: (resources) => apply(resources.map(changeTo)),
    put: (resource) => {
      const [version] = apply([changeTo(resource)]);
      if (version === undefined) throw new Error('one change gives one version');
      return version;
    },
    remove: (type, id) => {
      apply([{ type, id }]);
    },
    history: (type, id) => store.versions(type, id),
    all: (type) => store.all(type),
    settled: () => pushes.settled(),
    revokeTokens: () => office.revokeAll(),
    close: async () => {
      await pushes.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
    },
  };
}

const changeTo = (resource: ResourceToPut) => ({
  type: resource.resourceType,
  id: resource.id,
  text: JSON.stringify(resource),
});

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}
