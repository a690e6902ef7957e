/** An EHR's FHIR R4 API behind guards: reads with every digit, searches page by page, writes on our own identifiers. */

import { Client } from 'fhir-kit-client';
import { type Clock, Fault, type FhirResource, type FhirServer, type Log } from '../ports.ts';
import { type EhrAuthorization, openTokenSource } from './accessToken.ts';
import {
  checkedBase,
  DEFAULT_LIMITS,
  type GuardedAnswer,
  guardedFetch,
  type Limits,
  readResource,
  sameServer,
} from './guardedFetch.ts';
import { putOnce, putOnto } from './putByIdentifier.ts';
import { ensureSubscription, type SubscriptionWanted } from './subscription.ts';

export interface FhirServerOptions {
  /** Configured name, part of every inbox key. */
  readonly name: string;
  /** https, or http on this machine. */
  readonly baseUrl: string;
  readonly authorization: EhrAuthorization;
  readonly clock: Clock;
  readonly log?: Log;
  readonly limits?: Partial<Limits>;
  /** Pages of one search; beyond it the search is a Fault, never a part taken for the whole. */
  readonly maxPages?: number;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** What a type offers, from the server's CapabilityStatement. */
export interface Capability {
  readonly interactions: ReadonlySet<string>;
  readonly searchParameters: ReadonlySet<string>;
}
export interface EhrConnection extends FhirServer {
  /** Gets an access token, or uses the one it has. Throws a Fault when the EHR gives none. */
  authenticate(): Promise<void>;
  capabilities(): Promise<ReadonlyMap<string, Capability>>;
  /** Makes sure that exactly one Subscription of ours with these criteria calls this endpoint. */
  subscribe(wanted: SubscriptionWanted): Promise<void>;
}

const TYPE = /^[A-Z][A-Za-z]{1,40}$/;
const ID = /^(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/;
const MAX_PAGES = 500;

/**
 * Opens a connection; nothing is sent until the first call. Resources come with numbers as decimal text.
 * Throws Fault for network trouble, 5xx, 429, redirects, oversized or unreadable answers; a Refusal for other 4xx.
 */
export function openFhirServer(options: FhirServerOptions): EhrConnection {
  const base = checkedBase(options.baseUrl);
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const wait = options.wait ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  const tokens = openTokenSource(base, options.authorization, options.clock, limits, wait);
  const kit = new Client({ baseUrl: base.href.replace(/\/$/, '') });

  /** GET with a token; a token refused once is renewed once. */
  const get = async (url: URL): Promise<GuardedAnswer> => {
    for (let attempt = 1; ; attempt++) {
      const headers = { accept: 'application/fhir+json', ...(await tokens.header()) };
      const answer = await guardedFetch({ url, headers }, limits, wait);
      if (answer.status !== 401 || attempt > 1) return answer;
      tokens.forget();
    }
  };

  return {
    name: options.name,
    read: async (type, id) => {
      if (!TYPE.test(type) || !ID.test(id)) throw new Error('a FHIR type and id are needed');
      const answer = await get(new URL(`${type}/${id}`, base));
      if (answer.status === 404 || answer.status === 410) return undefined;
      const resource = readResource(answer);
      if (resource.resourceType !== type || resource.id !== id)
        throw new Fault('EHR_WRONG_ANSWER: another resource came back');
      return resource;
    },
    search: async (type, parameters) => {
      if (!TYPE.test(type)) throw new Error('a FHIR type is needed');
      const first = new URL(type, base);
      for (const [name, value] of Object.entries(parameters)) {
        for (const each of typeof value === 'string' ? [value] : value) first.searchParams.append(name, each);
      }
      return await allPages(first, base, options.maxPages ?? MAX_PAGES, get, options.log);
    },
    putByIdentifier: async (resource, identifier, onto, ours) => {
      const parts = { kit, base, get, tokens, limits };
      const answer = await (onto === undefined
        ? putOnce(resource, identifier, parts)
        : putOnto(resource, identifier, onto, parts, ours));
      // Some answer with an outcome that has an id of its own.
      const { resourceType, id, meta } = answer as Partial<FhirResource>;
      if (resourceType !== resource.resourceType) return resource;
      return { ...resource, ...(typeof id === 'string' ? { id } : {}), ...(meta === undefined ? {} : { meta }) };
    },
    subscribe: async (wanted) => {
      const headers = { ...(await tokens.header()) };
      await ensureSubscription(
        kit,
        await allPages(new URL('Subscription', base), base, MAX_PAGES, get, options.log),
        wanted,
        headers,
      );
    },
    authenticate: async () => void (await tokens.header()),
    capabilities: async () => capabilitiesIn(readResource(await get(new URL('metadata', base)))),
  };
}

interface Searchset {
  readonly link?: readonly { readonly relation?: unknown; readonly url?: unknown }[];
  readonly entry?: readonly { readonly resource?: FhirResource; readonly search?: { readonly mode?: unknown } }[];
}

/** Follows next links to the end. A page that fails, loops or leads elsewhere fails the whole search. */
async function allPages(
  first: URL,
  base: URL,
  maxPages: number,
  get: (url: URL) => Promise<GuardedAnswer>,
  log: Log | undefined,
): Promise<readonly FhirResource[]> {
  const found = new Map<string, FhirResource>();
  const seen = new Set<string>();
  for (let url: URL | undefined = first; url !== undefined; ) {
    if (seen.has(url.href)) throw new Fault('EHR_PAGES_LOOP: a next link leads back');
    if (seen.size >= maxPages) throw new Fault('EHR_TOO_MANY_PAGES: the search does not end');
    seen.add(url.href);
    const bundle = readResource(await get(url));
    if (bundle.resourceType !== 'Bundle') throw new Fault('EHR_WRONG_ANSWER: the search gave no Bundle');
    const { entry = [], link = [] } = bundle as FhirResource & Searchset;
    if (!Array.isArray(entry) || !Array.isArray(link))
      throw new Fault('EHR_UNREADABLE_ANSWER: the Bundle is malformed');
    for (const { resource } of entry) keep(found, resource, log);
    const next: unknown = link.find(({ relation }) => relation === 'next')?.url;
    url = typeof next === 'string' ? sameServer(base, next) : undefined;
    if (typeof next === 'string' && url === undefined)
      throw new Fault('EHR_FOREIGN_LINK: a next link leads to another server');
  }
  return [...found.values()];
}

/** Some servers repeat a resource across pages: the newest copy stays. A failed part fails the search. */
function keep(found: Map<string, FhirResource>, resource: FhirResource | undefined, log: Log | undefined): void {
  if (resource === undefined) return;
  if (resource.resourceType === 'OperationOutcome') {
    const issues = (resource as { readonly issue?: readonly { readonly severity?: unknown }[] }).issue ?? [];
    if (issues.some(({ severity }) => severity === 'error' || severity === 'fatal')) {
      throw new Fault('EHR_PART_FAILED: the search answer reports an error');
    }
    log?.warn('ehr.search.remark', { remarks: issues.length });
    return;
  }
  const key = `${resource.resourceType}/${resource.id ?? ''}`;
  const known = found.get(key);
  const isOlder = Date.parse(resource.meta?.lastUpdated ?? '') < Date.parse(known?.meta?.lastUpdated ?? '');
  if (known === undefined || !isOlder) found.set(key, resource);
}

function capabilitiesIn(statement: FhirResource): ReadonlyMap<string, Capability> {
  const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value : []);
  const texts = (value: unknown, name: string): ReadonlySet<string> =>
    new Set(listOf(value).flatMap((item) => (typeof item[name] === 'string' ? [item[name]] : [])));
  // Search parameters that all types share, such as _lastUpdated, may be named once for the server.
  const resources = listOf(statement['rest']).flatMap((rest) =>
    listOf(rest['resource']).map((resource) => ({ resource, shared: texts(rest['searchParam'], 'name') })),
  );
  return new Map(
    resources.map(({ resource, shared }) => [
      String(resource['type']),
      {
        interactions: texts(resource['interaction'], 'code'),
        searchParameters: new Set([...texts(resource['searchParam'], 'name'), ...shared]),
      },
    ]),
  );
}
