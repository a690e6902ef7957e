/** What the pharmacy handed out stands in for what was opened, where the administration tells no packages. */

import type { GivenDose } from '../fhir/administration.ts';
import type { Chart } from '../fhir/chart.ts';
import { dispensesFor } from '../fhir/dispense.ts';
import type { PackageOpened } from '../fhir/productFacts.ts';
import { type Issue, warning } from '../outcome.ts';

/**
 * The doses of a visit, with the packages of a MedicationDispense of the same order and day where a dose has none.
 * Only where it cannot be mistaken: one such dose for the order, containers counted, one NDC per dispense.
 * Issue: PACKAGES_FROM_DISPENSE (warning) for each dose so completed.
 */
export function withDispensed(
  chart: Chart,
  doses: readonly GivenDose[],
  day: string,
): { readonly doses: readonly GivenDose[]; readonly issues: readonly Issue[] } {
  const issues: Issue[] = [];
  const completed = doses.map((charted) => {
    const dose = withAcquisition(chart, charted, day);
    const isOnly = doses.filter((other) => other.request === dose.request).length === 1;
    if (dose.disposition !== 'given' || dose.product.packages.length > 0 || !isOnly) return dose;
    const dispensed = dispensedFor(chart, dose, day);
    if (dispensed.packages.length === 0) return dose;
    const message = `Which packages were opened is taken from ${dispensed.sources.join(', ')}. Chart them where they differ.`;
    issues.push(
      warning('PACKAGES_FROM_DISPENSE', message, { path: `${dose.source}: MedicationAdministration.request` }),
    );
    return { ...dose, product: { ...dose.product, packages: dispensed.packages } };
  });
  return { doses: completed, issues };
}

/** How the drug was bought is the pharmacy's to know, where the administration does not say it. */
function withAcquisition(chart: Chart, dose: GivenDose, day: string): GivenDose {
  if (dose.product.acquisition !== undefined) return dose;
  const told = new Set(dispensesOfDay(chart, dose, day).flatMap(({ acquisition }) => acquisition ?? []));
  const [acquisition, ...others] = told;
  if (acquisition === undefined || others.length > 0) return dose;
  return { ...dose, product: { ...dose.product, acquisition } };
}

function dispensesOfDay(chart: Chart, { request }: GivenDose, day: string) {
  const order = chart.all('MedicationRequest').find((candidate) => chart.nameOf(candidate) === request);
  const found = order === undefined ? undefined : dispensesFor(chart, order);
  return found?.ok ? found.value.filter(({ on }) => on === day) : [];
}

function dispensedFor(chart: Chart, dose: GivenDose, day: string) {
  const ofDay = dispensesOfDay(chart, dose, day);
  const packages = ofDay.flatMap(({ drug, containers }): readonly PackageOpened[] => {
    const [ndc11, ...others] = drug.ndc11;
    return ndc11 === undefined || others.length > 0 || containers === undefined
      ? []
      : [{ ndc: ndc11, ndc11, count: containers }];
  });
  const isWhole = packages.length === ofDay.length;
  return { packages: isWhole ? packages : [], sources: ofDay.map(({ source }) => source) };
}
