/** What an order will need in billing units: doses, whole vials, administrations. Every number shows its arithmetic. */

import type { OrderedTreatment, Phase } from '../fhir/order.ts';
import { daysOfDoses, occurrences } from '../fhir/timing.ts';
import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import { formatDecimal } from '../quantity.ts';
import { administrationClass } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import { unitsOfDose } from './doseUnits.ts';
import { plainDate } from './insured.ts';
import type { Doses, Rhythm } from './request.ts';
import { rhythmOf } from './rhythm.ts';

/** One line an order needs, before orders of a plan are put together. */
export interface PlannedLine {
  readonly hcpcs: string;
  readonly units: number;
  readonly proof: readonly string[];
}
export interface DosesOfCode extends Doses {
  readonly hcpcs: string;
}
export interface Plan {
  readonly source: string;
  readonly code: DrugCode;
  readonly lines: readonly PlannedLine[];
  /** YYYY-MM-DD */
  readonly from: string;
  readonly to: string;
  readonly prn: boolean;
  readonly doses: number;
  /** Units of one dose of each code, phase by phase. */
  readonly perDose: readonly DosesOfCode[];
  /** Of an order with one dosage instruction, where it can be told. */
  readonly rhythm?: Rhythm;
}

/** The first day of treatment, YYYY-MM-DD; `today` where the order names none. */
export function firstDayOf(order: OrderedTreatment, today: string): string {
  const starts = order.phases.flatMap((phase) => phase.schedule?.start ?? []).sort();
  return starts[0] ?? order.authoredOn ?? today;
}

/**
 * The lines of one order of a drug. Issues: DOSE_UNIT_MISMATCH, MISSING_TIMING (no number of doses),
 * ADMINISTRATION_CLASS_UNKNOWN.
 *
 * @param code what the drug is billed with on the first day of treatment
 * @param today YYYY-MM-DD, the first day where the order names none
 */
export function planOf(
  order: OrderedTreatment,
  code: DrugCode,
  payer: Payer,
  rules: Rules,
  today: string,
): Outcome<Plan> {
  const from = firstDayOf(order, today);
  const phases = order.phases.map((phase) => phasePlan(phase, code, payer, rules));
  const issues = phases.flatMap((phase) => phase.issues);
  const planned = phases.flatMap((phase) => (phase.ok ? [phase.value] : []));
  if (planned.length < phases.length) return bad(...issues);
  const ends = order.phases.flatMap((phase) => phase.schedule?.end ?? []).sort();
  const doses = planned.reduce((sum, phase) => sum + phase.doses, 0);
  const only = order.phases.length === 1 ? order.phases[0]?.schedule : undefined;
  const rhythm = only === undefined ? undefined : rhythmOf(only, doses);
  const days = planned.map((phase, index) => {
    const schedule = order.phases[index]?.schedule;
    return schedule && daysOfDoses(schedule, phase.doses, order.phases.length === 1 ? from : undefined);
  });
  return good(
    {
      source: order.source,
      code,
      lines: mergeLines(planned.flatMap((phase) => phase.lines)),
      from,
      // An order of so many doses often names no end: then it is the day of the last one.
      to:
        ends.at(-1) ??
        days
          .flatMap((known) => known ?? [])
          .sort()
          .at(-1) ??
        from,
      prn: order.phases.every((phase) => phase.asNeeded),
      doses,
      perDose: planned.flatMap((phase, index) =>
        phase.lines.map((line) => dosesOfCode(line, phase.doses, days[index])),
      ),
      ...(rhythm === undefined ? {} : { rhythm }),
    },
    issues,
  );
}

const dosesOfCode = ({ hcpcs, units }: PlannedLine, doses: number, days?: readonly string[]): DosesOfCode => ({
  hcpcs,
  doses,
  units: doses === 0 ? 0 : units / doses,
  ...(days === undefined ? {} : { days: days.map(plainDate) }),
});

interface PhasePlan {
  readonly lines: readonly PlannedLine[];
  readonly doses: number;
}
function phasePlan(phase: Phase, code: DrugCode, payer: Payer, rules: Rules): Outcome<PhasePlan> {
  const units = unitsPerDose(phase, code, rules);
  const doses = dosesOf(phase);
  const administration = administrationLines(phase, code, payer, rules);
  const issues = [...units.issues, ...doses.issues, ...administration.issues];
  if (!units.ok || !doses.ok || !administration.ok) return bad(...issues);
  const count = doses.value;
  const drug = {
    hcpcs: code.hcpcs,
    units: units.value.units * count,
    proof: [...phase.dose.proof, units.value.proof(count)],
  };
  const given = administration.value.map((line) => ({
    hcpcs: line.hcpcs,
    units: line.units * count,
    proof: [`${line.units} x ${count} ${count === 1 ? 'dose' : 'doses'} (${line.why})`],
  }));
  return good({ lines: [drug, ...given], doses: count }, issues);
}

function dosesOf(phase: Phase): Outcome<number> {
  if (phase.schedule !== undefined) {
    const doses = occurrences(phase.schedule);
    return doses.ok ? doses : bad(...doses.issues.map((issue) => ({ ...issue, path: `${phase.path}.timing` })));
  }
  return bad(
    error('MISSING_TIMING', 'The number of doses is not told. Order a count, or a frequency with an end date.', {
      path: `${phase.path}.timing`,
    }),
  );
}

interface UnitsPerDose {
  readonly units: number;
  readonly proof: (doses: number) => string;
}
function unitsPerDose(phase: Phase, code: DrugCode, rules: Rules): Outcome<UnitsPerDose> {
  const unit = code.content ?? code.unit;
  const needed = unitsOfDose(phase.dose.amount, code, rules);
  if (unit === null || needed === undefined) {
    const wanted = unit === null ? 'a billing unit, which this code has not' : unit.unit;
    const message = `The dose cannot be turned into ${wanted}. Order it in the unit of the drug.`;
    return bad(error('DOSE_UNIT_MISMATCH', message, { path: `${phase.path}.doseAndRate`, rule: code.file }));
  }
  const { units, dose, opened } = needed;
  const size = `${formatDecimal(unit.value)} ${unit.unit}`;
  const amount = `${formatDecimal(dose)} ${unit.unit}`;
  const content =
    opened === undefined || opened.eq(dose) ? '' : ` from ${formatDecimal(opened)} ${unit.unit} in whole vials`;
  return good({
    units,
    proof: (doses) =>
      `${amount}${content} x ${doses} ${doses === 1 ? 'dose' : 'doses'} / ${size} = ${units * doses} units (${code.hcpcs}, ${code.file})`,
  });
}

interface AdministrationLine {
  readonly hcpcs: string;
  readonly units: number;
  readonly why: string;
}
function administrationLines(
  phase: Phase,
  code: DrugCode,
  payer: Payer,
  rules: Rules,
): Outcome<readonly AdministrationLine[]> {
  const family = administrationClass(payer, code);
  const unknown: Issue = error(
    'ADMINISTRATION_CLASS_UNKNOWN',
    `Neither the drug nor the payer says which administration codes ${code.hcpcs} takes. Set administration_class in the payer's file.`,
    { path: phase.path, rule: payer.file },
  );
  if (family === undefined || family === 'hyd') return bad(unknown);
  const table = rules.administration;
  const injected = phase.route === 'SC' || phase.route === 'IM' || phase.technique === 'sc_im';
  if (family === 'hormonal') return good([{ hcpcs: table.hormonal.injection, units: 1, why: 'hormonal injection' }]);
  const codes = table[family];
  if (injected) return good([{ hcpcs: codes.injection, units: 1, why: `${family} injection` }]);
  if (phase.technique === 'push') return good([{ hcpcs: codes.push.initial, units: 1, why: `${family} push` }]);
  const minutes = phase.schedule?.durationMinutes?.toNumber() ?? 60;
  const { first_hour_at_most: firstHour, extra_hour_needs_more_than: more } = table.times;
  const hours = minutes <= firstHour ? 0 : Math.floor((minutes - more - 1) / 60);
  const initial = { hcpcs: codes.infusion.initial, units: 1, why: `${family} infusion` };
  return good(
    hours === 0
      ? [initial]
      : [initial, { hcpcs: codes.infusion.hour, units: hours, why: `${minutes} minutes ordered` }],
  );
}

function mergeLines(lines: readonly PlannedLine[]): readonly PlannedLine[] {
  const codes = [...new Set(lines.map((line) => line.hcpcs))];
  return codes.map((hcpcs) => {
    const same = lines.filter((line) => line.hcpcs === hcpcs);
    return {
      hcpcs,
      units: same.reduce((sum, line) => sum + line.units, 0),
      proof: same.flatMap((line) => line.proof),
    };
  });
}
