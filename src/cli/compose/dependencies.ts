/** What the service depends on, and how each is asked whether it is there. */

import type { EhrConnection } from '../../adapters/fhirServer.ts';
import type { PostgresLedger } from '../../adapters/ledger.ts';
import { folderProblems } from '../../adapters/partnerFolders.ts';
import type { QueueServer } from '../../adapters/queueServer.ts';
import { Fault } from '../../ports.ts';
import { type Dependency, remembered } from '../../web/health.ts';

export interface Connected {
  readonly ledger: PostgresLedger;
  readonly ehr: EhrConnection;
  /** Only where this process works on queues. */
  readonly queueServer: QueueServer | undefined;
  readonly partnerDirectory: string;
}

/** The EHR's metadata is large and its token office limited: asked once a minute, however many probes there are. */
const EHR_EVERY_MS = 60_000;

export function dependenciesOf({ ledger, ehr, queueServer, partnerDirectory }: Connected): readonly Dependency[] {
  const askEhr = remembered(EHR_EVERY_MS, async () => {
    await ehr.authenticate();
    await ehr.capabilities();
    return 'gives tokens and answers';
  });
  return [
    {
      name: 'database',
      essential: true,
      look: async () => {
        await ledger.now();
        return ledger.database.kind;
      },
    },
    {
      name: 'migrations',
      essential: true,
      look: async () => {
        const pending = await ledger.pendingMigrations();
        if (pending.length > 0) throw new Fault(`pending: ${pending.join(', ')}`);
        return 'up to date';
      },
    },
    ...(queueServer === undefined
      ? []
      : [
          {
            name: 'queue',
            essential: false,
            look: async () => {
              await queueServer.ping();
              return queueServer.kind;
            },
          },
        ]),
    { name: 'ehr', essential: false, look: askEhr },
    {
      name: 'partner folders',
      essential: false,
      look: async () => {
        const problems = await folderProblems(partnerDirectory);
        if (problems.length > 0) throw new Fault(problems.map(({ folder, code }) => `${folder}: ${code}`).join(', '));
        return 'there, readable and writable';
      },
    },
  ];
}
