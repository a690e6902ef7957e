/** The 277CA of the synthetic payer: every claim of one 837, taken into adjudication or refused. */

import { addCents, type Cents, x12Amount } from '../../money.ts';
import type { ClaimStatus277CA } from '../../x12/guides/277ca.ts';
import type { Claim837, ReceivedClaim } from './claims.ts';

/** A claim and either the number it was given or the status code for which it was refused. */
export interface ClaimReceipt {
  readonly claim: ReceivedClaim;
  readonly payerControlNumber?: string;
  readonly refusal?: string;
}
export interface ReceiptFacts {
  readonly reference: string;
  /** CCYYMMDD of receipt and of processing. */
  readonly date: string;
  readonly time: string;
}
type Source = ClaimStatus277CA['sources'][number];
type Provider277 = NonNullable<Source['receiver']['billingProviders']>[number];
type Patient277 = NonNullable<Provider277['patients']>[number];
type Claim277 = NonNullable<Patient277['claims']>[number];

/** Accepted claims get A2 and our number (REF*1K), refused ones A7. */
export function claimStatusOf(
  submitted: Claim837,
  receipts: readonly ClaimReceipt[],
  facts: ReceiptFacts,
): ClaimStatus277CA {
  const first = receipts[0]?.claim;
  const { name, firstName, type, id } = submitted.submitter.identity;
  const source: Source = {
    source: {
      identity: {
        role: 'PR',
        name: first?.payer.name ?? submitted.receiver.identity.name,
        idQualifier: first?.payer.idQualifier ?? '46',
        id: first?.payer.id ?? submitted.receiver.identity.id,
      },
    },
    receipts: [{ trace: { number: facts.reference }, received: { date: facts.date }, processed: { date: facts.date } }],
    receiver: {
      receiver: { identity: { type, name, firstName, id } },
      outcome: {
        trace: { number: submitted.header.reference },
        // The file as a whole was taken in, whatever became of its claims.
        statuses: [
          {
            first: { category: 'A1', status: '19', entity: 'PR' },
            date: facts.date,
            action: 'WQ',
            charged: x12Amount(chargeOf(receipts)),
          },
        ],
        ...totalsOf(receipts),
      },
      billingProviders: byProvider(receipts).map((group) => providerOf(group, facts)),
    },
  };
  return { header: { reference: facts.reference, date: facts.date, time: facts.time }, sources: [source] };
}

/** Counts and charges of what was accepted and what was refused; what is zero is left out. */
function totalsOf(receipts: readonly ClaimReceipt[]) {
  const accepted = receipts.filter(({ payerControlNumber }) => payerControlNumber !== undefined);
  const refused = receipts.filter(({ payerControlNumber }) => payerControlNumber === undefined);
  const count = (some: readonly ClaimReceipt[]) => (some.length === 0 ? undefined : { count: String(some.length) });
  const amount = (some: readonly ClaimReceipt[]) =>
    some.length === 0 ? undefined : { amount: x12Amount(chargeOf(some)) };
  return {
    acceptedCount: count(accepted),
    rejectedCount: count(refused),
    acceptedAmount: amount(accepted),
    rejectedAmount: amount(refused),
  };
}

const chargeOf = (receipts: readonly ClaimReceipt[]): Cents => addCents(...receipts.map(({ claim }) => claim.charge));

/** Claims of the same billing provider together, in the order in which providers first appear. */
export function byProvider<T extends { readonly claim: ReceivedClaim }>(
  items: readonly T[],
): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const { npi, taxId } = item.claim.provider;
    const key = npi ?? taxId;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function providerOf(receipts: readonly [ClaimReceipt, ...ClaimReceipt[]], facts: ReceiptFacts): Provider277 {
  const { type, name, firstName, npi, taxId } = receipts[0].claim.provider;
  return {
    provider: {
      identity: { type, name, firstName, idQualifier: npi === undefined ? 'FI' : 'XX', id: npi ?? taxId },
    },
    outcome: {
      trace: { number: facts.reference },
      statuses: [
        { first: { category: 'A1', status: '19', entity: 'PR' }, action: 'WQ', charged: x12Amount(chargeOf(receipts)) },
      ],
      ...totalsOf(receipts),
    },
    patients: receipts.map((receipt) => patientOf(receipt, facts)),
  };
}

function patientOf(receipt: ClaimReceipt, facts: ReceiptFacts): Patient277 {
  const { lastName, firstName, middleName, memberId } = receipt.claim.patient;
  return {
    patient: { identity: { lastName, firstName, middleName, idQualifier: 'MI', id: memberId } },
    claims: [claimOf(receipt, facts)],
  };
}

function claimOf({ claim, payerControlNumber, refusal }: ClaimReceipt, facts: ReceiptFacts): Claim277 {
  const accepted = payerControlNumber !== undefined;
  return {
    patientControlNumber: { number: claim.patientControlNumber },
    statuses: [
      {
        first: accepted
          ? { category: 'A2', status: '20', entity: 'PR' }
          : { category: 'A7', status: refusal ?? '562', entity: '85' },
        date: facts.date,
        action: accepted ? 'WQ' : 'U',
        charged: x12Amount(claim.charge),
      },
    ],
    ...(accepted ? { payerControlNumber: { number: payerControlNumber } } : {}),
    serviceDate: { format: claim.serviceDate.includes('-') ? 'RD8' : 'D8', value: claim.serviceDate },
  };
}
