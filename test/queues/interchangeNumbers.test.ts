import { afterAll, beforeAll, expect, test } from 'vitest';
import { reusedNumbers, useNumbers } from '../../queues/interchangeNumbers.ts';
import type { PostgresLedger } from '../../src/adapters/ledger.ts';
import { Conflict, type LedgerTransaction } from '../../src/ports.ts';
import { openTestLedger } from '../conformance/testLedger.ts';

let ledger: PostgresLedger;
beforeAll(async () => {
  ledger = await openTestLedger();
});
afterAll(() => ledger.close());

const opened = (key: string, sha256: string) => [{ key, sha256, offset: 7 }];
/** A file arrives on a day: what is said of its number, which counts as used when nothing is. */
const arrive = (key: string, sha256: string, today: string): Promise<readonly string[]> =>
  ledger.transact(async (tx) => {
    const issues = await reusedNumbers(opened(key, sha256), tx, today);
    if (issues.length === 0) await useNumbers(opened(key, sha256), tx, today);
    return issues.map(({ code, ref, offset }) => `${code} ${ref} ${offset}`);
  });
const REUSED = ['CONTROL_NUMBER_REUSED ISA13 7'];

test('a number stands for the bytes it first came with, and for others from a year later on', async () => {
  expect(await arrive('A', 'one', '2024-11-22')).toEqual([]);
  expect(await arrive('A', 'one', '2024-11-23')).toEqual([]);
  expect(await arrive('A', 'two', '2024-11-23')).toEqual(REUSED);
  expect(await arrive('A', 'two', '2025-11-21')).toEqual(REUSED);
  expect(await arrive('B', 'two', '2025-11-21')).toEqual([]);
  expect(await arrive('A', 'two', '2025-11-22')).toEqual([]);
  // The year begins anew with its new bytes, and the old ones are the others now.
  expect(await arrive('A', 'one', '2025-11-23')).toEqual(REUSED);
  expect(await arrive('A', 'two', '2026-11-30')).toEqual([]);
  expect(await arrive('A', 'three', '2027-11-29')).toEqual(REUSED);
  expect(await arrive('A', 'three', '2027-11-30')).toEqual([]);
});

test('the year of a leap day is over on the first of March', async () => {
  expect(await arrive('C', 'one', '2028-02-29')).toEqual([]);
  expect(await arrive('C', 'two', '2029-02-28')).toEqual(REUSED);
  expect(await arrive('C', 'two', '2029-03-01')).toEqual([]);
});

test('a number whose day was not recorded stays used', async () => {
  await ledger.transact((tx) => tx.claimKey('interchange received', 'D', 'one'));
  expect(await arrive('D', 'one', '2099-01-01')).toEqual([]);
  expect(await arrive('D', 'two', '2099-01-01')).toEqual(REUSED);
});

test('of two files that arrive at the same time under one number the later is looked at again', async () => {
  const late: LedgerTransaction = Object.create(null, {
    owner: { value: async () => undefined },
    claimKey: { value: async () => false },
  });
  await expect(useNumbers(opened('E', 'two'), late, '2026-11-22')).rejects.toThrow(Conflict);
});
