/** Authorizations and claims of the ledger that are not finished, by the drug codes they are about. */

import { loadAuthorization, loadClaim } from '../../../queues/streams.ts';
import type { AuthorizationStatus } from '../../authorization/authorization.ts';
import { Fault, type FhirResource, type Ledger, type LedgerTransaction } from '../../ports.ts';
import type { Rules } from '../../rules/parse.ts';
import { type LedgerSources, openExistingLedger } from '../existingLedger.ts';

export interface OpenAuthorization {
  readonly stream: string;
  readonly status: AuthorizationStatus;
  readonly codes: readonly string[];
  /** Last certified or requested day. */
  readonly until: string;
}
export interface OpenClaim {
  readonly stream: string;
  readonly status: 'held' | 'not sent';
  readonly codes: readonly string[];
}
export interface Impact {
  readonly looked: boolean;
  /** Why nobody looked. */
  readonly why?: string;
  readonly authorizations: readonly OpenAuthorization[];
  readonly claims: readonly OpenClaim[];
}

const notLooked = (why: string): Impact => ({ looked: false, why, authorizations: [], claims: [] });

/** Open work about these codes: authorizations that reach the day given for a code, held and unsent claims whatever their day. */
export async function lookAtOpenWork(
  sources: LedgerSources,
  rules: Rules,
  codes: ReadonlyMap<string, string>,
): Promise<Impact> {
  const found = await openExistingLedger(sources);
  if ('why' in found) return notLooked(found.why);
  try {
    return await openWorkOf(found.ledger, rules, codes);
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    return notLooked(`${problem.message}.`);
  } finally {
    await found.ledger.close();
  }
}

/** The same of an open ledger. */
export async function openWorkOf(ledger: Ledger, rules: Rules, codes: ReadonlyMap<string, string>): Promise<Impact> {
  const [plans, visits] = await ledger.transact(
    async (tx) => [await tx.streams('authorization/'), await tx.streams('claim/')] as const,
  );
  const authorizations: OpenAuthorization[] = [];
  const claims: OpenClaim[] = [];
  for (const stream of plans)
    authorizations.push(...(await ledger.transact((tx) => authorizationAbout(tx, stream, codes))));
  for (const stream of visits) claims.push(...(await ledger.transact((tx) => claimAbout(tx, stream, rules, codes))));
  return { looked: true, authorizations, claims };
}

/** With the payer, or good for doses to come. */
const OPEN: ReadonlySet<AuthorizationStatus> = new Set([
  'held',
  'requested',
  'pended',
  'contactPayer',
  'approved',
  'partial',
]);

async function authorizationAbout(
  tx: LedgerTransaction,
  stream: string,
  codes: ReadonlyMap<string, string>,
): Promise<readonly OpenAuthorization[]> {
  const { state } = await loadAuthorization(tx, stream);
  if (!OPEN.has(state.status)) return [];
  const about = state.services.filter(({ hcpcs, to }) => (codes.get(hcpcs) ?? '9999') <= to);
  const until = about
    .map(({ to }) => to)
    .sort()
    .at(-1);
  return until === undefined
    ? []
    : [{ stream, status: state.status, codes: [...new Set(about.map(({ hcpcs }) => hcpcs))], until }];
}

async function claimAbout(
  tx: LedgerTransaction,
  stream: string,
  rules: Rules,
  codes: ReadonlyMap<string, string>,
): Promise<readonly OpenClaim[]> {
  const { state, version } = await loadClaim(tx, stream);
  const isHeld = state.status === 'held';
  const unsent = state.status === 'submitted' && (await tx.transmissions({ stream })).at(-1)?.state !== 'sent';
  if (!isHeld && !unsent) return [];
  const chart = isHeld ? ((await tx.snapshot(`${stream}/${version - 1}`)) ?? []) : [];
  const told = isHeld
    ? givenCodes(chart, state.administrations, rules)
    : (state.claim?.lines ?? []).map(({ hcpcs }) => hcpcs);
  const about = [...new Set(told)].filter((hcpcs) => codes.has(hcpcs));
  return about.length === 0 ? [] : [{ stream, status: isHeld ? 'held' : 'not sent', codes: about }];
}

/** A held claim has no lines yet: the codes of every NDC that its administrations name, and of what these stand for now. */
function givenCodes(
  chart: readonly FhirResource[],
  administrations: readonly string[],
  rules: Rules,
): readonly string[] {
  const given = chart.filter(({ resourceType, id }) => administrations.includes(`${resourceType}/${id}`));
  const named = textsIn(given);
  const drugs = chart.filter(({ resourceType, id }) => named.some((text) => text === `${resourceType}/${id}`));
  const rows = [...named, ...textsIn(drugs)].flatMap((text) => rules.packages.get(text.replaceAll('-', '')) ?? []);
  return rows.flatMap(({ codes }) => codes.flatMap((code) => [code, ...(rules.codes.get(code)?.replaces ?? [])]));
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];
