/** Puts authorization numbers on the lines they cover; code, dates and units left must all fit. */

import type { CodedLine } from './answer.ts';
import type { BillingCase, CaseAuthorization } from './case.ts';
import type { Findings } from './findings.ts';

/** Lines with `prior_auth`; what an authorization does not cover is an error, for a payer would deny it later. */
export function withAuthorization(
  lines: readonly CodedLine[],
  drugCodes: ReadonlySet<string>,
  visit: BillingCase,
  findings: Findings,
): readonly CodedLine[] {
  const all = [...(visit.authorization == null ? [] : [visit.authorization]), ...(visit.authorizations ?? [])];
  if (all.length === 0 || drugCodes.size === 0) return lines;
  const naming = all.filter((each) => each.codes.some((code) => drugCodes.has(code)));
  if (naming.length === 0) {
    findings.error(
      'AUTH_CODE_MISMATCH',
      `the authorization names ${all.flatMap((each) => each.codes).join(', ')}, given was ${[...drugCodes].join(', ')}; ask the payer to change the authorization before billing`,
      'authorization.codes',
    );
    return lines;
  }
  const covering = naming.filter((each) => isOn(each, visit.date_of_service));
  for (const each of naming) {
    const replaced = covering.some((other) =>
      each.codes.every((code) => !drugCodes.has(code) || other.codes.includes(code)),
    );
    if (!covering.includes(each) && !replaced)
      findings.error(
        'AUTH_EXPIRED',
        'the date of service is outside the certified dates; ask the payer to extend the authorization',
        'authorization',
      );
  }
  for (const each of covering) checkUnits(each, lines, drugCodes, findings);
  return lines.map((line) => {
    const number = covering.find((each) => each.codes.includes(line.hcpcs))?.number;
    return number === undefined ? line : { ...line, prior_auth: number };
  });
}

const isOn = (authorization: CaseAuthorization, date: string): boolean =>
  (authorization.from == null || authorization.from <= date) && (authorization.to == null || date <= authorization.to);

/** Units used are administered and discarded ones together. */
function checkUnits(
  authorization: CaseAuthorization,
  lines: readonly CodedLine[],
  drugCodes: ReadonlySet<string>,
  findings: Findings,
): void {
  if (authorization.units == null) return;
  const covered = lines.filter((line) => drugCodes.has(line.hcpcs) && authorization.codes.includes(line.hcpcs));
  const needed = unitsOf(covered);
  if (needed <= authorization.units) return;
  const discarded = unitsOf(covered.filter((line) => line.modifiers.includes('JW')));
  const { certified, used, units } = authorization;
  const left =
    certified == null || used == null
      ? `${units} left`
      : `${certified} certified - ${used} used before = ${units} left`;
  findings.error(
    'UNITS_EXCEED_AUTH',
    `${authorization.codes.join(', ')}: ${left}, needed are ${needed} (${needed - discarded} given + ${discarded} discarded), ${needed - units} too many; ask the payer for more before billing`,
    'authorization.units',
  );
}

const unitsOf = (lines: readonly CodedLine[]): number => lines.reduce((total, line) => total + line.units, 0);
