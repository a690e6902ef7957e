/** National Drug Codes to the 11 digits that claims carry. */

export type NdcReading =
  | { readonly kind: 'ndc11'; readonly ndc11: string }
  /** Ten digits without hyphens: three layouts fit, so nobody may guess. */
  | { readonly kind: 'ambiguous' }
  | { readonly kind: 'invalid' };

/** The three ten-digit layouts the FDA assigns, and the eleven-digit one of HIPAA. */
const LAYOUT = /^(?:(\d{4})-(\d{4})-(\d{2})|(\d{5})-(\d{3})-(\d{2})|(\d{5})-(\d{4})-(\d{1})|(\d{5})-(\d{4})-(\d{2}))$/;

/**
 * Normalises an NDC: hyphenated 4-4-2, 5-3-2, 5-4-1 get their zero where it belongs, 5-4-2 and plain
 * 11 digits stay. Any other shape (4-3-2 is seen in the wild) is invalid.
 */
export function normalizeNdc(text: string): NdcReading {
  const source = text.trim();
  if (/^\d{11}$/.test(source)) return { kind: 'ndc11', ndc11: source };
  if (/^\d{10}$/.test(source)) return { kind: 'ambiguous' };
  const parts = LAYOUT.exec(source)
    ?.slice(1)
    .filter((part) => part !== undefined);
  if (parts === undefined) return { kind: 'invalid' };
  const [labeler = '', product = '', container = ''] = parts;
  return { kind: 'ndc11', ndc11: labeler.padStart(5, '0') + product.padStart(4, '0') + container.padStart(2, '0') };
}
