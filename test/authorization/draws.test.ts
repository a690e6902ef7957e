import { expect, test } from 'vitest';
import type { ApprovedUnits } from '../../src/authorization/answer.ts';
import type { RequestedUnits } from '../../src/authorization/request.ts';
import { type AuthorizedService, type BilledUnits, type Draw, withDrawn } from '../../src/authorization/services.ts';

const service = (hcpcs: string, number: string | undefined, from: string, to: string): AuthorizedService => ({
  trace: `${hcpcs}-${number ?? 'none'}`,
  hcpcs,
  requested: 100 as RequestedUnits,
  approved: 100 as ApprovedUnits,
  drawn: 0 as BilledUnits,
  from,
  to,
  ...(number === undefined ? {} : { number }),
});
const draw = (units: number, date: string, number?: string): Draw => ({
  claim: 'claim/1',
  hcpcs: 'J9271',
  units: units as BilledUnits,
  date,
  ...(number === undefined ? {} : { number }),
});

const first = service('J9271', 'A1', '20261101', '20261231');
const beside = service('J9271', 'A2', '20261101', '20261231');
const later = service('J9271', 'A3', '20270101', '20270331');
const other = service('Q5101', 'A1', '20261101', '20261231');

test.each<readonly [string, readonly AuthorizedService[], readonly Draw[], readonly number[]]>([
  ['its number, where two numbers are for the same days', [first, beside], [draw(20, '20261110', 'A2')], [0, 20]],
  ['its number, whatever the day', [first, later], [draw(20, '20270105', 'A1')], [20, 0]],
  ['every line of the day, where the claim has no number', [first, beside, later], [draw(20, '20261110')], [20, 20, 0]],
  ['the lines of the day, where nobody has its number any more', [first, later], [draw(20, '20270105', 'X')], [0, 20]],
  ['all lines, where none has its number or day', [first, later], [draw(20, '20280101', 'X')], [20, 20]],
  ['its code only, though another has the number', [other, beside], [draw(20, '20261110', 'A1')], [0, 20]],
  [
    'the part of its number that has the day',
    [first, service('J9271', 'A1', '20270101', '20270331')],
    [draw(20, '20270105', 'A1'), draw(5, '20261110', 'A1')],
    [5, 20],
  ],
])('units that were billed count against %s', (_what, services, draws, drawn) => {
  expect(withDrawn(services, draws).map((one) => one.drawn)).toEqual(drawn);
});
