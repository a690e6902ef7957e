/** The guides of what is sent to a payer, narrowed by what its file asks for. */

import type { z } from 'zod';
import type { Issue, Outcome } from '../outcome.ts';
import { request278 } from '../x12/guides/278-request.ts';
import { claim837i } from '../x12/guides/837i.ts';
import { claim837p } from '../x12/guides/837p.ts';
import { narrow } from '../x12/narrow.ts';
import type { payerFile } from './schema.ts';

/** A guide each, of the same values as the guide it was made from. */
export interface PayerGuides {
  readonly '837P': typeof claim837p;
  readonly '837I': typeof claim837i;
  readonly '278 request': typeof request278;
}
/** Where a payer asks for nothing beyond the guides. */
export const plainGuides: PayerGuides = { '837P': claim837p, '837I': claim837i, '278 request': request278 };

/** Issues: what an overlay would widen, or a place that its guide does not have; the guide stands as it is then. */
export function payerGuidesOf(
  file: string,
  { overlays }: z.infer<typeof payerFile>['x12'],
): { readonly guides: PayerGuides; readonly issues: readonly Issue[] } {
  if (overlays === undefined) return { guides: plainGuides, issues: [] };
  const issues: Issue[] = [];
  const take = <G>(name: keyof PayerGuides, plain: G, narrowed: Outcome<G>): G => {
    for (const issue of narrowed.issues) issues.push({ ...issue, path: `${file} x12.overlays.${name}` });
    return narrowed.ok ? narrowed.value : plain;
  };
  const guides: PayerGuides = {
    '837P': take('837P', claim837p, narrow(claim837p, overlays['837P'] ?? [])),
    '837I': take('837I', claim837i, narrow(claim837i, overlays['837I'] ?? [])),
    '278 request': take('278 request', request278, narrow(request278, overlays['278 request'] ?? [])),
  };
  return { guides, issues };
}
