import { expect, test } from 'vitest';
import { documentsOf } from '../../src/authorization/documents.ts';
import { chartOf } from '../../src/fhir/chart.ts';
import { shippedRules } from '../coding/rules.ts';
import { document, type Resource, TODAY } from './course.ts';

const rules = await shippedRules();
const LOINC = 'http://loinc.org';
const note = (id: string, date: string, change: Record<string, unknown> = {}) =>
  document(id, LOINC, '11506-3', { date, ...change });

const told = (named: readonly Resource[], others: readonly Resource[] = []) => {
  const order = {
    resourceType: 'MedicationRequest',
    id: 'mr',
    subject: { reference: 'Patient/p' },
    supportingInformation: named.map(({ id }) => ({ reference: `DocumentReference/${id}` })),
  };
  const chart = chartOf([{ resourceType: 'Patient', id: 'p' }, order, ...named, ...others]);
  const documents = documentsOf(chart, chart.all('MedicationRequest'), rules, TODAY);
  if (!documents.ok) throw new Error('documents are never refused');
  return [
    ...documents.value.map(({ source, reportType }) => `${source} ${reportType}`),
    ...documents.issues.map(({ code, severity }) => `${severity} ${code}`),
  ];
};

test.each<[string, readonly Resource[], readonly Resource[], readonly string[]]>([
  ['a note of last week', [note('a', '2026-10-26')], [], ['DocumentReference/a 09']],
  ['one of sixty days ago', [note('a', '2026-09-03')], [], ['DocumentReference/a 09']],
  ['one of sixty-one', [note('a', '2026-09-02')], [], ['DocumentReference/a 09', 'warning DOCUMENT_STALE']],
  [
    'one about a visit long ago',
    [note('a', '2026-10-26', { context: { period: { end: '2026-05-01' } } })],
    [],
    ['DocumentReference/a 09', 'warning DOCUMENT_STALE'],
  ],
  [
    'one with a newer beside it',
    [note('a', '2026-10-26')],
    [note('b', '2026-10-30')],
    ['DocumentReference/a 09', 'warning DOCUMENT_NOT_NEWEST'],
  ],
  [
    'one with a newer draft beside it',
    [note('a', '2026-10-26')],
    [note('b', '2026-10-30', { docStatus: 'preliminary' })],
    ['DocumentReference/a 09'],
  ],
  [
    'one with a newer one of somebody else beside it',
    [note('a', '2026-10-26')],
    [note('b', '2026-10-30', { subject: { reference: 'Patient/other' } })],
    ['DocumentReference/a 09'],
  ],
  [
    'one with a newer one of another kind',
    [note('a', '2026-10-26')],
    [document('b', LOINC, '18842-5', { date: '2026-10-30' })],
    ['DocumentReference/a 09'],
  ],
  ['both, the newest too', [note('a', '2026-10-30')], [note('b', '2026-10-26')], ['DocumentReference/a 09']],
  [
    'one of somebody else',
    [note('a', '2026-10-26', { subject: { reference: 'Patient/other' } })],
    [],
    ['warning DOCUMENT_OTHER_PATIENT'],
  ],
  ['one of nobody', [note('a', '2026-10-26', { subject: undefined })], [], ['DocumentReference/a 09']],
  ['one that was replaced', [note('a', '2026-10-26', { status: 'superseded' })], [], ['warning DOCUMENT_WITHDRAWN']],
  ['one that is a draft', [note('a', '2026-10-26', { docStatus: 'preliminary' })], [], ['warning DOCUMENT_WITHDRAWN']],
  [
    'a pathology report of any age',
    [document('a', LOINC, '11526-1', { date: '2024-01-01' })],
    [],
    ['DocumentReference/a DG'],
  ],
  [
    'eleven',
    Array.from({ length: 11 }, (_, n) => note(`n${n}`, '2026-10-26')),
    [],
    Array.from({ length: 10 }, (_, n) => `DocumentReference/n${n} 09`),
  ],
])('%s', (_what, named, others, expected) => {
  expect(told(named, others)).toEqual(expected);
});
