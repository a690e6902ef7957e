/** Booked visits and the Flags beside them. */

import { flagWrite, gatedVisits } from '../src/authorization/appointmentFlag.ts';
import type { OnRecord } from '../src/authorization/gateQuestion.ts';
import { bookedVisitOf } from '../src/fhir/appointment.ts';
import { dateOfDay, dayOf } from '../src/fhir/dates.ts';
import type { Write } from '../src/outcome.ts';
import { type FhirResource, type LedgerTransaction, Refusal } from '../src/ports.ts';
import type { World } from '../src/world.ts';

export interface FlagsToTell {
  readonly writes: readonly Write<{ readonly resourceType: string }>[];
  /** Appointments whose Flag is inactive once this is told. */
  readonly closed: readonly string[];
}

/**
 * The Flags of one authorization as they have to be now. A visit that never was anything but a go has none. What will be
 * flagged is noted before it is written, so that no Flag is left standing after an interruption.
 */
export async function flagsOf(record: OnRecord, today: string, world: World): Promise<FlagsToTell> {
  const { stream, state } = record;
  const { patient, status } = state;
  if (patient === undefined || status === 'new') return { writes: [], closed: [] };
  const found = status === 'withdrawn' ? [] : await appointmentsOf(patient, today, world);
  // An EHR that does not show its appointments says nothing of those that were flagged.
  if (found === undefined) return { writes: [], closed: [] };
  const booked = found.flatMap((resource) => bookedVisitOf(resource, world.settings.timeZone) ?? []);
  const gated = gatedVisits(record, booked, world.rules, today);
  const stopped = gated.filter(({ answer }) => answer !== 'go');
  const standing = await world.ledger.transact(async (tx) => {
    for (const { visit } of stopped) await note(tx, stream, visit.source, 'active');
    return flagged(tx, stream);
  });
  const writes = standing.map((source) =>
    flagWrite(
      stream,
      patient,
      source,
      gated.find(({ visit }) => visit.source === source),
    ),
  );
  const closed = standing.filter((source) => !stopped.some(({ visit }) => visit.source === source));
  return { writes, closed };
}

/** A day more than is needed: the EHR may count days in another zone. */
async function appointmentsOf(
  patient: string,
  today: string,
  { ehr }: World,
): Promise<readonly FhirResource[] | undefined> {
  try {
    return await ehr.search('Appointment', { patient, date: `ge${dateOfDay(dayOf(today) - 1)}` });
  } catch (cause) {
    if (cause instanceof Refusal) return undefined;
    throw cause;
  }
}

/** To be called when the Flags are told. */
export async function flagsTold({ closed }: FlagsToTell, stream: string, tx: LedgerTransaction): Promise<void> {
  for (const source of closed) await note(tx, stream, source, 'inactive');
}

/** Authorizations that have a Flag beside this appointment, or had one. */
export const flaggedBy = (tx: LedgerTransaction, appointment: string): Promise<readonly string[]> =>
  tx.linked('flag of', appointment);

const FLAG = 'flag';

async function note(tx: LedgerTransaction, stream: string, source: string, now: 'active' | 'inactive'): Promise<void> {
  await tx.link('flags', stream, source);
  await tx.link('flag of', source, stream);
  const key = `${stream} ${source}`;
  const before = await tx.owner(FLAG, key);
  if (before === now) return;
  if (before !== undefined) await tx.releaseKey(FLAG, key, before);
  await tx.claimKey(FLAG, key, now);
}

async function flagged(tx: LedgerTransaction, stream: string): Promise<readonly string[]> {
  const active: string[] = [];
  for (const source of await tx.linked('flags', stream))
    if ((await tx.owner(FLAG, `${stream} ${source}`)) === 'active') active.push(source);
  return active;
}
