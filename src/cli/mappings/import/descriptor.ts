/** What the description of a HCPCS code says: `Injection, teclistamab-cqyv, 0.5 mg`. HCPCS Level II texts are public. */

import type { Amount } from '../../../rules/types.ts';
import { parseAmount } from '../../../rules/units.ts';

export interface Descriptor {
  /** `teclistamab-cqyv`. */
  readonly name: string;
  /** One billing unit; undefined where the text names none, or more than one. */
  readonly unit: Amount | undefined;
  readonly upTo: boolean;
}

export function readDescriptor(text: string): Descriptor {
  const parts = text.split(',').map((part) => part.trim());
  const named = parts.filter((part) => !/^(injection|infusion|biosimilar)$/i.test(part) && !/^\(.*\)$/.test(part));
  const last = parts.at(-1) ?? '';
  return {
    name: (named[0] ?? '').toLowerCase().replace(/^injection /, ''),
    unit: parts.length < 2 ? undefined : unitIn(last),
    upTo: /^up to /i.test(last),
  };
}

/** `10 MG`, `per 500 mg`, `up to 40 mg`, `1 microgram`; undefined for anything with more to it. */
export const unitIn = (text: string): Amount | undefined =>
  parseAmount(
    text
      .replace(/^(up to|per)\s+/i, '')
      .replace(/^([\d.]+)(?=[a-z])/i, '$1 ')
      .replace(/\bgm\b/i, 'g'),
  );
