/** The people's side of an authorization over HTTP: what is missing, who does what, what was said; and decisions by name. */

import express, { Router } from 'express';
import { z } from 'zod';
import { CONTACTS } from '../authorization/casework.ts';
import type { CaseDecision } from '../authorization/people.ts';
import type { Outcome } from '../outcome.ts';
import type { Log } from '../ports.ts';
import { bearer } from './bearer.ts';

const person = z
  .string()
  .regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must name who decides: letters, digits, dot, hyphen, @ or _');
const words = z.string().trim().min(3, 'must say why').max(1000);
const name = z.string().min(1).max(120);
const decision = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('resolve'), item: name, reason: words, by: person }),
  z.strictObject({
    do: z.literal('close'),
    work: name,
    outcome: name,
    by: person,
    note: words.exactOptional(),
    answers: z.record(z.string(), z.string().max(200)).exactOptional(),
  }),
  z.strictObject({ do: z.literal('settle'), stands: z.enum(['earlier', 'later']), reason: words, by: person }),
  z.strictObject({ do: z.literal('appeal'), urgent: z.boolean(), reason: words, by: person }),
  z.strictObject({ do: z.literal('extend'), reason: words, by: person }),
  z.strictObject({ do: z.literal('log'), what: z.enum(CONTACTS), text: words, by: person }),
]);

export interface CaseOptions {
  readonly token: string;
  /** Undefined: there is no such authorization. */
  readonly show: (stream: string) => Promise<object | undefined>;
  readonly decide: (stream: string, decision: CaseDecision) => Promise<Outcome<string>>;
  readonly log: Log;
}

/**
 * GET /api/authorizations/N: status, reasons, checklist, work and the log. POST /api/authorizations/N/decisions with
 * `do` (resolve, close, settle, appeal, extend, log) and `by`: 204, or 409 with what stands against it. 400 for a malformed decision, 401
 * without the token, 404 for an unknown number. The answers hold references into the chart and what people wrote.
 */
export function caseRoutes({ token, show, decide, log }: CaseOptions): Router {
  const router = Router();
  router.use('/authorizations', bearer([token], 'api.refused', log));
  router.get('/authorizations/:number', async (request, response) => {
    const found = await show(`authorization/${request.params.number}`);
    if (found === undefined) response.status(404).end();
    else response.set('Cache-Control', 'no-store').json(found);
  });
  const body = express.json({ limit: '16kb', strict: true });
  router.post('/authorizations/:number/decisions', body, async (request, response) => {
    const call = decision.safeParse(request.body);
    if (!call.success) {
      const problems = call.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'decision', message }));
      response.status(400).json({ problems });
      return;
    }
    const done = await decide(`authorization/${request.params.number}`, call.data);
    if (done.ok) response.status(204).end();
    else {
      const isUnknown = done.issues.some(({ code }) => code === 'CASE_UNKNOWN');
      response.status(isUnknown ? 404 : 409).json({ problems: done.issues });
    }
  });
  return router;
}
