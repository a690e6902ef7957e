/** Visits without a claim of ours, whatever else the chart lacks: nobody has to complete anything for them. */

import type { GivenDose } from '../fhir/administration.ts';
import { error, type Issue } from '../outcome.ts';
import type { Visit } from './visit.ts';

/**
 * Why nothing of the visit is billed; empty: it is to be coded. Codes: ENTERED_IN_ERROR, JW_WITHOUT_ADMIN (opened,
 * none given), NOT_ADMINISTERED, PHARMACY_BENEFIT (nothing infused or injected), INPATIENT_NO_OUTPATIENT_CLAIM, NOTHING_CHARTED
 * (moved or gone), and those of the chart: COVERAGE_PAYOR_IS_PATIENT, DRUG_NEGATED.
 */
export function nothingToBill(visit: Visit): readonly Issue[] {
  const { doses, site, issues, sources } = visit;
  if (sources.length === 0) return [nothingCharted];
  // Beside doses that were read, a record of a drug that was not given is for a person to look at.
  const codes = doses.length === 0 ? ['COVERAGE_PAYOR_IS_PATIENT', 'DRUG_NEGATED'] : ['COVERAGE_PAYOR_IS_PATIENT'];
  const told = issues.filter((issue) => issue.severity === 'error' && codes.includes(issue.code));
  if (told.length > 0) return told;
  // A dose that could not be read may be a given one: then the visit is held.
  if (doses.length === sources.length && doses.length > 0) {
    const given = doses.filter((dose) => dose.disposition === 'given');
    if (given.length === 0) return [noneGiven(doses)];
    if (given.every((dose) => dose.route === 'PO' || dose.route === 'topical' || dose.route === 'inhaled'))
      return [notInjected(given)];
  }
  if (site?.claim !== 'none') return [];
  const message = 'It was given during an inpatient stay and is paid with the stay. Nothing is billed here.';
  return [error('INPATIENT_NO_OUTPATIENT_CLAIM', message, { path: 'Encounter.location' })];
}

/** Every dose that was here is charted elsewhere now, or gone from the EHR. */
const nothingCharted = error('NOTHING_CHARTED', 'No dose is charted in this visit any more, so nothing is billed.', {
  path: 'MedicationAdministration',
});

/** Coded, without a line and without a fault: a flush, a fluid that only carried a drug. */
export const nothingBillable = (visit: Visit): Issue =>
  error('NOTHING_BILLABLE', 'Nothing that was given makes a claim line by itself. Nothing is billed.', {
    path: `${visit.sources[0] ?? 'MedicationAdministration'}: MedicationAdministration`,
  });

function noneGiven(doses: readonly GivenDose[]): Issue {
  const [first] = doses;
  const where = { path: `${first?.source ?? ''}: MedicationAdministration.status` };
  if (doses.every((dose) => dose.disposition === 'withdrawn'))
    return error('ENTERED_IN_ERROR', 'The administration was entered in error; nothing is billed for it.', where);
  if (doses.some((dose) => dose.product.packages.length > 0 || dose.product.discarded?.value.gt(0) === true)) {
    const message =
      'A drug was prepared and none of it given. Discarded drug is paid only beside a given part of it, so nothing is billed.';
    return error('JW_WITHOUT_ADMIN', message, where);
  }
  return error('NOT_ADMINISTERED', 'Nothing was given, so nothing is billed.', where);
}

const notInjected = (given: readonly GivenDose[]): Issue =>
  error('PHARMACY_BENEFIT', 'Not given by infusion or injection: there is no medical claim for it.', {
    path: `${given[0]?.source ?? ''}: MedicationAdministration.dosage.route`,
  });
