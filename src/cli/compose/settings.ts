/** The configuration as the parts of the service want it. */

import type { EhrAuthorization } from '../../adapters/accessToken.ts';
import type { Config } from '../../config.ts';
import { bad, error, good, type Outcome } from '../../outcome.ts';
import { publicKeys } from '../../web/keys.ts';
import type { Settings } from '../../world.ts';

export interface Site {
  readonly settings: Settings;
  readonly partner: Config['partners'][number];
}

/**
 * Issues: CONFIG_ONE_PARTNER, since every file goes one way in this version; CONFIG_KEY for a private key that cannot
 * be read or does not fit the algorithm.
 */
export function siteOf(config: Config): Outcome<Site> {
  const key = keyProblem(config.ehr.auth);
  if (key !== undefined) return bad(error('CONFIG_KEY', key, { path: 'ehr.auth.privateKey' }));
  const [partner, ...others] = config.partners;
  if (partner === undefined || others.length > 0) {
    const message =
      'This version sends everything to one partner. Name one here, and run a second service with its own database ' +
      'and its own `instance` for another.';
    return bad(error('CONFIG_ONE_PARTNER', message, { path: 'partners' }));
  }
  const { instance, practice, sites, timeZone, orderSettleMs, visitSettleMs, usage } = config;
  const route = {
    partner: partner.name,
    sender: partner.sender,
    receiver: partner.receiver,
    usage,
    characters: partner.characters,
  };
  const settings: Settings = {
    instance,
    practice,
    route,
    sites,
    timeZone,
    orderSettleMs,
    visitSettleMs,
  };
  return good({ settings, partner });
}

/** What we read, and what we write back; a site whose EHR words scopes differently sets `ehr.auth.scope`. */
const SCOPE = 'system/*.rs system/ClaimResponse.cru system/Task.cru system/Subscription.cru';

export function authorizationOf(auth: Config['ehr']['auth']): EhrAuthorization {
  if (auth.kind === 'none') return auth;
  return { ...auth, scope: auth.scope ?? SCOPE };
}

/** What to do about the private key; undefined when it is good, or none is needed. */
function keyProblem(auth: Config['ehr']['auth']): string | undefined {
  if (auth.kind !== 'private-key-jwt') return undefined;
  const make = `Make one with ${MAKE_KEY[auth.algorithm]}, and give the EHR its public half.`;
  try {
    const [key] = publicKeys(auth).keys;
    const isCurve = key?.['kty'] === 'EC' && key['crv'] === 'P-384';
    const fits = auth.algorithm === 'ES384' ? isCurve : key?.['kty'] === 'RSA';
    return fits ? undefined : `This key is not one for ${auth.algorithm}. ${make}`;
  } catch {
    return `This is no private key in PKCS #8 PEM without a passphrase. ${make}`;
  }
}

const MAKE_KEY = {
  ES384: '`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384`',
  RS384: '`openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072`',
};
