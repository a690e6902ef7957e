/** What a hospital's claim says beyond a professional one: bill type, kind of visit, and a revenue code for each line. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import type { Rules } from '../rules/parse.ts';
import type { Claim, ClaimLine } from './claim.ts';

const FILE = 'mappings/codes/revenue.yaml';
/** NTE of the claim holds 80 characters. */
const NOTE_AT_MOST = 80;

/**
 * The claim as a hospital bills it (837I): with `hospital`, with `revenueCode` on each line and its row in the proof,
 * and with the payer's line of business for hospital claims. Decided once, before the claim is recorded, so that a
 * later change of the mappings does not change a claim that was sent.
 *
 * Errors: NO_BILL_TYPE, NO_REVENUE_CODE, TOO_MANY_AUTHORIZATIONS. Warnings: MISSING_ATTENDING.
 */
export function hospitalClaimOf(claim: Claim, rules: Rules): Outcome<Claim> {
  const place = rules.revenue.places[claim.placeOfService];
  const lines = claim.lines.map((line) => ({ line, revenueCode: revenueCodeOf(rules, line.hcpcs, claim) }));
  const unmapped = new Set(lines.flatMap(({ line, revenueCode }) => (revenueCode === undefined ? [line.hcpcs] : [])));
  const issues = [
    ...(place === undefined ? [noBillType(claim.placeOfService)] : []),
    ...[...unmapped].map(noRevenueCode),
    ...(otherAuthorizations(claim).join('; ').length > NOTE_AT_MOST ? [tooManyAuthorizations()] : []),
    ...(claim.rendering === undefined || typeof claim.rendering.name === 'string' ? [missingAttending()] : []),
  ];
  if (place === undefined || issues.some(({ severity }) => severity === 'error')) return bad(...issues);
  const { type_of_bill: typeOfBill, admission_type: admissionType, patient_status: patientStatus, origin } = place;
  const planType = rules.payers.get(claim.insurance.payer.profile)?.x12.claim_filing['837I'];
  return good(
    {
      ...claim,
      insurance: {
        ...claim.insurance,
        payer: { ...claim.insurance.payer, ...(planType === undefined ? {} : { planType }) },
      },
      lines: lines.map(({ line, revenueCode }) => (revenueCode === undefined ? line : withRevenue(line, revenueCode))),
      hospital: { typeOfBill, admissionType, origin, patientStatus, values: resultValues(claim, rules) },
    },
    issues,
  );
}

/** Revenue code of a HCPCS code at a place of service; undefined: no row of the mappings says it. */
export function revenueCodeOf(rules: Rules, hcpcs: string, { placeOfService }: Pick<Claim, 'placeOfService'>) {
  const { drug, lines, places } = rules.revenue;
  const usual =
    lines.find(({ codes }) => codes.includes(hcpcs))?.revenue ?? (rules.codes.has(hcpcs) ? drug : undefined);
  return usual === undefined ? undefined : (places[placeOfService]?.instead[usual] ?? usual);
}

const withRevenue = (line: ClaimLine, revenueCode: string): ClaimLine => ({
  ...line,
  revenueCode,
  proof: [...line.proof, `${line.hcpcs} is posted under revenue code ${revenueCode} (${FILE})`],
});

/** The number that goes on the claim: an 837I has a place for one, so the line with the largest charge decides. */
export const authorizationOf = (claim: Claim): string | undefined =>
  claim.lines
    .filter((line) => line.authorizationNumber !== undefined)
    .reduce<ClaimLine | undefined>(
      (most, line) => (most === undefined || line.charge > most.charge ? line : most),
      undefined,
    )?.authorizationNumber;

/** `AUTH 123 J9271` for each further number: told in the billing note, since a line of an 837I carries none. */
export function otherAuthorizations(claim: Claim): readonly string[] {
  const onClaim = authorizationOf(claim);
  const numbers = new Set(claim.lines.flatMap((line) => line.authorizationNumber ?? []));
  return [...numbers]
    .filter((number) => number !== onClaim)
    .map((number) => {
      const covered = claim.lines.filter((line) => line.authorizationNumber === number).map((line) => line.hcpcs);
      return `AUTH ${number} ${[...new Set(covered)].join(' ')}`;
    });
}

/** Each result once, though several lines may show it. */
function resultValues(claim: Claim, rules: Rules): readonly { readonly code: string; readonly amount: string }[] {
  const results = new Map(
    claim.lines.flatMap(({ result }) => (result === undefined ? [] : [[result.kind, result.value]])),
  );
  return [...results].map(([kind, amount]) => ({ code: rules.revenue.results[kind], amount }));
}

const noBillType = (place: string): Issue =>
  error('NO_BILL_TYPE', `No type of bill is mapped for place of service ${place}. Add the place to the file.`, {
    path: 'CLM05',
    rule: FILE,
  });
const noRevenueCode = (hcpcs: string): Issue =>
  error('NO_REVENUE_CODE', `No revenue code is mapped for ${hcpcs}. Add the code to a row of the file.`, {
    path: 'SV201',
    rule: FILE,
  });
const tooManyAuthorizations = (): Issue =>
  error(
    'TOO_MANY_AUTHORIZATIONS',
    'A hospital claim has a place for one authorization number and a note of 80 characters for others, and these do not fit. Bill the visit by hand.',
    { path: 'NTE02', rule: '005010X223A2' },
  );
const missingAttending = (): Issue =>
  warning(
    'MISSING_ATTENDING',
    'A hospital claim names the clinician in charge and the administration names no person with an NPI. Add the performer; payers may reject the claim without.',
    { path: 'MedicationAdministration.performer', rule: '005010X223A2 2310A' },
  );
