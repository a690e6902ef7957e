/** Which guide reads a transaction set: (GS08, ST01, BHT02) -> guide. A new guide is one import and one line here. */

import type { AnyGuide } from '../schema.ts';
import { canonicalVersion } from '../versions.ts';
import { claimStatus277ca } from './277ca.ts';
import { request278 } from './278-request.ts';
import { response278 } from './278-response.ts';
import { remittance835 } from './835.ts';
import { claim837i } from './837i.ts';
import { claim837p } from './837p.ts';
import { acknowledgement999 } from './999.ts';

export const guides: readonly AnyGuide[] = [
  request278,
  response278,
  claim837p,
  claim837i,
  remittance835,
  acknowledgement999,
  claimStatus277ca,
];

/** The registered guide for GS08 (or ST03), ST01 and, where one version serves two directions, BHT02. */
export function findGuide(version: string, set: string, purpose?: string): AnyGuide | undefined {
  const wanted = canonicalVersion(version);
  return guides.find(
    (guide) =>
      guide.set === set &&
      guide.version === wanted &&
      (guide.purposes === undefined || (purpose !== undefined && guide.purposes.includes(purpose))),
  );
}
