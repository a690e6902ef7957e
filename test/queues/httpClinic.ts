/** A clinic whose EHR is the synthetic one, over HTTP, through the adapter that a site uses. */

import { handlersOf } from '../../queues/handlers.ts';
import { workOff } from '../../queues/inline.ts';
import { census } from '../../queues/notify.ts';
import { takeIn } from '../../queues/poll.ts';
import { settableClock } from '../../src/adapters/clock.ts';
import { openFhirServer } from '../../src/adapters/fhirServer.ts';
import type { PostgresLedger } from '../../src/adapters/ledger.ts';
import { openLog } from '../../src/adapters/log.ts';
import { openMemoryPartner } from '../../src/adapters/memoryPartner.ts';
import { crossRead835 } from '../../src/adapters/secondReader.ts';
import { exampleSettings } from '../../src/cli/exampleSettings.ts';
import { loadRules } from '../../src/cli/rules.ts';
import { type SyntheticEhr, type SyntheticEhrOptions, startSyntheticEhr } from '../../src/synthetic/ehr.ts';
import { answer } from '../../src/synthetic/payer/answer.ts';
import type { ScriptName } from '../../src/synthetic/payer/scripts.ts';
import { emptyPayerState } from '../../src/synthetic/payer/state.ts';
import type { World } from '../../src/world.ts';
import { openTestLedger } from '../conformance/testLedger.ts';

export interface HttpClinic {
  readonly ehr: SyntheticEhr;
  readonly ledger: PostgresLedger;
  readonly world: World;
  /** Works off what is open. */
  work(): Promise<void>;
  /** As the poller does: everything that changed since long ago, most of it known. */
  look(): Promise<void>;
  /** The payer's answers to everything sent since the last call. */
  deliver(script: ScriptName): Promise<void>;
  close(): Promise<void>;
}

export async function openHttpClinic(options: Pick<SyntheticEhrOptions, 'refuses'> = {}): Promise<HttpClinic> {
  const ehr = await startSyntheticEhr({ port: 0, ...options });
  const ledger = await openTestLedger();
  const log = openLog({ level: 'silent' });
  const clock = settableClock('2026-11-02T10:00:00-05:00');
  const partner = openMemoryPartner(exampleSettings.route.partner);
  const server = openFhirServer({ name: 'ehr', baseUrl: ehr.url, authorization: { kind: 'none' }, clock });
  const rules = await loadRules();
  const settings = exampleSettings;
  const world: World = { ledger, ehr: server, partner, rules, settings, clock, log, readAgain: crossRead835 };
  let payer = emptyPayerState;
  const work = () => workOff(ledger, handlersOf(world), log);
  return {
    ehr,
    ledger,
    world,
    work,
    async look() {
      await census(world, new Date(0));
      await work();
    },
    async deliver(script) {
      for (const { name, bytes } of partner.takeSent()) {
        const answered = answer(bytes, script, payer, { name });
        payer = answered.state;
        for (const file of answered.files) {
          partner.put(file);
          await takeIn(world);
          await work();
        }
      }
    },
    async close() {
      await ledger.close();
      await ehr.close();
    },
  };
}
