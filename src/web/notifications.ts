/** The endpoint a FHIR R4 Subscription calls: who calls is checked first, the notice is durable before we answer. */

import express, { type Express, type Request, Router } from 'express';
import type { FhirResource } from '../ports.ts';
import type { World } from '../world.ts';
import { bearer } from './bearer.ts';
import { failures, guards } from './guards.ts';

export interface NotificationOptions {
  /** The EHR sends it as `Authorization: Bearer <secret>`; put into the Subscription's channel header. */
  readonly secret: string;
  /** Takes a notice in; resolves when it is durable. */
  readonly take: (notice: { readonly type: string; readonly id: string; readonly versionId: string }) => Promise<void>;
  /** Called for a notification that names no resource: something of ours changed, find out what. */
  readonly look: () => Promise<void>;
  readonly watched: readonly string[];
  readonly log: World['log'];
}

const ID = /^(?!\.{1,2}$)[A-Za-z0-9.-]{1,64}$/;
const LARGEST_BODY = '1mb';

/** The endpoint alone, as the demo runs it. */
export function notificationApp(options: NotificationOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(guards(), notificationRoutes(options));
  return app;
}

/**
 * PUT /Type/id with the resource (payload subscriptions) and POST with an empty body (doorbell subscriptions), below
 * /notifications. Answers 401 without the secret, 404 for a type that is not watched, 413 for a body too large, 400
 * for one that is not JSON, 503 when the record store is out of reach, so that the EHR tries again.
 */
export function notificationRoutes(options: NotificationOptions): Router {
  const router = Router();
  router.use(bearer(options.secret, 'notification.refused', options.log));
  router.use(express.json({ type: ['application/json', 'application/fhir+json'], limit: LARGEST_BODY }));
  router.put('/notifications/:type/:id', async (request, response) => {
    response.status(await named(request, options)).end();
  });
  router.post('/notifications', async (_request, response) => {
    await options.look();
    response.status(200).end();
  });
  router.use(failures('notification.failed', options.log));
  return router;
}

/** The body is a hint only: which version it is. The resource itself is read from the EHR when its turn comes. */
async function named(request: Request, options: NotificationOptions): Promise<number> {
  const { type = '', id = '' } = request.params as { readonly type?: string; readonly id?: string };
  if (!options.watched.includes(type) || !ID.test(id)) return 404;
  const meta = (request.body as Partial<FhirResource> | undefined)?.meta;
  const version = meta?.versionId ?? meta?.lastUpdated;
  // Without a version the second change of a resource would look like a repeat of the first.
  if (version === undefined) await options.look();
  else await options.take({ type, id, versionId: String(version).slice(0, 64) });
  return 200;
}
