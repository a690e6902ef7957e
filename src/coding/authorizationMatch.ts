/** Puts authorization numbers on the lines they cover; code, dates and units left must all fit. */

import type { CodedLine } from './answer.ts';
import type { BillingCase, CaseAuthorization } from './case.ts';
import type { Findings } from './findings.ts';

/**
 * Lines with `prior_auth`. The case's own authorization must cover what was given, or the claim is held: a payer would
 * deny it later. Of the patient's record (`authorizations`) the first that covers a code on the day with enough units
 * is taken; what it does not name may need none, which is for the payer's rules to say.
 */
export function withAuthorization(
  lines: readonly CodedLine[],
  drugCodes: ReadonlySet<string>,
  visit: BillingCase,
  findings: Findings,
): readonly CodedLine[] {
  const own = visit.authorization ?? undefined;
  if (own !== undefined) checkOwn(own, lines, drugCodes, visit, findings);
  const record = (visit.authorizations ?? []).filter((each) => isOn(each, visit.date_of_service));
  const all = [...(own === undefined ? [] : [own]), ...record];
  const numbers = new Map<string, CaseAuthorization>();
  for (const hcpcs of new Set(lines.map((line) => line.hcpcs))) {
    const naming = all.filter((each) => each.codes.includes(hcpcs));
    const covering = naming.find((each) => hasUnits(each, lines, drugCodes)) ?? naming[0];
    if (covering === undefined) continue;
    if (covering !== own && !hasUnits(covering, lines, drugCodes)) tooFew(covering, lines, drugCodes, findings);
    if (covering.number !== '') numbers.set(hcpcs, covering);
  }
  return lines.map((line) => {
    const covering = numbers.get(line.hcpcs);
    if (covering === undefined) return line;
    return { ...line, prior_auth: covering.number, proof: [...line.proof, whyCovered(covering, line.hcpcs)] };
  });
}

function whyCovered({ from, to, units }: CaseAuthorization, hcpcs: string): string {
  const dates = `${from == null ? '' : ` from ${from}`}${to == null ? '' : ` to ${to}`}`;
  return `the authorization names ${hcpcs}${dates}${units == null ? '' : `, ${units} units left before this visit`}`;
}

function checkOwn(
  own: CaseAuthorization,
  lines: readonly CodedLine[],
  drugCodes: ReadonlySet<string>,
  visit: BillingCase,
  findings: Findings,
): void {
  if (drugCodes.size === 0) return;
  if (!own.codes.some((code) => drugCodes.has(code))) {
    findings.error(
      'AUTH_CODE_MISMATCH',
      `the authorization names ${own.codes.join(', ')}, given was ${[...drugCodes].join(', ')}; ask the payer to change the authorization before billing`,
      'authorization.codes',
    );
    return;
  }
  if (!isOn(own, visit.date_of_service)) {
    findings.error(
      'AUTH_EXPIRED',
      'the date of service is outside the certified dates; ask the payer to extend the authorization',
      'authorization',
    );
  }
  if (!hasUnits(own, lines, drugCodes)) tooFew(own, lines, drugCodes, findings);
}

const isOn = (authorization: CaseAuthorization, date: string): boolean =>
  (authorization.from == null || authorization.from <= date) && (authorization.to == null || date <= authorization.to);

/** Lines of the drugs it names; administered and discarded units count alike. */
const coveredBy = (authorization: CaseAuthorization, lines: readonly CodedLine[], drugCodes: ReadonlySet<string>) =>
  lines.filter((line) => drugCodes.has(line.hcpcs) && authorization.codes.includes(line.hcpcs));

const hasUnits = (authorization: CaseAuthorization, lines: readonly CodedLine[], drugCodes: ReadonlySet<string>) =>
  authorization.units == null || unitsOf(coveredBy(authorization, lines, drugCodes)) <= authorization.units;

function tooFew(
  authorization: CaseAuthorization,
  lines: readonly CodedLine[],
  drugCodes: ReadonlySet<string>,
  findings: Findings,
): void {
  const covered = coveredBy(authorization, lines, drugCodes);
  const needed = unitsOf(covered);
  const discarded = unitsOf(covered.filter((line) => line.modifiers.includes('JW')));
  const { certified, used, units } = authorization;
  const left =
    certified == null || used == null
      ? `${units} left`
      : `${certified} certified - ${used} used before = ${units} left`;
  findings.error(
    'UNITS_EXCEED_AUTH',
    `${authorization.codes.join(', ')}: ${left}, ${needed} needed (${needed - discarded} given + ${discarded} discarded), ${needed - (units ?? needed)} too many; ask the payer for more before billing`,
    'authorization.units',
  );
}

const unitsOf = (lines: readonly CodedLine[]): number => lines.reduce((total, line) => total + line.units, 0);
