/** The endpoint a FHIR R4 Subscription calls: who calls is checked first, the notice is durable before we answer. */

import { timingSafeEqual } from 'node:crypto';
import express, { type Express, type Request, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { Fault, type FhirResource } from '../ports.ts';
import type { World } from '../world.ts';

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
const CALLS_A_MINUTE = 6_000;

/**
 * PUT /Type/id with the resource (payload subscriptions) and POST with an empty body (doorbell subscriptions).
 * Answers 401 without the secret, 404 for a type that is not watched, 503 when the record store is out of reach, so
 * that the EHR tries again.
 */
export function notificationApp(options: NotificationOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet(),
    rateLimit({ windowMs: 60_000, limit: CALLS_A_MINUTE, standardHeaders: 'draft-8', legacyHeaders: false }),
  );
  app.use((request, response, next) => {
    if (isKnown(request, options.secret)) return next();
    options.log.warn('notification.refused', { status: 401 });
    return response.status(401).end();
  });
  app.use(express.json({ type: ['application/json', 'application/fhir+json'], limit: LARGEST_BODY }));
  app.put('/notifications/:type/:id', (request, response) =>
    answered(response, options, () => named(request, options)),
  );
  app.post('/notifications', (_request, response) => answered(response, options, () => options.look().then(() => 200)));
  return app;
}

/** The body is a hint only: which version it is. The resource itself is read from the EHR when its turn comes. */
async function named(request: Request, options: NotificationOptions): Promise<number> {
  const { type = '', id = '' } = request.params as { readonly type?: string; readonly id?: string };
  if (!options.watched.includes(type) || !ID.test(id)) return 404;
  const meta = (request.body as Partial<FhirResource> | undefined)?.meta;
  await options.take({ type, id, versionId: String(meta?.versionId ?? meta?.lastUpdated ?? 'unknown').slice(0, 64) });
  return 200;
}

async function answered(response: Response, { log }: NotificationOptions, work: () => Promise<number>): Promise<void> {
  try {
    response.status(await work()).end();
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    log.error('notification.failed', { reason: problem.message });
    response.status(503).end();
  }
}

function isKnown(request: Request, secret: string): boolean {
  const given = Buffer.from(request.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
