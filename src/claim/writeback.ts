/** What the chart is told about a claim: a Task in plain words, and a ClaimResponse once money has been posted. */

import type { ClaimResponse, ClaimResponseItem, DocumentReference, Task } from 'fhir/r4.js';
import { textDocument } from '../fhir/textDocument.ts';
import { type Cents, formatCents } from '../money.ts';
import type { Write } from '../outcome.ts';
import { describe, withWords } from '../x12/describe.ts';
import { type Claim, type ClaimState, type ClaimStatus, type LinePayment, type Posting, totalCharge } from './claim.ts';
import { EXPECTED_DENIAL } from './denials.ts';
import { mirrorsPayments, netPaid, type PaymentAdjustment, standingPayment, unpaidLines } from './posting.ts';

const identifierOf = (kind: string, stream: string) => ({ system: `urn:infusebridge:${kind}`, value: stream });
const ADJUDICATION = 'http://terminology.hl7.org/CodeSystem/adjudication';

/** What goes into a person's hands beside the state: how to go on, and what proves it. */
export interface Attachment {
  readonly next: string;
  readonly facts: readonly { readonly what: string; readonly value: string }[];
}

/**
 * @param stream the claim's stream, our identifier of both resources
 * @param today YYYY-MM-DD in the facility's zone
 * @param attachment for a denial that our records can answer
 */
export function claimWrites(
  stream: string,
  state: ClaimState,
  today: string,
  attachment?: Attachment,
): readonly Write<ClaimResponse | DocumentReference | Task>[] {
  const task = claimTask(stream, state, today, attachment);
  return state.claim === undefined || state.postings.length === 0
    ? [task]
    : [claimResponse(stream, state.claim, state.postings, state.status, today), task];
}

function claimResponse(
  stream: string,
  claim: Claim,
  postings: readonly Posting[],
  status: ClaimStatus,
  today: string,
): Write<ClaimResponse | DocumentReference> {
  const identifier = identifierOf('claim', stream);
  const resource: ClaimResponse = {
    resourceType: 'ClaimResponse',
    identifier: [identifier],
    status: 'active',
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/claim-type',
          code: claim.form === '837I' ? 'institutional' : 'professional',
        },
      ],
    },
    use: 'claim',
    patient: { reference: claim.patientReference },
    created: today,
    insurer: { display: claim.insurance.payer.name },
    outcome: 'complete',
    disposition: nextSteps[status].said,
    item: claim.lines.map((line, index) => item(line, index, postings)),
    total: [
      { category: { coding: [{ system: ADJUDICATION, code: 'submitted' }] }, amount: money(totalCharge(claim)) },
      { category: { coding: [{ system: ADJUDICATION, code: 'benefit' }] }, amount: money(netPaid(postings)) },
    ],
    payment: { type: { text: 'claim payment' }, amount: money(netPaid(postings)) },
  };
  return { resource, identifier, otherwise: asDocument(resource, claim, postings) };
}

/** The same for an EHR that takes no ClaimResponse. */
function asDocument(response: ClaimResponse, claim: Claim, postings: readonly Posting[]): DocumentReference {
  const lines = claim.lines.map(
    ({ hcpcs, charge, controlNumber }) =>
      `${hcpcs}: ${formatCents(charge)} charged, ${formatCents(netPaid(postings, controlNumber))} paid`,
  );
  const total = `${formatCents(totalCharge(claim))} charged, ${formatCents(netPaid(postings))} paid in all`;
  const title = response.disposition ?? 'Payment';
  return textDocument({
    identifier: response.identifier ?? [],
    kind: 'Answer of the payer to a claim',
    subject: response.patient,
    date: response.created,
    title,
    lines: [`Claim: ${title}`, ...lines, total],
  });
}

/** Paid is what all postings come to; the reasons are those of the payment that stands. */
function item(line: Claim['lines'][number], index: number, postings: readonly Posting[]): ClaimResponseItem {
  const standing = standingPayment(postings) ?? postings.at(-1);
  const payment = standing?.lines.find((candidate) => candidate.controlNumber === line.controlNumber);
  return {
    itemSequence: index + 1,
    adjudication: [
      { category: { coding: [{ system: ADJUDICATION, code: 'submitted' }] }, amount: money(line.charge) },
      ...(payment === undefined ? [] : paymentAdjudications(payment, netPaid(postings, line.controlNumber))),
    ],
  };
}

const paymentAdjudications = (payment: LinePayment, paid: Cents): ClaimResponseItem['adjudication'] => [
  { category: { coding: [{ system: ADJUDICATION, code: 'benefit' }] }, amount: money(paid) },
  ...payment.adjustments.map((adjustment) => ({
    category: { text: adjustment.group },
    reason: { coding: [{ code: adjustment.reason }] },
    amount: money(adjustment.amount),
  })),
];

/**
 * FHIR JSON writes money as a number. Two decimals of a double are exact up to 10^13 dollars, and nothing is
 * computed with it: the ledger keeps the cents.
 */
const money = (amount: Cents) => ({ value: Number(formatCents(amount)), currency: 'USD' });

function claimTask(stream: string, state: ClaimState, today: string, attachment: Attachment | undefined): Write<Task> {
  const identifier = identifierOf('claim-task', stream);
  const { said, next, taskStatus } = stepOf(state);
  const [focus] = state.administrations;
  const attention = state.attention ?? (mirrorsPayments(state.postings) ? undefined : REVERSAL_WITHOUT_PAYMENT);
  const notes = [
    ...state.issues.map((issue) => `${issue.code}: ${issue.message}`),
    ...state.codes.map(withWords),
    ...state.postings.map((posting) => `Paid ${formatCents(posting.paid)} of ${formatCents(posting.charged)}`),
    ...unpaidLines(state.postings).map((payment) => unpaidNote(payment, state.claim)),
    ...(standingPayment(state.postings)?.adjustments ?? []).map((one) => `The whole claim: ${adjustmentText(one)}`),
  ];
  const resource: Task = {
    resourceType: 'Task',
    identifier: [identifier],
    status: attention === undefined ? taskStatus : 'requested',
    intent: 'order',
    code: { text: 'Claim' },
    description: attention ?? attachment?.next ?? next,
    businessStatus: { text: said },
    ...(state.patient === undefined ? {} : { for: { reference: state.patient } }),
    ...(focus === undefined ? {} : { focus: { reference: focus } }),
    lastModified: today,
    performerType: [{ text: 'Billing team' }],
    ...(notes.length === 0 ? {} : { note: notes.map((text) => ({ text })) }),
    ...(attachment === undefined
      ? {}
      : { input: attachment.facts.map(({ what, value }) => ({ type: { text: what }, valueString: value })) }),
  };
  return { resource, identifier };
}

function unpaidNote({ controlNumber, adjustments }: LinePayment, claim: Claim | undefined): string {
  const line = claim?.lines.find((candidate) => candidate.controlNumber === controlNumber);
  const reasons = adjustments.map(adjustmentText);
  return `${controlNumber} ${line?.hcpcs} x ${line?.units}: nothing paid (${reasons.join(', ')})`;
}

function adjustmentText({ group, reason, amount }: PaymentAdjustment): string {
  const words = describe('CAS02', reason);
  return `${group}-${reason}${words === undefined ? '' : ` ${words}`} ${formatCents(amount)}`;
}

const REVERSAL_WITHOUT_PAYMENT =
  'The payer took back an amount that it never paid on this claim. Compare the remittances and ask the payer.';

/** Until the payer has decided, what stands against the day is work for the billing team. */
function stepOf({ status, issues }: ClaimState): NextStep {
  const step = nextSteps[status];
  const isExpected = issues.some(({ code }) => code === EXPECTED_DENIAL);
  return isExpected && step.taskStatus === 'in-progress'
    ? { ...step, next: 'Settle what the notes expect to be denied before the day closes.', taskStatus: 'requested' }
    : step;
}

interface NextStep {
  readonly said: string;
  readonly next: string;
  readonly taskStatus: Task['status'];
}
/** What each state means to the people who wait for it. `requested` is work for a person, `in-progress` waits. */
const nextSteps: Readonly<Record<ClaimStatus, NextStep>> = {
  new: { said: 'Not started', next: 'Nothing to do yet.', taskStatus: 'in-progress' },
  held: {
    said: 'Held',
    next: 'Complete what the notes name; the claim is made again when the chart or the authorization changes.',
    taskStatus: 'requested',
  },
  notBillable: {
    said: 'Not billable',
    next: 'Nothing is billed, for the reason in the notes.',
    taskStatus: 'completed',
  },
  submitted: { said: 'Sent to the payer', next: 'Wait for the acknowledgement.', taskStatus: 'in-progress' },
  refused: {
    said: 'File refused by the payer',
    next: 'The payer could not read the claim; it was never filed. Interface team: see the acknowledgement codes.',
    taskStatus: 'requested',
  },
  acknowledged: { said: 'File accepted', next: 'Wait for the payer to accept the claim.', taskStatus: 'in-progress' },
  accepted: { said: 'Accepted for payment', next: 'Wait for the remittance.', taskStatus: 'in-progress' },
  rejected: {
    said: 'Rejected before adjudication',
    next: 'The claim was never filed and the filing clock runs. Correct what the codes name and send a new claim.',
    taskStatus: 'requested',
  },
  paid: { said: 'Paid', next: 'Bill the patient share the remittance names, if any.', taskStatus: 'completed' },
  partlyPaid: {
    said: 'Paid in part',
    next: 'At least one line was not paid. Compare with the authorization and appeal or correct.',
    taskStatus: 'requested',
  },
  denied: {
    said: 'Denied',
    next: 'Nothing was paid. Read the reason codes; replace the claim or appeal in time.',
    taskStatus: 'requested',
  },
  reversed: {
    said: 'Reversed',
    next: 'The payer took the payment back. Wait for the correction or ask.',
    taskStatus: 'requested',
  },
};
