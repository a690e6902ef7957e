/** Writes on our own identifiers: over whatever the EHR has, or over exactly the version that was looked at. */

import type { Client } from 'fhir-kit-client';
import { parseExact } from '../fhir/exactJson.ts';
import { Fault, type FhirResource, type FhirServer, Refusal } from '../ports.ts';
import { type GuardedAnswer, type Limits, readResource } from './guardedFetch.ts';

export interface PutParts {
  readonly kit: Client;
  readonly base: URL;
  readonly get: (url: URL) => Promise<GuardedAnswer>;
  readonly tokens: { header(): Promise<Readonly<Record<string, string>>>; forget(): void };
  readonly limits: Limits;
}
type Identifier = Parameters<FhirServer['putByIdentifier']>[1];
type Onto = NonNullable<Parameters<FhirServer['putByIdentifier']>[2]>;

const TYPE = /^[A-Z][A-Za-z]{1,40}$/;
/** Characters that mean something in a FHIR search value. */
const SPECIAL = /[,$|\\]/;
/** Somebody may write between our look and our write; who loses the race this often gives up for now. */
const MOST_LOOKS = 5;
/** The EHR has another version than we thought, or more than one resource: to be looked at again, not another type. */
const CONFLICTS: ReadonlySet<number> = new Set([409, 412]);

/** Conditional update: creates once, updates ever after. Throws Fault or Refusal. */
export async function putOnce(resource: FhirResource, identifier: Identifier, parts: PutParts): Promise<object> {
  const { resourceType } = checked(resource, identifier);
  return await sent({ resourceType, searchParams: conditionOf(identifier) }, resource, {}, parts);
}

/**
 * Writes what `onto` makes of the version the EHR has now, over that version only (If-Match); somebody else's version
 * in between is looked at in turn. Creates where there is none; writes nothing where `onto` gives back what is there.
 * Throws Fault or Refusal.
 *
 * @param ours ids that we know to be ours: of several resources with the identifier only one of them is written
 */
export async function putOnto(
  resource: FhirResource,
  identifier: Identifier,
  onto: Onto,
  parts: PutParts,
  ours: readonly string[] = [],
): Promise<object> {
  const { resourceType } = checked(resource, identifier);
  for (let look = 1; ; look++) {
    const current = await currentOf(resourceType, identifier, ours, parts);
    if (current?.id === undefined) return await putOnce(resource, identifier, parts);
    const { id, meta } = current;
    const next = onto(current);
    if (next === current) return current;
    const ifMatch: Record<string, string> =
      meta?.versionId === undefined ? {} : { 'if-match': `W/"${meta.versionId}"` };
    try {
      return await sent({ resourceType, id }, { ...next, id }, ifMatch, parts);
    } catch (cause) {
      if (!(cause instanceof Conflicting) || look === MOST_LOOKS) throw cause;
    }
  }
}

function checked(resource: FhirResource, { system, value }: Identifier): FhirResource {
  if (!TYPE.test(resource.resourceType)) throw new Error('a FHIR type is needed');
  if (SPECIAL.test(system) || SPECIAL.test(value)) throw new Error('an identifier without , $ | \\ is needed');
  return resource;
}

const conditionOf = ({ system, value }: Identifier) => ({ identifier: `${system}|${value}` });

/** The one resource of this identifier, numbers as they were sent; undefined where there is none, or no search for it. */
async function currentOf(type: string, identifier: Identifier, ours: readonly string[], { base, get }: PutParts) {
  const url = new URL(type, base);
  url.searchParams.set('identifier', conditionOf(identifier).identifier);
  const answer = await get(url);
  try {
    readResource(answer);
  } catch (cause) {
    if (cause instanceof Refusal) return undefined;
    throw cause;
  }
  const { entry } = parseExact(answer.text) as { readonly entry?: unknown };
  const found = (Array.isArray(entry) ? entry : []).flatMap(({ resource }: { readonly resource?: FhirResource }) =>
    resource?.resourceType === type && isNamed(resource, identifier) ? [resource] : [],
  );
  const known = found.length > 1 ? found.filter(({ id = '' }) => ours.includes(id)) : found;
  if (known.length !== Math.min(found.length, 1)) throw new Conflicting();
  return known[0];
}

/** A server that does not look at the parameter gives any resource of the type. */
const isNamed = ({ identifier }: FhirResource, { system, value }: Identifier): boolean =>
  Array.isArray(identifier) &&
  (identifier as readonly Partial<Identifier>[]).some((one) => one.system === system && one.value === value);

type Target = { readonly resourceType: string } & (
  | { readonly id: string }
  | { readonly searchParams: Record<string, string> }
);

async function sent(
  target: Target,
  resource: FhirResource,
  extra: Record<string, string>,
  { kit, tokens, limits }: PutParts,
): Promise<object> {
  for (let attempt = 1; ; attempt++) {
    const headers = { ...(await tokens.header()), ...extra };
    const signal = AbortSignal.timeout(limits.timeoutMs);
    try {
      // The kit's body type carries no index signature; what it sends is JSON of exactly this resource.
      const body = resource as unknown as Parameters<typeof kit.update>[0]['body'];
      return await kit.update({ ...target, body, options: { headers, redirect: 'error', signal } });
    } catch (cause) {
      const status = statusOf(cause);
      if (status === 401 && attempt === 1) {
        tokens.forget();
        continue;
      }
      if (status === undefined)
        throw new Fault(signal.aborted ? 'EHR_TIMEOUT: no answer in time' : 'EHR_UNREACHABLE: the connection failed');
      if (status === 429 || status >= 500) throw new Fault(`EHR_BUSY: the EHR answered with ${status}`);
      if (status < 300) throw new Fault('EHR_UNREADABLE_ANSWER: the answer is no FHIR resource');
      throw CONFLICTS.has(status) ? new Conflicting() : new Refusal(status);
    }
  }
}

class Conflicting extends Fault {
  constructor() {
    super('EHR_CONFLICT: the EHR has another version than we wrote over, or several resources of one identifier');
  }
}

/** The status of the kit's error, whose message and data are dropped: they may hold the resource. */
function statusOf(cause: unknown): number | undefined {
  const status = (cause as { readonly response?: { readonly status?: unknown } } | null)?.response?.status;
  return typeof status === 'number' ? status : undefined;
}
