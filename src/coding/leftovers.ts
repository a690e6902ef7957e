/** What a payer, a place and a date make of leftovers: a JW line, a JZ, whole containers on one line, or nothing. */

import { type Decimal, formatDecimal } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import type { BillingCase } from './case.ts';
import { isPackaged, modifierInEffect } from './modifiers.ts';
import type { DrugOfDay } from './product.ts';
import { isSupplied } from './supplied.ts';
import { floorQuotient } from './units.ts';
import { totalContent, totalUsed, type Use, type Waste } from './waste.ts';

const MODIFIERS = 'mappings/codes/modifiers.yaml';

export interface Regime {
  /** JW and JZ mean something here at all. */
  readonly applies: boolean;
  readonly separateLine: boolean;
  readonly jz: boolean;
  readonly combined: boolean;
  readonly proof: readonly string[];
}

/** The waste of a drug that somebody else bought is not ours either. */
const SUPPLIED: Regime = {
  applies: false,
  separateLine: false,
  jz: false,
  combined: false,
  proof: ['bought and billed by somebody else: no JW, no JZ'],
};

/** A run of lines of one drug that share their modifiers. */
export interface Part {
  readonly uses: readonly Use[];
  readonly units: number;
  /** What of a package its line reports. */
  readonly report: (use: Use) => Decimal;
  readonly modifiers: readonly string[];
  readonly proof: readonly string[];
  /** Set: one line only, for this amount, on the NDC opened last. */
  readonly onLast?: Decimal;
}

export function regimeOf(visit: BillingCase, { code, given }: DrugOfDay, rules: Rules): Regime {
  const { payer_rules: payer, date_of_service: date } = visit;
  if (given.some(({ administration }) => isSupplied(administration))) return SUPPLIED;
  const packaged = isPackaged(visit, code, rules);
  const encounterRate = rules.places.encounter_rate_places.includes(visit.setting.pos ?? '');
  const applies = payer.jw_jz && packaged === undefined && !encounterRate;
  const why = packaged ?? (encounterRate ? 'the drug is in the encounter rate of this place: no JW, no JZ' : undefined);
  return {
    applies,
    separateLine: applies && payer.waste_policy === 'jw_line' && modifierInEffect('JW', date, rules),
    jz: applies && modifierInEffect('JZ', date, rules),
    combined: payer.waste_policy === 'combined_line',
    proof: why === undefined ? [] : [why],
  };
}

/** Administered and discarded parts of single-dose containers. A JW line and a JZ exclude each other. */
export function singleDoseParts(
  single: readonly Use[],
  units: number,
  waste: Waste,
  regime: Regime,
  code: DrugCode,
): readonly Part[] {
  const kind = `single-dose (${single[0]?.opened.kindFrom})`;
  const part = (more: Partial<Part> & { readonly proof: readonly string[] }): Part => ({
    uses: single,
    units,
    report: (use) => use.used,
    modifiers: [],
    ...more,
  });
  if (regime.combined) {
    const whole = code.unit === null ? 1 : Math.max(units, floorQuotient(totalContent(single), code.unit.value));
    const modifiers = regime.jz && waste.units === 0 ? ['JZ'] : [];
    return [
      part({
        units: whole,
        report: (use) => use.content,
        modifiers,
        proof: [`${kind}; the payer takes no JW line: the ${whole} units opened on one line`],
      }),
    ];
  }
  if (waste.units > 0 && regime.separateLine) {
    return [
      part({ proof: [kind] }),
      part({
        units: waste.units,
        modifiers: ['JW'],
        proof: [kind, `${waste.proof}: JW (${MODIFIERS})`],
        onLast: waste.amount,
      }),
    ];
  }
  if (!regime.applies) return [part({ proof: [] })];
  if (waste.units > 0)
    return [part({ proof: [`${kind}; ${waste.units} discarded units are not billed to this payer or on this date`] })];
  const left = waste.amount.isZero()
    ? 'nothing discarded'
    : `${formatDecimal(waste.amount)} ${code.unit?.unit} discarded is less than one unit beside the rounded-up dose`;
  return [
    part({
      report: (use) => withDiscard(use, single, waste.amount),
      modifiers: regime.jz ? ['JZ'] : [],
      proof: [`${kind}; ${left}: ${regime.jz ? `JZ (${MODIFIERS})` : 'JZ did not exist yet'}`],
    }),
  ];
}

/** The administered part of containers whose leftovers serve other patients: never JW, never JZ. */
export function sharedPart(shared: readonly Use[], units: number, regime: Regime): Part {
  const opened = shared[0]?.opened;
  const proof = regime.applies ? [`${opened?.kind} (${opened?.kindFrom}): no JW, no JZ`] : [];
  return { uses: shared, units, report: (use) => use.used, modifiers: [], proof };
}

/** Without a JW line a package reports what was used and what of it was discarded; leftovers are on the last one. */
function withDiscard(use: Use, single: readonly Use[], discarded: Decimal): Decimal {
  if (discarded.eq(totalContent(single).minus(totalUsed(single)))) return use.content;
  return use === single.at(-1) ? use.used.plus(discarded) : use.used;
}
