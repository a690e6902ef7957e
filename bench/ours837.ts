/** Our side in writing claims: one claim an interchange, as the product sends them. */

import { claim837p } from '../src/x12/guides/837p.ts';
import { printSegments } from '../src/x12/print.ts';
import { write } from '../src/x12/write.ts';
import { transactionOf, writeInterchange } from '../src/x12/writeInterchange.ts';
import { envelope, inventClaims } from './claims837.ts';
import type { Side } from './sides.ts';

/** Checked against the guide element by element, without its envelope read back. */
export function writeClaims(): Side {
  const prepared = prepare();
  return async (count) => {
    let segments = 0;
    for (const claim of prepared(Number(count))) {
      const written = write(claim837p, claim, { control: '0001' });
      if (!written.ok) throw new Error(JSON.stringify(written.issues));
      segments += written.value.length;
      keep(printSegments(written.value));
    }
    return { claims: Number(count), segments };
  };
}

/** The whole interchange, read back and compared before it is given out: what the product does with every claim. */
export function writeClaimsChecked(): Side {
  const prepared = prepare();
  return async (count) => {
    let claims = 0;
    for (const claim of prepared(Number(count))) {
      claims += 1;
      keep(checked(claims, claim));
    }
    return { claims };
  };
}

/** The text of the interchange of one claim. */
export function checked(ordinal: number, claim: ReturnType<typeof inventClaims>[number]): string {
  const written = writeInterchange({
    ...envelope(ordinal),
    groups: [
      {
        functionalId: 'HC',
        version: '005010X222A1',
        senderCode: 'HARBOR',
        receiverCode: 'COASTLINE',
        control: 1,
        transactions: [transactionOf(claim837p, claim, '0001')],
      },
    ],
  });
  if (!written.ok) throw new Error(JSON.stringify(written.issues));
  return written.value;
}

/** The claims are made before the first pass is measured. */
function prepare(): (count: number) => ReturnType<typeof inventClaims> {
  let claims: ReturnType<typeof inventClaims> = [];
  return (count) => {
    if (claims.length !== count) claims = inventClaims(count);
    return claims;
  };
}

let length = 0;
/** Uses a text, so that no compiler finds out that nobody reads it. */
export const keep = (text: string): void => {
  length = (length + text.charCodeAt(text.length - 2)) | 0;
};
