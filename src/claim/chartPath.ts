/** Where in the chart a fact of a billing case comes from: a person corrects the chart, not the case. */

/** Element of a case's administration -> element of the MedicationAdministration, longest first. */
const ELEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^\.packages(\[\d+\])?/, '.extension:packages-opened$1'],
  [/^\.dose/, '.dosage.dose'],
  [/^\.start/, '.effectivePeriod.start'],
  [/^\.stop/, '.effectivePeriod.end'],
  [/^\.discarded/, '.extension:amount-discarded'],
  [/^\.route/, '.dosage.route'],
];

/** Facts of the case as a whole. */
const WHOLE_CASE: readonly (readonly [string, string])[] = [
  ['setting', 'Encounter.location'],
  ['template_hcpcs', 'MedicationAdministration.medicationCodeableConcept.coding'],
];

/**
 * `administrations[0].stop` -> `MedicationAdministration/ma1: MedicationAdministration.effectivePeriod.end`;
 * `setting.pos` -> `Encounter.location`; anything else as it is.
 *
 * @param sources the administrations of the case, in its order
 */
export function chartPath(path: string, sources: readonly string[]): string {
  const [, index, rest = ''] = /^administrations\[(\d+)\](.*)$/.exec(path) ?? [];
  if (index === undefined) return WHOLE_CASE.find(([start]) => path.startsWith(start))?.[1] ?? path;
  const [pattern, replacement] = ELEMENTS.find(([known]) => known.test(rest)) ?? [];
  const element = pattern === undefined || replacement === undefined ? '' : rest.replace(pattern, replacement);
  const trimmed = element.replace(/\.(unit|ndc11)$/, '');
  return `${sources[Number(index)] ?? 'MedicationAdministration'}: MedicationAdministration${trimmed}`;
}
