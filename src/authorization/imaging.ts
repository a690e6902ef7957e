/**
 * Imaging around the treatment, which others ask the payer for: read from the chart and told beside an authorization,
 * so that the course is whole. Nothing of it is requested here, and nothing hangs on it.
 */

import type { Chart } from '../fhir/chart.ts';
import { momentOf } from '../fhir/dates.ts';
import { type Evidence, evidenceOf } from '../fhir/evidence.ts';
import type { ResourceOf } from '../fhir/resources.ts';

/** An order for imaging, and the authorization that the EHR keeps for it. */
export interface LinkedImaging extends Evidence {
  /** Its first code: `78815`. */
  readonly what: string;
  readonly status: string;
  /** YYYY-MM-DD it is planned for. */
  readonly due?: string;
  /** The payer's number, made by whomever; first and last certified day, as far as told. */
  readonly number?: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * Orders for imaging of the patient. An authorization is a ClaimResponse (`use` preauthorization, active, with its
 * number) that the order names under `insurance`, or that names the order as its `request`.
 */
export function imagingOf(chart: Chart, patient: ResourceOf<'Patient'>): readonly LinkedImaging[] {
  return chart
    .all('ServiceRequest')
    .filter((one) => isImaging(one) && chart.pointsAt(one.subject, one, patient))
    .map((one) => {
      const due = one.occurrenceDateTime === undefined ? undefined : momentOf(one.occurrenceDateTime)?.date;
      return {
        ...evidenceOf(chart, one),
        what: one.code?.coding?.[0]?.code ?? 'imaging',
        status: one.status ?? 'unknown',
        ...(due === undefined ? {} : { due }),
        ...authorizationOf(chart, one),
      };
    });
}

/** Imaging as SNOMED CT has it, and the radiology range of the procedure codes. */
const isImaging = ({ category = [], code }: ResourceOf<'ServiceRequest'>): boolean =>
  category.some(({ coding = [] }) => coding.some((one) => one.code === '363679005' || one.code === 'RAD')) ||
  (code?.coding ?? []).some((one) => /^7\d{4}$/.test(one.code ?? ''));

function authorizationOf(
  chart: Chart,
  order: ResourceOf<'ServiceRequest'>,
): Pick<LinkedImaging, 'number' | 'from' | 'to'> {
  const named = (order.insurance ?? []).flatMap((one) => chart.resolve('ClaimResponse', one, order) ?? []);
  const about = chart.all('ClaimResponse').filter((one) => chart.pointsAt(one.request, one, order));
  const answer = [...named, ...about].find(
    ({ use, status = 'active', preAuthRef }) =>
      use === 'preauthorization' && status === 'active' && preAuthRef !== undefined,
  );
  if (answer?.preAuthRef === undefined) return {};
  const { start, end } = answer.preAuthPeriod ?? {};
  return {
    number: answer.preAuthRef,
    ...(start === undefined ? {} : { from: start.slice(0, 10) }),
    ...(end === undefined ? {} : { to: end.slice(0, 10) }),
  };
}

/** One line of the log: what is linked, under which number, until when. */
export const imagingText = ({ what, source, status, due, number, from, to }: LinkedImaging): string => {
  const days = from === undefined && to === undefined ? '' : `, ${from ?? 'open'} to ${to ?? 'open'}`;
  const covered = number === undefined ? 'no authorization in the chart' : `authorization ${number}${days}`;
  return `Imaging ${what} (${source}, ${status}${due === undefined ? '' : `, due ${due}`}): ${covered}. Not asked for by us.`;
};

/** Orders that are over need none. */
const OPEN: ReadonlySet<string> = new Set(['active', 'draft', 'on-hold']);

/**
 * For the schedule gate, as information only: open imaging whose authorization is not in the chart, or ends before the
 * day it is due; without a day of its own, before the visit.
 *
 * @param date YYYY-MM-DD of the visit
 */
export function imagingNotes(imaging: readonly LinkedImaging[], date: string): readonly string[] {
  return imaging.flatMap(({ what, source, status, due = date, number, to }) => {
    if (!OPEN.has(status)) return [];
    if (number === undefined)
      return [
        `For information: imaging ${what} (${source}) has no authorization in the chart. Whoever ordered it asks.`,
      ];
    return to === undefined || to >= due
      ? []
      : [`For information: the authorization of imaging ${what} (${source}) ends on ${to}, before ${due}.`];
  });
}
