import { z } from 'zod';
import type { Dispatch } from '../src/ports.ts';

/** All a job carries: the number of an outbox item, and a version so that releases can run side by side. */
const PAYLOAD = z.strictObject({ v: z.literal(1), outboxId: z.string().regex(/^[0-9]{1,18}$/) });

export type JobPayload = z.infer<typeof PAYLOAD>;

/** The job of a dispatch. Its id stays the same until the item comes back, so dispatching twice queues one job. */
export const jobOf = (item: Dispatch): { readonly id: string; readonly data: JobPayload } => ({
  id: `q_${item.id}_${item.round}`,
  data: { v: 1, outboxId: item.id },
});

export type ReadPayload =
  | { readonly known: true; readonly outboxId: string }
  | { readonly known: false; readonly outboxId: string | undefined };

/** A payload is unknown until parsed. `outboxId` is given for a version we do not know, when it can be made out. */
export function readPayload(data: unknown): ReadPayload {
  const payload = PAYLOAD.safeParse(data);
  if (payload.success) return { known: true, outboxId: payload.data.outboxId };
  const guess = z.looseObject({ outboxId: PAYLOAD.shape.outboxId }).safeParse(data);
  return { known: false, outboxId: guess.data?.outboxId };
}
