/** Codes for giving the drugs: infusions and pushes by site and rank, injections, pumps, flushes. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase, CaseAdministration } from './case.ts';
import type { Findings } from './findings.ts';
import { type DrugKey, intravenousServices, isSubcutaneous, type Service } from './services.ts';
import { minutesOf, spanOf } from './timeline.ts';

/** One code, before equal codes are put on one line. */
interface Charge {
  readonly code: string;
  readonly units: number;
  readonly modifiers: readonly string[];
  readonly proof: string;
  readonly administrations: readonly string[];
}

/** Lines for the work of the visit. Units of equal codes are added up. */
export function administrationLines(
  visit: BillingCase,
  drugKey: DrugKey,
  rules: Rules,
  findings: Findings,
): readonly CodedLine[] {
  const services = intravenousServices(visit, drugKey, rules, findings);
  const charges = [
    ...siteCharges(services, visit, rules),
    ...concurrentCharge(services, rules),
    ...visit.administrations.flatMap((given, index) => otherCharges(given, index, visit, rules, findings)),
  ];
  const pumps = pumpCharges(visit, charges, rules);
  const flush = visit.administrations.filter((given) => given.admin_class === 'flush').map((given) => given.id);
  const all = [...charges, ...pumps];
  const alone = all.length === 0 && flush.length > 0 && flush.length === visit.administrations.length;
  if (alone)
    all.push({
      code: rules.administration.flush_alone,
      units: 1,
      modifiers: [],
      proof: 'the flush is the only service of the visit',
      administrations: flush,
    });
  return onePerCode(all);
}

/** `m` minutes earn an hour beyond the first for each hour of which more than half is used: 91 -> 1, 150 -> 1, 151 -> 2. */
export function extraHours(minutes: number, times: Rules['administration']['times']): number {
  return minutes <= times.first_hour_at_most ? 0 : Math.floor((minutes - times.extra_hour_needs_more_than - 1) / 60);
}

/** Lowest number leads: cancer drugs before others before fluids, infusions before pushes. */
const rank = (service: Service): number =>
  service.class === 'hyd' ? 5 : (service.class === 'chemo' ? 1 : 3) + (service.kind === 'push' ? 1 : 0);

/** Each site has one initial service; a second site's initial carries the payer's distinct-service modifier. */
function siteCharges(services: readonly Service[], visit: BillingCase, rules: Rules): readonly Charge[] {
  const bySite = Map.groupBy(
    services.filter((service) => !service.concurrent),
    (service) => service.site,
  );
  const sites = [...bySite.values()].map((all) => ({ all, initial: initialOf(all, visit) }));
  sites.sort(
    (a, b) =>
      Number(isReason(b.initial, visit)) - Number(isReason(a.initial, visit)) ||
      (a.initial && b.initial ? rank(a.initial) - rank(b.initial) : 0),
  );
  return sites.flatMap(({ all, initial }, index) =>
    all.flatMap((service) =>
      service === initial
        ? initialCharges(service, index === 0 ? [] : [visit.payer_rules.distinct_modifier], why(service, visit), rules)
        : laterCharges(service, visit, rules),
    ),
  );
}

const isReason = (service: Service | undefined, visit: BillingCase): boolean =>
  visit.setting.claim === '837P' &&
  service !== undefined &&
  service.administrations.some((given) => given.id === visit.primary_reason_administration);

/** Hospitals follow the rank whatever the order; a physician starts with the reason for the visit, if it is told. */
function initialOf(services: readonly Service[], visit: BillingCase): Service | undefined {
  const reason = services.find((service) => isReason(service, visit));
  return (
    reason ??
    services.reduce<Service | undefined>(
      (best, service) => (best === undefined || rank(service) < rank(best) ? service : best),
      undefined,
    )
  );
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
  const second = modifiers.length === 0 ? '' : `, second site ${modifiers.join(' ')}`;
  const first = charge(codes.initial, 1, service, `${service.proof}, ${reason}${second}`, modifiers);
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

/** Once per visit, and only for drugs that are not of the complex class. */
function concurrentCharge(services: readonly Service[], rules: Rules): readonly Charge[] {
  const beside = services.filter((service) => service.concurrent && service.class === 'ther');
  const first = beside[0];
  if (first === undefined) return [];
  return [
    {
      ...charge(
        rules.administration.ther.concurrent,
        1,
        first,
        `${beside.length} infusion(s) beside another one, once per visit`,
      ),
      administrations: beside.flatMap((service) => service.administrations.map((given) => given.id)),
    },
  ];
}

/** Injections, on-body injectors, infusions under the skin, drugs into the spinal canal. */
function otherCharges(
  given: CaseAdministration,
  index: number,
  visit: BillingCase,
  rules: Rules,
  findings: Findings,
): readonly Charge[] {
  const table = rules.administration;
  const one = (code: string, proof: string): readonly Charge[] => [
    { code, units: 1, modifiers: [], proof, administrations: [given.id] },
  ];
  if (given.admin_class === 'flush') return [];
  switch (given.technique) {
    case 'sc_im':
      if (given.admin_class === 'chemo') return one(table.chemo.injection, 'injection of the complex class');
      if (given.admin_class === 'hormonal') return one(table.hormonal.injection, 'hormonal injection against cancer');
      return one(table.ther.injection, 'therapeutic injection');
    case 'obi':
      return one(table.ther.on_body_injector, 'on-body injector');
    case 'none':
      return given.admin_class === 'chemo' && /^(it|intrathecal)$/i.test(given.route)
        ? one(table.chemo.intrathecal, 'cancer drug into the spinal canal')
        : [];
    case 'infusion':
      return isSubcutaneous(given.route) ? underTheSkin(given, index, rules, findings) : [];
    case 'push':
    case 'pump':
      return [];
    default:
      throw new Error(`technique ${given.technique satisfies never} of ${visit.setting.claim} has no rule`);
  }
}

function underTheSkin(given: CaseAdministration, index: number, rules: Rules, findings: Findings): readonly Charge[] {
  const span = spanOf(given);
  const { subcutaneous_infusion: codes, injection } = rules.administration.ther;
  if (span === undefined) {
    findings.error(
      'MISSING_STOP_TIME',
      'the infusion has no start or stop time, so its length cannot be proved; ask nursing for it',
      `administrations[${index}].stop`,
    );
    return [];
  }
  const minutes = minutesOf(span);
  const ids = { modifiers: [], administrations: [given.id] };
  if (minutes <= rules.administration.times.push_at_most)
    return [{ code: injection, units: 1, proof: `${minutes} min under the skin`, ...ids }];
  const hours = extraHours(minutes, rules.administration.times);
  const first = { code: codes.initial, units: 1, proof: `${minutes} min under the skin`, ...ids };
  return hours === 0 ? [first] : [first, { code: codes.hour, units: hours, proof: `${hours} further hours`, ...ids }];
}

/** Start of a pump that runs on after the visit; beside another initial code some payers want it marked. */
function pumpCharges(visit: BillingCase, others: readonly Charge[], rules: Rules): readonly Charge[] {
  const { chemo, ther, hydration, distinct_beside_initial: marked } = rules.administration;
  const initials = [
    chemo.infusion.initial,
    chemo.push.initial,
    ther.infusion.initial,
    ther.push.initial,
    hydration.initial,
  ];
  const code = visit.payer_rules.pump_code;
  const beside = marked.includes(code) && others.some((charge) => initials.includes(charge.code));
  return visit.administrations
    .filter((given) => given.technique === 'pump')
    .map((given) => ({
      code,
      units: 1,
      modifiers: beside ? [visit.payer_rules.distinct_modifier] : [],
      proof: `start of a pump${beside ? ' beside another initial service' : ''}`,
      administrations: [given.id],
    }));
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

function onePerCode(charges: readonly Charge[]): readonly CodedLine[] {
  const groups = Map.groupBy(charges, (each) => `${each.code} ${each.modifiers.join(' ')}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        hcpcs: first.code,
        units: group.reduce((total, each) => total + each.units, 0),
        modifiers: first.modifiers,
        proof: group.map(
          (each) =>
            `${each.administrations.join(', ')}: ${each.proof} -> ${each.code} x ${each.units} (mappings/codes/administration.yaml)`,
        ),
        administrations: [...new Set(group.flatMap((each) => each.administrations))],
      },
    ];
  });
}
