/** Asks a payer once more about a plan it has answered. */

import type { AuthorizationEvent, Subject } from '../src/authorization/authorization.ts';
import type { ChangeDecision } from '../src/authorization/changeRequest.ts';
import { numbered } from '../src/authorization/numbered.ts';
import { authorizationFile } from '../src/exchange/outgoing.ts';
import type { Issue } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { recordFile } from './record.ts';
import { record } from './streams.ts';
import { instantNow } from './today.ts';
import { nextReference, sendsTrace } from './traces.ts';

/** The smallest request for a plan that changed, under a reference of its own. */
export async function askFor(
  change: Extract<ChangeDecision, { is: 'request' }>,
  stream: string,
  version: number,
  subject: Subject,
  tx: LedgerTransaction,
  world: World,
  cause = 'order',
  repeated = false,
): Promise<void> {
  const { request, plan } = numbered(change, await nextReference(stream, tx, world));
  await sendsTrace(request, stream, tx);
  const file = await recordFile((stamp) => authorizationFile(request, stamp, world.rules), stream, tx, world);
  const event: AuthorizationEvent = file.ok
    ? {
        type: 'Requested',
        request,
        plan,
        ...seen(file.issues),
        ...subject,
        ...again(repeated),
        asked: instantNow(world),
      }
    : { type: 'OrdersChanged', note: `${change.reason}: ${file.issues.map(({ message }) => message).join(' ')}` };
  return record(tx, stream, version, event, cause);
}

/** What a person should know of a file that may leave. */
export const seen = (warnings: readonly Issue[]) => (warnings.length === 0 ? {} : { warnings });

/** What the payer wanted to have again is not sent a third time. */
export const again = (repeated: boolean): { readonly repeated?: true } => (repeated ? { repeated } : {});
