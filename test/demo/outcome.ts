/** What a run of the demo left behind, read from its folders after it ended, and everything about it that is wrong. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLedger } from '../../src/adapters/ledger.ts';
import { totalCharge } from '../../src/claim/claim.ts';
import { stateOf } from '../../src/cli/demo/state.ts';
import { resourcesOf, steps, stories } from '../../src/cli/demo/stories.ts';
import type { Inbound, Ledger, Transmission } from '../../src/ports.ts';
import { startSyntheticEhr } from '../../src/synthetic/ehr.ts';
import { readJournal } from '../../src/synthetic/payer/journal.ts';
import { acceptedTwice } from '../../src/synthetic/payer/state.ts';

export interface Outcome {
  /** Sentences, each naming something that must not be; empty when nothing was lost and nothing happened twice. */
  readonly problems: readonly string[];
  /** What the stories came to, without the numbers that depend on who was first: the same for every run. */
  readonly told: readonly object[];
}

export async function outcomeOf(directory: string): Promise<Outcome> {
  const ledger = await openLedger({ embedded: { directory: join(directory, 'ledger') } });
  try {
    const { sent, received, requests } = await ledger.transact(async (tx) => ({
      sent: await tx.transmissions(),
      received: await tx.inbounds(),
      requests: await requestsOf(tx),
    }));
    const problems = [
      ...(await openItems(ledger)),
      ...numbering(sent),
      ...unsent(sent),
      ...requests.filter((count) => count > 1).map((count) => `a plan was asked for ${count} times`),
      ...(await doses(ledger)),
      ...(await money(directory, ledger, received)),
      ...(await payer(directory)),
      ...(await chart(directory)),
    ];
    return { problems, told: await toldBy(ledger) };
  } finally {
    await ledger.close();
  }
}

const requestsOf = async (tx: Parameters<Parameters<Ledger['transact']>[0]>[0]): Promise<readonly number[]> => {
  const counts: number[] = [];
  for (const stream of await tx.streams('authorization/')) {
    const files = (await tx.transmissions({ stream })).filter(({ kind }) => kind === '278');
    counts.push(files.length);
  }
  return counts;
};

async function openItems(ledger: Ledger): Promise<readonly string[]> {
  const parked = await ledger.parkedWork();
  const open = await ledger.openWork(60_000);
  return [
    ...(open > 0 ? [`${open} items of work are open`] : []),
    ...parked.map(({ queue, reason }) => `work is parked in ${queue}: ${reason}`),
  ];
}

function numbering(sent: readonly Transmission[]): readonly string[] {
  const numbers = sent.map(({ interchangeControl }) => interchangeControl).sort((a, b) => a - b);
  return numbers.every((number, index) => number === index + 1) ? [] : [`control numbers ${numbers.join(' ')}`];
}

const unsent = (sent: readonly Transmission[]): readonly string[] =>
  sent.filter(({ state }) => state !== 'sent').map(({ fileName, state }) => `${fileName} is ${state}`);

/** Every dose of the stories is on one claim, held or sent. */
async function doses(ledger: Ledger): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const { patient } of stories) {
    for (const { administrations } of (await stateOf(ledger, patient)).claims) {
      for (const one of administrations) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
  }
  const given = (await Promise.all(steps.map(resourcesOf))).flat();
  const names = given.flatMap(({ resourceType, id }) =>
    resourceType === 'MedicationAdministration' ? [`${resourceType}/${id}`] : [],
  );
  return [...new Set(names)].flatMap((name) => {
    const count = counts.get(name) ?? 0;
    return count === 1 ? [] : [`${name} is on ${count} claims`];
  });
}

/** The payer's 835s, read here with nothing but a split, against what was posted. */
async function money(directory: string, ledger: Ledger, received: readonly Inbound[]): Promise<readonly string[]> {
  const trusted = new Set(received.filter(({ state }) => state === 'applied').map(({ name }) => name));
  const folder = join(directory, 'partner', 'archive');
  const payments = new Map<string, bigint>();
  for (const name of await readdir(folder)) {
    if (!trusted.has(name)) continue;
    const segments = (await readFile(join(folder, name), 'utf8'))
      .split('~')
      .map((segment) => segment.trim().split('*'));
    const amount = segments.find(([id]) => id === 'BPR')?.[2];
    const trace = segments.find(([id]) => id === 'TRN')?.[2];
    if (amount !== undefined && trace !== undefined) payments.set(trace, centsOf(amount));
  }
  const paid = [...payments.values()].reduce((sum, cents) => sum + cents, 0n);
  let posted = 0n;
  for (const { patient } of stories) {
    const { claims } = await stateOf(ledger, patient);
    for (const posting of claims.flatMap(({ postings }) => postings)) posted += posting.paid;
  }
  const waiting = await readdir(join(directory, 'partner', 'inbound'));
  return [
    ...(posted === paid ? [] : [`posted ${posted} cents of ${paid} paid`]),
    ...(payments.size === 0 ? ['no remittance came'] : []),
    ...received.filter(({ state }) => state === 'stored').map(({ name }) => `${name} was stored and never opened`),
    ...waiting.map((name) => `${name} was never taken in`),
  ];
}

const centsOf = (amount: string): bigint => {
  const [dollars = '0', cents = ''] = amount.split('.');
  return BigInt(dollars) * 100n + BigInt(cents.padEnd(2, '0'));
};

async function payer(directory: string): Promise<readonly string[]> {
  const journal = await readJournal(join(directory, 'partner'));
  return [
    ...acceptedTwice(journal.payer).map((claim) => `the payer accepted ${claim} twice`),
    ...journal.pending.map(({ name }) => `the payer still has ${name}`),
  ];
}

/** One Task and one ClaimResponse per thing told, one Subscription per kind watched, whoever was killed meanwhile. */
async function chart(directory: string): Promise<readonly string[]> {
  const ehr = await startSyntheticEhr({ port: 0, folder: join(directory, 'ehr') });
  try {
    const problems = (['Task', 'ClaimResponse', 'Subscription'] as const).flatMap((type) => {
      const keys = ehr.all(type).map(({ json }) => {
        const { identifier, criteria } = json as {
          readonly identifier?: readonly { readonly system: string; readonly value: string }[];
          readonly criteria?: string;
        };
        return criteria ?? `${identifier?.[0]?.system}|${identifier?.[0]?.value}`;
      });
      return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${type} ${key} is there twice`);
    });
    return problems;
  } finally {
    await ehr.close();
  }
}

async function toldBy(ledger: Ledger): Promise<readonly object[]> {
  const told: object[] = [];
  for (const { id, patient } of stories) {
    const { authorizations, claims } = await stateOf(ledger, patient);
    told.push({
      story: id,
      authorizations: authorizations.map(({ status, orders, services, attention }) => ({
        status,
        orders: [...orders].sort(),
        services: services.map(({ hcpcs, approved, drawn }) => `${hcpcs} ${approved} ${drawn}`).sort(),
        attention,
      })),
      claims: claims
        .map(({ status, claim, administrations, postings, issues, attention }) => ({
          status,
          administrations: [...administrations].sort(),
          day: claim?.serviceDate,
          charge: claim === undefined ? undefined : String(totalCharge(claim)),
          lines: claim?.lines.map(({ hcpcs, units, modifiers }) => `${hcpcs} ${units} ${modifiers.join(' ')}`).sort(),
          paid: postings.map(({ paid }) => String(paid)),
          issues: issues.map(({ code }) => code),
          attention,
        }))
        .sort((a, b) => (a.administrations.join() < b.administrations.join() ? -1 : 1)),
    });
  }
  return told;
}
