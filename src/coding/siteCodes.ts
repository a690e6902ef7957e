/** Codes of infusions and pushes: one initial service per access site, by rank or by the reason for the visit. */

import type { Rules } from '../rules/parse.ts';
import type { BillingCase } from './case.ts';
import { distinctModifier } from './modifiers.ts';
import type { Service } from './services.ts';

/** One code, before equal codes are put on one line. */
export interface Charge {
  readonly code: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  readonly proof: string;
  readonly administrations: readonly string[];
}

/**
 * Codes of all services that run by themselves. Each site has one initial service in an encounter; a second one's
 * initial carries the payer's distinct-service modifier, for the reason that the day's times tell.
 */
export function siteCharges(services: readonly Service[], visit: BillingCase, rules: Rules): readonly Charge[] {
  const bySite = Map.groupBy(
    services.filter((service) => !service.concurrent),
    (service) => `${service.encounter} ${service.site}`,
  );
  const sites = [...bySite.values()].map((all) => ({ all, initial: initialOf(all, visit) }));
  sites.sort(
    (a, b) =>
      Number(isReason(b.initial, visit)) - Number(isReason(a.initial, visit)) || rank(a.initial) - rank(b.initial),
  );
  const leading = sites[0]?.initial.encounter;
  return sites.flatMap(({ all, initial }, index) =>
    all.flatMap((service) => {
      if (service !== initial) return laterCharges(service, visit, rules);
      const apart = index === 0 ? undefined : service.encounter === leading ? 'site' : 'encounter';
      const modifiers = apart === undefined ? [] : [distinctModifier(apart, visit, rules)];
      const second = apart === undefined ? '' : `, ${modifiers.join(' ')}: ${APART[apart]}`;
      return initialCharges(service, modifiers, `${why(service, visit)}${second}`, rules);
    }),
  );
}

const APART = {
  site: 'another access site of the same encounter (CMS RAC issue 0071)',
  encounter: 'another encounter of the day, apart from the first by the clock (CMS RAC issue 0071)',
} as const;

const isReason = (service: Service, visit: BillingCase): boolean =>
  visit.setting.claim === '837P' &&
  service.administrations.some((given) => given.id === visit.primary_reason_administration);

/** Hospitals follow the rank whatever the order; a physician starts with the reason for the visit, if it is told. */
function initialOf(services: readonly Service[], visit: BillingCase): Service {
  const reason = services.find((service) => isReason(service, visit));
  return reason ?? services.reduce((best, service) => (rank(service) < rank(best) ? service : best));
}

const why = (service: Service, visit: BillingCase): string =>
  isReason(service, visit) ? 'initial: the reason for the visit' : 'initial: leads by rank';

function initialCharges(
  service: Service,
  modifiers: readonly string[],
  reason: string,
  rules: Rules,
): readonly Charge[] {
  const table = rules.administration;
  const codes =
    service.class === 'hyd'
      ? table.hydration
      : service.kind === 'push'
        ? table[service.class].push
        : table[service.class].infusion;
  const first = charge(codes.initial, 1, service, `${service.proof}, ${reason}`, modifiers);
  return 'hour' in codes ? [first, ...hourCharges(codes.hour, service, rules)] : [first];
}

function laterCharges(service: Service, visit: BillingCase, rules: Rules): readonly Charge[] {
  const table = rules.administration;
  if (service.class === 'hyd') {
    const blocks = 1 + extraHours(service.minutes, table.times);
    return [charge(table.hydration.hour, blocks, service, `${service.proof} beside another initial service`)];
  }
  if (service.kind === 'infusion') {
    const codes = table[service.class].infusion;
    return [
      charge(codes.sequential, 1, service, `${service.proof}, another drug after the initial one`),
      ...hourCharges(codes.hour, service, rules),
    ];
  }
  if (service.again === undefined)
    return [charge(table[service.class].push.sequential, 1, service, `${service.proof}, push of another drug`)];
  const { gap } = service.again;
  const counts =
    visit.setting.claim === '837I' &&
    service.class === 'ther' &&
    gap !== undefined &&
    gap > table.times.same_push_again_after;
  return counts
    ? [charge(table.ther.push_again_facility, 1, service, `same drug pushed again after ${gap} min, hospital`)]
    : [];
}

function hourCharges(code: string, service: Service, rules: Rules): readonly Charge[] {
  const { times } = rules.administration;
  const hours = extraHours(service.minutes, times);
  return hours === 0
    ? []
    : [
        charge(
          code,
          hours,
          service,
          `(${service.minutes} - ${times.extra_hour_needs_more_than + 1}) / 60 -> ${hours} further hours`,
        ),
      ];
}

/** Once per encounter, and only for drugs that are not of the complex class. */
export function concurrentCharge(services: readonly Service[], visit: BillingCase, rules: Rules): readonly Charge[] {
  const all = services.filter((service) => service.concurrent && service.class === 'ther');
  const encounters = [...Map.groupBy(all, (service) => service.encounter).values()];
  return encounters.flatMap((beside, index) => {
    const [first] = beside;
    if (first === undefined) return [];
    const count = beside.length === 1 ? 'an infusion' : `${beside.length} infusions`;
    const proof = `${count} beside another one, once per encounter${index === 0 ? '' : `, ${APART.encounter}`}`;
    const modifiers = index === 0 ? [] : [distinctModifier('encounter', visit, rules)];
    const administrations = beside.flatMap((service) => service.administrations.map((given) => given.id));
    return [{ ...charge(rules.administration.ther.concurrent, 1, first, proof, modifiers), administrations }];
  });
}

/** Lowest number leads: cancer drugs before others before fluids, infusions before pushes. */
const rank = (service: Service): number =>
  service.class === 'hyd' ? 5 : (service.class === 'chemo' ? 1 : 3) + (service.kind === 'push' ? 1 : 0);

/** `m` minutes earn an hour beyond the first for each hour of which more than half is used: 91 -> 1, 150 -> 1, 151 -> 2. */
export function extraHours(minutes: number, times: Rules['administration']['times']): number {
  return minutes <= times.first_hour_at_most ? 0 : Math.floor((minutes - times.extra_hour_needs_more_than - 1) / 60);
}

const charge = (
  code: string,
  units: number,
  service: Service,
  proof: string,
  modifiers: readonly string[] = [],
): Charge => ({
  code,
  units,
  modifiers,
  proof,
  administrations: service.administrations.map((given) => given.id),
});
