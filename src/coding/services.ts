/** What was done at the patient's vein: infusions and pushes as services of a site, before any code is chosen. */

import type { Rules } from '../rules/parse.ts';
import { type BillingCase, type CaseAdministration, isNothing } from './case.ts';
import type { Findings } from './findings.ts';
import { encountersOf, minutesAlone, minutesOf, overlap, type Span, spanOf } from './timeline.ts';

export type ServiceClass = 'chemo' | 'ther' | 'hyd';

/** One infusion or push of one drug; repeated infusions of the same drug are one service with all their minutes. */
export interface Service {
  readonly administrations: readonly CaseAdministration[];
  readonly kind: 'infusion' | 'push';
  readonly class: ServiceClass;
  /** Two lumens of one catheter are one site. */
  readonly site: string;
  /** Each encounter of a day has services of its own. */
  readonly encounter: string;
  readonly minutes: number;
  readonly concurrent: boolean;
  /** A push of a drug already pushed, and the minutes since the last one (undefined: not known). */
  readonly again: { readonly gap: number | undefined } | undefined;
  readonly proof: string;
}

/** Tells two administrations of the same drug: by their code where it is known. */
export type DrugKey = (administration: CaseAdministration) => string;

interface Timed {
  readonly administration: CaseAdministration;
  readonly span: Span | undefined;
  readonly minutes: number;
  readonly kind: 'infusion' | 'push';
  readonly class: ServiceClass;
  readonly site: string;
  readonly encounter: string;
}

/** The intravenous services of the visit, per site. An infusion whose minutes cannot be proved is held. */
export function intravenousServices(
  visit: BillingCase,
  drugKey: DrugKey,
  rules: Rules,
  findings: Findings,
): readonly Service[] {
  const encounter = encountersOf(visit.administrations, rules.administration.times.between_encounters_at_least);
  const timed = visit.administrations.flatMap((administration, index) =>
    timedService(administration, index, encounter(administration), rules, findings),
  );
  const hydration = timed
    .filter((each) => each.class === 'hyd')
    .flatMap((each) => hydrationService(each, timed, rules));
  const drugs = timed.filter((each) => each.class !== 'hyd');
  const concurrent = new Set(drugs.filter((each) => isConcurrent(each, drugs, rules)));
  return [...merged(drugs, concurrent, drugKey), ...hydration];
}

function timedService(
  administration: CaseAdministration,
  index: number,
  encounter: string,
  rules: Rules,
  findings: Findings,
): readonly Timed[] {
  const { technique, admin_class: given, route } = administration;
  if (
    (technique !== 'infusion' && technique !== 'push') ||
    given === 'flush' ||
    isNothing(administration.dose.value) ||
    isSubcutaneous(route)
  )
    return [];
  const span = spanOf(administration);
  if (span === undefined && technique === 'infusion') {
    const stop = administration.start != null;
    findings.error(
      stop ? 'MISSING_STOP_TIME' : 'MISSING_START_TIME',
      `the infusion has no ${stop ? 'stop' : 'start'} time, so its length cannot be proved; ask nursing for it, or decide to bill a push`,
      `administrations[${index}].${stop ? 'stop' : 'start'}`,
    );
    return [];
  }
  const minutes = span === undefined ? 0 : minutesOf(span);
  const serviceClass: ServiceClass = given === 'hyd' ? 'hyd' : given === 'chemo' ? 'chemo' : 'ther';
  const long =
    technique === 'infusion' && (minutes > rules.administration.times.push_at_most || serviceClass === 'hyd');
  return [
    {
      administration,
      span,
      minutes,
      kind: long ? 'infusion' : 'push',
      class: serviceClass,
      site: administration.vascular_access ?? 'A',
      encounter,
    },
  ];
}

export const isSubcutaneous = (route: string): boolean => /^(sc|sq|subcut|subcutaneous)$/i.test(route);

/** Fluid counts only for the minutes in which nothing else runs at the site, and only from a minimum on. */
function hydrationService(each: Timed, all: readonly Timed[], rules: Rules): readonly Service[] {
  const others = all.filter((other) => other.class !== 'hyd' && other.kind === 'infusion' && other.site === each.site);
  const marked = all.some((other) => other.administration.id === each.administration.concurrent_with);
  const alone =
    marked || each.span === undefined
      ? 0
      : minutesAlone(
          each.span,
          others.flatMap((other) => other.span ?? []),
        );
  if (alone < rules.administration.times.hydration_at_least) return [];
  return [
    {
      administrations: [each.administration],
      kind: 'infusion',
      class: 'hyd',
      site: each.site,
      encounter: each.encounter,
      minutes: alone,
      concurrent: false,
      again: undefined,
      proof: `hydration ${alone} min`,
    },
  ];
}

/** Beside another infusion at the same site, as charted or by the clock; of two the one that ranks lower. */
function isConcurrent(each: Timed, all: readonly Timed[], rules: Rules): boolean {
  if (each.kind !== 'infusion') return false;
  return all.some((other) => {
    if (other === each || other.kind !== 'infusion' || other.site !== each.site) return false;
    const mine = each.administration.concurrent_with === other.administration.id;
    const theirs = other.administration.concurrent_with === each.administration.id;
    const byClock =
      each.span !== undefined &&
      other.span !== undefined &&
      overlap(each.span, other.span) > rules.administration.times.push_at_most;
    if (!mine && !theirs && !byClock) return false;
    if (each.class !== other.class) return each.class === 'ther';
    return mine || (!theirs && all.indexOf(each) > all.indexOf(other));
  });
}

/** The same drug infused again goes on with its hours; pushed again it is looked at by itself. */
function merged(drugs: readonly Timed[], concurrent: ReadonlySet<Timed>, drugKey: DrugKey): readonly Service[] {
  const services: Service[] = [];
  const pushed = new Map<string, Timed>();
  for (const each of [...drugs].sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0))) {
    const { administration, kind, site, minutes } = each;
    const key = `${drugKey(administration)} ${site} ${each.encounter}`;
    const earlier = kind === 'push' ? pushed.get(key) : undefined;
    if (kind === 'push') pushed.set(key, each);
    const at = services.findIndex(
      (service) =>
        kind === 'infusion' &&
        service.kind === 'infusion' &&
        !concurrent.has(each) &&
        !service.concurrent &&
        service.class === each.class &&
        service.administrations.some((other) => `${drugKey(other)} ${service.site} ${service.encounter}` === key),
    );
    const same = services[at];
    if (same !== undefined) {
      const total = same.minutes + minutes;
      services[at] = {
        ...same,
        minutes: total,
        administrations: [...same.administrations, administration],
        proof: `${same.proof} + ${timesOf(each).trim()} = ${total} min`,
      };
    } else {
      services.push({
        administrations: [administration],
        kind,
        class: each.class,
        site,
        encounter: each.encounter,
        minutes,
        concurrent: concurrent.has(each),
        again: earlier === undefined ? undefined : { gap: administration.gap ?? gapBetween(earlier, each) },
        proof: `${each.class} ${kind}${timesOf(each)}`,
      });
    }
  }
  return services;
}

/** ` 09:00 to 11:00, 120 min`; where the chart gives the minutes they are exact, whatever the clocks did that night. */
function timesOf({ administration: { start, stop }, span, minutes }: Timed): string {
  if (span === undefined) return '';
  return stop == null ? ` ${minutes} min` : ` ${start} to ${stop}, ${minutes} min`;
}

const gapBetween = (earlier: Timed, later: Timed): number | undefined =>
  earlier.span === undefined || later.span === undefined ? undefined : later.span.start - earlier.span.start;
