/** NDC text to eleven digits, and how much of a package a line reports. */

import { Decimal, formatDecimal } from '../quantity.ts';
import type { NdcUnit } from '../rules/types.ts';
import { convert } from '../rules/units.ts';

export type NdcReading =
  | { readonly ok: true; readonly ndc11: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/**
 * Eleven digits as they are; 5-4-2, 4-4-2, 5-3-2 and 5-4-1 padded in the short segment. Ten digits without hyphens
 * fit three ways, so they are refused rather than guessed.
 */
export function readNdc(text: string): NdcReading {
  const compact = text.trim();
  if (/^\d{11}$/.test(compact)) return { ok: true, ndc11: compact };
  if (/^\d{10}$/.test(compact)) {
    return {
      ok: false,
      code: 'NDC10_AMBIGUOUS',
      message:
        'the NDC has ten digits and no hyphens, so the missing zero has three possible places; enter it with hyphens or as eleven digits',
    };
  }
  const [labeler = '', product = '', packaging = '', ...rest] = compact.split('-');
  const shape = [labeler, product, packaging].map((part) => part.length).join('-');
  if (!/^[\d-]+$/.test(compact) || rest.length > 0 || !['5-4-2', '4-4-2', '5-3-2', '5-4-1'].includes(shape)) {
    return {
      ok: false,
      code: 'NDC_INVALID',
      message: 'the NDC is neither eleven digits nor ten digits with hyphens (4-4-2, 5-3-2 or 5-4-1); correct it',
    };
  }
  return { ok: true, ndc11: labeler.padStart(5, '0') + product.padStart(4, '0') + packaging.padStart(2, '0') };
}

export const hyphenated = (ndc11: string): string => `${ndc11.slice(0, 5)}-${ndc11.slice(5, 9)}-${ndc11.slice(9)}`;

/** What the quantity of a package depends on; amounts in the unit of the code. */
export interface Content {
  readonly perContainer: Decimal;
  readonly unit: string;
  readonly volumeMl: Decimal | null;
  readonly ndcUnit: NdcUnit | null;
}

/**
 * The part of a package that `amount` is, in the unit the NDC is counted in: millilitres as supplied (never diluted),
 * containers, grams, milligrams or international units. undefined when the label volume or the unit is not known.
 */
export function ndcQuantity(amount: Decimal, content: Content): Decimal | undefined {
  switch (content.ndcUnit) {
    case null:
      return undefined;
    case 'UN':
      return amount.div(content.perContainer);
    case 'ML':
      return content.volumeMl === null ? undefined : amount.times(content.volumeMl).div(content.perContainer);
    case 'GR':
      return convert({ value: amount, unit: content.unit }, 'g');
    case 'ME':
      return convert({ value: amount, unit: content.unit }, 'mg');
    case 'F2':
      return convert({ value: amount, unit: content.unit }, 'unit');
  }
}

/**
 * At most three decimals, halves to the even neighbour so that two parts still add up to the whole. A trace is 0.001,
 * for a claim cannot say nothing.
 */
export function quantityText(quantity: Decimal): string {
  if (quantity.decimalPlaces() <= 3) return formatDecimal(quantity);
  const rounded = quantity.toDecimalPlaces(3, Decimal.ROUND_HALF_EVEN);
  return formatDecimal(rounded.isZero() && !quantity.isZero() ? new Decimal('0.001') : rounded);
}
