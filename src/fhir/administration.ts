/** A MedicationAdministration as a fact for billing: what happened, when, how much of which drug, out of what. */

import { bad, error, good, type Outcome, warning } from '../outcome.ts';
import { Decimal, parseDecimal } from '../quantity.ts';
import type { Chart } from './chart.ts';
import { inZone, type Moment, minutesBetween, momentOf, plusMinutes } from './dates.ts';
import { type Dose, givenDose } from './dose.ts';
import { type DrugCandidates, drugOf } from './drug.ts';
import { quantity as quantitySchema } from './elements.ts';
import { unknownModifiers } from './modifiers.ts';
import { type ProductFacts, productFactsOf } from './productFacts.ts';
import type { ResourceOf } from './resources.ts';
import { type Eye, eyeOf, type Route, routeOf, type Technique, techniqueOf } from './route.ts';
import { convert, unitOf } from './units.ts';

/** What became of it. `given` is billable; `not-given` may still have wasted a drug; `withdrawn` was never true. */
export type Disposition = 'given' | 'not-given' | 'withdrawn';

export interface GivenDose {
  /** `MedicationAdministration/ma1`. */
  readonly source: string;
  readonly disposition: Disposition;
  readonly drug?: DrugCandidates;
  /** Absent when nothing was given. */
  readonly dose?: Dose;
  /** Facility's wall clock; `start.date` is the date of service. */
  readonly start?: Moment;
  /** Absent when no stop was charted: the coding rules decide whether that matters. */
  readonly stop?: Moment;
  readonly minutes?: number;
  /** Where `stop` comes from. */
  readonly stopFrom?: 'effectivePeriod' | 'infuse-over-time';
  readonly route?: Route;
  readonly technique?: Technique;
  /** The body site, where it is an eye. */
  readonly eye?: Eye;
  readonly product: ProductFacts;
  /** Names of resources in the chart: `Patient/p1`. */
  readonly patient?: string;
  readonly encounter?: string;
  readonly request?: string;
  readonly partOf: readonly string[];
}

export interface AdministrationOptions {
  /** IANA zone of the facility: the date of service is a date there. Without it times stay as the EHR wrote them. */
  readonly timeZone?: string;
}

/**
 * Reads one administration.
 * Issues: MODIFIER_UNKNOWN, STATUS_NOT_BILLABLE (on-hold, unknown, none), ADMINISTRATION_RUNNING (in progress, no end),
 * ADMINISTRATION_NOT_CLOSED (in progress with an end), MISSING_TIME, STOP_BEFORE_START, and those of
 * `drugOf`, `givenDose` and `productFactsOf`. All are told at once.
 */
export function administrationOf(
  chart: Chart,
  administration: ResourceOf<'MedicationAdministration'>,
  options: AdministrationOptions = {},
): Outcome<GivenDose> {
  const disposition = dispositionOf(administration);
  if (!disposition.ok) return disposition;
  const links = linksOf(chart, administration);
  const source = chart.nameOf(administration);
  if (disposition.value === 'withdrawn') {
    return good({ source, disposition: 'withdrawn', product: { packages: [] }, ...links });
  }
  const product = productFactsOf(administration.extension, 'MedicationAdministration');
  const times = timesOf(administration, options.timeZone);
  const drug = drugOf(chart, administration);
  const route = routeOf(administration.dosage?.route);
  const technique =
    (product.ok ? product.value.technique : undefined) ?? techniqueOf(route, administration.dosage?.method);
  const eye = eyeOf(administration.dosage?.site);
  const facts = {
    ...(route === undefined ? {} : { route }),
    ...(technique === undefined ? {} : { technique }),
    ...(eye === undefined ? {} : { eye }),
  };
  if (disposition.value === 'not-given') {
    if (!product.ok) return product;
    // Time and drug of something that did not happen are told where they are known, and not asked for.
    const known = { ...(times.ok ? times.value : {}), ...(drug.ok ? { drug: drug.value } : {}) };
    return good(
      { source, disposition: 'not-given', product: product.value, ...known, ...facts, ...links },
      product.issues,
    );
  }
  const dose = givenDose(administration, {
    chart,
    patient: chart.resolve('Patient', administration.subject, administration),
    drug: drug.ok ? drug.value : undefined,
    on: times.ok ? times.value.start.date : '9999-12-31',
  });
  const issues = [disposition, drug, dose, times, product].flatMap((part) => part.issues);
  if (!drug.ok || !dose.ok || !times.ok || !product.ok) return bad(...issues);
  return good(
    {
      source,
      disposition: 'given',
      drug: drug.value,
      dose: dose.value,
      product: product.value,
      ...times.value,
      ...facts,
      ...links,
    },
    issues,
  );
}

function dispositionOf(administration: ResourceOf<'MedicationAdministration'>): Outcome<Disposition> {
  const modifiers = unknownModifiers(administration);
  if (modifiers.length > 0) return bad(...modifiers);
  const path = 'MedicationAdministration.status';
  const ended = administration.effectivePeriod?.end !== undefined;
  switch (administration.status) {
    case 'completed':
      return good('given');
    case 'stopped':
      // Stopped early: the charted dose is what reached the patient, and it must be there.
      return good('given', [
        warning('ADMINISTRATION_STOPPED', 'Stopped before the end; the charted amount is billed.', { path }),
      ]);
    case 'not-done':
      return good('not-given');
    case 'entered-in-error':
      return good('withdrawn');
    case 'in-progress':
      return ended
        ? bad(
            error('ADMINISTRATION_NOT_CLOSED', 'It has an end and is still in progress. Complete it in the EHR.', {
              path,
            }),
          )
        : bad(
            error('ADMINISTRATION_RUNNING', 'It is still running. It is read again when the EHR completes it.', {
              path,
            }),
          );
    default:
      return bad(
        error('STATUS_NOT_BILLABLE', 'Only completed or stopped administrations are billed. Correct the status.', {
          path,
        }),
      );
  }
}

interface Times {
  readonly start: Moment;
  readonly stop?: Moment;
  readonly minutes?: number;
  readonly stopFrom?: 'effectivePeriod' | 'infuse-over-time';
}

function timesOf(administration: ResourceOf<'MedicationAdministration'>, timeZone: string | undefined): Outcome<Times> {
  const period = administration.effectivePeriod;
  const path =
    period === undefined ? 'MedicationAdministration.effectiveDateTime' : 'MedicationAdministration.effectivePeriod';
  const read = (text: string | undefined): Moment | undefined => {
    const moment = text === undefined ? undefined : momentOf(text);
    return moment === undefined ? undefined : inZone(moment, timeZone);
  };
  const start = read(period?.start ?? administration.effectiveDateTime);
  if (start === undefined) {
    return bad(error('MISSING_TIME', 'No usable start is charted. Chart the date and time it began.', { path }));
  }
  const stop = read(period?.end);
  const minutes = stop === undefined ? undefined : minutesBetween(start, stop);
  if (stop !== undefined && (stop.date < start.date || (minutes ?? 0) < 0)) {
    return bad(error('STOP_BEFORE_START', 'It ends before it begins. Correct the times.', { path }));
  }
  // Start equal to end is one vendor's way to say "no end known".
  if (stop !== undefined && minutes !== 0) {
    return good({ start, stop, stopFrom: 'effectivePeriod', ...(minutes === undefined ? {} : { minutes }) });
  }
  const planned = infuseOverTime(administration);
  if (planned === undefined || start.time === undefined) return good({ start });
  return good({ start, stop: plusMinutes(start, planned), minutes: planned, stopFrom: 'infuse-over-time' });
}

/** Whole minutes of the vendor extension `infuse-over-time`, on the resource or on its dosage. */
function infuseOverTime(administration: ResourceOf<'MedicationAdministration'>): number | undefined {
  const extensions = [...(administration.extension ?? []), ...(administration.dosage?.extension ?? [])];
  const found = extensions.find((e) => e.url.endsWith('/infuse-over-time'));
  const parsed = quantitySchema.safeParse(found?.['valueQuantity'] ?? found?.['valueDuration']);
  if (!parsed.success || parsed.data.value === undefined) return undefined;
  const unit = unitOf(parsed.data, '');
  const value = parseDecimal(parsed.data.value);
  if (!unit.ok || value === undefined || value.lte(0)) return undefined;
  const minutes = convert({ value, unit: unit.value.unit }, 'min')?.value ?? new Decimal(0);
  return minutes.isInteger() && minutes.gt(0) ? minutes.toNumber() : undefined;
}

function linksOf(chart: Chart, administration: ResourceOf<'MedicationAdministration'>) {
  const patient = chart.resolve('Patient', administration.subject, administration);
  const encounter = chart.resolve('Encounter', administration.context, administration);
  const request = chart.resolve('MedicationRequest', administration.request, administration);
  const partOf = (administration.partOf ?? []).flatMap((reference) => {
    const whole = chart.resolve('MedicationAdministration', reference, administration);
    return whole === undefined ? [] : [chart.nameOf(whole)];
  });
  return {
    ...(patient === undefined ? {} : { patient: chart.nameOf(patient) }),
    ...(encounter === undefined ? {} : { encounter: chart.nameOf(encounter) }),
    ...(request === undefined ? {} : { request: chart.nameOf(request) }),
    partOf,
  };
}
