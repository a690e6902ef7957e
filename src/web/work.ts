/** The worklist of what waits for a person: ids and codes only. People and their tools show the admin token. */

import { Router } from 'express';
import type { FilesInQuestion, Log } from '../ports.ts';
import { bearer } from './bearer.ts';
import { type OverrideEdit, overrideRoutes } from './override.ts';

export interface Worklist extends FilesInQuestion {
  readonly held: readonly { readonly stream: string; readonly codes: readonly string[] }[];
  readonly parked: readonly {
    readonly id: string;
    readonly queue: string;
    readonly reason: string;
    /** What it is about, where that is an id of ours. */
    readonly stream?: string;
  }[];
}
export interface WorkOptions {
  readonly token: string;
  readonly worklist: () => Promise<Worklist>;
  /** Puts a parked item back to work; false: there is none of this id. */
  readonly retry: (id: string) => Promise<boolean>;
  /** What a person found out about a file whose sending was interrupted; false: none of this id is in question. */
  readonly resolve: (transmission: string, arrived: boolean) => Promise<boolean>;
  readonly override: OverrideEdit;
  readonly log: Log;
}

/**
 * GET /api/work: everything that waits. POST /api/work/ID/retry: a parked item is done again. POST
 * /api/transmissions/ID/arrived and /api/transmissions/ID/send-again: the partner has the file, or certainly not.
 * POST /api/claims/NUMBER/override: see `overrideRoutes`. 401 without the token, 404 for an id that waits for nothing.
 */
export function workRoutes({ token, worklist, retry, resolve, override, log }: WorkOptions): Router {
  const router = Router();
  router.use(bearer(token, 'api.refused', log));
  router.get('/work', async (_request, response) => {
    response.json(await worklist());
  });
  router.post('/work/:id/retry', async (request, response) => {
    response.status((await retry(request.params.id)) ? 204 : 404).end();
  });
  router.post('/transmissions/:id/arrived', async (request, response) => {
    response.status((await resolve(request.params.id, true)) ? 204 : 404).end();
  });
  router.post('/transmissions/:id/send-again', async (request, response) => {
    response.status((await resolve(request.params.id, false)) ? 204 : 404).end();
  });
  router.use(overrideRoutes(override));
  return router;
}
