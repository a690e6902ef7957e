import { describe, expect, test } from 'vitest';
import { chartOf } from '../../src/fhir/chart.ts';
import { dischargeSummaries, isFinishedStay } from '../../src/fhir/discharge.ts';
import { followUpIn, plainText, saysFollowUp } from '../../src/fhir/dischargeFollowUp.ts';

const SUMMARY = 'http://loinc.org|18842-5';
const subject = { reference: 'Patient/p' };
const coded = (code: string, system = 'http://loinc.org') => ({ coding: [{ system, code }] });
const base64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
const div = (words: string) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>`,
});

const composition = (change: Record<string, unknown>) => ({
  resourceType: 'Composition',
  id: 'x',
  meta: { versionId: '1' },
  status: 'final',
  type: coded('18842-5'),
  subject,
  date: '2026-10-30T16:00:00-04:00',
  ...change,
});
const document = (change: Record<string, unknown>) => ({
  ...composition({ status: 'current', ...change }),
  resourceType: 'DocumentReference',
});
const attached = (contentType: string, text?: string) => ({
  content: [{ attachment: { contentType, ...(text === undefined ? { url: 'Binary/b' } : { data: base64(text) }) } }],
});
/** What is found of the stay `s`, which ended on 30 October. */
const found = (...resources: readonly object[]): readonly string[] => {
  const chart = chartOf([
    { resourceType: 'Patient', id: 'p' },
    { resourceType: 'Patient', id: 'other' },
    {
      resourceType: 'Encounter',
      id: 's',
      status: 'finished',
      class: { code: 'IMP' },
      subject,
      period: { start: '2026-10-27', end: '2026-10-30' },
    },
    ...resources,
  ]);
  const stay = chart.get('Encounter', 's');
  if (stay === undefined) throw new Error('the stay is there');
  return dischargeSummaries(chart, stay, [SUMMARY]).map(({ followUp }) => followUp);
};
const section = (change: object) => composition({ section: [change] });

describe('the follow-up in a Composition', () => {
  test.each<[string, object, string]>([
    ['a section of instructions', { code: coded('8653-8'), text: div('Call us.') }, 'yes'],
    ['a section of the plan of care', { code: coded('18776-5'), entry: [{ reference: 'CarePlan/c' }] }, 'yes'],
    ['a section inside another', { title: 'Plan', section: [{ code: coded('69730-0'), text: div('Rest.') }] }, 'yes'],
    ['a section by its title', { title: 'Follow-up', text: div('In a week.') }, 'yes'],
    ['the words of another section', { title: 'Course', text: div('Well. Follow up in clinic on Monday.') }, 'yes'],
    ['words in HTML', { title: 'Course', text: div('<p>Follow<b>-up</b>&nbsp;on Monday</p>') }, 'yes'],
    ['a section that is empty, with the reason', { code: coded('8653-8'), emptyReason: coded('unavailable') }, 'no'],
    ['a section that holds nothing', { code: coded('8653-8'), title: 'Follow-up' }, 'no'],
    ['another section', { title: 'Medicines', text: div('Given as ordered.') }, 'no'],
    ['a section that denies it', { title: 'Course', text: div('No follow-up needed.') }, 'no'],
  ])('is told by %s', (_what, one, followUp) => {
    expect(found(section(one))).toEqual([followUp]);
  });
  test('is told by the narrative of the whole where there are no sections', () => {
    expect(found(composition({ text: div('Follow up with oncology.') }))).toEqual(['yes']);
    expect(found(composition({}))).toEqual(['no']);
  });
});

describe('the follow-up in a DocumentReference', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['plain text', attached('text/plain; charset=utf-8', 'Follow-up: 6 Nov.'), 'yes'],
    ['HTML', attached('text/html', '<html><head><title>Follow-up</title></head><body>Well.</body></html>'), 'no'],
    ['XHTML', attached('application/xhtml+xml', '<p>Follow\u2011up Monday</p>'), 'yes'],
    [
      'a C-CDA',
      attached('application/hl7-cda+xml', '<section><code code="8653-8"/><text>Rest</text></section>'),
      'yes',
    ],
    [
      'a C-CDA whose section is empty',
      attached('text/xml', '<section nullFlavor="NI"><code code="8653-8"/><title>Follow-up</title></section>'),
      'no',
    ],
    ['a PDF, which a person reads', attached('application/pdf', '%PDF'), 'unknown'],
    ['a link, which is not followed', attached('text/plain'), 'unknown'],
    ['nothing', {}, 'unknown'],
    ['an empty text', attached('text/plain', ' '), 'unknown'],
    [
      'a text that is silent beside a PDF',
      { content: [...attached('text/plain', 'Well.').content, ...attached('application/pdf').content] },
      'unknown',
    ],
    [
      'a PDF beside a text that says it',
      { content: [...attached('application/pdf').content, ...attached('text/plain', 'Follow up.').content] },
      'yes',
    ],
  ])('is told by %s', (_what, change, followUp) => {
    expect(found(document(change))).toEqual([followUp]);
  });
  test('is not read from what is no base64', () => {
    expect(followUpIn({ contentType: 'text/plain', data: '%%%' })).toBe('unknown');
  });
});

describe('whose summary it is, and of which stay', () => {
  const says = { text: div('Follow up.') };
  test.each<[string, Record<string, unknown>, number]>([
    ['of the patient, on the day of the end', says, 1],
    ['of the day before the end', { ...says, date: '2026-10-29' }, 0],
    [
      'of the day before, and names the stay',
      { ...says, date: '2026-10-29', encounter: { reference: 'Encounter/s' } },
      1,
    ],
    ['that names another stay', { ...says, encounter: { reference: 'Encounter/elsewhere' } }, 0],
    ['of somebody else', { ...says, subject: { reference: 'Patient/other' } }, 0],
    ['that is preliminary', { ...says, status: 'preliminary' }, 0],
    ['that was entered in error', { ...says, status: 'entered-in-error' }, 0],
    ['of another kind', { ...says, type: coded('11506-3') }, 0],
    ['of its kind under the number of LOINC', { ...says, type: coded('18842-5', 'urn:oid:2.16.840.1.113883.6.1') }, 1],
    ['under a modifier', { ...says, modifierExtension: [{ url: 'urn:x' }] }, 0],
  ])('one %s', (_what, change, count) => {
    expect(found(composition(change))).toHaveLength(count);
  });
  test.each<[string, Record<string, unknown>, number]>([
    ['current and final', { docStatus: 'final' }, 1],
    ['a draft', { docStatus: 'preliminary' }, 0],
    ['replaced', { status: 'superseded' }, 0],
    ['of another stay', { context: { encounter: [{ reference: 'Encounter/elsewhere' }] } }, 0],
  ])('a document that is %s', (_what, change, count) => {
    expect(found(document(change))).toHaveLength(count);
  });
});

test.each([
  ['Follow up in 1 week', true],
  ['follow-up', true],
  ['He is followed up by oncology', true],
  ['No follow-up needed', false],
  ['no further follow up', false],
  ['without follow-up', false],
  ['No follow-up by us; follow up with the clinic', true],
  ['following doses', false],
])('%s', (text, says) => {
  expect(saysFollowUp(text)).toBe(says);
});

test('the words of markup are read across its tags', () => {
  expect(plainText('<p>a</p><p>b<b>c</b>&nbsp;d</p><style>x</style>')).toBe('a bc d');
});

test.each([
  ['IMP', 'finished', '2026-10-30', true],
  ['OBSENC', 'finished', '2026-10-30', true],
  ['AMB', 'finished', '2026-10-30', false],
  ['IMP', 'in-progress', '2026-10-30', false],
  ['IMP', 'finished', undefined, false],
])('an encounter %s, %s, ended %s is a finished stay: %s', (code, status, end, is) => {
  const period = { start: '2026-10-27', ...(end && { end }) };
  const [one] = chartOf([{ resourceType: 'Encounter', id: 's', status, class: { code }, period }]).all('Encounter');
  expect(one && isFinishedStay(one)).toBe(is);
});
