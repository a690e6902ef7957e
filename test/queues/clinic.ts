/** A clinic in memory for tests of the queues: a ledger, a chart, a partner and the synthetic payer's answers. */

import { readFileSync } from 'node:fs';
import { handlersOf } from '../../queues/handlers.ts';
import { workOff } from '../../queues/inline.ts';
import { notify, WATCHED } from '../../queues/notify.ts';
import { takeIn } from '../../queues/poll.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { type LedgerOptions, openLedger, type PostgresLedger } from '../../src/adapters/ledger.ts';
import { openLog } from '../../src/adapters/log.ts';
import { type MemoryEhr, openMemoryEhr } from '../../src/adapters/memoryEhr.ts';
import { type MemoryPartner, openMemoryPartner } from '../../src/adapters/memoryPartner.ts';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import { type StoryState, stateOf } from '../../src/cli/demo/state.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { loadRules } from '../../src/cli/rules.ts';
import type { FhirResource, Inbound, StoredEvent } from '../../src/ports.ts';
import { type AnswerFile, answer } from '../../src/synthetic/payer/answer.ts';
import type { ScriptName } from '../../src/synthetic/payer/scripts.ts';
import { emptyPayerState } from '../../src/synthetic/payer/state.ts';
import type { World } from '../../src/world.ts';
import { openTestLedger } from '../conformance/testLedger.ts';

export type Resource = FhirResource & { readonly id: string };
export interface Clinic {
  readonly ledger: PostgresLedger;
  readonly ehr: MemoryEhr;
  readonly partner: MemoryPartner;
  readonly world: World;
  readonly logLines: readonly string[];
  /** Charts the resources, rings for those that are watched, and works everything off. */
  chart(...resources: readonly Resource[]): Promise<void>;
  /** Takes in what the partner left, without working on it. */
  takeIn(): Promise<number>;
  /** Works off what is open. */
  work(world?: World): Promise<void>;
  /** The payer's answers to everything sent since the last call, in the order of its steps. */
  answers(script: ScriptName): readonly AnswerFile[];
  /** Files arrive and are worked off; gives what became of each that is new. */
  deliver(files: readonly Arriving[], world?: World): Promise<readonly Inbound[]>;
  /** Chart, approve, acknowledge: an order with its authorization. */
  approved(name: string, script?: ScriptName): Promise<void>;
  state(name: string): Promise<StoryState>;
  events(stream: string): Promise<readonly StoredEvent[]>;
  /** Names of the files ever recorded for a patient's authorizations or claims. */
  fileCount(prefix: 'authorization' | 'claim', name: string): Promise<number>;
  close(): Promise<void>;
}
export interface Arriving {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export async function openClinic(
  partnerOf?: (partner: MemoryPartner) => World['partner'],
  database?: LedgerOptions,
): Promise<Clinic> {
  const ledger = await (database === undefined ? openTestLedger() : openLedger(database));
  const ehr = openMemoryEhr('ehr');
  const partner = openMemoryPartner(exampleSettings.route.partner);
  const logLines: string[] = [];
  const clock = settableClock('2026-11-02T18:00:00-05:00');
  const world: World = {
    ledger,
    ehr,
    partner: partnerOf?.(partner) ?? partner,
    rules: await loadRules(),
    settings: exampleSettings,
    clock,
    log: openLog({ write: (line) => void logLines.push(line) }),
    readAgain: crossRead835,
  };
  let payer = emptyPayerState;
  let version = 0;
  const work = (over: World = world): Promise<void> => workOff(ledger, handlersOf(over), over.log);
  const clinic: Clinic = {
    ledger,
    ehr,
    partner,
    world,
    logLines,
    work,
    takeIn: () => takeIn(world),
    async chart(...resources) {
      for (const day of daysOf(resources)) if (clock.now() < day) clock.set(day);
      for (const resource of resources) ehr.put(resource);
      for (const { resourceType: type, id } of resources) {
        if (!(WATCHED as readonly string[]).includes(type)) continue;
        version += 1;
        await notify(world, { type, id, versionId: String(version) });
      }
      await work();
    },
    answers(script) {
      return partner.takeSent().flatMap(({ name, bytes }) => {
        const answered = answer(bytes, script, payer, { name });
        payer = answered.state;
        return answered.files;
      });
    },
    async deliver(files, over = world) {
      const before = new Set((await ledger.transact((tx) => tx.inbounds())).map(({ id }) => id));
      for (const file of files) {
        partner.put(file);
        await takeIn(over);
        await work(over);
      }
      return (await ledger.transact((tx) => tx.inbounds())).filter(({ id }) => !before.has(id));
    },
    async approved(name, script = 'approve') {
      await clinic.chart(...orderOf(name));
      await clinic.deliver(clinic.answers(script));
    },
    state: (name) => stateOf(ledger, `Patient/${name}-patient`),
    events: (stream) => ledger.transact((tx) => tx.events(stream)),
    fileCount: (prefix, name) =>
      ledger.transact(async (tx) => {
        let count = 0;
        for (const stream of await tx.linked(`patient ${prefix}`, `Patient/${name}-patient`))
          count += (await tx.transmissions({ stream })).length;
        return count;
      }),
    close: () => ledger.close(),
  };
  return clinic;
}

const SCENARIO = new URL('../../fixtures/scenarios/01-pembrolizumab/in/', import.meta.url);
const bundle = (file: string, name: string, change: (text: string) => string = (text) => text): readonly Resource[] => {
  const text = readFileSync(new URL(file, SCENARIO), 'utf8').replaceAll('pembro-', `${name}-`);
  const parsed = JSON.parse(change(text)) as { readonly entry: readonly { readonly resource: Resource }[] };
  return parsed.entry.map(({ resource }) => resource);
};

/** Patient, coverage and an order for six doses of 200 mg, every id beginning with the name. */
export const orderOf = (name: string, change?: (text: string) => string): readonly Resource[] =>
  bundle('01-order.json', name, change);
/** A dose of 200 mg on a day of November 2026 and its encounter. */
/** The evening of each day a dose is given on: nobody charts it earlier. */
const daysOf = (resources: readonly Resource[]): readonly Date[] =>
  resources.flatMap((resource) => {
    const { start } = (resource['effectivePeriod'] ?? {}) as { readonly start?: string };
    return start === undefined ? [] : [new Date(`${start.slice(0, 10)}T18:00:00-05:00`)];
  });

export const doseOf = (name: string, day = 2, suffix = `${day}`): readonly Resource[] =>
  bundle('04-dose-1.json', name, (text) =>
    text
      .replaceAll('2026-11-02', `2026-11-${String(day).padStart(2, '0')}`)
      .replaceAll(`${name}-visit-1`, `${name}-visit-${day}`)
      .replaceAll(`${name}-dose-1`, `${name}-dose-${suffix}`),
  );

/** The resource of a type among several, changed. */
export function changed(resources: readonly Resource[], type: string, change: Record<string, unknown>): Resource {
  const found = resources.find(({ resourceType }) => resourceType === type);
  if (found === undefined) throw new Error(`no ${type} here`);
  return { ...found, ...change };
}

export const textOf = ({ bytes }: Arriving): string => new TextDecoder().decode(bytes);
/** The same interchange under another control number. */
export const renumbered = (text: string, control: string): string =>
  text.replace(/^(ISA(?:\*[^*]*){12}\*)\d{9}/, `$1${control}`).replace(/(IEA\*\d+\*)\d{9}/, `$1${control}`);
export const fileOf = (name: string, text: string): Arriving => ({ name, bytes: new TextEncoder().encode(text) });
