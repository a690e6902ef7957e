/** Whether a file from a partner is meant for us: its envelope and its payee, held against our own settings. */

import { error, type Issue } from '../outcome.ts';
import type { Payer } from '../rules/parse.ts';
import type { FunctionalGroup, Interchange } from '../x12/envelope.ts';
import type { Route } from './route.ts';

/** Who we are to a partner. */
export interface Ours {
  readonly route: Route;
  /** NPI and tax number under which we bill: an 835 pays one of them. */
  readonly payees: readonly string[];
  /** TRN03 of everything we ever asked; without it every echoed trace is taken for ours. */
  readonly originators?: ReadonlySet<string>;
  /** Names and numbers of the payers that pay us, as `plainly` has them. */
  readonly payers: ReadonlySet<string>;
}

/**
 * What says that an interchange is not for us: WRONG_ENVIRONMENT for a test file in production and the reverse,
 * WRONG_SENDER and WRONG_RECEIVER for other ids than those of the route. Nothing of such a file may be recorded.
 */
export function misaddressed({ usage, sender, receiver, offset }: Interchange, { route }: Ours): readonly Issue[] {
  const issues: Issue[] = [];
  if (usage !== route.usage) issues.push(wrongEnvironment(route.usage, offset));
  if (sender.id !== route.receiver.id) issues.push(wrongSender(offset));
  if (receiver.id !== route.sender.id) issues.push(wrongReceiver('ISA08', offset));
  return issues;
}

/** The same for a functional group. */
export const misaddressedGroup = ({ receiverCode, offset }: FunctionalGroup, { route }: Ours): readonly Issue[] =>
  receiverCode.trim() === route.sender.id ? [] : [wrongReceiver('GS03', offset)];

/** An 835 that pays somebody else holds other people's patients: it is neither posted nor shown to billing. */
export const wrongPayee = (payee: string, { payees }: Ours): readonly Issue[] =>
  payees.includes(payee)
    ? []
    : [
        error(
          'WRONG_PAYEE',
          'This remittance pays a provider that is not us, so nothing of it was posted. Tell the payer and the privacy officer: it may hold patients of others.',
          { path: '835/1000B/N1', ref: 'N104', rule: '005010X221A1' },
        ),
      ];

/** Every name and number under which a payer of mappings/payers is known. */
export const namesOfPayers = (payers: Iterable<KnownPayer>): ReadonlySet<string> =>
  new Set(
    [...payers].flatMap(({ name, names, identifiers, x12 }) =>
      [name, ...names, ...identifiers.map(({ value }) => value), x12.payer_id].map(plainly),
    ),
  );
type KnownPayer = Pick<Payer, 'name' | 'names' | 'identifiers' | 'x12'>;
const plainly = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** An 835 of a payer that no claim of ours went to: misrouted, forged, or a payer that nobody entered yet. */
export const payerNotEnrolled = (payer: readonly string[], { payers }: Ours): readonly Issue[] =>
  payer.some((name) => payers.has(plainly(name)))
    ? []
    : [
        error(
          'PAYER_NOT_ENROLLED',
          'No payer of mappings/payers has the name or a number of this one, so nothing of its remittance was posted. If it pays us, add what N102 or REF02 holds to the names or identifiers of its file and ask for the remittance again; if it does not, tell the sender and the privacy officer.',
          { path: '835/1000A/N1', ref: 'N102' },
        ),
      ];

/** The sender used this number before for something else: one of the two files is wrong, and it may be this one. */
export const controlNumberReused = (offset: number): Issue =>
  error(
    'CONTROL_NUMBER_REUSED',
    'Within a year this sender used the interchange control number for another file that was recorded. Nothing of this one was; ask which of the two is right, and for a new number.',
    { ref: 'ISA13', offset },
  );

function wrongEnvironment(usage: 'T' | 'P', offset: number): Issue {
  const [found, here] = usage === 'P' ? ['a test file', 'production'] : ['a production file', 'a test system'];
  return error(
    'WRONG_ENVIRONMENT',
    `ISA15 says that this is ${found}, and this is ${here}. Nothing of it was recorded; ask the partner where it belongs.`,
    { ref: 'ISA15', offset },
  );
}
const wrongSender = (offset: number): Issue =>
  error(
    'WRONG_SENDER',
    'ISA06 is not the partner of this route. Nothing of the file was recorded; find out who sent it, or correct the route in the settings.',
    { ref: 'ISA06', offset },
  );
const wrongReceiver = (ref: 'ISA08' | 'GS03', offset: number): Issue =>
  error(
    'WRONG_RECEIVER',
    `${ref} does not name us. Nothing of the file was recorded; tell the partner, who may have sent us the data of others.`,
    { ref, offset },
  );
