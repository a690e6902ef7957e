/** The loops of each guide of which a transaction set may hold any number: they go by, whatever its size. */

import { claimStatus277ca } from '../x12/guides/277ca.ts';
import { request278 } from '../x12/guides/278-request.ts';
import { response278 } from '../x12/guides/278-response.ts';
import { remittance835 } from '../x12/guides/835.ts';
import { claim837i } from '../x12/guides/837i.ts';
import { claim837p } from '../x12/guides/837p.ts';
import { acknowledgement999 } from '../x12/guides/999.ts';
import type { AnyGuide } from '../x12/schema.ts';

const ofClaims = new Set(['2000A', '2000B', '2000C', '2300']);
const ofEvents = new Set(['2000A', '2000B', '2000C', '2000D', '2000E', '2000F']);
const loops = new Map<AnyGuide, ReadonlySet<string>>([
  [claim837p, ofClaims],
  [claim837i, ofClaims],
  [claimStatus277ca, new Set(['2000A', '2000B', '2000C', '2000D', '2200D'])],
  [acknowledgement999, new Set(['2000'])],
  [remittance835, new Set(['2000', '2100'])],
  [request278, ofEvents],
  [response278, ofEvents],
]);

/** Ids of the loops from the outermost to the one that a message of this kind is about: a claim, a service, a status. */
export const passingLoops = (guide: AnyGuide): ReadonlySet<string> => loops.get(guide) ?? new Set<string>();
