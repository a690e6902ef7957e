/** The table at the end: per story what was ordered, authorized, given, billed and paid, and who has to do something. */

import Table from 'cli-table3';
import { totalCharge } from '../../claim/claim.ts';
import { type Cents, formatCents } from '../../money.ts';
import type { FhirResource } from '../../ports.ts';
import type { StoryState } from './state.ts';
import type { Story } from './stories.ts';

/** A table of at most 80 columns. */
export function summaryTable(rows: readonly (readonly [Story, StoryState])[], tasks: readonly FhirResource[]): string {
  const table = new Table({
    head: ['Story', 'Orders', 'Authorization', 'Doses', 'Billed', 'Paid', 'Open tasks'],
    colWidths: [15, 8, 15, 7, 10, 10, 7],
    colAligns: ['left', 'right', 'left', 'right', 'right', 'right', 'right'],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const [story, state] of rows) {
    const open = tasks.filter((task) => task['status'] === 'requested' && patientOf(task) === story.patient);
    table.push([
      story.title,
      String(state.authorizations.flatMap(({ orders }) => orders).length),
      state.authorizations.map(authorizationCell).join('\n') || 'none',
      String(new Set(state.claims.flatMap(({ administrations }) => administrations)).size),
      formatCents(sum(state.claims.flatMap(({ claim }) => (claim === undefined ? [] : [totalCharge(claim)])))),
      formatCents(sum(state.claims.flatMap(({ postings }) => postings.map(({ paid }) => paid)))),
      String(open.length),
    ]);
  }
  return table.toString();
}

const authorizationCell = ({ status, services }: StoryState['authorizations'][number]): string => {
  const number = services.find((service) => service.number !== undefined)?.number;
  return number === undefined ? status : `${status} ${number}`;
};
const sum = (amounts: readonly Cents[]): Cents => amounts.reduce((total, amount) => total + amount, 0n) as Cents;
const patientOf = (task: FhirResource): unknown =>
  (task['for'] as { readonly reference?: unknown } | undefined)?.reference;

/** One line per claim line: what a biller checks first. */
export function linesTable(rows: readonly (readonly [Story, StoryState])[]): string {
  const table = new Table({
    head: ['Claim', 'Code', 'Mod', 'Units', 'Charge', 'Paid'],
    colWidths: [15, 9, 6, 8, 13, 13],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right'],
    // No rule between rows: there are many, and the claim number tells them apart.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  for (const { claim, postings } of rows.flatMap(([, state]) => state.claims)) {
    if (claim === undefined) continue;
    const paid = new Map(
      postings.flatMap(({ lines }) => lines.map((line) => [line.controlNumber, line.paid] as const)),
    );
    for (const line of claim.lines) {
      const amount = paid.get(line.controlNumber);
      const cell = amount === undefined ? '-' : formatCents(amount);
      table.push([
        claim.number,
        line.hcpcs,
        line.modifiers.join(' '),
        String(line.units),
        formatCents(line.charge),
        cell,
      ]);
    }
  }
  return table.toString();
}
