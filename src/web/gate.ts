/** The schedule gate over HTTP: may this visit be scheduled? For scheduling screens; it never guesses a yes. */

import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { GateReport } from '../authorization/gateQuestion.ts';
import type { Issue, Outcome } from '../outcome.ts';
import type { Log } from '../ports.ts';
import { bearer } from './bearer.ts';

export const reference = (type: string) =>
  z
    .string()
    .regex(new RegExp(`^(?:${type}/)?(?!\\.{1,2}$)[A-Za-z0-9.-]{1,64}$`), `must be ${type}/ID or the id alone`)
    .transform((text) => (text.startsWith(`${type}/`) ? text : `${type}/${text}`));

const question = z.strictObject({
  patient: reference('Patient'),
  order: reference('MedicationRequest').optional(),
  drug: z.string().min(1).max(80).optional(),
  date: z.iso.date('must be a day that exists, YYYY-MM-DD'),
  site: z.string().min(1).max(80),
  dose: z.string().max(40).optional(),
  units: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^[0-9]{1,7}$/, 'must be a whole number of billing units'))
    .optional(),
});
/** What a scheduler asks, as it came; the words are turned into codes by whoever answers. */
export type GateCall = z.infer<typeof question>;

const override = question.extend({
  person: z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must name who decides: letters, digits, dot, hyphen, @ or _'),
  reason: z.string().trim().min(10, 'must say why, in at least ten characters').max(500),
});
export type OverrideCall = z.infer<typeof override>;

export interface GateOptions {
  /** Opens the question; the admin token does, too. */
  readonly token?: string;
  /** Opens the override as well. */
  readonly adminToken?: string;
  readonly ask: (call: GateCall) => Promise<Outcome<GateReport>>;
  /** Records a person's decision against the gate; bad where there is nothing to override. */
  readonly override: (call: OverrideCall) => Promise<Outcome<GateReport>>;
  readonly log: Log;
}

/**
 * GET /gate?patient=&order=&date=&site=&dose= (or drug= in place of order=), and POST /gate with the same fields as
 * JSON, for callers who keep ids out of addresses: 200 with the GateReport. POST /gate/override adds person and
 * reason: 200 with the report as it is now. 400 with the list of what is wrong, 401 without the token, 409 where
 * there is nothing to override.
 */
export function gateRoutes({ token, adminToken, ask, override: decide, log }: GateOptions): Router {
  const router = Router();
  const known = [token, adminToken].filter((secret) => secret !== undefined);
  const asking = bearer(known, 'gate.refused', log);
  const deciding = bearer(adminToken === undefined ? [] : [adminToken], 'gate.refused', log);
  const body = express.json({ limit: '8kb', strict: true });
  const answer = async (fields: unknown, response: Response): Promise<void> => {
    const call = question.safeParse(fields);
    if (!call.success) return wrong(response, call.error.issues.map(problemOf));
    send(await ask(call.data), 400, response);
  };
  router.get('/', asking, (request: Request, response) => answer(request.query, response));
  router.post('/', asking, body, (request: Request, response) => answer(request.body, response));
  router.post('/override', deciding, body, async (request: Request, response) => {
    const call = override.safeParse(request.body);
    if (!call.success) return wrong(response, call.error.issues.map(problemOf));
    send(await decide(call.data), 409, response);
  });
  return router;
}

/** An answer that no cache keeps, or what is wrong with the question. */
export function send(outcome: Outcome<object>, otherwise: 400 | 409, response: Response): void {
  // A scheduler's screen must not show yesterday's answer.
  response.set('Cache-Control', 'no-store');
  if (outcome.ok) {
    response.json(outcome.value);
    return;
  }
  response.status(otherwise).json({ problems: outcome.issues.map(shown) });
}

const shown = ({ path, code, message }: Issue) => ({ ...(path === undefined ? {} : { field: path }), code, message });

/** Names of fields and what they must be; never what was sent. */
export function problemOf(found: z.core.$ZodIssue): Problem {
  const isMissing = found.code === 'invalid_type' && found.message.endsWith('received undefined');
  const names = found.code === 'unrecognized_keys' ? 'There is no such field.' : undefined;
  return { field: found.path.join('.') || 'question', message: names ?? (isMissing ? 'is missing' : found.message) };
}
interface Problem {
  readonly field: string;
  readonly message: string;
}
export const wrong = (response: Response, problems: readonly Problem[]): void => {
  response.status(400).json({ problems: problems.map((problem) => ({ code: 'GATE_QUESTION', ...problem })) });
};
