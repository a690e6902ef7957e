/** A backend client for the synthetic EHR: its keys are made here, so that no key lies in a repository. */

import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import type { SyntheticClient } from './token.ts';

/** What the EHR must know of the client, and the private key (PKCS #8 PEM) the client keeps. */
export async function newSyntheticClient(
  clientId: string,
): Promise<{ readonly client: SyntheticClient; readonly keyId: string; readonly privateKey: string }> {
  const keys = await generateKeyPair('ES384', { extractable: true });
  const keyId = `${clientId}-key`;
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: keyId, alg: 'ES384' };
  return { client: { clientId, jwks: { keys: [jwk] } }, keyId, privateKey: await exportPKCS8(keys.privateKey) };
}
