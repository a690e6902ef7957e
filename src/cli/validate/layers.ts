/** Which layers of checking (SNIP types 1 to 7) an issue belongs to, and which of them were done. */

import type { Issue } from '../../outcome.ts';

/** 1 syntax, 2 guide, 3 sums, 4 situations, 5 codes, 6 service lines, 7 payer. */
export type Layer = 1 | 2 | 3 | 4 | 5 | 6 | 7;
export interface LayerChecked {
  readonly layer: Layer;
  readonly extent: 'whole' | 'part' | 'none';
  /** What of it was checked, or why nothing was. */
  readonly what: string;
}

/** The layer of an issue, by its code. */
export function layerOf({ code, rule }: Issue): Layer {
  if (code === 'PAYER_RULE' || rule?.startsWith('mappings/payers/') === true) return 7;
  if (/^(NPI_INVALID|NDC_FORM|CODE_UNKNOWN|CODE_FORM)$/.test(code)) return 5;
  if (code === 'SITUATION' || code === 'DATE_ORDER') return 4;
  if (code.endsWith('_UNBALANCED')) return 3;
  if (/^IK304:I[69]$|^IK403:(I9|I13)$/.test(code)) return 4;
  if (/^IK304:(3|4|5|7|I\d)$|^IK403:(1|7|12|I\d+)$/.test(code)) return 2;
  return 1;
}

/** The layers as far as they were checked for these kinds of message, by the names of their guides. */
export function layersChecked(guides: ReadonlySet<string>, payer: string | undefined): readonly LayerChecked[] {
  const sums = [
    ...(guides.has('835') ? ['an 835 by line, claim and payment'] : []),
    ...(guides.has('277CA') ? ['the totals of a 277CA against its claims'] : []),
    ...(guides.has('837P') || guides.has('837I') ? ['CLM02 of an 837 against its lines'] : []),
  ];
  const isForPayer = ['837P', '837I', '278 request'].some((name) => guides.has(name));
  return [
    {
      layer: 1,
      extent: 'whole',
      what: 'envelope, control numbers, counts, separators, characters, lengths, dates, syntax notes',
    },
    {
      layer: 2,
      extent: 'whole',
      what: 'required and allowed segments, elements, codes, repeats and levels of the guide',
    },
    sums.length === 0
      ? { layer: 3, extent: 'none', what: 'there are no sums in this file' }
      : { layer: 3, extent: 'part', what: `sums: ${sums.join('; ')}; not between payers` },
    {
      layer: 4,
      extent: 'part',
      what: 'the situations in docs/situations.md: what one part of a message asks of another, and the order of days',
    },
    {
      layer: 5,
      extent: 'part',
      what: 'states, countries, places of service and status categories by list; check digits of NPIs; the form of NDCs, adjustment reasons, remarks and statuses',
    },
    { layer: 6, extent: 'none', what: 'rules of one kind of service are not checked' },
    payer === undefined
      ? { layer: 7, extent: 'none', what: 'rules of a payer are checked with --payer' }
      : isForPayer
        ? {
            layer: 7,
            extent: 'part',
            what: `${payer}: payer number, line of business, type of service, and where it narrows the guide`,
          }
        : { layer: 7, extent: 'none', what: `the file of ${payer} says nothing about messages of this kind` },
  ];
}
