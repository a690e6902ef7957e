import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger, type PostgresLedger } from '../../src/adapters/ledger.ts';
import { fromDriver, Refusal } from '../../src/adapters/postgresFault.ts';
import { Fault } from '../../src/ports.ts';

describe('the ledger’s tables', () => {
  let ledger: PostgresLedger;
  const sql = (text: string) => ledger.database.ledgerPool.query(text);
  beforeAll(async () => {
    ledger = await openLedger({ embedded: {} });
    await ledger.transact(async (tx) => {
      await tx.append('claim/1', 0, [{ type: 'built', data: {} }], 'test');
      await tx.saveSnapshot('s', [{ resourceType: 'Patient' }]);
      await tx.nextControlNumber('S/R/T');
      await tx.nextControlNumber('S/R/T');
      await tx.recordTransmission({
        id: 't',
        partner: 'p',
        kind: '837',
        stream: 'claim/1',
        fileName: 'f',
        bytes: Uint8Array.of(1),
        sender: 'S',
        receiver: 'R',
        usage: 'T',
        interchangeControl: 1,
        groupControl: 1,
      });
      const sha256 = '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a';
      await tx.recordInbound({ partner: 'p', name: 'n', sha256, bytes: Uint8Array.of(1) });
    });
  });
  afterAll(() => ledger.close());

  it.each([
    [`update infusebridge.event set data = '{}'`, 'event_is_append_only'],
    ['delete from infusebridge.event', 'event_is_append_only'],
    [`update infusebridge.snapshot set content = '[]'`, 'snapshot_is_append_only'],
    [
      `update infusebridge.transmission set bytes = '\\x02', sha256 = encode(sha256('\\x02'), 'hex')`,
      'transmission_is',
    ],
    ['update infusebridge.transmission set interchange_control = 2', 'transmission_is_append_only'],
    ['update infusebridge.transmission set recorded_at = now()', 'transmission_is_append_only'],
    ['delete from infusebridge.transmission', 'transmission_is_append_only'],
    [`update infusebridge.inbound set name = 'other'`, 'inbound_is_append_only'],
    ['delete from infusebridge.inbound', 'inbound_is_append_only'],
    ['update infusebridge.control_number set last = 1', 'control_number_only_grows'],
    ['delete from infusebridge.control_number', 'control_number_only_grows'],
    ['update infusebridge.control_number set last = 1000000000', 'control_number_range'],
  ])('refuse `%s`', async (statement, constraint) => {
    await expect(sql(statement)).rejects.toMatchObject({
      code: '23514',
      constraint: expect.stringContaining(constraint),
    });
  });

  it('give out no number beyond nine digits', async () => {
    await sql('update infusebridge.control_number set last = 999999999');
    const attempt = ledger.transact((tx) => tx.nextControlNumber('S/R/T'));
    await expect(attempt).rejects.toThrow('the nine-digit control numbers of S/R/T are used up');
  });

  it('never quote the row in an error', async () => {
    const attempt = ledger.transact(async (tx) => {
      await tx.recordInbound({ partner: 'SMITH', name: 'SMITH.835', sha256: 'SMITH', bytes: Uint8Array.of(1) });
    });
    const error = await attempt.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Refusal);
    expect(`${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('SMITH');
  });

  it('are found up to date when opened without running migrations, and refused when they are not', async () => {
    await expect(openLedger({ embedded: {}, migrate: false })).rejects.toThrow('needs migrations first: 001-ledger');
  });
});

describe('a database error', () => {
  const driver = (code: string, message = 'x'): Error => Object.assign(new Error(message), { code });

  it.each(['08006', '40001', '40P01', '53100', '53300', '55P03', '57P01', '57014', '58030'])(
    'with SQLSTATE %s passes: it is a Fault',
    (code) => {
      expect(fromDriver(driver(code))).toEqual(new Fault(`database: SQLSTATE ${code}`));
    },
  );

  it.each([
    [driver('ECONNREFUSED'), 'database: no connection (ECONNREFUSED)'],
    [new Error('Connection terminated unexpectedly'), 'database: no connection'],
    [new Error('timeout exceeded when trying to connect'), 'database: no connection'],
  ])('without a connection is a Fault: %s', (error, message) => {
    expect(fromDriver(error)).toEqual(new Fault(message));
  });

  it('of any other kind is a Refusal that names the constraint', () => {
    const refusal = fromDriver(Object.assign(driver('23505', 'SMITH'), { constraint: 'outbox_open' }));
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal.message).toBe('the database refused a statement: SQLSTATE 23505 by outbox_open');
  });

  it('says Fault when no server answers', async () => {
    const opening = openLedger({ connectionString: 'postgres://127.0.0.1:1/nothing' });
    await expect(opening).rejects.toThrow(new Fault('database: no connection (ECONNREFUSED)'));
  });
});
