/** How much: one dose as ordered or as given, out of everything FHIR allows and EHRs send. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { dayOf } from './dates.ts';
import type { DrugCandidates, Ingredient } from './drug.ts';
import type { DosageInstruction, DoseAndRate, Quantity } from './elements.ts';
import { type Measured, type Patient, surfaceOf, weightOf } from './measure.ts';
import type { ResourceOf } from './resources.ts';
import {
  type Amount,
  amountOf,
  convert,
  type DosedAmount,
  isSubstance,
  isVolume,
  printAmount,
  sameAmount,
} from './units.ts';

/** One dose. `amount` is drug substance where the chart lets us know it, else the volume as charted. */
export interface Dose {
  readonly amount: Amount;
  /** As charted, before body size or strength was applied. */
  readonly charted: DosedAmount;
  /** Substance per ingredient, where a volume of a mixture was charted: the rules pick the billed one. */
  readonly ingredients: readonly { readonly ingredient: Ingredient; readonly amount: Amount }[];
  /** The arithmetic, in plain text: `1.5 mg/kg x 84 kg = 126 mg`. */
  readonly proof: readonly string[];
}

/** What turns a dose per body size, or a volume, into drug substance. */
export interface DoseContext {
  readonly chart: Chart;
  readonly patient: Patient | undefined;
  readonly drug: DrugCandidates | undefined;
  /** Date for which the body size counts. */
  readonly on: string;
}

/**
 * The dose of one dosage instruction of an order. EHRs repeat one dose by type (ordered, calculated, and vendors'
 * own types): the ordered one counts; they are never added.
 * Issues at `path`: MISSING_DOSE, DOSE_TEXT_ONLY, DOSE_RANGE, DOSE_RATE_ONLY, DOSE_CONTRADICTORY, MISSING_WEIGHT,
 * MISSING_HEIGHT and those of `amountOf`.
 */
export function orderedDose(instruction: DosageInstruction, path: string, context: DoseContext): Outcome<Dose> {
  const entries = (instruction.doseAndRate ?? []).map((entry, index) => ({
    entry,
    path: `${path}.doseAndRate[${index}]`,
  }));
  const doses = entries.filter(({ entry }) => entry.doseQuantity !== undefined || entry.doseRange !== undefined);
  if (doses.length === 0)
    return bad(
      noDose(
        entries.map((e) => e.entry),
        instruction.text,
        path,
      ),
    );
  const ordered = doses.filter(({ entry }) => typeOf(entry) === 'ordered');
  const calculated = doses.filter(({ entry }) => typeOf(entry) === 'calculated');
  const chosen = ordered.length > 0 ? ordered : doses;
  const reading = oneAmount(chosen);
  if (!reading.ok) return reading;
  const dose = finishDose(reading.value.amount, reading.value.path, context);
  if (dose.ok || reading.value.amount.per === undefined) return dose;
  return calculatedInstead(calculated, reading.value.amount, dose, context);
}

/**
 * The dose of a MedicationAdministration.
 * Issues: MISSING_DOSE, DOSE_TEXT_ONLY, DOSE_RATE_ONLY, MISSING_WEIGHT and those of `amountOf`.
 */
export function givenDose(administration: ResourceOf<'MedicationAdministration'>, context: DoseContext): Outcome<Dose> {
  const path = 'MedicationAdministration.dosage';
  const dosage = administration.dosage;
  if (dosage?.dose === undefined) {
    const rates = [{ rateRatio: dosage?.rateRatio, rateQuantity: dosage?.rateQuantity }];
    return bad(noDose(rates, dosage?.text, path));
  }
  const amount = amountOf(dosage.dose, `${path}.dose`);
  return amount.ok ? finishDose(amount.value, `${path}.dose`, context) : amount;
}

function noDose(entries: readonly DoseAndRate[], text: string | undefined, path: string): Issue {
  const rated = entries.some(
    (e) => e.rateQuantity !== undefined || e.rateRatio !== undefined || e.rateRange !== undefined,
  );
  if (rated)
    return error('DOSE_RATE_ONLY', 'Only a rate is told, not the amount. Chart the amount of the drug.', { path });
  if ((text ?? '') !== '')
    return error('DOSE_TEXT_ONLY', 'The dose is told in free text only. Chart amount and unit.', { path });
  return error('MISSING_DOSE', 'No dose is told. Chart amount and unit.', { path });
}

/** The dose type, by FHIR code or by a vendor's code of the same name. */
const typeOf = (entry: DoseAndRate): string | undefined =>
  (entry.type?.coding ?? []).map((c) => c.code?.toLowerCase()).find((c) => c === 'ordered' || c === 'calculated') ??
  entry.type?.text?.toLowerCase();

interface DoseEntry {
  readonly entry: DoseAndRate;
  readonly path: string;
}
interface AmountReading {
  readonly amount: DosedAmount;
  readonly path: string;
}

/** One amount out of several tellings: equal ones count once; substance beats volume; anything else is a contradiction. */
function oneAmount(entries: readonly DoseEntry[]): Outcome<AmountReading> {
  const issues: Issue[] = [];
  const amounts: AmountReading[] = [];
  for (const { entry, path } of entries) {
    if (entry.doseQuantity === undefined) {
      issues.push(error('DOSE_RANGE', 'The dose is a range. Order one amount.', { path: `${path}.doseRange` }));
      continue;
    }
    const amount = amountOf(entry.doseQuantity as Quantity, `${path}.doseQuantity`);
    if (amount.ok) amounts.push({ amount: amount.value, path: `${path}.doseQuantity` });
    else issues.push(...amount.issues);
  }
  const substances = amounts.filter(({ amount }) => isSubstance(amount) && amount.per === undefined);
  const candidates = substances.length > 0 ? substances : amounts;
  const [first, ...others] = candidates;
  if (first === undefined) return bad(...issues);
  if (others.some(({ amount }) => !(amount.per === first.amount.per && sameAmount(amount, first.amount)))) {
    return bad(
      error('DOSE_CONTRADICTORY', 'Several different amounts are told for one dose. Order one amount.', {
        path: first.path,
      }),
    );
  }
  return good(first);
}

/** Without a body weight, the amount the EHR itself calculated stands in, with a warning. */
function calculatedInstead(
  calculated: readonly DoseEntry[],
  ordered: DosedAmount,
  failed: Outcome<Dose>,
  context: DoseContext,
): Outcome<Dose> {
  const reading = oneAmount(calculated);
  if (!reading.ok || reading.value.amount.per !== undefined) return failed;
  const dose = finishDose(reading.value.amount, reading.value.path, context);
  if (!dose.ok) return failed;
  const proof = [
    `${printAmount(ordered)} as ordered; the EHR calculated ${printAmount(reading.value.amount)}`,
    ...dose.value.proof,
  ];
  const note = warning(
    'DOSE_AS_CALCULATED_BY_EHR',
    "Body size is not in the chart; the EHR's own calculated dose is used.",
    {
      path: reading.value.path,
    },
  );
  return good({ ...dose.value, charted: ordered, proof }, [...dose.issues, note]);
}

/** Applies body size, then strength. */
function finishDose(charted: DosedAmount, path: string, context: DoseContext): Outcome<Dose> {
  const sized = applyBodySize(charted, path, context);
  if (!sized.ok) return sized;
  const { amount, proof } = sized.value;
  const { issues } = sized;
  if (!isVolume(amount)) {
    return isSubstance(amount)
      ? good({ amount, charted, ingredients: [], proof }, issues)
      : bad(
          error('DOSE_UNIT_UNKNOWN', 'The unit is no measure of a drug. Use mg, mcg, g, mL, units, mEq or mmol.', {
            path,
          }),
        );
  }
  const ingredients = (context.drug?.ingredients ?? []).flatMap((ingredient) => {
    const substance = substanceIn(amount, ingredient);
    return substance === undefined ? [] : [{ ingredient, amount: substance }];
  });
  const active = ingredients.filter(({ ingredient }) => ingredient.active === true);
  const [only, ...rest] = active.length > 0 ? active : ingredients;
  if (only?.ingredient.strength === undefined || rest.length > 0)
    return good({ amount, charted, ingredients, proof }, issues);
  const { strength } = only.ingredient;
  const sentence = `${printAmount(amount)} x ${printAmount(strength.amount)} / ${printAmount(strength.per)} = ${printAmount(only.amount)}`;
  return good({ amount: only.amount, charted, ingredients, proof: [...proof, sentence] }, issues);
}

interface Sized {
  readonly amount: Amount;
  readonly proof: readonly string[];
}

/** Days after which a body size is told to be old: a patient under treatment is weighed between two cycles. */
const BODY_SIZE_DAYS = 60;
/** The day of a dose that tells none: every body size is older. */
const NO_DAY = '9999-12-31';

function oldBodySize({ on: measured }: Measured, on: string, path: string): readonly Issue[] {
  if (measured === undefined || on === NO_DAY || dayOf(on) - dayOf(measured) <= BODY_SIZE_DAYS) return [];
  const message = `The body size is more than ${BODY_SIZE_DAYS} days older than the dose. Chart the one the dose was made of.`;
  return [warning('BODY_SIZE_OLD', message, { path })];
}

function applyBodySize(charted: DosedAmount, path: string, context: DoseContext): Outcome<Sized> {
  if (charted.per === undefined) return good({ amount: charted, proof: [] });
  if (context.patient === undefined) {
    return bad(
      error('MISSING_WEIGHT', 'The dose is per body size and the patient is not in the chart. Send the Patient.', {
        path,
      }),
    );
  }
  const read = charted.per === 'kg' ? weightOf : surfaceOf;
  const size: Outcome<Measured> = read(context.chart, context.patient, context.on);
  if (!size.ok) return bad(...size.issues.map((issue) => ({ ...issue, path })));
  const amount = { value: charted.value.times(size.value.value), unit: charted.unit };
  const measured = size.value.on === undefined ? '' : `, measured ${size.value.on}`;
  const factor = `${size.value.value.toDecimalPlaces(4).toFixed()} ${charted.per} (${size.value.source}${measured})`;
  const proof = `${printAmount(charted)} x ${factor} = ${printAmount({ ...amount, value: amount.value.toDecimalPlaces(4) })}`;
  return good({ amount, proof: [proof] }, oldBodySize(size.value, context.on, path));
}

/** Substance of one ingredient in a volume: volume x strength. */
function substanceIn(volume: Amount, ingredient: Ingredient): Amount | undefined {
  const { strength } = ingredient;
  if (strength === undefined || !isSubstance(strength.amount)) return undefined;
  const inUnit = convert(volume, strength.per.unit);
  if (inUnit === undefined) return undefined;
  return { value: inUnit.value.times(strength.amount.value).div(strength.per.value), unit: strength.amount.unit };
}
