import { expect, it } from 'vitest';
import { claimsOfDay, takeTurn } from '../../queues/patientDay.ts';
import { Conflict, type LedgerTransaction } from '../../src/ports.ts';
import { openTestLedger } from '../conformance/testLedger.ts';

const day = { patient: 'Patient/p1', day: '2026-11-02' };

it('of two claims of a day that did not see each other, the second conflicts and then takes the next turn', async () => {
  await using ledger = Object.assign(await openTestLedger(), { [Symbol.asyncDispose]: () => ledger.close() });
  const inOne = <T>(work: (tx: LedgerTransaction) => Promise<T>) => ledger.transact(work);
  const first = await inOne((tx) => claimsOfDay(day, tx, 'claim/1'));
  const second = await inOne((tx) => claimsOfDay(day, tx, 'claim/2'));
  await inOne((tx) => takeTurn(day, first, 'claim/1', 0, tx));
  await expect(inOne((tx) => takeTurn(day, second, 'claim/2', 0, tx))).rejects.toThrow(Conflict);
  const again = await inOne((tx) => claimsOfDay(day, tx, 'claim/2'));
  expect([second.turn, again.turn]).toEqual([0, 1]);
  await inOne((tx) => takeTurn(day, again, 'claim/2', 0, tx));
  const other = { ...day, patient: 'Patient/p2' };
  await inOne((tx) => takeTurn(other, second, 'claim/3', 0, tx));
  expect((await inOne((tx) => claimsOfDay(day, tx))).turn).toBe(2);
});
