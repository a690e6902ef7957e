/** The HTTP face of the synthetic EHR: FHIR R4 REST and SMART Backend Services. */

import express, { type Request, type Response, Router } from 'express';
import { capabilityStatement, smartConfiguration } from './metadata.ts';
import { openPages } from './pages.ts';
import { search } from './search.ts';
import type { Change, Store, Version } from './store.ts';
import type { TokenOffice } from './token.ts';
import { type Decision, decideCreate, decideTransaction, decideUpdate, type WriteRequest } from './writes.ts';

export interface RouteParts {
  readonly store: Store;
  readonly url: string;
  readonly tokenUrl: string;
  readonly office: TokenOffice;
  /** No client is known: no token is asked for. */
  readonly isOpen: boolean;
  /** Stores changes and tells subscribers. */
  readonly apply: (changes: readonly Change[]) => readonly Version[];
  readonly now: () => Date;
  readonly refusals: Refusals;
}
/**
 * Types this EHR does not take, and how it says so: 404 has never heard of it, 405 shows it and lets nobody write,
 * 422 finds something wrong with whatever is written. May be changed while the server runs.
 */
export type Refusals = Map<string, 404 | 405 | 422>;

const FHIR_JSON = 'application/fhir+json; charset=utf-8';

/** All routes: `/token`, `/fhir/metadata`, `/fhir/.well-known/smart-configuration` and `/fhir/...`. */
export function fhirRoutes(parts: RouteParts): Router {
  const { store, url, office } = parts;
  const router = Router();
  const pages = openPages(url);
  router.post('/token', express.text({ type: () => true }), async (request, response) => {
    const answer = await office.issue(new URLSearchParams(String(request.body ?? '')));
    response.status(answer.status).json(answer.body);
  });
  router.get('/fhir/.well-known/smart-configuration', (_request, response) => {
    response.json(smartConfiguration(parts.tokenUrl));
  });
  router.get('/fhir/metadata', (_request, response) => {
    send(response, 200, JSON.stringify(capabilityStatement(url, parts.now(), parts.refusals)));
  });
  router.use('/fhir', (request, response, next) => {
    if (parts.isOpen || office.accepts(request.headers.authorization)) next();
    else outcome(response, 401, 'a valid access token is needed');
  });
  router.use(['/fhir/:type', '/fhir/:type/*rest'], (request, response, next) => {
    const status = parts.refusals.get(String(request.params['type']));
    if (status === undefined || (status !== 404 && request.method === 'GET')) next();
    else outcome(response, status, WORDS_OF_REFUSAL[status]);
  });
  router.use('/fhir', express.text({ type: () => true, limit: '5mb' }));
  router.get('/fhir', (request, response) => {
    const page = pages.next(queryOf(request));
    if (page === undefined) outcome(response, 410, 'this page has expired: search again');
    else send(response, 200, page);
  });
  router.post('/fhir', (request, response) => transaction(parts, request, response));
  router.get('/fhir/:type', (request, response) => {
    const query = queryOf(request);
    send(
      response,
      200,
      pages.first(search(store, request.params.type, query, url), query, `${url}/${request.params.type}?${query}`),
    );
  });
  router.post('/fhir/:type', (request, response) => {
    const ifNoneExist = request.get('if-none-exist');
    const write = {
      type: request.params.type,
      body: bodyOf(request),
      ...(ifNoneExist === undefined ? {} : { ifNoneExist }),
    };
    carryOut(parts, decideCreate(store, url, write), response);
  });
  router.put('/fhir/:type', (request, response) => {
    const write = { type: request.params.type, body: bodyOf(request), condition: queryOf(request).toString() };
    carryOut(parts, decideUpdate(store, url, withIfMatch(write, request)), response);
  });
  router.put('/fhir/:type/:id', (request, response) => {
    const write = { type: request.params.type, id: request.params.id, body: bodyOf(request) };
    carryOut(parts, decideUpdate(store, url, withIfMatch(write, request)), response);
  });
  router.delete('/fhir/:type/:id', (request, response) => {
    parts.apply([{ type: request.params.type, id: request.params.id }]);
    response.status(204).end();
  });
  router.get('/fhir/:type/:id', (request, response) => {
    resource(response, store.current(request.params.type, request.params.id));
  });
  router.get('/fhir/:type/:id/_history', (request, response) => {
    const entry = [...store.versions(request.params.type, request.params.id)].reverse();
    send(response, 200, pages.history(entry));
  });
  router.get('/fhir/:type/:id/_history/:version', (request, response) => {
    const { type, id, version } = request.params;
    resource(
      response,
      store.versions(type, id).find((known) => known.versionId === version),
    );
  });
  router.use((error: unknown, _request: Request, response: Response, _next: unknown) => {
    outcome(response, error instanceof SyntaxError ? 400 : 500, 'the request cannot be read');
  });
  return router;
}

const WORDS_OF_REFUSAL = {
  404: 'this type of resource is not known here',
  405: 'this type of resource is not written here',
  422: 'this resource breaks a rule of this server',
} as const;

const refusedIn = (decided: ReturnType<typeof decideTransaction>, refusals: Refusals) =>
  (decided.kind === 'all' ? decided.decisions : []).flatMap((decision) =>
    decision.kind === 'change' ? (refusals.get(decision.change.type) ?? []) : [],
  );

const bodyOf = (request: Request): string => (typeof request.body === 'string' ? request.body : '');
const queryOf = (request: Request): URLSearchParams => new URL(request.originalUrl, 'http://localhost').searchParams;

function withIfMatch(write: WriteRequest, request: Request): WriteRequest {
  const ifMatch = request.get('if-match');
  return ifMatch === undefined ? write : { ...write, ifMatch };
}

function carryOut(parts: RouteParts, decision: Decision, response: Response): void {
  if (decision.kind === 'answer') {
    outcome(response, decision.status, decision.reason);
    return;
  }
  if (decision.kind === 'exists') {
    resource(response, decision.version);
    return;
  }
  const [version] = parts.apply([decision.change]);
  resource(
    response.location(`${parts.url}/${decision.change.type}/${decision.change.id}/_history/${version?.versionId}`),
    version,
    decision.status,
  );
}

function transaction(parts: RouteParts, request: Request, response: Response): void {
  const decided = decideTransaction(parts.store, parts.url, bodyOf(request));
  if (decided.kind === 'answer') {
    outcome(response, decided.status, decided.reason);
    return;
  }
  const [refused] = refusedIn(decided, parts.refusals);
  if (refused !== undefined) {
    outcome(response, refused, WORDS_OF_REFUSAL[refused]);
    return;
  }
  if (decided.kind !== 'all') throw new Error('a transaction is decided as a whole');
  const changes = decided.decisions.flatMap((decision) => (decision.kind === 'change' ? [decision.change] : []));
  const versions = [...parts.apply(changes)];
  const entry = decided.decisions.map((decision) => {
    const version = decision.kind === 'exists' ? decision.version : versions.shift();
    const status = decision.kind === 'change' && decision.status === 201 ? '201' : '200';
    return {
      response: {
        status,
        location: `${version?.type}/${version?.id}/_history/${version?.versionId}`,
        etag: `W/"${version?.versionId}"`,
      },
    };
  });
  send(response, 200, JSON.stringify({ resourceType: 'Bundle', type: 'transaction-response', entry }));
}

function resource(response: Response, version: Version | undefined, status = 200): void {
  if (version === undefined) outcome(response, 404, 'there is no such resource');
  else if (version.text === undefined) outcome(response, 410, 'this resource was deleted');
  else {
    response.set('ETag', `W/"${version.versionId}"`).set('Last-Modified', new Date(version.lastUpdated).toUTCString());
    send(response, status, version.text);
  }
}

function send(response: Response, status: number, json: string): void {
  response.status(status).set('Content-Type', FHIR_JSON).send(Buffer.from(json, 'utf8'));
}

function outcome(response: Response, status: number, reason: string): void {
  const issue = [{ severity: 'error', code: 'processing', diagnostics: reason }];
  send(response, status, JSON.stringify({ resourceType: 'OperationOutcome', issue }));
}
