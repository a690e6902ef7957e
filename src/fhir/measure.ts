/** Body weight, height, surface and haemoglobin of a patient, from Observations. */

import { bad, error, good, type Outcome } from '../outcome.ts';
import { Decimal, parseDecimal } from '../quantity.ts';
import type { Chart } from './chart.ts';
import { compareMoments, type Moment, momentOf } from './dates.ts';
import type { Quantity } from './elements.ts';
import type { ResourceOf } from './resources.ts';
import { LOINC } from './systems.ts';
import { unitOf } from './units.ts';

export interface Measured {
  readonly value: Decimal;
  /** Day it was measured; absent where the Observation does not tell. */
  readonly on?: string;
  /** `Observation/w1`, with its version where the server tells one, for the proof. */
  readonly source: string;
}
export type Patient = ResourceOf<'Patient'>;

/** Estimated and stated values are left out: doses are made of these. */
const WEIGHT = ['29463-7', '3141-9'];
const HEIGHT = ['8302-2', '3137-7'];
const SURFACE = ['3140-1', '3139-3', '8277-6'];
const HAEMOGLOBIN = ['718-7', '20509-6', '30313-1', '30350-3', '30352-9'];

/** Body weight in kg, the latest on or before `on` (a date). Issue: MISSING_WEIGHT. */
export function weightOf(chart: Chart, patient: Patient, on: string): Outcome<Measured> {
  const found = latest(chart, patient, WEIGHT, on, kilograms);
  return found === undefined
    ? bad(
        error('MISSING_WEIGHT', 'The dose is per kilogram and no usable body weight is charted. Chart the weight.', {
          path: 'Observation',
        }),
      )
    : good(found);
}

/**
 * Body surface in square metres: as charted, else from height and weight by Mosteller, sqrt(cm x kg / 3600).
 * Issues: MISSING_WEIGHT, MISSING_HEIGHT.
 */
export function surfaceOf(chart: Chart, patient: Patient, on: string): Outcome<Measured> {
  const charted = latest(chart, patient, SURFACE, on, squareMetres);
  if (charted !== undefined) return good(charted);
  const weight = weightOf(chart, patient, on);
  const height = latest(chart, patient, HEIGHT, on, centimetres);
  const missing =
    height === undefined
      ? [
          error('MISSING_HEIGHT', 'The dose is per square metre and no usable height is charted. Chart the height.', {
            path: 'Observation',
          }),
        ]
      : [];
  if (!weight.ok || height === undefined) return bad(...(weight.ok ? [] : weight.issues), ...missing);
  const value = height.value.times(weight.value.value).div(3600).sqrt();
  return good({ value, source: `${height.source} and ${weight.value.source} by Mosteller` });
}

/** Haemoglobin in g/dL, the latest on or before `on`; undefined when none is charted. */
export const haemoglobinOf = (chart: Chart, patient: Patient, on: string): Measured | undefined =>
  latest(chart, patient, HAEMOGLOBIN, on, gramsPerDecilitre);

/** Newest usable result on or before the day; a result without a date is used only when no other exists. */
function latest(
  chart: Chart,
  patient: Patient,
  codes: readonly string[],
  on: string,
  read: (quantity: Quantity) => Decimal | undefined,
): Measured | undefined {
  let best: { readonly at: Moment | undefined; readonly measured: Measured } | undefined;
  for (const observation of chart.all('Observation')) {
    if (!usable(observation, codes) || !chart.pointsAt(observation.subject, observation, patient)) continue;
    const value = observation.valueQuantity === undefined ? undefined : read(observation.valueQuantity);
    if (value === undefined || value.lte(0)) continue;
    const at = momentOf(
      observation.effectiveDateTime ?? observation.effectivePeriod?.start ?? observation.effectiveInstant ?? '',
    );
    if (at !== undefined && at.date > on) continue;
    if (best !== undefined && !isLater(at, best.at)) continue;
    best = {
      at,
      measured: { value, source: sourceOf(chart, observation), ...(at === undefined ? {} : { on: at.date }) },
    };
  }
  return best?.measured;
}

function sourceOf(chart: Chart, observation: ResourceOf<'Observation'>): string {
  const version = observation.meta?.versionId;
  return version === undefined ? chart.nameOf(observation) : `${chart.nameOf(observation)} version ${version}`;
}

function isLater(candidate: Moment | undefined, known: Moment | undefined): boolean {
  if (candidate === undefined) return false;
  return known === undefined || compareMoments(candidate, known) >= 0;
}

function usable(observation: ResourceOf<'Observation'>, codes: readonly string[]): boolean {
  if (!['final', 'amended', 'corrected'].includes(observation.status ?? '')) return false;
  return (observation.code?.coding ?? []).some((c) => LOINC.has(c.system ?? '') && codes.includes(c.code ?? ''));
}

const POUND = new Decimal('0.45359237');
const INCH = new Decimal('2.54');

function kilograms(quantity: Quantity): Decimal | undefined {
  const value = decimalOf(quantity);
  if (isNamed(quantity, ['[lb_av]', 'lb', 'lbs', 'pound', 'pounds'])) return value?.times(POUND);
  const unit = plainUnit(quantity);
  if (unit === 'kg') return value;
  return unit === 'g' ? value?.div(1000) : undefined;
}
function centimetres(quantity: Quantity): Decimal | undefined {
  const value = decimalOf(quantity);
  if (isNamed(quantity, ['[in_i]', 'in', 'inch', 'inches'])) return value?.times(INCH);
  const unit = plainUnit(quantity);
  if (unit === 'cm') return value;
  return unit === 'm' ? value?.times(100) : undefined;
}
const squareMetres = (quantity: Quantity): Decimal | undefined =>
  plainUnit(quantity) === 'm2' ? decimalOf(quantity) : undefined;
function gramsPerDecilitre(quantity: Quantity): Decimal | undefined {
  if (isNamed(quantity, ['g/dL', 'g/dl', 'gm/dL'])) return decimalOf(quantity);
  return isNamed(quantity, ['g/L', 'g/l']) ? decimalOf(quantity)?.div(10) : undefined;
}

/** The code where one is given, else the text: a code that says pounds beats a text that says kg. */
const isNamed = (quantity: Quantity, names: readonly string[]): boolean =>
  names.includes(quantity.code ?? quantity.unit ?? '');
function plainUnit(quantity: Quantity): string | undefined {
  const unit = unitOf(quantity, 'Observation.valueQuantity');
  return unit.ok && unit.value.per === undefined ? unit.value.unit : undefined;
}
function decimalOf(quantity: Quantity): Decimal | undefined {
  if (quantity.value === undefined || quantity.comparator !== undefined) return undefined;
  return parseDecimal(quantity.value);
}
