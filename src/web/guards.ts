/** What stands before and behind every route: headers, a limit on calls, and answers that show nothing of a failure. */

import type { ErrorRequestHandler, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { Fault, type Log } from '../ports.ts';

/** Per address a minute. A proxy in front of us is one address. */
const CALLS_A_MINUTE = 6_000;

export const guards = (): RequestHandler[] => [
  helmet(),
  rateLimit({
    windowMs: 60_000,
    limit: CALLS_A_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // The address of the connection counts, whatever a header says.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
  }),
];

/**
 * Answers 503 to a Fault (ask again later), the status that a body too large or unreadable asks for, and 500 to
 * everything else. Never a stack trace, never a piece of the body: it may be a patient's.
 */
export const failures =
  (event: string, log: Log): ErrorRequestHandler =>
  (problem: unknown, _request, response, next) => {
    const status = statusOf(problem);
    const reason = problem instanceof Fault ? problem.message : problem instanceof Error ? problem.name : 'unknown';
    log[status >= 500 ? 'error' : 'warn'](event, { status, reason });
    if (response.headersSent) next(problem);
    else response.status(status).end();
  };

function statusOf(problem: unknown): number {
  if (problem instanceof Fault) return 503;
  const { status } = problem as { readonly status?: unknown };
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
