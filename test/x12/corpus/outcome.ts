/** What our reader makes of a file, in one row. */

import { parseCents } from '../../../src/money.ts';
import type { Issue } from '../../../src/outcome.ts';
import { balanceIssues } from '../../../src/remittance/balance.ts';
import { remittanceOf } from '../../../src/remittance/receive835.ts';
import { interchangesIn } from '../../../src/x12/envelope.ts';
import type { Remittance835 } from '../../../src/x12/guides/835.ts';
import { entriesOf } from '../../../src/x12/layout.ts';
import { readTransaction } from '../../../src/x12/readTransaction.ts';
import type { Fields } from '../../../src/x12/schema.ts';
import type { Sums } from './naive.ts';

export interface FileOutcome extends Sums {
  /** Names of the guides its sets were read by; `-` for a set that no guide here reads. */
  readonly guides: readonly string[];
  /** `read`: nothing wrong; `errors`: read, with errors told; `refused`: not a set of it was read. */
  readonly verdict: 'read' | 'errors' | 'refused';
  /** Every issue of envelope, guide and balance. */
  readonly issues: readonly Issue[];
}

export function outcomeOf(bytes: Uint8Array): FileOutcome {
  const events = interchangesIn(bytes);
  const sets = events.flatMap((event) => (event.is === 'transaction' ? [readTransaction(event.transaction)] : []));
  const frame = events.flatMap((event) =>
    event.is === 'issue' ? [event.issue] : 'issues' in event ? event.issues : [],
  );
  const sums = sets.map(({ guide, reading }) => (guide === undefined ? none : sumsIn(guide.body, reading.value)));
  const balances = sets.flatMap(({ guide, reading }) =>
    guide?.name === '835' && reading?.ok === true ? balance(reading.value) : [],
  );
  const issues = [...frame, ...sets.flatMap((set) => set.issues), ...balances];
  const isRefused =
    sets.every(({ guide }) => guide === undefined) && !events.some(({ is }) => is === 'acknowledgement');
  return {
    guides: [...new Set(sets.map(({ guide }) => guide?.name ?? '-'))],
    verdict: isRefused ? 'refused' : issues.some(({ severity }) => severity === 'error') ? 'errors' : 'read',
    claims: sums.reduce((all, { claims }) => all + claims, 0),
    cents: sums.reduce((all, { cents }) => all + cents, 0),
    issues,
  };
}

function balance(value: unknown): readonly Issue[] {
  const remittance = remittanceOf(value as Remittance835);
  return remittance.ok ? balanceIssues(remittance.value) : remittance.issues;
}

const none: Sums = { claims: 0, cents: 0 };
/** Which segment is a claim, in which loop, and which element of which segment its amount. */
const claimsBy: readonly {
  readonly loop: string;
  readonly id: string;
  readonly counts: boolean;
  readonly amount?: string;
}[] = [
  { loop: '2300', id: 'CLM', counts: true, amount: 'CLM02' },
  { loop: '2100', id: 'CLP', counts: true, amount: 'CLP04' },
  { loop: '2200D', id: 'TRN', counts: true },
  { loop: '2200D', id: 'STC', counts: false, amount: 'STC04' },
  { loop: '2000E', id: 'UM', counts: true },
  { loop: '2000F', id: 'UM', counts: true },
  { loop: '2000', id: 'AK2', counts: true },
];

/** Counts and sums over a value, by its guide. */
function sumsIn(fields: Fields, value: unknown, loop = ''): Sums {
  let [claims, cents] = [0, 0];
  for (const [key, field] of entriesOf(fields)) {
    if (field.is !== 'use') continue;
    const { of } = field;
    for (const one of itemsOf(value, key)) {
      if (of.is === 'loop') {
        const inner = sumsIn(of.fields, one, of.id);
        claims += inner.claims;
        cents += inner.cents;
        continue;
      }
      const claim = claimsBy.find((known) => known.loop === loop && known.id === of.id);
      if (claim?.counts === true) claims += 1;
      const [name = ''] =
        entriesOf(of.fields).find(([, element]) => 'at' in element && element.at === claim?.amount) ?? [];
      const [amount] = claim?.amount === undefined ? [] : itemsOf(one, name);
      cents += Number(parseCents(typeof amount === 'string' ? amount : '0') ?? 0n);
    }
  }
  return { claims, cents };
}

function itemsOf(value: unknown, key: string): readonly unknown[] {
  const item: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return item === undefined ? [] : Array.isArray(item) ? item : [item];
}
