/** What one dose of a drug uses up in billing units. */

import { chooseVials } from '../coding/vialChoice.ts';
import { ceilUnits, type Decimal, floorUnits } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import type { Amount, DrugCode } from '../rules/types.ts';
import { convert } from '../rules/units.ts';

export interface DoseUnits {
  /** HCPCS billing units, given and discarded. */
  readonly units: number;
  /** The dose in the unit of the code. */
  readonly dose: Decimal;
  /** Content of the single-dose vials opened for it, where the drug comes in such. */
  readonly opened?: Decimal;
}

/**
 * Whole vials where they are single-dose, since what is left over is billed as waste and an authorization that leaves
 * it out runs dry; else the dose itself, rounded up. Undefined where the dose cannot be turned into the code's unit.
 */
export function unitsOfDose(amount: Amount, code: DrugCode, rules: Rules): DoseUnits | undefined {
  const unit = code.content ?? code.unit;
  const dose = unit === null ? undefined : convert(amount, unit.unit);
  if (unit === null || dose === undefined) return undefined;
  const opened = chooseVials(dose.toFixed(), singleDoseSizes(code, unit.unit, rules))?.content;
  const given = ceilUnits(dose.div(unit.value));
  return opened === undefined
    ? { units: given, dose }
    : { units: Math.max(given, floorUnits(opened.div(unit.value))), dose, opened };
}

function singleDoseSizes(code: DrugCode, unit: string, rules: Rules): readonly string[] {
  return [...rules.packages.values()].flatMap((pack) => {
    const kind = pack.container ?? code.container;
    if (kind !== 'single-dose' || !pack.codes.includes(code.hcpcs)) return [];
    return convert(pack.amount, unit)?.toFixed() ?? [];
  });
}
