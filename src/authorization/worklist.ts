/** Who has to do what about an authorization now: worked out from its state, opened once, closed when it is over. */

import { dashed, dateOfDay, dayOf } from '../fhir/dates.ts';
import type { WorkKind } from '../rules/clinicSchema.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import { ofKind, requirementsOn } from '../rules/requirements.ts';
import type { Authorization } from './authorization.ts';
import { type Casework, type CaseworkEvent, endOf, type WantedWork, type Work } from './casework.ts';
import { isOpen } from './checklist.ts';
import { talkingPoints } from './talkingPoints.ts';

/**
 * What is news for the people: work to open, and work to close since its cause went away. What a person closed is not
 * opened again for the same cause.
 *
 * @param today YYYY-MM-DD in the facility's zone
 */
export function worklistNews(
  state: Authorization,
  casework: Casework,
  rules: Rules,
  today: string,
): readonly CaseworkEvent[] {
  const wanted = wantedWork(state, casework, rules, today);
  const opened = wanted.filter(({ id }) => {
    const known = casework.work.find((one) => one.id === id);
    return known === undefined || known.end?.outcome === SETTLED;
  });
  const over = casework.work.filter(({ id, end }) => end === undefined && !wanted.some((one) => one.id === id));
  return [
    ...opened.map((work): CaseworkEvent => ({ type: 'WorkOpened', work })),
    ...over.map(({ id }): CaseworkEvent => ({ type: 'WorkClosed', id, outcome: SETTLED })),
  ];
}
/** How the end of work reads whose cause went away. */
export const SETTLED = 'settled';

function wantedWork(state: Authorization, casework: Casework, rules: Rules, today: string): readonly Work[] {
  const payer = rules.payers.get(state.request?.insurance.payer.profile ?? '');
  const wanted: readonly WantedWork[] = [
    ...documentation(state, casework),
    ...routes(casework, rules),
    ...remsChecks(state, casework),
    ...financialSteps(state, casework, payer, rules),
    ...peerToPeer(state, casework, payer, rules),
    ...casework.wantedAnew,
  ];
  return wanted.map(({ role, dueDays, ...work }) => {
    const entry = entryOf(rules, work.kind);
    return { ...work, role: role ?? entry.owner, due: dateOfDay(dayOf(today) + (dueDays ?? entry.due_days)) };
  });
}

const entryOf = (rules: Rules, kind: WorkKind) => {
  const entry = rules.work.work[kind];
  if (entry === undefined) throw new Error(`mappings/codes/work.yaml was loaded without ${kind}`);
  return entry;
};

/** Open items of the checklist, each for the role that owes it: as long as they hold the request, or are flagged. */
const documentation = (state: Authorization, { determination }: Casework): readonly WantedWork[] =>
  (determination?.checklist ?? [])
    .filter((item) => isOpen(item) && (state.status === 'held' || !item.holds))
    .map(({ id, owner, dueDays, message, rule, passedOver = [] }) => ({
      id: `documentation-${id}`,
      kind: 'documentation',
      role: owner,
      dueDays,
      reason: message,
      notes: [`Rule: ${rule}`, ...passedOver],
    }));

/** Orders that go another way than a 278 for an outpatient drug. */
function routes({ determination }: Casework, rules: Rules): readonly WantedWork[] {
  const kinds = { pharmacy: 'pharmacy_benefit', white_bag: 'white_bag', inpatient: 'inpatient_doses' } as const;
  return (determination?.orders ?? []).flatMap(({ source, route, reasons, authorization }) => {
    if (route === undefined || authorization === 'hold') return [];
    const kind = kinds[route];
    return [
      {
        id: `${kind}-${source.replace('/', '-')}`,
        kind,
        reason: reasons.at(-1) ?? entryOf(rules, kind).what,
        notes: [`Order: ${source}`],
      },
    ];
  });
}

/** Looked up once for each programme, unless the payer wants it in the request: then the checklist asks. */
function remsChecks(state: Authorization, { determination }: Casework): readonly WantedWork[] {
  if (determination === undefined || ['new', 'withdrawn'].includes(state.status)) return [];
  if (determination.checklist.some(({ id }) => id === 'rems')) return [];
  return determination.rems
    .filter(({ shownBy }) => shownBy === undefined)
    .map(({ program, check }) => ({
      id: `rems-${program.replaceAll(/[^A-Za-z0-9]+/g, '-').toLowerCase()}`,
      kind: 'rems',
      reason: `Check the enrolment in ${program}: prescriber, site and patient. What is in force is at ${check}.`,
      notes: [],
    }));
}

/** Screening once the payer has agreed, or wants nothing; then the attending is told and the visit booked. */
function financialSteps(
  state: Authorization,
  casework: Casework,
  payer: Payer | undefined,
  rules: Rules,
): readonly WantedWork[] {
  if (!['approved', 'partial', 'noActionRequired', 'notRequired'].includes(state.status)) return [];
  const about = state.request?.reference ?? 'no-request';
  const screening = `financial_screening-${about}`;
  const questions = (entryOf(rules, 'financial_screening').checklist ?? []).filter(({ on }) => on);
  const end = endOf(casework, screening);
  const federal = payer !== undefined && payer.line_of_business !== 'commercial';
  return [
    {
      id: screening,
      kind: 'financial_screening',
      reason: 'The clinical side is settled. Screen payer, patient and authorization before the visit is booked.',
      notes: questions.map(({ field, what }) => `${field}: ${what}`),
    },
    ...(end?.answers?.['patient'] === 'assistance'
      ? [
          {
            id: `copay_assistance-${about}`,
            kind: 'copay_assistance' as const,
            reason: copayReason(federal),
            notes: [],
          },
        ]
      : []),
    ...(end?.outcome === 'cleared'
      ? [
          {
            id: `attending_notice-${about}`,
            kind: 'attending_notice' as const,
            reason: 'Financially cleared. The attending reads the notice and confirms.',
            notes: coveredNotes(state),
          },
          {
            id: `scheduling-${about}`,
            kind: 'scheduling' as const,
            reason: 'Book the first visit; ask the schedule gate for its day.',
            notes: coveredNotes(state),
          },
        ]
      : []),
  ];
}

const copayReason = (federal: boolean): string =>
  federal
    ? 'Federal programme: no copay card of a manufacturer may be used. Ask independent foundations only.'
    : 'Commercial coverage: a copay programme of the manufacturer may be used. Record its number; it is never billed as a payer.';

/** Number, validity and units left of each certified service, in plain words. */
export const coveredNotes = (state: Authorization): readonly string[] =>
  state.services
    .filter(({ approved }) => approved > 0)
    .map(
      ({ hcpcs, number, from, to, approved, drawn }) =>
        `${hcpcs}: number ${number ?? 'none'}, ${from} to ${to}, ${approved - drawn} of ${approved} units left`,
    );

/** For each request that the payer denied, in whole or for a line. */
function peerToPeer(
  state: Authorization,
  casework: Casework,
  payer: Payer | undefined,
  rules: Rules,
): readonly WantedWork[] {
  const { request } = state;
  const id = `peer_to_peer-${request?.reference ?? ''}`;
  const denied = state.services.filter(({ decision }) => decision?.action === 'A3');
  const isDenied = state.status === 'denied' || (state.status === 'partial' && denied.length > 0);
  if (request === undefined || !(isDenied || (state.status === 'pended' && endOf(casework, id) !== undefined)))
    return [];
  const days = payer === undefined ? undefined : callWithin(state, payer, rules);
  return [
    {
      id,
      kind: 'peer_to_peer',
      ...(days === undefined ? {} : { dueDays: days }),
      reason: `The payer denied ${denied.map(({ hcpcs }) => hcpcs).join(', ')}. Call its physician by the due date, then record what came of it: overturned, upheld or not held.`,
      notes: talkingPoints(state, casework),
    },
  ];
}

/** Days the payer leaves for the call, by its own rule for any of the denied drugs. */
function callWithin(state: Authorization, payer: Payer, rules: Rules): number | undefined {
  const { diagnoses = [], placeOfService, services = [] } = state.request ?? {};
  const rulesFor = services.flatMap(({ hcpcs, from }) => {
    const code = rules.codes.get(hcpcs);
    const date = dashed(from);
    return code === undefined ? [] : requirementsOn(rules, { payer, code, date, placeOfService, diagnoses });
  });
  return ofKind(rulesFor, 'peer_to_peer').at(-1)?.within_days;
}
