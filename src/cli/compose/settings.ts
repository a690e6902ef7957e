/** The configuration as the parts of the service want it. */

import type { EhrAuthorization } from '../../adapters/accessToken.ts';
import type { Config } from '../../config.ts';
import { bad, error, good, type Outcome } from '../../outcome.ts';
import type { Settings } from '../../world.ts';

export interface Site {
  readonly settings: Settings;
  readonly partner: Config['partners'][number];
}

/** Issues: CONFIG_ONE_PARTNER, since every file goes one way in this version. */
export function siteOf(config: Config): Outcome<Site> {
  const [partner, ...others] = config.partners;
  if (partner === undefined || others.length > 0) {
    const message =
      'This version sends everything to one partner. Name one here, and run a second service with its own database ' +
      'and its own `instance` for another.';
    return bad(error('CONFIG_ONE_PARTNER', message, { path: 'partners' }));
  }
  const { instance, practice, sites, timeZone, orderSettleMs, visitSettleMs, usage } = config;
  const route = { partner: partner.name, sender: partner.sender, receiver: partner.receiver, usage };
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
