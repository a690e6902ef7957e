/** Who calls: the secret of a bearer token, compared without telling by the time it takes how much of it was right. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import type { Log } from '../ports.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isKnown = (request: Request, secret: string): boolean =>
  timingSafeEqual(digest(request.get('authorization') ?? ''), digest(`Bearer ${secret}`));

/** Lets requests with `Authorization: Bearer <one of the secrets>` pass and answers 401 to all others. */
export const bearer =
  (secrets: string | readonly string[], event: string, log: Log): RequestHandler =>
  (request, response, next) => {
    if ([secrets].flat().some((secret) => isKnown(request, secret))) return next();
    log.warn(event, { status: 401 });
    response.status(401).set('WWW-Authenticate', 'Bearer').end();
  };
