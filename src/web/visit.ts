/** The check of a patient's day over HTTP: would it be paid as it is given and planned? For schedulers and charge nurses. */

import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { DayReport } from '../claim/sameDay.ts';
import type { Outcome } from '../outcome.ts';
import type { Log } from '../ports.ts';
import { bearer } from './bearer.ts';
import { problemOf, reference, send, wrong } from './gate.ts';

const order = reference('MedicationRequest');
const MOST_ORDERS = 20;

const question = z.strictObject({
  patient: reference('Patient'),
  date: z.iso.date('must be a day that exists, YYYY-MM-DD'),
  /** Planned for the day, whatever their schedules say; one, or several. */
  order: z
    .preprocess(
      (one) => (typeof one === 'string' ? [one] : one),
      z.array(order).max(MOST_ORDERS, `must be at most ${MOST_ORDERS} orders`),
    )
    .optional(),
});
export type DayCall = z.infer<typeof question>;

export interface DayOptions {
  readonly tokens: readonly string[];
  /** Reads the chart; throws a Fault when the EHR does not answer. */
  readonly judge: (call: DayCall) => Promise<Outcome<DayReport>>;
  readonly log: Log;
}

/**
 * GET /visit?patient=&date= and, for orders to be counted in whatever their schedule says, order= (again and again), and
 * POST /visit with the same fields as JSON: 200 with the DayReport. 400 with the list of what is wrong, 401 without the
 * token, 503 while the EHR does not answer.
 */
export function visitRoutes({ tokens, judge, log }: DayOptions): Router {
  const router = Router();
  const asking = bearer(tokens, 'visit.refused', log);
  const answer = async (fields: unknown, response: Response): Promise<void> => {
    const call = question.safeParse(fields);
    if (!call.success) return wrong(response, call.error.issues.map(problemOf));
    send(await judge(call.data), 400, response);
  };
  router.get('/', asking, (request: Request, response) => answer(request.query, response));
  router.post('/', asking, express.json({ limit: '8kb', strict: true }), (request: Request, response) =>
    answer(request.body, response),
  );
  return router;
}
