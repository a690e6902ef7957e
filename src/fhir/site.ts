/** Where: the CMS place of service of a visit. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { momentOf } from './dates.ts';
import type { CodeableConcept, Identifier } from './elements.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { PLACE_OF_SERVICE } from './systems.ts';

/** One row of the site table in the configuration: an identifier of a Location or Organization. */
export interface SiteRow {
  readonly system?: string | undefined;
  readonly value: string;
  readonly placeOfService: string;
}
export interface Site {
  readonly placeOfService: string;
  /** What decided, for the proof. */
  readonly by: string;
}

const BY_CLASS: Readonly<Record<string, string>> = { IMP: '21', ACUTE: '21', NONAC: '21', HH: '12', EMER: '23' };

/**
 * The place of service of an encounter: a CMS place-of-service coding on its Location (or a Location of its
 * serviceProvider), else the site table, else the encounter class. `on` picks among locations with periods.
 * `named` is the element that should have led to the encounter. Issues: SITE_UNKNOWN, SITE_CONTRADICTORY.
 */
export function siteOf(
  chart: Chart,
  encounter: ResourceOf<'Encounter'> | undefined,
  sites: readonly SiteRow[],
  on: string,
  named: 'MedicationAdministration.context' | 'MedicationRequest.encounter' = 'MedicationAdministration.context',
): Outcome<Site> {
  if (encounter === undefined) return bad(siteUnknown(named));
  const locations = locationsOf(chart, encounter, on);
  const provider = chart.resolve('Organization', encounter.serviceProvider, encounter);
  const ofProvider =
    provider === undefined
      ? []
      : chart.all('Location').filter((location) => chart.pointsAt(location.managingOrganization, location, provider));
  const steps = [
    codedIn(chart, locations.flatMap(withParents(chart))),
    codedIn(chart, ofProvider),
    provider === undefined ? [] : codedIn(chart, [provider]),
    listed(chart, locations.flatMap(withParents(chart)), sites),
    listed(chart, provider === undefined ? [] : [provider, ...ofProvider], sites),
  ];
  const decided = steps.find((step) => step.length > 0);
  if (decided !== undefined) return agreed(decided);
  const placeOfService = BY_CLASS[encounter.class?.code ?? ''];
  return placeOfService === undefined
    ? bad(siteUnknown('Encounter.location'))
    : good({ placeOfService, by: `Encounter.class ${encounter.class?.code}` });
}

function agreed(told: readonly Site[]): Outcome<Site> {
  const [first, ...others] = told;
  if (first === undefined) throw new Error('agreed needs at least one site');
  if (others.some((other) => other.placeOfService !== first.placeOfService)) {
    return bad(
      error('SITE_CONTRADICTORY', 'The locations of the visit name different places of service. Correct them.', {
        path: 'Encounter.location',
      }),
    );
  }
  return good(first);
}

/** Locations of the visit; where their periods tell, only those of the day. */
function locationsOf(chart: Chart, encounter: ResourceOf<'Encounter'>, on: string): readonly ResourceOf<'Location'>[] {
  const all = (encounter.location ?? []).filter((entry) => {
    const start = entry.period?.start === undefined ? undefined : momentOf(entry.period.start)?.date;
    const end = entry.period?.end === undefined ? undefined : momentOf(entry.period.end)?.date;
    return (start === undefined || start <= on) && (end === undefined || end >= on) && entry.status !== 'planned';
  });
  return all.flatMap((entry) => {
    const location = chart.resolve('Location', entry.location, encounter);
    return location === undefined ? [] : [location];
  });
}

/** A bay or bed is part of the clinic that carries the code; the nearest told wins. */
const withParents =
  (chart: Chart) =>
  (location: ResourceOf<'Location'>): readonly ResourceOf<'Location'>[] => {
    const chain = [location];
    for (let at: ResourceOf<'Location'> | undefined = location; at !== undefined && chain.length < 8; ) {
      at = chart.resolve('Location', at.partOf, at);
      if (at !== undefined && !chain.includes(at)) chain.push(at);
      else break;
    }
    const coded = chain.find((place) => placesIn(place.type).length > 0);
    return coded === undefined ? chain : [coded];
  };

function codedIn(
  chart: Chart,
  places: readonly (ResourceOf<'Location'> | ResourceOf<'Organization'>)[],
): readonly Site[] {
  return places.flatMap((place) =>
    placesIn(place.type).map((placeOfService) => ({
      placeOfService,
      by: `place of service of ${chart.nameOf(place as KnownResource)}`,
    })),
  );
}

const placesIn = (types: readonly CodeableConcept[] | undefined): readonly string[] =>
  (types ?? []).flatMap((type) =>
    (type.coding ?? []).flatMap((c) =>
      PLACE_OF_SERVICE.has(c.system ?? '') && c.code !== undefined ? [c.code.padStart(2, '0')] : [],
    ),
  );

function listed(
  chart: Chart,
  places: readonly (ResourceOf<'Location'> | ResourceOf<'Organization'>)[],
  sites: readonly SiteRow[],
): readonly Site[] {
  return places.flatMap((place) => {
    const identifiers: readonly Identifier[] = place.identifier ?? [];
    const row = sites.find((site) =>
      identifiers.some((i) => i.value === site.value && (site.system === undefined || i.system === site.system)),
    );
    return row === undefined
      ? []
      : [{ placeOfService: row.placeOfService, by: `site table, by ${chart.nameOf(place as KnownResource)}` }];
  });
}

const siteUnknown = (path: string): Issue =>
  error('SITE_UNKNOWN', 'Nothing tells the place of service. Code the Location, or add it to the site table.', {
    path,
  });
