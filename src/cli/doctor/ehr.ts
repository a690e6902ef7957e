/** The EHR: does it answer, does it let us in, and by which ways do we hear of changes. */

import { STARTING } from '../../../queues/notify.ts';
import { systemClock } from '../../adapters/clock.ts';
import { type Capability, type EhrConnection, openFhirServer } from '../../adapters/fhirServer.ts';
import type { Config } from '../../config.ts';
import { Fault } from '../../ports.ts';
import { authorizationOf } from '../compose/settings.ts';
import { type Check, fault, ok, warn } from './check.ts';

const LIMITS = { timeoutMs: 10_000, attempts: 1 };
/** Nothing changes in the future: whoever finds something there did not look at the time. */
const AHEAD_MS = 24 * 3_600_000;

/** Metadata, token, and per watched type how its changes are found. Later ones are left out when nothing answers. */
export async function ehrChecks(config: Config): Promise<readonly Check[]> {
  const { name, baseUrl, auth } = config.ehr;
  const common = { name, baseUrl, clock: systemClock, limits: LIMITS };
  // A search for nothing fits one page; a second page means that the search was not understood.
  const ehr = openFhirServer({ ...common, authorization: authorizationOf(auth), maxPages: 1 });
  const token = await told('EHR token', () => ehr.authenticate().then(() => TOKENS[auth.kind]));
  const open = openFhirServer({ ...common, authorization: { kind: 'none' } });
  let offered: ReadonlyMap<string, Capability> = new Map();
  const metadata = await told('EHR metadata', async () => {
    offered = await (token.state === 'ok' ? ehr : open).capabilities();
    return `${offered.size} types`;
  });
  if (metadata.state !== 'ok' || token.state !== 'ok') return [metadata, token];
  const types = await Promise.all(STARTING.map((type) => typeCheck(ehr, type, offered)));
  return [metadata, token, ...types, subscriptionCheck(config, offered)];
}

const TOKENS = {
  none: 'none is used',
  'client-secret': 'given for the client secret',
  'private-key-jwt': 'given for a signed assertion',
} as const;

async function told(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, await look());
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    return fault(name, problem.message, adviceFor(problem.message));
  }
}

/** Asks for what changed tomorrow: the answer must be empty. */
async function typeCheck(
  ehr: EhrConnection,
  type: (typeof STARTING)[number],
  offered: ReadonlyMap<string, Capability>,
): Promise<Check> {
  const name = `EHR ${type}`;
  const patient = type === 'Coverage' ? 'beneficiary' : 'subject';
  const declared = offered.get(type)?.searchParameters ?? new Set();
  try {
    const tomorrow = new Date(Date.now() + AHEAD_MS).toISOString();
    const found = await ehr.search(type, { _lastUpdated: `ge${tomorrow}` });
    if (found.length > 0) return fault(name, 'does not look at _lastUpdated', CENSUS);
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    if (/TOO_MANY_PAGES/.test(problem.message)) return fault(name, 'does not look at _lastUpdated', CENSUS);
    return fault(name, `search by _lastUpdated: ${problem.message}`, adviceFor(problem.message));
  }
  if (declared.has(patient) || declared.has('patient')) return ok(name, `search by _lastUpdated and ${patient}`);
  return warn(name, `search by _lastUpdated; ${patient} is not declared`, 'Check that it is searchable by patient.');
}

const CENSUS =
  'Ask the EHR vendor for search by _lastUpdated: without it a change that no notification told stays unknown.';

function subscriptionCheck({ web, pollEveryMs }: Config, offered: ReadonlyMap<string, Capability>): Check {
  const offers = offered.get('Subscription')?.interactions.has('create') === true;
  const asking = `the EHR is asked every ${Math.round(pollEveryMs / 1000)} s`;
  if (web.publicUrl === undefined) {
    const saw = `${asking}; no notifications (web.publicUrl is not set)`;
    return ok('notifications', offers ? `${saw}, though it offers Subscription` : saw);
  }
  if (offers) return ok('notifications', 'it offers Subscription, and we have an address and a secret');
  return warn('notifications', `it declares no Subscription; ${asking}`, 'Have it call us by other means, or wait.');
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/EHR_UNREACHABLE|EHR_TIMEOUT/, 'Check ehr.baseUrl, name resolution, firewall, proxy and certificate.'],
  [/EHR_NO_SMART_CONFIGURATION/, 'Set ehr.auth.tokenUrl, or correct ehr.baseUrl.'],
  [
    /EHR_TOKEN_REFUSED/,
    'Check ehr.auth: client id, secret or key id; that the EHR knows our public key; the scope; and this clock.',
  ],
  [/EHR_TOKEN/, 'Check ehr.auth.tokenUrl with the EHR.'],
  [/answered with 40[13]/, 'The token does not allow it: ask for the scopes of docs/configuration.md.'],
  [/answered with 404|UNREADABLE|WRONG_ANSWER/, 'Check that ehr.baseUrl is the base of a FHIR R4 API.'],
  [/EHR_REDIRECTS/, 'Set ehr.baseUrl to where the redirect leads.'],
];
const adviceFor = (message: string): string =>
  ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? 'Try again later; then ask the EHR team with this code.';
