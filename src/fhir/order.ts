/** A MedicationRequest as an ordered treatment: may it start an authorization, and for what. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { momentOf } from './dates.ts';
import { type Dose, orderedDose } from './dose.ts';
import { type DrugCandidates, drugOf } from './drug.ts';
import type { DosageInstruction } from './elements.ts';
import { unknownModifiers } from './modifiers.ts';
import type { ResourceOf } from './resources.ts';
import { type Route, routeOf, type Technique, techniqueOf } from './route.ts';
import { endByDuration, type Schedule, scheduleOf } from './timing.ts';

/** One dosage instruction: a dose and how often. A loading dose and its maintenance are two phases. */
export interface Phase {
  readonly dose: Dose;
  /** Absent where the order tells no countable schedule; the reason is among the issues. */
  readonly schedule?: Schedule;
  readonly route?: Route;
  readonly technique?: Technique;
  readonly asNeeded: boolean;
  /** `MedicationRequest.dosageInstruction[0]`. */
  readonly path: string;
}
export interface OrderedTreatment {
  /** `MedicationRequest/mr1`. */
  readonly source: string;
  readonly status: 'active' | 'completed';
  readonly drug: DrugCandidates;
  readonly phases: readonly Phase[];
  /** Day of the order, as written. */
  readonly authoredOn?: string;
  readonly urgent: boolean;
  /** Refills or repeats the order allows beyond the first. */
  readonly repeatsAllowed?: number;
  readonly patient?: string;
  readonly encounter?: string;
  /** Names of the insurance Coverages the order itself points at. */
  readonly coverages: readonly string[];
}

/**
 * Reads one order. `on` is the business date: the latest body size up to it counts.
 * Issues: MODIFIER_UNKNOWN, DO_NOT_PERFORM, STATUS_NOT_BILLABLE, INTENT_NOT_ORDER, MISSING_PATIENT, and those of `drugOf`,
 * `orderedDose` and `scheduleOf` (a schedule that cannot be counted does not spoil the treatment).
 */
export function orderOf(chart: Chart, order: ResourceOf<'MedicationRequest'>, on: string): Outcome<OrderedTreatment> {
  const standing = standingOf(order);
  const drug = drugOf(chart, order);
  const patient = chart.resolve('Patient', order.subject, order);
  const authoredOn = order.authoredOn === undefined ? undefined : momentOf(order.authoredOn)?.date;
  const issues: Issue[] = [...standing, ...drug.issues];
  if (patient === undefined) {
    issues.push(
      error('MISSING_PATIENT', 'The patient of the order is not in the chart. Send the Patient.', {
        path: 'MedicationRequest.subject',
      }),
    );
  }
  if (standing.length > 0) return bad(...issues);
  const context = {
    chart,
    patient,
    drug: drug.ok ? drug.value : undefined,
    on: authoredOn !== undefined && authoredOn > on ? authoredOn : on,
  };
  const instructions = order.dosageInstruction ?? [];
  if (instructions.length === 0) {
    issues.push(
      error('MISSING_DOSE', 'The order tells no dose. Order amount and unit.', {
        path: 'MedicationRequest.dosageInstruction',
      }),
    );
  }
  const phases = instructions.flatMap((instruction, index) => {
    const path = `MedicationRequest.dosageInstruction[${index}]`;
    const phase = phaseOf(instruction, path, context, order, authoredOn ?? on);
    issues.push(...phase.issues);
    return phase.ok ? [phase.value] : [];
  });
  if (!drug.ok || patient === undefined || phases.length < instructions.length || phases.length === 0)
    return bad(...issues);
  const encounter = chart.resolve('Encounter', order.encounter, order);
  const repeats = order.dispenseRequest?.numberOfRepeatsAllowed;
  return good(
    {
      source: chart.nameOf(order),
      status: order.status === 'completed' ? 'completed' : 'active',
      drug: drug.value,
      phases,
      urgent: ['urgent', 'asap', 'stat'].includes(order.priority ?? ''),
      patient: chart.nameOf(patient),
      coverages: coveragesNamed(chart, order),
      ...(authoredOn === undefined ? {} : { authoredOn }),
      ...(repeats !== undefined && /^\d{1,4}$/.test(repeats) ? { repeatsAllowed: Number(repeats) } : {}),
      ...(encounter === undefined ? {} : { encounter: chart.nameOf(encounter) }),
    },
    issues,
  );
}

/** Why an order may not start anything; empty when it may. */
function standingOf(order: ResourceOf<'MedicationRequest'>): readonly Issue[] {
  const issues: Issue[] = [...unknownModifiers(order)];
  if (order.doNotPerform === true) {
    issues.push(
      error('DO_NOT_PERFORM', 'The order says the drug must not be given. Nothing to ask for.', {
        path: 'MedicationRequest.doNotPerform',
      }),
    );
  }
  if (order.status !== 'active' && order.status !== 'completed') {
    issues.push(
      error('STATUS_NOT_BILLABLE', 'Only active or completed orders are asked for.', {
        path: 'MedicationRequest.status',
      }),
    );
  }
  if (order.intent !== 'order' && order.intent !== 'original-order') {
    issues.push(
      error('INTENT_NOT_ORDER', 'Only an order or an original order is asked for, no plan or proposal.', {
        path: 'MedicationRequest.intent',
      }),
    );
  }
  return issues;
}

function phaseOf(
  instruction: DosageInstruction,
  path: string,
  context: Parameters<typeof orderedDose>[2],
  order: ResourceOf<'MedicationRequest'>,
  on: string,
): Outcome<Phase> {
  const dose = orderedDose(instruction, path, context);
  const schedule = scheduleOf(instruction.timing, `${path}.timing`, instruction.text);
  // A schedule that cannot be counted is the payer rules' affair: told as a warning beside the phase.
  const notes = schedule.issues.map((issue) => ({ ...issue, severity: 'warning' as const }));
  if (!dose.ok) return bad(...dose.issues, ...notes);
  const route = routeOf(instruction.route);
  const technique = techniqueOf(route, instruction.method);
  return good(
    {
      dose: dose.value,
      path,
      asNeeded: instruction.asNeededBoolean === true || instruction.asNeededCodeableConcept !== undefined,
      ...(schedule.ok ? { schedule: bounded(schedule.value, instruction, order, on) } : {}),
      ...(route === undefined ? {} : { route }),
      ...(technique === undefined ? {} : { technique }),
    },
    [...dose.issues, ...notes],
  );
}

/** Bounds the timing leaves open come from its length, else from the validity of the dispense request. */
function bounded(
  schedule: Schedule,
  instruction: DosageInstruction,
  order: ResourceOf<'MedicationRequest'>,
  on: string,
): Schedule {
  const validity = order.dispenseRequest?.validityPeriod;
  const start = schedule.start ?? dateIn(validity?.start);
  const end = schedule.end ?? endByDuration(instruction.timing, start ?? on) ?? dateIn(validity?.end);
  return { ...schedule, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

const dateIn = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : momentOf(text)?.date;

/** The coverages the order points at, as far as they are in the chart: `Coverage/c1`. */
export function coveragesNamed(chart: Chart, order: ResourceOf<'MedicationRequest'>): readonly string[] {
  return (order.insurance ?? []).flatMap((reference) => {
    const coverage = chart.resolve('Coverage', reference, order);
    return coverage === undefined ? [] : [chart.nameOf(coverage)];
  });
}
