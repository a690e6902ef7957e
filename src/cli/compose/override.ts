/** A person's signed reason against an edit: recorded with the claim, and the visit is decided on again. */

import { loadClaim, record } from '../../../queues/streams.ts';
import { facilityNow } from '../../../queues/today.ts';
import { overrideOf } from '../../claim/override.ts';
import { bad, error, good, type Outcome } from '../../outcome.ts';
import type { EditCall } from '../../web/override.ts';
import type { World } from '../../world.ts';

/** Bad where no such claim is held by that edit, or where nobody can set it aside. */
export const overrideEditOf =
  (world: World) =>
  (call: EditCall): Promise<Outcome<'recorded'>> =>
    world.ledger.transact(async (tx) => {
      const stream = `claim/${call.claim}`;
      const { state, version } = await loadClaim(tx, stream);
      if (version === 0) return bad(error('NOTHING_TO_OVERRIDE', 'There is no such claim. Look at the worklist.'));
      const { edit, hcpcs, person, reason, apart } = call;
      const override = {
        edit,
        ...(hcpcs === undefined ? {} : { hcpcs }),
        by: person,
        on: facilityNow(world).date,
        reason,
        ...(apart === undefined ? {} : { apart }),
      };
      const event = overrideOf(state, override, world.rules);
      if (!event.ok) return event;
      await record(tx, stream, version, event.value, `person/${person}`);
      await tx.enqueue({ queue: 'claim', ref: stream });
      world.log.warn('claim.edit-overridden', { stream });
      return good('recorded');
    });
