/** A payment denied for want of an authorization, held against what the payer certified and what we sent. */

import type { AuthorizedService } from '../authorization/authorization.ts';
import type { Claim, ClaimLine, ClaimState, LinePayment } from '../claim/claim.ts';
import { standingPayment, unpaidLines } from '../claim/posting.ts';
import type { Attachment } from '../claim/writeback.ts';
import { dashed } from '../fhir/dates.ts';
import { formatCents } from '../money.ts';
import { interchangesIn } from '../x12/envelope.ts';
import type { Segment } from '../x12/segment.ts';

export interface SentFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}
/** A certified service with the stream of its authorization. */
export interface KnownService {
  readonly stream: string;
  readonly service: AuthorizedService;
}

/** 15 not valid for it, 197 none, 198 exceeded. */
const AUTHORIZATION_REASONS: ReadonlySet<string> = new Set(['15', '197', '198']);

/**
 * What a person needs to answer such a denial; undefined where no line is denied for it.
 *
 * @param services what the payer has certified for the patient
 * @param files the files the claim went out in, as sent
 */
export function denialEvidence(
  state: ClaimState,
  services: readonly KnownService[],
  files: readonly SentFile[],
): Attachment | undefined {
  const { claim } = state;
  const denied = [...unpaidLines(state.postings), ...linesDeniedAsOne(state)].filter(({ adjustments }) =>
    adjustments.some(isAboutAuthorization),
  );
  if (claim === undefined || denied.length === 0) return undefined;
  const lines = denied.map((payment) => evidenceOf(payment, claim, services, files));
  return { next: nextStep(lines), facts: lines.flatMap(({ facts }) => facts) };
}

/** A payer may deny the claim as a whole and name no line: every line with a number is then denied. */
function linesDeniedAsOne({ status, claim, postings }: ClaimState): readonly LinePayment[] {
  const standing = status === 'denied' ? standingPayment(postings) : undefined;
  if (standing?.adjustments === undefined || standing.lines.length > 0) return [];
  const { adjustments, paid } = standing;
  return (claim?.lines ?? [])
    .filter(({ authorizationNumber }) => authorizationNumber !== undefined)
    .map(({ controlNumber }) => ({ controlNumber, paid, adjustments, remarks: [] }));
}

const isAboutAuthorization = ({ reason }: LinePayment['adjustments'][number]): boolean =>
  AUTHORIZATION_REASONS.has(reason);

interface LineEvidence {
  readonly facts: Attachment['facts'];
  /** What the denial comes from, as far as we can see. */
  readonly finding: 'covered' | 'notSent' | 'notCertified' | 'exceeded';
}

function evidenceOf(
  payment: LinePayment,
  claim: Claim,
  services: readonly KnownService[],
  files: readonly SentFile[],
): LineEvidence {
  const line = claim.lines.find(({ controlNumber }) => controlNumber === payment.controlNumber);
  if (line === undefined) throw new Error('a posted line is a line of its claim');
  const service = services.find((known) => known.stream === line.authorization && isOf(line, known.service))?.service;
  const sent = service === undefined ? undefined : sentNumber(claim, line, service.number ?? '', files);
  const within =
    service !== undefined &&
    service.from <= claim.serviceDate &&
    claim.serviceDate <= service.to &&
    service.drawn <= service.approved;
  return {
    facts: [
      fact('Denied line', `${line.controlNumber}: ${line.hcpcs} x ${line.units}, ${reasonsOf(payment)}`),
      fact('Authorization number', service?.number ?? 'none on record for this code and claim'),
      ...(service === undefined ? [] : certifiedFacts(service)),
      fact('Billed', `${line.hcpcs} x ${line.units} on ${dashed(claim.serviceDate)}`),
      fact('Sent to the payer', sent ?? 'no REF*G1 with this number in the files sent'),
    ],
    finding: service === undefined ? 'notCertified' : sent === undefined ? 'notSent' : within ? 'covered' : 'exceeded',
  };
}

const isOf = (line: ClaimLine, service: AuthorizedService): boolean =>
  service.hcpcs === line.hcpcs && service.number !== undefined && service.number === line.authorizationNumber;

const fact = (what: string, value: string) => ({ what, value });

const certifiedFacts = ({ hcpcs, approved, drawn, from, to }: AuthorizedService): Attachment['facts'] => [
  fact('Certified', `${approved} units of ${hcpcs}, ${dashed(from)} to ${dashed(to)}`),
  fact('Used, this claim included', `${drawn} of ${approved} units`),
];

const reasonsOf = ({ adjustments }: LinePayment): string =>
  adjustments.map(({ group, reason, amount }) => `${group}-${reason} ${formatCents(amount)}`).join(', ');

/** `REF*G1*0A1 in 837-0002.x12, transaction set 0001, segment 20`: read from the bytes that went out, not from memory. */
function sentNumber(claim: Claim, line: ClaimLine, number: string, files: readonly SentFile[]): string | undefined {
  for (const { fileName, bytes } of files) {
    for (const event of interchangesIn(bytes)) {
      if (event.is !== 'transaction') continue;
      const { control, segments } = event.transaction;
      const at = placeOfNumber(segments, claim.number, line.controlNumber, number);
      if (at !== undefined) return `REF*G1*${number} in ${fileName}, transaction set ${control}, segment ${at}`;
    }
  }
  return undefined;
}

/** 1-based place of the number, on the line itself or on the claim as a whole. */
function placeOfNumber(
  segments: readonly Segment[],
  claimNumber: string,
  controlNumber: string,
  number: string,
): number | undefined {
  let part = 'other';
  let onClaim: number | undefined;
  let onLine: number | undefined;
  let isOurLine = false;
  for (const [index, { id, elements }] of segments.entries()) {
    if (id === 'CLM') part = elements[0] === claimNumber ? 'claim' : 'other';
    if (id === 'HL') part = 'other';
    if (id === 'LX' && part !== 'other') {
      if (isOurLine && onLine !== undefined) return onLine;
      [part, onLine, isOurLine] = ['line', undefined, false];
    }
    if (id !== 'REF') continue;
    if (part === 'line' && elements[0] === '6R' && elements[1] === controlNumber) isOurLine = true;
    if (elements[0] !== 'G1' || elements[1] !== number) continue;
    if (part === 'claim') onClaim = index + 1;
    if (part === 'line') onLine = index + 1;
  }
  return isOurLine && onLine !== undefined ? onLine : onClaim;
}

function nextStep(lines: readonly LineEvidence[]): string {
  const finding = (['notCertified', 'notSent', 'exceeded', 'covered'] as const).find((wanted) =>
    lines.some((line) => line.finding === wanted),
  );
  return NEXT[finding ?? 'covered'];
}
const NEXT: Readonly<Record<LineEvidence['finding'], string>> = {
  covered:
    'The payer denied for want of an authorization that it gave and that was on the claim, day and units within it. Ask for reprocessing with the evidence of this task; if it stays denied, appeal in time. Never bill the patient for it.',
  notSent:
    'The payer denied for want of an authorization. One is certified, but its number was not on the claim: replace the claim (frequency 7) with it. Never bill the patient for it.',
  exceeded:
    'The payer denied for want of an authorization. One was on the claim, but its days or units do not cover it: ask the payer for the gap, then replace the claim (frequency 7). Never bill the patient for it.',
  notCertified:
    'The payer denied for want of an authorization and none is on record for it. Ask for one after the fact while the payer still takes it, else appeal. Never bill the patient for it.',
};
