/** Coverage rules that stop a claim: where it was given, what the payer never pays, what needs leave beforehand. */

import type { Rules } from '../rules/parse.ts';
import type { ClaimForm } from '../rules/types.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';
import type { Given } from './product.ts';

/** The form the visit is billed on; undefined when nobody of ours may bill it, with the reason in `findings`. */
export function billableForm(visit: BillingCase, rules: Rules, findings: Findings): ClaimForm | undefined {
  const { claim, kind, pos } = visit.setting;
  if (claim === 'none' || kind === 'inpatient') {
    findings.error(
      'INPATIENT_NO_OUTPATIENT_CLAIM',
      'the drug was given during an inpatient stay and is paid with the stay; nothing is billed here',
      'setting',
    );
    return undefined;
  }
  if (claim === '837P' && rules.places.hospital_places.includes(pos ?? '')) {
    findings.error(
      'SETTING_NOT_BILLABLE_ON_837P',
      `the place of service is ${pos}, where the hospital bills drug and administration; the physician's claim holds neither`,
      'setting.pos',
    );
    return undefined;
  }
  return isBundled(visit, rules, findings) ? undefined : claim;
}

/** Paid with a stay, a treatment or an encounter of somebody else; true: nothing of it is ours to bill. */
function isBundled({ setting, patient, payer_rules }: BillingCase, rules: Rules, findings: Findings): boolean {
  const found = rules.places.bundles.find(
    ({ payers, places, stay, forms }) =>
      payers.includes(payer_rules.type) &&
      (places.includes(setting.pos ?? '') || (stay !== undefined && patient?.stay === stay)) &&
      (forms === undefined || forms.some((form) => form === setting.claim)),
  );
  if (found === undefined) return false;
  const next =
    found.outcome === 'hold' ? 'check the list, and sign for it where the drug is on it' : 'nothing is billed here';
  findings.error(found.code, `${found.says} (${found.source}); ${next}`, 'setting');
  return found.outcome === 'no_claim';
}

/**
 * Given in a form that the payer takes for self-administered: true for each such drug. After a notice that it is
 * excluded it is billed as such, for the denial that the patient or another payer asks for.
 */
export function isSelfAdministered({ code, administration }: Given, visit: BillingCase, rules: Rules): boolean {
  const { payers, routes, codes } = rules.coverage.self_administered;
  const { notice } = visit;
  const told = notice != null && (notice.kind === 'excluded' || notice.kind === 'voluntary');
  return (
    !(told && (notice.codes?.includes(code.hcpcs) ?? true)) &&
    payers.includes(visit.payer_rules.type) &&
    codes.includes(code.hcpcs) &&
    routes.includes(administration.route.toUpperCase())
  );
}

/** Medicare's one prior authorization for drugs: botulinum toxin in hospital departments with the listed procedures. */
export function checkHospitalAuthorization(
  given: readonly Given[],
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): void {
  const { payers, claim, from, codes, procedures } = rules.coverage.hospital_authorization;
  const asked =
    payers.includes(visit.payer_rules.type) && visit.setting.claim === claim && visit.date_of_service >= from;
  const authorized = visit.authorization != null || (visit.authorizations ?? []).length > 0;
  if (!asked || authorized || !procedures.includes(visit.procedure ?? '')) return;
  if (given.some(({ code }) => codes.includes(code.hcpcs))) {
    findings.error(
      'PA_REQUIRED_HOPD_BOTULINUM',
      `Medicare wants an authorization for botulinum toxin with ${visit.procedure} in a hospital department; get the number before billing`,
      'authorization',
    );
  }
}
