/** The ledger of the service that is configured here, for commands that only look. */

import { openLedger } from '../adapters/ledger.ts';
import { hasEmbedded } from '../adapters/ledgerProbe.ts';
import { loadConfig } from '../config.ts';
import { Fault, type Ledger } from '../ports.ts';
import { embeddedDirectory } from './compose/service.ts';

/** Where the configuration is, as `start` finds it. Absent: no ledger is looked at. */
export interface LedgerSources {
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  readonly workingDirectory?: string | undefined;
}

/** The ledger, to be closed, or why there is none to look at: a sentence. Nothing in it is changed. */
export async function openExistingLedger({
  environment,
  workingDirectory,
}: LedgerSources): Promise<{ readonly ledger: Ledger } | { readonly why: string }> {
  const config =
    environment === undefined || workingDirectory === undefined
      ? undefined
      : loadConfig({ environment, workingDirectory });
  if (config === undefined || !config.ok) return { why: 'no service is configured here (docs/configuration.md).' };
  const { databaseUrl } = config.value;
  const directory = embeddedDirectory(config.value);
  if (databaseUrl === undefined && !hasEmbedded(directory)) return { why: 'the configured service has no ledger yet.' };
  try {
    const where = databaseUrl === undefined ? { embedded: { directory } } : { connectionString: databaseUrl };
    return { ledger: await openLedger({ ...where, readOnly: true }) };
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    return { why: `${problem.message}.` };
  }
}
