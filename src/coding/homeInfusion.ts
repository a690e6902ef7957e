/** Visits at home: Medicare pays the supplier per quarter of an hour, others a day rate and nursing. */

import type { Rules } from '../rules/parse.ts';
import type { CodedLine } from './answer.ts';
import type { BillingCase } from './case.ts';
import type { Findings } from './findings.ts';

/** Does another supplier bill the drug of this visit? Medicare's pump drugs belong to the equipment supplier. */
export const drugBilledElsewhere = (visit: BillingCase, rules: Rules): boolean =>
  visit.setting.kind === 'home_infusion_supplier' &&
  rules.homeInfusion.medicare.payers.includes(visit.payer_rules.type);

/** The lines of a visit at home itself; none where the case tells of no visit. */
export function homeInfusionLines(visit: BillingCase, rules: Rules, findings: Findings): readonly CodedLine[] {
  const { medicare, other, aliases } = rules.homeInfusion;
  if (visit.visit == null) return [];
  const { initial, minutes } = visit.visit;
  const kind = aliases[visit.visit.class] ?? visit.visit.class;
  const line = (hcpcs: string, units: number, proof: string): CodedLine => ({
    hcpcs,
    units,
    modifiers: [],
    proof: [`${proof} (mappings/codes/home-infusion.yaml)`],
    administrations: [],
  });
  if (medicare.payers.includes(visit.payer_rules.type)) {
    const code = medicare.visits[kind]?.[initial ? 'initial' : 'later'];
    const units = Math.max(1, Math.floor((minutes + medicare.rounding_minutes) / medicare.unit_minutes));
    if (code !== undefined)
      return [
        line(
          code,
          units,
          `${initial ? 'first' : 'later'} visit, ${minutes} min: (${minutes} + ${medicare.rounding_minutes}) / ${medicare.unit_minutes} -> ${units} units of ${code}`,
        ),
      ];
  } else {
    const code = other.per_diem[kind];
    const { first, first_minutes: covered, hour } = other.nursing;
    const hours = Math.ceil(Math.max(0, minutes - covered) / 60);
    const nursing = [
      line(first, 1, `nursing visit of ${minutes} min`),
      ...(hours > 0 ? [line(hour, hours, `${minutes} - ${covered} min -> ${hours} further hours`)] : []),
    ];
    if (code !== undefined) return [line(code, 1, 'day rate of the therapy'), ...nursing];
  }
  findings.error(
    'HOME_VISIT_CLASS_UNKNOWN',
    `no visit code is known for the class of this visit; use one of ${Object.keys(medicare.visits).join(', ')}`,
    'visit.class',
  );
  return [];
}
