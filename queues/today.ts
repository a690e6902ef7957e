/** Business time as data: read once per job from the clock and passed on. */

import type { VisitContext } from '../src/claim/visit.ts';
import type { Stamp } from '../src/exchange/outgoing.ts';
import { sequenceOf } from '../src/exchange/route.ts';
import type { Instant } from '../src/fhir/dates.ts';
import type { LedgerTransaction } from '../src/ports.ts';
import type { World } from '../src/world.ts';

/** The facility's date (YYYY-MM-DD) and time (HH:MM) now. */
export function facilityNow({ clock, settings }: World): { readonly date: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: settings.timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(clock.now());
  const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/** Now, as the instant and the facility's day. */
export const instantNow = (world: World): Instant => ({
  at: world.clock.now().toISOString(),
  on: facilityNow(world).date,
});

export const visitContext = (world: World): VisitContext => ({
  rules: world.rules,
  sites: world.settings.sites,
  timeZone: world.settings.timeZone,
  today: facilityNow(world).date,
});

/** The stamp of the next file of our route; the number is taken inside the transaction that records the file. */
export const nextStamp = async (tx: LedgerTransaction, world: World): Promise<Stamp> =>
  stampOf(world, await tx.nextControlNumber(sequenceOf(world.settings.route)));

export function stampOf(world: World, control: number): Stamp {
  const { date, time } = facilityNow(world);
  return { route: world.settings.route, control, date: date.replaceAll('-', ''), time: time.replace(':', '') };
}
