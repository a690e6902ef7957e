/** A person sets aside an edit that holds a claim, by name and with a reason. */

import express, { Router } from 'express';
import { z } from 'zod';
import type { Outcome } from '../outcome.ts';

const call = z.strictObject({
  edit: z.string().regex(/^[A-Z_]{1,64}$/, 'must be the code of what holds the claim'),
  hcpcs: z
    .string()
    .regex(/^[A-Z0-9]\d{4}$/, 'must be a HCPCS code')
    .optional(),
  person: z.string().regex(/^[A-Za-z0-9._@-]{1,64}$/, 'must name who decides: letters, digits, dot, hyphen, @ or _'),
  reason: z.string().trim().min(10, 'must say why, in at least ten characters').max(500),
  apart: z.enum(['encounter', 'site', 'practitioner', 'other']).optional(),
});
export type EditCall = z.infer<typeof call> & { readonly claim: string };

/** Records a person's decision; bad where there is nothing to set aside, or nobody can. */
export type OverrideEdit = (call: EditCall) => Promise<Outcome<'recorded'>>;

/**
 * POST /api/claims/NUMBER/override with edit, person, reason and, where only one code is meant, hcpcs, and for a pair `apart`: 204 when it
 * is recorded. 400 with the list of what is wrong, 409 where the claim is not held by that edit or nobody can set it aside.
 * Behind the token of the worklist.
 */
export function overrideRoutes(override: OverrideEdit): Router {
  const router = Router();
  router.post('/claims/:claim/override', express.json({ limit: '8kb', strict: true }), async (request, response) => {
    const read = call.safeParse(request.body);
    if (!read.success) {
      const problems = read.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', message }));
      response.status(400).json({ problems });
      return;
    }
    const outcome = await override({ ...read.data, claim: String(request.params['claim']) });
    if (outcome.ok) response.status(204).end();
    else response.status(409).json({ problems: outcome.issues.map(({ code, message }) => ({ code, message })) });
  });
  return router;
}
