/** A booked visit: when it is, and what it is said to be for. */

import { inZone, momentOf } from './dates.ts';

export interface BookedVisit {
  /** `Appointment/a1` */
  readonly source: string;
  /** YYYY-MM-DD in the facility's zone. */
  readonly date: string;
  /** What it names as its reason: `MedicationRequest/mr1`. */
  readonly about: readonly string[];
}

/** Statuses of a visit that is still meant to be. */
const MEANT: ReadonlySet<unknown> = new Set(['proposed', 'pending', 'booked', 'arrived', 'checked-in', 'waitlist']);

/** Undefined for what is no Appointment, has no start, is over or will not be. */
export function bookedVisitOf(resource: Readonly<Record<string, unknown>>, timeZone: string): BookedVisit | undefined {
  const { resourceType, id, status, start } = resource;
  if (resourceType !== 'Appointment' || typeof id !== 'string' || !MEANT.has(status)) return undefined;
  const moment = typeof start === 'string' ? momentOf(start) : undefined;
  if (moment === undefined) return undefined;
  const about = ['basedOn', 'reasonReference', 'supportingInformation'].flatMap((element) =>
    referencesIn(resource[element]),
  );
  return { source: `Appointment/${id}`, date: inZone(moment, timeZone).date, about };
}

/** Whom an Appointment is with: the patient among its participants. */
export const patientOfAppointment = (resource: Readonly<Record<string, unknown>>): string | undefined =>
  listOf(resource['participant'])
    .flatMap(({ actor }) => referencesIn([actor]))
    .find((reference) => reference.startsWith('Patient/'));

const referencesIn = (value: unknown): readonly string[] =>
  listOf(value).flatMap(({ reference }) => (typeof reference === 'string' ? [reference] : []));

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  (Array.isArray(value) ? (value as readonly unknown[]) : []).flatMap((one) =>
    typeof one === 'object' && one !== null ? [one as Readonly<Record<string, unknown>>] : [],
  );
