/** Codes for giving the drugs: infusions and pushes by site and rank, injections, pumps, flushes. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import { type BillingCase, type CaseAdministration, isNothing } from './case.ts';
import { eyeOf, isIntoEye } from './eye.ts';
import type { Findings } from './findings.ts';
import { distinctModifier } from './modifiers.ts';
import { type DrugKey, intravenousServices, isSubcutaneous } from './services.ts';
import { type Charge, concurrentCharge, extraHours, siteCharges } from './siteCodes.ts';
import { minutesOf, spanOf } from './timeline.ts';

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
    ...concurrentCharge(services, visit, rules),
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
  return onePerCode(all, rules.administration.source);
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
      if (isIntoEye(given, rules)) return intoEye(given, visit, rules);
      return given.admin_class === 'chemo' && /^(it|intrathecal)$/i.test(given.route)
        ? one(table.chemo.intrathecal, 'cancer drug into the spinal canal')
        : [];
    case 'pump_refill': {
      const kind = given.pump_kind ?? 'portable';
      const started = visit.administrations.some((other) => other.technique === 'pump');
      return started ? [] : one(table.pump_refill[kind], `refill of a pump, ${kind}`);
    }
    case 'infusion':
      return isSubcutaneous(given.route) ? underTheSkin(given, index, rules, findings) : [];
    case 'push':
    case 'pump':
      return [];
    default:
      throw new Error(`technique ${given.technique satisfies never} of ${visit.setting.claim} has no rule`);
  }
}

/** The procedure once a day: with the eye, or for both eyes with the modifier that says so. */
function intoEye(given: CaseAdministration, visit: BillingCase, rules: Rules): readonly Charge[] {
  const { procedure, sides } = rules.modifiers.eye;
  const all = visit.administrations.filter((other) => isIntoEye(other, rules) && !isNothing(other.dose.value));
  const eyes = new Set(all.flatMap((other) => eyeOf(other, visit, rules)?.eye ?? []));
  const [only] = eyes;
  if (given !== all[0] || only === undefined) return [];
  const eye = eyes.size > 1 ? 'both' : only;
  const proof = `injection into ${eye === 'both' ? 'both eyes' : `the ${eye} eye`}, ${sides[eye]}`;
  return [{ code: procedure, units: 1, modifiers: [sides[eye]], proof, administrations: all.map(({ id }) => id) }];
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
      modifiers: beside ? [distinctModifier('other', visit, rules)] : [],
      proof: `start of a pump${beside ? ` beside another initial service, ${distinctModifier('other', visit, rules)}: a service that does not overlap it` : ''}`,
      administrations: [given.id],
    }));
}

function onePerCode(charges: readonly Charge[], source: string): readonly CodedLine[] {
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
            `${each.administrations.join(', ')}: ${each.proof} -> ${each.code} x ${each.units} (mappings/codes/administration.yaml: ${source})`,
        ),
        administrations: [...new Set(group.flatMap((each) => each.administrations))],
      },
    ];
  });
}
