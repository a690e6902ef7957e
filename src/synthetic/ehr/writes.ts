/** Creates, updates and transactions on the synthetic EHR, decided on values; the caller applies and announces them. */

import { parseExact } from '../../fhir/exactJson.ts';
import { parseJson } from '../../fhir/json.ts';
import { search } from './search.ts';
import type { Change, Store, Version } from './store.ts';

/** What a request leads to: an answer without a change, or one change and its status. */
export type Decision =
  | { readonly kind: 'answer'; readonly status: number; readonly reason: string }
  | { readonly kind: 'exists'; readonly version: Version }
  | { readonly kind: 'change'; readonly change: Change; readonly status: 200 | 201 };

export interface WriteRequest {
  readonly type: string;
  /** Absent for a create and for a conditional update. */
  readonly id?: string;
  readonly body: string;
  /** `identifier=system|value` of a conditional update. */
  readonly condition?: string;
  readonly ifMatch?: string;
  readonly ifNoneExist?: string;
}

const ID = /^[A-Za-z0-9.-]{1,64}$/;
const refuse = (status: number, reason: string): Decision => ({ kind: 'answer', status, reason });

/** PUT: by id, or on a condition that must fit one resource at most. */
export function decideUpdate(store: Store, base: string, request: WriteRequest): Decision {
  const body = readBody(request);
  if (body === undefined) return refuse(400, 'the body is not a resource of this type');
  if (request.condition === undefined) {
    const id = request.id ?? '';
    if (!ID.test(id) || (body.id !== undefined && body.id !== id)) return refuse(400, 'the id does not fit');
    return changed(store, request, id);
  }
  const found = search(store, request.type, new URLSearchParams(request.condition), base);
  if (found.ignored.length > 0 || request.condition === '') return refuse(412, 'the condition is not understood');
  if (found.matches.length > 1) return refuse(412, 'several resources fit the condition');
  const [match] = found.matches;
  if (match !== undefined && body.id !== undefined && body.id !== match.id) return refuse(400, 'the id does not fit');
  return changed(store, request, match?.id ?? body.id ?? store.freshId(request.type));
}

/** POST: a new resource, unless If-None-Exist finds one. */
export function decideCreate(store: Store, base: string, request: WriteRequest): Decision {
  if (readBody(request) === undefined) return refuse(400, 'the body is not a resource of this type');
  if (request.ifNoneExist !== undefined) {
    const found = search(store, request.type, new URLSearchParams(request.ifNoneExist), base).matches;
    if (found.length > 1) return refuse(412, 'several resources fit If-None-Exist');
    if (found[0] !== undefined) return { kind: 'exists', version: found[0] };
  }
  return changed(store, request, store.freshId(request.type));
}

function changed(store: Store, request: WriteRequest, id: string): Decision {
  const known = store.current(request.type, id);
  if (request.ifMatch !== undefined && request.ifMatch !== `W/"${known?.versionId ?? ''}"`) {
    return refuse(412, 'another version is current');
  }
  const text = request.type === 'Subscription' ? activated(request.body) : request.body;
  return { kind: 'change', change: { type: request.type, id, text }, status: known?.text === undefined ? 201 : 200 };
}

/** A requested Subscription becomes active at once. */
function activated(text: string): string {
  const body = parseExact(text) as Record<string, unknown>;
  return JSON.stringify(body['status'] === 'requested' ? { ...body, status: 'active' } : body);
}

function readBody(request: WriteRequest): { readonly id?: string } | undefined {
  const json = parseJson(request.body);
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return undefined;
  const { resourceType, id } = json.value as { readonly resourceType?: unknown; readonly id?: unknown };
  if (resourceType !== request.type || !(id === undefined || typeof id === 'string')) return undefined;
  return id === undefined ? {} : { id };
}

interface TransactionEntry {
  readonly fullUrl?: string;
  readonly resource?: Record<string, unknown>;
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly ifNoneExist?: string;
    readonly ifMatch?: string;
  };
}

/**
 * Decides a whole transaction Bundle: the changes with their placeholders (`urn:uuid:`) put right, or the first refusal.
 */
export function decideTransaction(
  store: Store,
  base: string,
  text: string,
): Decision | { readonly kind: 'all'; readonly decisions: readonly Decision[] } {
  const bundle = (parseExact(text) ?? {}) as { readonly type?: unknown; readonly entry?: unknown };
  if (bundle.type !== 'transaction' || !Array.isArray(bundle.entry))
    return refuse(400, 'this is no transaction Bundle');
  const entries = bundle.entry as readonly TransactionEntry[];
  const decisions: Decision[] = [];
  const names = new Map<string, string>();
  for (const entry of entries) {
    const decision = decideEntry(store, base, entry);
    if (decision.kind === 'answer') return decision;
    const target = decision.kind === 'exists' ? decision.version : decision.change;
    if (entry.fullUrl?.startsWith('urn:') === true) names.set(entry.fullUrl, `${target.type}/${target.id}`);
    if (
      decisions.some(
        (other) => other.kind === 'change' && other.change.type === target.type && other.change.id === target.id,
      )
    ) {
      return refuse(400, 'a transaction names one resource twice');
    }
    decisions.push(decision);
  }
  const inPlace = (body: string): string =>
    [...names].reduce(
      (json, [placeholder, name]) => json.replaceAll(JSON.stringify(placeholder), JSON.stringify(name)),
      body,
    );
  return {
    kind: 'all',
    decisions: decisions.map((decision) =>
      decision.kind === 'change' && decision.change.text !== undefined
        ? { ...decision, change: { ...decision.change, text: inPlace(decision.change.text) } }
        : decision,
    ),
  };
}

function decideEntry(store: Store, base: string, entry: TransactionEntry): Decision {
  const { method, url = '', ifNoneExist, ifMatch } = entry.request ?? {};
  const [path = '', condition] = url.split('?', 2);
  const [type = '', id] = path.split('/');
  if (method === 'DELETE') return { kind: 'change', change: { type, id: id ?? '' }, status: 200 };
  const request = {
    type,
    body: JSON.stringify(entry.resource ?? null),
    ...(id === undefined ? {} : { id }),
    ...(condition === undefined ? {} : { condition }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
  };
  if (method === 'PUT') return decideUpdate(store, base, request);
  return method === 'POST' ? decideCreate(store, base, request) : refuse(400, 'method not offered in a transaction');
}
