/** What the chart is told about an authorization: a ClaimResponse (PAS shape) and a Task in plain words. */

import type { ClaimResponse, DocumentReference, Task } from 'fhir/r4.js';
import type { Write } from '../outcome.ts';
import { withWords } from '../x12/describe.ts';
import { notAskedFor } from './answer.ts';
import type { Authorization, AuthorizationStatus, AuthorizedService } from './authorization.ts';
import { decisionWrite } from './claimResponse.ts';
import type { Deadline } from './clocks.ts';
import { resendOf } from './followUp.ts';
import { type GateAnswer, gate, type PlannedVisit, strongest } from './gate.ts';
import type { GateOverride } from './override.ts';
import { nextVisits } from './plannedVisits.ts';
import { rejectionNote, remedyOf } from './rejectionReasons.ts';
import { WORDS_OF_CHANGE } from './result.ts';
import { decisionsOf, reasonsOf, reviewReason, waitsForUs } from './reviewReasons.ts';
import type { Watch } from './watch.ts';

const identifierOf = (kind: string, stream: string) => ({ system: `urn:infusebridge:${kind}`, value: stream });

/**
 * @param stream the authorization's stream, our identifier of both resources
 * @param today YYYY-MM-DD in the facility's zone
 * @param watch what time has done to it
 * @param ask the schedule gate; without it the authorization alone answers, not the work around it
 * @param around notes on the people's work around it
 */
export function authorizationWrites(
  stream: string,
  state: Authorization,
  today: string,
  watch: Watch = { ahead: [], passed: [], short: [] },
  ask: (visit: PlannedVisit) => GateAnswer = (visit) => gate([state], visit),
  around: readonly string[] = [],
): readonly Write<ClaimResponse | DocumentReference | Task>[] {
  const task = authorizationTask(stream, state, today, watch, ask, around);
  const { answer } = state;
  return answer === undefined ? [task] : [decisionWrite(stream, state, answer, nextSteps[state.status].said), task];
}

function authorizationTask(
  stream: string,
  state: Authorization,
  today: string,
  watch: Watch,
  ask: (visit: PlannedVisit) => GateAnswer,
  around: readonly string[],
): Write<Task> {
  const identifier = identifierOf('authorization-task', stream);
  const { said, next, taskStatus } = stepOf(state);
  const gates = nextVisits(state).map((visit) => ({ visit, ...ask(visit) }));
  const flag = strongest(gates);
  const notes = [
    ...state.issues.map((issue) => `${issue.code}: ${issue.message}`),
    ...state.reasons.map(withWords),
    ...payerSays(state),
    ...state.services.map(serviceNote),
    ...gates.map(gateNote),
    ...state.overrides.map(overrideNote),
    ...watchNotes(watch),
    ...around,
  ];
  const pressing = watch.passed.length + watch.short.length > 0;
  const due = watch.ahead[0] ?? watch.passed[0];
  const [focus] = state.orders;
  const resource: Task = {
    resourceType: 'Task',
    identifier: [identifier],
    status: state.attention === undefined && !pressing ? taskStatus : 'requested',
    intent: 'order',
    ...(pressing ? { priority: 'urgent' as const } : {}),
    code: { text: 'Prior authorization' },
    description: state.attention ?? pressingStep(watch) ?? next,
    businessStatus: { text: said },
    ...(state.patient === undefined ? {} : { for: { reference: state.patient } }),
    ...(focus === undefined ? {} : { focus: { reference: focus } }),
    lastModified: today,
    performerType: [{ text: 'Prior authorization team' }],
    ...(due === undefined ? {} : { restriction: { period: { end: due.at ?? due.on ?? '' } } }),
    note: notes.map((text) => ({ text })),
    ...(flag === undefined ? {} : { output: [{ type: GATE, valueCode: flag }] }),
  };
  return { resource, identifier };
}

/** What to do now where time has run out, or will. */
function pressingStep({ passed, short }: Watch): string | undefined {
  if (passed.some(({ kind }) => kind === 'resend'))
    return 'The payer wanted the request again by now, and it was not sent. Look at what changed in the orders, and call the payer.';
  if (passed.some(({ kind }) => kind !== 'visit'))
    return 'The payer has not decided in time. Call with the reference, and escalate before the chair is lost. Do not schedule yet.';
  if (passed.length > 0)
    return 'The first planned dose is near and the payer has not decided. Call with the reference. Do not schedule yet.';
  return short.length === 0 ? undefined : 'The plan needs more than is certified. Ask the payer to extend it now.';
}
const watchNotes = ({ ahead, passed, short }: Watch): readonly string[] => [
  ...passed.map((deadline) => `Late: due ${dueText(deadline)}, ${deadline.why}.`),
  ...ahead.map((deadline) => `Due ${dueText(deadline)}: ${deadline.why}.`),
  ...short.map(({ hcpcs, dose, on, why }) => `${hcpcs}, dose ${dose}${on === undefined ? '' : ` on ${on}`}: ${why}.`),
];

const dueText = ({ at, on }: Deadline): string =>
  at === undefined ? (on ?? '') : `${at.slice(0, 16).replace('T', ' ')} UTC`;

const serviceNote = ({ hcpcs, requested, approved, drawn, decision }: AuthorizedService): string =>
  `${hcpcs}: ${requested} units requested, ${decision === undefined ? 'not decided' : `${approved} certified (${decision.action})`}, ${drawn} used`;

/** A request that is pended because something is missing is work for a person, not waiting. */
function stepOf(state: Authorization): NextStep {
  if (state.status === 'pended' && waitsForUs(reasonsOf(state))) return payerWaits;
  if (state.status === 'rejected') return stepOfRejected(state);
  return nextSteps[state.status];
}

/** A payer that forbids to ask again, or keeps the request, leaves nothing to correct. */
function stepOfRejected(state: Authorization): NextStep {
  const { answer } = state;
  const resend = resendOf(state);
  const may = new Set((answer?.rejections ?? []).map((rejection) => remedyOf(rejection).again));
  const step = nextSteps.rejected;
  if (may.has('never'))
    return { ...step, next: 'The payer did not review the request, and it must not be sent again. Call the payer.' };
  if (may.size > 0 && [...may].every((one) => one === 'payerAnswers'))
    return {
      ...step,
      next: 'The payer keeps the request and answers it by itself. Wait, and do not schedule yet.',
      taskStatus: 'in-progress',
    };
  if (resend !== undefined)
    return {
      ...step,
      next: `The payer did not review the request and wants the same again. It is sent by itself on ${resend.on}. Do not schedule yet.`,
      taskStatus: 'in-progress',
    };
  if (state.rounds.at(-1)?.repeated === true)
    return {
      ...step,
      next: 'The same was sent again as the payer wanted, and was not reviewed again. Call the payer.',
    };
  if (may.size > 0 && [...may].every((one) => one === 'unchanged' || one === 'later'))
    return {
      ...step,
      next: 'The payer wants the same again, but its answers do not agree or are of no possible day, so nothing is sent by itself. Call the payer.',
    };
  return step;
}

/** The reason codes with their next step, once each, and the payer's own words. */
function payerSays(state: Authorization): readonly string[] {
  const messages = new Set(decisionsOf(state).flatMap((decision) => decision?.message ?? []));
  const answers = [state.answer, state.change?.answer];
  const rejections = answers.flatMap((answer) => answer?.rejections ?? []).map(rejectionNote);
  const wanted = new Set(decisionsOf(state).flatMap((decision) => decision?.wanted ?? []));
  return [
    ...new Set(rejections),
    ...reasonsOf(state).map(reviewReason),
    ...[...messages].map((message) => `The payer writes: ${message}`),
    ...(wanted.size === 0 ? [] : [`The payer asks for documents: ${[...wanted].join(', ')} (LOINC or report type).`]),
    ...notAsked(state),
    ...changeNotes(state),
  ];
}

function notAsked({ rounds, answer }: Authorization): readonly string[] {
  const lines = rounds.flatMap(({ request }) => request.services);
  const others = answer === undefined ? [] : notAskedFor(lines, answer);
  return others.map(
    ({ hcpcs, units }) =>
      `The payer certified ${hcpcs ?? 'a line'} x ${units ?? 'no number of'} units, which we did not ask for. Find out what it stands for.`,
  );
}

/** What was asked on top of it, and the documents announced with any request, under the numbers they are sent by. */
function changeNotes({ change, rounds }: Authorization): readonly string[] {
  const documents = rounds.flatMap(({ request }) => request.documents ?? []);
  return [
    ...(change === undefined
      ? []
      : [
          `On top of it, the ${WORDS_OF_CHANGE[change.certification]} ${change.reference}: ${change.status === 'requested' ? 'sent to the payer' : change.status}.`,
        ]),
    ...documents.map(({ source, controlNumber }) => `Send ${source} to the payer under the number ${controlNumber}.`),
  ];
}

/** The flag of the next visit that a scheduling screen can read: go, stop or ask. */
const GATE = {
  coding: [{ system: 'urn:infusebridge:output', code: 'schedule-gate' }],
  text: 'Schedule gate, next visit',
};

const gateNote = ({ visit, answer, reasons }: GateAnswer & { readonly visit: PlannedVisit }): string =>
  `Schedule gate, next visit, ${visit.hcpcs} x ${visit.units}: ${answer}. ${reasons.join(' ')}`;

const overrideNote = ({ person, date, about, against, reason }: GateOverride): string =>
  `${person} let the visit of ${date} for ${about} be scheduled, against the gate's ${against}: ${reason}`;

interface NextStep {
  readonly said: string;
  readonly next: string;
  readonly taskStatus: Task['status'];
}
const payerWaits: NextStep = {
  said: 'Pended: the payer waits for us',
  next: 'Send what the notes name; the payer decides when it has it. Do not schedule yet.',
  taskStatus: 'requested',
};
/** What each state means to the people who wait for it. `requested` is work for a person, `in-progress` waits. */
const nextSteps: Readonly<Record<AuthorizationStatus, NextStep>> = {
  new: { said: 'Not started', next: 'Nothing to do yet.', taskStatus: 'in-progress' },
  held: {
    said: 'Held: data missing',
    next: 'Complete the order or coverage as the notes say; the request is made again when the chart changes.',
    taskStatus: 'requested',
  },
  notRequired: { said: 'No authorization required', next: 'Schedule.', taskStatus: 'completed' },
  withdrawn: {
    said: 'Withdrawn before the payer was asked',
    next: 'Nothing to do: no order of the plan is active any more.',
    taskStatus: 'cancelled',
  },
  requested: { said: 'Sent to the payer', next: 'Wait for the payer. Do not schedule yet.', taskStatus: 'in-progress' },
  refused: {
    said: 'File refused by the payer',
    next: 'The payer could not read the request. Interface team: see the acknowledgement codes.',
    taskStatus: 'requested',
  },
  rejected: {
    said: 'Request not processed',
    next: 'The payer did not review the request. Correct what the rejection names and ask again.',
    taskStatus: 'requested',
  },
  pended: {
    said: 'Pended by the payer',
    next: 'The payer decides later. Do not schedule yet.',
    taskStatus: 'in-progress',
  },
  approved: { said: 'Approved', next: 'Schedule within the certified dates and units.', taskStatus: 'completed' },
  partial: {
    said: 'Certified differently from what was asked',
    next: 'Compare requested and certified units and dates. Schedule only what is certified; ask for the rest or appeal.',
    taskStatus: 'requested',
  },
  denied: {
    said: 'Denied',
    next: 'Do not schedule. Read the reason, arrange a peer-to-peer call or appeal. Never bill on it.',
    taskStatus: 'requested',
  },
  contactPayer: { said: 'Payer asks for a call', next: 'Call the payer with the reference.', taskStatus: 'requested' },
  noActionRequired: {
    said: 'Payer: no action required',
    next: 'Keep as evidence. It is not an approval: check that no authorization is needed, then schedule.',
    taskStatus: 'completed',
  },
  cancelled: {
    said: 'Cancelled',
    next: 'Confirm who cancelled it. Make a new request if the treatment goes on.',
    taskStatus: 'requested',
  },
};
