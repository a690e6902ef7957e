/** Our side in writing claims: one claim an interchange, as the product sends them, or a batch of them. */

import type { ProfessionalClaim837 } from '../src/x12/guides/837p.ts';
import { claim837p } from '../src/x12/guides/837p.ts';
import {
  type InterchangeToWrite,
  renderInterchange,
  transactionOf,
  writeInterchange,
} from '../src/x12/writeInterchange.ts';
import { batches, envelope, inventClaims } from './claims837.ts';
import type { Side } from './contest.ts';

/** Envelope and claims, each element checked against the guide; not read back. */
export const writeClaims = (perInterchange: number): Side => side(perInterchange, renderInterchange);

/** The same text read back and compared before it is given out: what the product does with every claim. */
export const writeClaimsChecked = (perInterchange: number): Side => side(perInterchange, writeInterchange);

/** The claims are made before the first pass is measured. */
function side(perInterchange: number, write: typeof writeInterchange): Side {
  let prepared: readonly InterchangeToWrite[] = [];
  let made = '';
  return async (count) => {
    if (made !== count) {
      made = count;
      prepared = batches(inventClaims(Number(count)), perInterchange).map((claims, n) => messageOf(n + 1, claims));
    }
    let bytes = 0;
    for (const message of prepared) {
      const written = write(message);
      if (!written.ok) throw new Error(JSON.stringify(written.issues));
      bytes += written.value.length;
    }
    return { claims: Number(count), bytes };
  };
}

/** The text of one interchange with these claims. */
export function textOf(ordinal: number, claims: readonly ProfessionalClaim837[]): string {
  const written = writeInterchange(messageOf(ordinal, claims));
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
}

const messageOf = (ordinal: number, claims: readonly ProfessionalClaim837[]): InterchangeToWrite => ({
  ...envelope(ordinal),
  groups: [
    {
      functionalId: 'HC',
      version: '005010X222A1',
      senderCode: 'HARBOR',
      receiverCode: 'COASTLINE',
      control: 1,
      transactions: claims.map((claim, n) => transactionOf(claim837p, claim, String(n + 1).padStart(4, '0'))),
    },
  ],
});
