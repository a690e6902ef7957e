/** A whole clinic for tests of `start` and `doctor`: a synthetic EHR, a synthetic payer, a folder between, a configuration. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Io } from '../../src/cli/io.ts';
import type { FhirResource } from '../../src/ports.ts';
import { newSyntheticClient } from '../../src/synthetic/ehr/client.ts';
import { type SyntheticEhr, startSyntheticEhr } from '../../src/synthetic/ehr.ts';
import { type RunningPayer, startSyntheticPayer } from '../../src/synthetic/payer/start.ts';

export const WEBHOOK_SECRET = 'a-webhook-secret-of-tests';
export const ADMIN_TOKEN = 'an-admin-token-of-tests';
/** The day of the first dose of the story, in the afternoon. */
export const DAY_OF_DOSE = '2026-11-02T20:00:00Z';

export interface Site {
  readonly directory: string;
  readonly configFile: string;
  readonly ehr: SyntheticEhr;
  readonly payer: RunningPayer;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Writes the configuration anew, with these settings over the usual ones. */
  configure(changes: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'infusebridge-site-'));
  const { client, keyId, privateKey } = await newSyntheticClient('infusebridge');
  const ehr = await startSyntheticEhr({ port: 0, clients: [client] });
  const payer = await startSyntheticPayer({ folder: join(directory, 'partner'), pollMs: 50, paymentDelayMs: 100 });
  const configFile = join(directory, 'infusebridge.yaml');
  const settings = {
    dataDir: 'data',
    ehr: {
      name: 'ehr',
      baseUrl: ehr.url,
      auth: { kind: 'private-key-jwt', clientId: client.clientId, privateKey, keyId },
    },
    partners: [
      {
        name: 'clearinghouse',
        directory: 'partner',
        sender: { qualifier: 'ZZ', id: 'EXCLINIC', name: 'EXAMPLE ONCOLOGY CLINIC' },
        receiver: { qualifier: 'ZZ', id: 'EXCLEARING', name: 'EXAMPLE CLEARINGHOUSE' },
      },
    ],
    practice: {
      name: 'EXAMPLE ONCOLOGY CLINIC',
      npi: '1234567893',
      taxonomy: '261QX0203X',
      taxId: '001234567',
      address: { line: '100 INFUSION WAY', city: 'COLUMBUS', state: 'OH', postalCode: '432150001' },
      contact: { name: 'PRIOR AUTHORIZATION TEAM', phone: '6145550100' },
    },
    timeZone: 'America/New_York',
    orderSettleMs: 100,
    visitSettleMs: 100,
    pollEveryMs: 100,
    web: { port: 0, webhookSecret: WEBHOOK_SECRET, adminToken: ADMIN_TOKEN },
  };
  const configure = (changes: Readonly<Record<string, unknown>>): Promise<void> =>
    writeFile(configFile, stringify({ ...settings, ...changes }));
  await configure({});
  return {
    directory,
    configFile,
    ehr,
    payer,
    settings,
    configure,
    async close() {
      await payer.close();
      await ehr.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** What a command printed. */
export function listeningIo(): Io & { readonly printed: { out: string; err: string } } {
  const printed = { out: '', err: '' };
  return {
    printed,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    read: async () => undefined,
  };
}

/** Resources of the story of pembrolizumab, for a patient of one's own: `dose` is the first administration. */
export async function storyOf(patient: string, step: 'order' | 'dose'): Promise<readonly StoredResource[]> {
  const file = { order: '01-order.json', dose: '04-dose-1.json' }[step];
  const text = await readFile(new URL(`../../fixtures/scenarios/01-pembrolizumab/in/${file}`, import.meta.url), 'utf8');
  const bundle = JSON.parse(text.replaceAll('pembro-', `${patient}-`)) as {
    readonly entry: readonly { readonly resource: StoredResource }[];
  };
  return bundle.entry.map(({ resource }) => resource);
}
export type StoredResource = FhirResource & { readonly id: string };

/** Waits for something to come true; fails with what it waited for. */
export async function until(what: string, done: () => boolean | Promise<boolean>, patienceMs = 40_000): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await done())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}

/** Our tasks in the chart: `Approved`, `Paid`, ... per patient. */
export const tasksSaying = (ehr: SyntheticEhr, said: string): readonly string[] =>
  ehr.all('Task').flatMap(({ json }) => {
    const task = json as {
      readonly businessStatus?: { readonly text?: string };
      readonly for?: { readonly reference?: string };
      readonly identifier?: readonly { readonly value?: string }[];
    };
    return task.businessStatus?.text === said ? [task.for?.reference ?? task.identifier?.[0]?.value ?? ''] : [];
  });
