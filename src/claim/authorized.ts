/** Which of the services a payer has certified for a patient a claim may use up: payer, member, site, code, day, units. */

import { type AuthorizedService, coversDay, unitsLeft } from '../authorization/authorization.ts';
import { plainDate } from '../authorization/insured.ts';
import type { CodedLine } from '../coding/answer.ts';
import type { CaseAuthorization } from '../coding/case.ts';
import { dashed } from '../fhir/dates.ts';
import { error, type Issue, warning } from '../outcome.ts';
import { authorizationWanted } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import type { Visit } from './visit.ts';

/** A service the payer has decided on for this patient, the stream it belongs to, and what it was asked for. */
export interface Certified {
  readonly stream: string;
  readonly service: AuthorizedService;
  /** Payer profile, member id and place of service of the request. */
  readonly payer: string;
  readonly memberId: string;
  readonly placeOfService: string;
  /** The payer gave another answer that does not fit, and nobody has said which one stands. */
  readonly contradicted?: boolean;
}

/** What there is to use for one visit. `wrongSite`: right in everything but the place. `contradicted`: not certain. */
export interface Usable {
  readonly services: readonly Certified[];
  /** Codes for which the payer said that no authorization is needed. */
  readonly notNeeded: ReadonlySet<string>;
  readonly wrongSite: readonly Certified[];
  readonly contradicted: readonly Certified[];
}

/** Of everything on record for the patient, what the payer of this visit certified to this member for this place. */
export function usableFor(visit: Visit, certified: readonly Certified[]): Usable {
  const { insured, site } = visit;
  const day = plainDate(visit.day);
  const same = certified.filter(
    ({ payer, memberId }) => payer === insured?.payer.id && memberId === insured.insurance.memberId,
  );
  const certain = same.filter(({ contradicted }) => contradicted !== true);
  const here = certain.filter(({ placeOfService }) => placeOfService === site?.placeOfService);
  const numbered = (all: readonly Certified[]) => all.filter(({ service }) => service.number !== undefined);
  const free = here.filter(({ service }) => service.decision?.action === 'NA' && coversDay(service, day));
  return {
    services: numbered(here),
    notNeeded: new Set(free.map(({ service }) => service.hcpcs)),
    wrongSite: numbered(certain).filter((each) => !here.includes(each)),
    contradicted: same.filter((each) => !certain.includes(each)),
  };
}

/** What of it the coding rules hold drug lines against: which of several covers day and units is theirs to choose. */
export const authorizationsFor = ({ services }: Usable, payer: Payer, rules: Rules): readonly CaseAuthorization[] =>
  services
    .filter(({ service }) => isWanted(service.hcpcs, payer, rules))
    .map(({ service }) => caseAuthorization(service));

/** Is this a drug for which the payer wants an authorization? */
function isWanted(hcpcs: string, payer: Payer, rules: Rules): boolean {
  const code = rules.codes.get(hcpcs);
  return code !== undefined && authorizationWanted(payer, code);
}

const caseAuthorization = (service: AuthorizedService): CaseAuthorization => ({
  number: service.number ?? '',
  codes: [service.hcpcs],
  units: unitsLeft(service),
  certified: service.approved,
  used: service.drawn,
  from: dashed(service.from),
  to: dashed(service.to),
});

/**
 * The certified service a line uses up: the one whose number the coding rules put on a drug line; for the
 * administration beside it, the one that names its code on that day and has enough units left.
 */
export const coveringOf = (line: CodedLine, services: readonly Certified[], day: string): Certified | undefined =>
  services.find(
    ({ service }) =>
      service.hcpcs === line.hcpcs &&
      (line.prior_auth === undefined
        ? coversDay(service, day) && unitsLeft(service) >= line.units
        : service.number === line.prior_auth),
  );

/**
 * The certified service of the same family whose number a line for giving a drug carries, where its own code was not
 * asked for. A request names the first hour; what a visit adds to it (further hours, the next drug, a push) is known
 * only afterwards. Nothing is drawn from it: its units count first hours.
 */
export function familyOf(
  line: CodedLine,
  services: readonly Certified[],
  day: string,
  payer: Payer,
  rules: Rules,
): Certified | undefined {
  if (payer.authorization.administration === 'listed') return undefined;
  const { chemo, ther, hydration } = rules.administration;
  const families = [
    [...Object.values(chemo.infusion), ...Object.values(chemo.push)],
    [...Object.values(ther.infusion), ...Object.values(ther.push), ther.concurrent, ther.push_again_facility],
    Object.values(hydration),
  ];
  const family = families.find((codes) => codes.includes(line.hcpcs)) ?? [];
  return services.find(({ service }) => family.includes(service.hcpcs) && coversDay(service, day));
}

/**
 * Issues of drug lines whose payer wants an authorization and that no certified service covers: AUTHORIZATION_MISSING,
 * AUTHORIZATION_CONTRADICTED, AUTHORIZATION_OTHER_SITE. Warnings where nobody keeps a record of authorizations (`usable` undefined), and where the
 * payer itself answered that none is needed.
 */
export function missingAuthorizations(
  lines: readonly CodedLine[],
  visit: Visit,
  payer: Payer,
  usable: Usable | undefined,
  rules: Rules,
): readonly Issue[] {
  const bare = lines.filter((line) => line.prior_auth === undefined);
  const where = { path: visit.sources[0] ?? 'MedicationAdministration', rule: payer.file };
  const codes = [...new Set(bare.map((line) => line.hcpcs))].filter((hcpcs) => isWanted(hcpcs, payer, rules));
  return codes.map((hcpcs) => {
    if (usable === undefined) {
      const message = `${payer.name} wants an authorization for ${hcpcs}; without the record of authorizations its number cannot be put on the claim.`;
      return warning('AUTHORIZATION_NOT_CHECKED', message, where);
    }
    if (usable.notNeeded.has(hcpcs)) {
      const message = `${payer.name} answered that ${hcpcs} needs no authorization. The claim goes without a number; keep the answer as evidence.`;
      return warning('AUTHORIZATION_NOT_NEEDED', message, where);
    }
    if (usable.contradicted.some(({ service }) => service.hcpcs === hcpcs)) {
      const message = `${payer.name} gave two answers about ${hcpcs} that do not fit. The claim is made when a person has said which one stands.`;
      return error('AUTHORIZATION_CONTRADICTED', message, where);
    }
    const elsewhere = usable.wrongSite.find(({ service }) => service.hcpcs === hcpcs);
    if (elsewhere !== undefined) {
      const message = `${hcpcs} is certified for place of service ${elsewhere.placeOfService} and was given at ${visit.site?.placeOfService ?? 'none'}. Ask ${payer.name} to change the site before billing.`;
      return error('AUTHORIZATION_OTHER_SITE', message, where);
    }
    const message = `${payer.name} wants an authorization for ${hcpcs} and none is certified for this day. The claim is made when one is.`;
    return error('AUTHORIZATION_MISSING', message, where);
  });
}
