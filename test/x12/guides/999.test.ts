import { describe, expect, test } from 'vitest';
import { acknowledgement999 } from '../../../src/x12/guides/999.ts';
import { interchangeAcknowledgement } from '../../../src/x12/guides/ta1.ts';
import { read } from '../../../src/x12/read.ts';
import { segmentsOf } from '../../../src/x12/scan.ts';
import { guide, R } from '../../../src/x12/schema.ts';
import { write, writeUntyped } from '../../../src/x12/write.ts';
import { acknowledgement } from './999-example.ts';
import { refused } from './corpus.ts';

const outcome = write(acknowledgement999, acknowledgement, { control: '0001' });
const lines = outcome.ok ? outcome.value : [];

describe('the 999', () => {
  test('writes what was accepted, what was not, and where it breaks', () => {
    expect(outcome.issues).toEqual([]);
    expect(lines).toEqual([
      'ST*999*0001*005010X231A1',
      'AK1*HC*42*005010X222A1',
      'AK2*837*0001*005010X222A1',
      'IK5*A',
      'AK2*837*0002*005010X222A1',
      'IK3*SV1*33*2400*8',
      'CTX*CLM01:IB-000123-1',
      'IK4*1:2*234*7*J93800',
      'IK4*3**1',
      'IK3*REF*40**3',
      'CTX*SITUATIONAL TRIGGER*CLM*22*2300*5:3',
      'IK5*R*5*I5',
      'AK9*P*2*2*1*5',
      'SE*14*0001',
    ]);
  });

  test('reads back what it wrote', () => {
    const reading = read(acknowledgement999, segmentsOf(lines));
    expect(reading.issues).toEqual([]);
    expect(reading.value).toEqual(acknowledgement);
  });

  test('repeats the name of the unit, as far as the guide allows', () => {
    const repeated = lines.with(6, 'CTX*CLM01:IB-000123-1^NM109:7');
    const reading = read(acknowledgement999, segmentsOf(repeated));
    expect(reading.issues).toEqual([]);
    const units = [
      { name: 'CLM01', value: 'IB-000123-1' },
      { name: 'NM109', value: '7' },
    ];
    expect(reading.ok && reading.value.transactionSets?.[1]?.errors?.[0]?.businessUnit).toEqual({ units });
    const again = reading.ok ? write(acknowledgement999, reading.value, { control: '0001' }) : undefined;
    expect(again?.ok && again.value).toEqual(repeated);
    const tooMany = lines.with(6, `CTX*${Array.from({ length: 11 }, (_, n) => `CLM01:${n}`).join('^')}`);
    expect(read(acknowledgement999, segmentsOf(tooMany)).issues.map(({ code, ref }) => [code, ref])).toEqual([
      ['IK403:12', 'CTX01'],
    ]);
    const broken = read(acknowledgement999, segmentsOf(lines.with(6, 'CTX*CLM01:1^CLM01:2:3')));
    expect(broken.issues.map(({ code, ref }) => [code, ref])).toEqual([['IK403:I10', 'CTX01-3']]);
  });

  test('keeps a control number as text, leading zeros and all', () => {
    const reading = read(acknowledgement999, segmentsOf(lines.with(1, 'AK1*HC*000042*005010X222A1')));
    expect(reading.ok && reading.value.group.control).toBe('000042');
  });

  test('never takes an unknown status for an acceptance', () => {
    const reading = read(acknowledgement999, segmentsOf(lines.with(3, 'IK5*Q')));
    expect(reading.ok).toBe(false);
    expect(reading.issues.map(({ code, ref }) => [code, ref])).toEqual([['IK403:7', 'IK501']]);
  });

  test('reads the public acknowledgements', () => {
    expect(refused('999') ?? []).toEqual([]);
  });
});

describe('the TA1', () => {
  const envelope = guide({
    name: 'TA1 alone',
    set: 'TA1',
    version: '00501',
    functionalId: '',
    versionInST: false,
    body: { acknowledgement: R(interchangeAcknowledgement) },
  });
  const answer = { interchangeControl: '000000042', date: '270311', time: '0730', status: 'R', note: '024' };

  test('is written as one segment', () => {
    const written = writeUntyped(envelope, { acknowledgement: answer }, { control: '0001' });
    expect(written.ok && written.value[1]).toBe('TA1*000000042*270311*0730*R*024');
  });

  test.each([
    ['a control number that is too short', { interchangeControl: '42' }, ['IK403:4', 'TA101']],
    ['a note of no list', { note: '999' }, ['IK403:7', 'TA105']],
    ['a date that does not exist', { date: '270231' }, ['IK403:8', 'TA102']],
  ])('refuses %s', (_, wrong, expected) => {
    const written = writeUntyped(envelope, { acknowledgement: { ...answer, ...wrong } }, { control: '0001' });
    expect(written.issues.map(({ code, ref }) => [code, ref])).toEqual([expected]);
  });
});
