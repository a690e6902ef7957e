/** The summary of a transaction set as lines for a person. Claim and authorization numbers, codes and amounts only. */

import type { AcknowledgementSummary, ClaimStatusSummary } from './acknowledgements.ts';
import type { ClaimSummary } from './claims.ts';
import { remittanceText } from './remittanceText.ts';
import type { AnswerReview, RequestReview } from './review.ts';
import { money, procedureText, row } from './rows.ts';
import type { Summary } from './transaction.ts';
import { claimCategory, fate, followUp, frequency, reviewAction } from './words.ts';

/** Lines that end with a line feed; empty where a transaction set has no summary. */
export function summaryText(summary: Summary): string {
  const { remittance, review, acknowledgement, claimStatus, claims } = summary;
  if (remittance !== undefined) return remittanceText(remittance);
  if (review !== undefined) return review.direction === 'request' ? requestText(review) : answerText(review);
  if (acknowledgement !== undefined) return groupText(acknowledgement) + itemsText(summary);
  if (claimStatus !== undefined) return row(STATUS, ['claim', 'status', 'codes']) + itemsText(summary);
  return claims === undefined ? '' : row(CLAIMS, ['claim', 'kind', 'units', 'charged']) + itemsText(summary);
}

/** The lines of the list alone in which the summary of a large set may end. */
export const itemsText = ({ acknowledgement, claimStatus, claims }: Summary): string =>
  [
    ...(acknowledgement?.transactions ?? []).map(setText),
    ...(claimStatus?.claims ?? []).map(statusText),
    ...(claims ?? []).map(claimText),
  ].join('');

const REQUEST = [24, -12, 44] as const;
function requestText({ reference, certificationType, services }: RequestReview): string {
  const lines = services.map((service) =>
    row(REQUEST, [service.procedure ?? '-', service.quantity ?? '-', service.trace ?? '']),
  );
  return [
    `  asks under reference ${reference || '-'}, certification type ${certificationType ?? '-'}\n`,
    row(REQUEST, ['service', 'quantity', 'trace']),
    ...lines,
  ].join('');
}

const ANSWER = [24, 22, -10, 24] as const;
function answerText({ reference, events, furtherUpdates }: AnswerReview): string {
  const lines = events.flatMap(({ trace, decision, services, rejections }) => [
    trace === null || trace === reference ? '' : `  answers trace ${trace}\n`,
    ...(decision === null && services.length === 0 ? [] : [row(ANSWER, ['service', 'decision', 'units', 'number'])]),
    ...(decision === null ? [] : [decisionRow('all', decision)]),
    ...services.map((service) => decisionRow(service.procedure ?? '-', service)),
    ...rejections.map(
      ({ level, code, followUp: next }) =>
        `  not decided: AAA ${code} at ${level}${next === undefined ? '' : `; ${followUp(next)}`}\n`,
    ),
  ]);
  return [`  answers reference ${reference || '-'}\n`, ...lines, furtherUpdates ? '  more is to come\n' : ''].join('');
}

type DecisionShown = AnswerReview['events'][number]['services'][number];
function decisionRow(what: string, decision: Omit<DecisionShown, 'trace' | 'procedure'>): string {
  const { action, units, number, reasons } = decision;
  const why = reasons.length === 0 ? '' : `    reasons ${reasons.join(', ')}\n`;
  return `${row(ANSWER, [what, reviewAction(action), units === null ? '' : String(units), number ?? ''])}${why}`;
}

const groupText = ({ groupControl, functionalId, status, accepted, included }: AcknowledgementSummary): string =>
  `  group ${groupControl} ${functionalId} ${fate(status)}: ${accepted} of ${included} accepted\n`;

const setText = ({ set, control, status, codes }: AcknowledgementSummary['transactions'][number]): string =>
  [`    ${set ?? '-'} ${control ?? '-'} ${fate(status ?? '-')}\n`, ...codes.map((code) => `      ${code}\n`)].join('');

const STATUS = [26, 22, 32] as const;
const statusText = ({ patientControlNumber, category, codes }: ClaimStatusSummary['claims'][number]): string =>
  row(STATUS, [patientControlNumber, claimCategory(category), codes.join(' ')]);

const CLAIMS = [26, 20, -12, -14] as const;
const claimText = (claim: ClaimSummary): string =>
  [
    row(CLAIMS, [claim.patientControlNumber, frequency(claim.frequency), '', money(claim.charged)]),
    ...claim.lines.map(({ procedure, modifiers, revenueCode, units, charged }) =>
      row(CLAIMS, [procedureText(procedure, modifiers), revenueCode ?? '', units, money(charged)], 4),
    ),
  ].join('');
