/** Who bills on what, by the place of service. */

import type { Site } from '../fhir/site.ts';
import { bad, error, good, type Outcome } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';

export interface BillingSite extends Site {
  /** Which claim the site bills on; `none` for an inpatient stay. */
  readonly claim: '837P' | '837I' | 'none';
}

const FILE = 'mappings/codes/places.yaml';

/** Issue: PLACE_OF_SERVICE_UNSUPPORTED where the rules do not know the place. */
export function billingSite(site: Site, rules: Rules): Outcome<BillingSite> {
  const row = rules.places.places[site.placeOfService];
  if (row !== undefined) return good({ ...site, claim: row.claim ?? 'none' });
  const message = `Who bills at place of service ${site.placeOfService.slice(0, 2)} is not in ${FILE}. Correct the place, or add it there with its source.`;
  return bad(error('PLACE_OF_SERVICE_UNSUPPORTED', message, { path: 'Encounter.location', rule: FILE }));
}
