/** Our public key, which the EHR fetches to check that a token request comes from us (SMART Backend Services). */

import { createPublicKey } from 'node:crypto';
import type { Config } from '../config.ts';

export interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

/** Empty unless we sign. Throws Error for a private key that cannot be read. */
export function publicKeys(auth: Config['ehr']['auth']): KeySet {
  if (auth.kind !== 'private-key-jwt') return { keys: [] };
  // Only the public half is exported, whatever the text holds.
  const key = createPublicKey(auth.privateKey).export({ format: 'jwk' });
  return { keys: [{ ...key, kid: auth.keyId, alg: auth.algorithm, use: 'sig', key_ops: ['verify'] }] };
}
