/** Gather: what the chart holds of the patient that payers ask about. Facts only; what is asked is decided elsewhere. */

import type { Chart } from '../fhir/chart.ts';
import { dateOfDay, dayOf } from '../fhir/dates.ts';
import { type DischargeSummary, dischargeSummaries, isFinishedStay } from '../fhir/discharge.ts';
import { type Evidence, type Reading, readingsIn } from '../fhir/evidence.ts';
import type { ResourceOf } from '../fhir/resources.ts';
import { type Treatment, treatmentsOf } from '../fhir/treatments.ts';
import type { Rules } from '../rules/parse.ts';
import { imagingOf, type LinkedImaging } from './imaging.ts';

/** A hospital stay that has ended. */
export interface Stay {
  /** `Encounter/e1`. */
  readonly encounter: string;
  /** YYYY-MM-DD, first and last day. */
  readonly from: string;
  readonly to: string;
  readonly summaries: readonly DischargeSummary[];
}
export interface Clinical {
  /** By item of `mappings/codes/documentation.yaml`, the newest first. */
  readonly documents: Readonly<Record<string, readonly Evidence[]>>;
  /** By item, what was found of the kind and does not count, with the reason. */
  readonly passedOver: Readonly<Record<string, readonly Reading[]>>;
  readonly treatments: readonly Treatment[];
  readonly stays: readonly Stay[];
  readonly imaging: readonly LinkedImaging[];
}

/** @param today YYYY-MM-DD; what is older than an item allows does not count for it */
export function gatherClinical(chart: Chart, patient: ResourceOf<'Patient'>, rules: Rules, today: string): Clinical {
  const { items } = rules.documentation;
  const readings = Object.entries(items).map(([name, { found_in, newest_within_days }]) => {
    const found = found_in.flatMap((place) => readingsIn(chart, patient, place, today));
    const aged = newest_within_days === undefined ? found : found.map(youngerThan(newest_within_days, today));
    return [name, aged] as const;
  });
  const documents = readings.map(([name, all]) => [name, all.filter(({ not }) => not === undefined)] as const);
  const passedOver = readings.map(([name, all]) => [name, all.filter(isPassedOver)] as const);
  const summaryCodes = (items['discharge_summary']?.found_in ?? []).flatMap(({ codes }) => codes ?? []);
  const stays = chart
    .all('Encounter')
    .filter((one) => isFinishedStay(one) && chart.pointsAt(one.subject, one, patient))
    .map((one) => ({
      encounter: chart.nameOf(one),
      from: (one.period?.start ?? one.period?.end ?? '').slice(0, 10),
      to: (one.period?.end ?? '').slice(0, 10),
      summaries: dischargeSummaries(chart, one, summaryCodes),
    }));
  const treatments = treatmentsOf(chart, patient);
  return {
    documents: Object.fromEntries(documents),
    passedOver: Object.fromEntries(passedOver),
    treatments,
    stays,
    imaging: imagingOf(chart, patient),
  };
}

/** Somebody else's is nobody's business here. */
const isPassedOver = ({ not }: Reading): boolean => not !== undefined && not !== 'other_patient';

/** What may be only so old has to tell its day. */
function youngerThan(days: number, today: string): (reading: Reading) => Reading {
  const oldest = daysBefore(today, days);
  return (reading) => {
    if (reading.not !== undefined) return reading;
    if (reading.on === undefined) return { ...reading, not: 'no_date' };
    return reading.on < oldest ? { ...reading, not: 'too_old' } : reading;
  };
}

const daysBefore = (date: string, days: number): string => dateOfDay(dayOf(date) - days);
