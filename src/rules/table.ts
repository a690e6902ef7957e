/** The package table of a drug file: one row per NDC, columns between bars. Plain text reads fast and diffs well. */

import { error, type Issue } from '../outcome.ts';
import { parseDecimal } from '../quantity.ts';
import { basisOf, type Sources } from './basis.ts';
import { CONTAINER_KINDS, type DrugPackage, NDC_UNITS } from './types.ts';
import { parseAmount } from './units.ts';

/**
 * `ndc | codes | product | amount | volume | containers per package | container | NDC unit | source | note`. A second
 * source is that of amount and volume, where they are not the listing's.
 */
export function parsePackages(
  table: string,
  file: string,
  sources: Sources,
): { readonly packages: readonly DrugPackage[]; readonly issues: readonly Issue[] } {
  const packages: DrugPackage[] = [];
  const issues: Issue[] = [];
  for (const line of table.split('\n')) {
    if (line.trim() === '') continue;
    const wrong = (what: string, fix: string) =>
      issues.push(error('MAPPING_ROW', `${what}; ${fix}`, { path: `${file} packages ${line.slice(0, 13)}` }));
    const [
      ndc = '',
      codes = '',
      product = '',
      amountText = '',
      volumeText = '',
      count = '',
      container = '',
      uom = '',
      sourceText = '',
      note = '',
    ] = line.split('|').map((cell) => cell.trim());
    const [source = '', contentSource = source] = sourceText.split(' ');
    const amount = parseAmount(amountText);
    const volumeMl = volumeText === '-' ? null : parseDecimal(volumeText.replace(/ mL$/, ''));
    if (!/^\d{5}-\d{4}-\d{2}$/.test(ndc))
      wrong('the NDC is not 5-4-2 digits', 'write it with hyphens, padded to eleven digits');
    else if (codes === '' || product === '')
      wrong('the codes or the product are missing', 'fill the second and third column');
    else if (new Set(codes.split(' ')).size < codes.split(' ').length)
      wrong('a code stands twice in the row', 'name each code once');
    else if (amount === undefined)
      wrong('the amount per container cannot be read', 'write a number and a unit, such as 100 mg');
    else if (volumeMl === undefined) wrong('the volume cannot be read', 'write it as 4 mL, or - where it is not known');
    else if (count !== '-' && !/^\d+$/.test(count))
      wrong('the containers per package are not a whole number', 'write a number or -');
    else if (container !== '-' && container !== 'unknown' && !isOneOf(CONTAINER_KINDS, container))
      wrong('the kind of container is unknown', `use ${CONTAINER_KINDS.join(', ')}, unknown or -`);
    else if (uom !== '-' && !isOneOf(NDC_UNITS, uom))
      wrong('the NDC unit is unknown', `use ${NDC_UNITS.join(', ')} or -`);
    else if (![source, contentSource].every((one) => isListed(sources, one)))
      wrong('the source is not in mappings/codes/sources.yaml', 'name a source that is listed there');
    else
      packages.push({
        ndc11: ndc.replaceAll('-', ''),
        hyphenated: ndc,
        codes: codes.split(' '),
        product,
        amount,
        volumeMl,
        containersPerPackage: count === '-' ? null : Number(count),
        container: container === 'unknown' || isOneOf(CONTAINER_KINDS, container) ? container : null,
        ndcUnit: isOneOf(NDC_UNITS, uom) ? uom : null,
        source,
        basis: {
          codes: basisOf(sources, source),
          content: basisOf(sources, contentSource),
          container: basisOf(sources, sources.defaults['container'] ?? 'unverified'),
          ndcUnit: basisOf(sources, sources.defaults['ndc_uom'] ?? 'unverified'),
        },
        note: note === '' ? null : note,
        file,
      });
  }
  return { packages, issues };
}

/** Where the list itself cannot be read, that is the fault to tell, not every row. */
const isListed = ({ sources }: Sources, name: string): boolean =>
  Object.keys(sources).length === 0 || Object.hasOwn(sources, name);

const isOneOf = <const T extends readonly string[]>(list: T, word: string): word is T[number] => list.includes(word);
