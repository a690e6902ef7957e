/** Asks a payer once more about a plan it has answered. */

import type { AuthorizationEvent, Subject } from '../src/authorization/authorization.ts';
import type { ChangeDecision } from '../src/authorization/changeRequest.ts';
import { numbered } from '../src/authorization/numbered.ts';
import { authorizationFile } from '../src/exchange/outgoing.ts';
import type { Issue } from '../src/outcome.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';
import { recordFile } from './record.ts';
import { loadAuthorization, record } from './streams.ts';
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
  if (!file.ok) return notSent(`${change.reason}: ${file.issues.map(({ message }) => message).join(' ')}`);
  const event: AuthorizationEvent = {
    type: 'Requested',
    request,
    plan,
    ...seen(file.issues),
    ...subject,
    ...again(repeated),
    asked: instantNow(world),
  };
  return record(tx, stream, version, event, cause);

  /** Told once: what is recorded is written back, and what is due then is tried again. */
  async function notSent(note: string): Promise<void> {
    const { state } = await loadAuthorization(tx, stream);
    if (state.note !== note) await record(tx, stream, version, { type: 'OrdersChanged', note }, cause);
  }
}

/** What a person should know of a file that may leave. */
export const seen = (warnings: readonly Issue[]) => (warnings.length === 0 ? {} : { warnings });

/** What the payer wanted to have again is not sent a third time. */
export const again = (repeated: boolean): { readonly repeated?: true } => (repeated ? { repeated } : {});
