/**
 * The public PAS examples as 278s and back. The table `pas.txt` says for each what the 278 holds and what is left out
 * or told otherwise, and why. `UPDATE_PAS=1` writes it anew: read the difference.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AuthorizationRequest, ServiceLine } from '../../src/authorization/authorization.ts';
import type { CertificationType } from '../../src/authorization/request.ts';
import { request278Of } from '../../src/authorization/request278.ts';
import { answersOf } from '../../src/authorization/response278.ts';
import { request278 } from '../../src/x12/guides/278-request.ts';
import { type AuthorizationResponse278, response278 } from '../../src/x12/guides/278-response.ts';
import { readBack } from '../claim/invented.ts';
import { drug, request, requestedUnits } from './invented.ts';
import { type PasAnswer, type PasRequest, pasAnswer, pasRequest } from './pasReading.ts';

const SHARED = process.env['INFUSEBRIDGE_SHARED'] ?? join(import.meta.dirname, '../../../shared');
const CORPUS = join(SHARED, 'fhir/corpus');
const isThere = existsSync(CORPUS);
if (!isThere) console.warn(`THE PAS EXAMPLES WERE NOT TESTED: there is no ${CORPUS}. Set INFUSEBRIDGE_SHARED.`);
const TABLE = join(import.meta.dirname, 'pas.txt');

const files = (kind: 'Claim' | 'ClaimResponse'): readonly string[] =>
  ['pas-ig-fsh', 'pas-ri'].flatMap((folder) =>
    isThere
      ? readdirSync(join(CORPUS, folder, kind))
          .sort()
          .map((name) => `${folder}/${kind}/${name}`)
      : [],
  );
const jsonOf = (file: string) => JSON.parse(readFileSync(join(CORPUS, file), 'utf8'));
const plain = (date: string | undefined): string | undefined => date?.replaceAll('-', '');

/** The canonical request of an example; parties and what it does not tell are our invented ones. */
function requestOf(pas: PasRequest): AuthorizationRequest {
  const [first] = pas.lines;
  const services = pas.lines.flatMap((line): readonly ServiceLine[] => {
    if (line.code === undefined) return [];
    return [
      {
        ...drug,
        trace: `${pas.trace || 'T'}-${line.sequence}`,
        hcpcs: line.code,
        units: requestedUnits(line.units ?? 1),
        from: plain(line.from) ?? request.from,
        to: plain(line.to) ?? request.to,
        ...(line.certification === pas.certification ? {} : { certification: line.certification as CertificationType }),
      },
    ];
  });
  return {
    ...request,
    reference: pas.trace || 'T',
    certification: pas.certification as CertificationType,
    serviceType: first?.serviceType ?? request.serviceType,
    placeOfService: first?.place ?? request.placeOfService,
    urgent: pas.urgent,
    diagnoses: pas.diagnoses.length === 0 ? request.diagnoses : pas.diagnoses.map((code) => code.replace('.', '')),
    ...(first?.previousNumber === undefined ? {} : { previousNumber: first.previousNumber }),
    ...(first?.reviewNumber === undefined ? {} : { reviewNumber: first.reviewNumber }),
    services,
  };
}

/** The facts of the written 278, in the words of the example. */
function factsOfRequest(pas: PasRequest) {
  const reading = readBack(request278, request278Of(requestOf(pas), { date: '20270301', time: '0815' }));
  expect(reading.issues).toEqual([]);
  if (!reading.ok) throw new Error('our own 278 reads');
  const event = reading.value.utilizationManagement.requester.subscriber.patientEvent;
  if (event === undefined) throw new Error('it has an event');
  return {
    trace: event.traces?.[0]?.number,
    certification: event.review.certificationType,
    serviceType: event.review.serviceType,
    place: event.review.facility?.code,
    urgent: event.review.levelOfService === 'U',
    previousNumber: event.previousAuthorization?.number,
    reviewNumber: event.previousAdministrativeReference?.number,
    diagnoses: (event.diagnoses?.codes ?? []).map(({ code }) => code),
    lines: (event.services ?? []).map((line) => ({
      code: line.professional?.procedure.code,
      units: Number(line.professional?.quantity),
      certification: line.review?.certificationType ?? event.review.certificationType,
      date: line.serviceDate?.value,
    })),
  };
}

/** What of an example a 278 does not hold as it is, with the reason. */
function differencesOf(pas: PasRequest): readonly string[] {
  const told = (is: boolean, why: string) => (is ? [why] : []);
  return [
    ...told(pas.trace === '', 'no trace: a 278 needs one, ours is given'),
    ...told(pas.lines.length === 0, 'no items: a review of the event alone'),
    ...told(
      pas.lines.some(({ code }) => code === undefined),
      'an item names a kind of service (UM03) and no procedure: no line',
    ),
    ...told(
      pas.lines.some(({ code, units }) => code !== undefined && units === undefined),
      'no quantity: one unit is asked here',
    ),
    ...told(
      pas.lines.some(({ from }) => from === undefined),
      'no day of service: the days of the event',
    ),
    ...told(pas.diagnoses.length === 0, 'no diagnosis code in the Claim itself: an invented one'),
    ...told(
      new Set(pas.lines.map(({ certification }) => certification)).size > 1,
      'items differ in certification type: UM of the event S, of the line its own',
    ),
  ];
}

const show = (facts: ReturnType<typeof factsOfRequest>): string =>
  [
    `TRN ${facts.trace}`,
    `UM ${facts.certification}/${facts.serviceType}/${facts.place}`,
    ...(facts.previousNumber === undefined ? [] : [`BB ${facts.previousNumber}`]),
    ...(facts.reviewNumber === undefined ? [] : [`NT ${facts.reviewNumber}`]),
    ...facts.lines.map(({ code, units, certification }) => `SV1 ${code} x${units} ${certification}`),
  ].join(', ');

/** A 278 response that says what the example says. */
function responseOf(pas: PasAnswer): AuthorizationResponse278 {
  const aaa = pas.errors.map(({ code, followUp = 'C' }) => ({ wellFormed: 'Y' as const, reason: code, followUp }));
  const header = { purpose: '11', reference: pas.trace || 'T', date: '20270302', time: '1015', type: '18' } as const;
  const reviewer = {
    identity: { role: 'X3', type: '2', name: 'EXAMPLE PLAN', idQualifier: 'PI', id: '77001' },
  } as const;
  if (aaa.length > 0) return { header, utilizationManagement: { reviewer: { ...reviewer, rejections: aaa as never } } };
  const trace = (number: string) => [{ kind: '2' as const, number, originator: '1990000001' }];
  const services = pas.items.map(({ sequence, action, number, from, to }) => ({
    traces: trace(`${pas.trace || 'T'}-${sequence}`),
    ...(action === undefined
      ? {}
      : { decision: { action: action as 'A1', ...(number === undefined ? {} : { number }) } }),
    ...(from === undefined || to === undefined
      ? {}
      : { effectiveDate: { format: 'RD8' as const, value: `${plain(from)}-${plain(to)}` } }),
  }));
  const event = {
    traces: trace(pas.trace || 'T'),
    review: { category: 'HS', certificationType: 'I' } as const,
    ...(pas.reviewNumber === undefined ? {} : { administrativeReference: { number: pas.reviewNumber } }),
    services,
  };
  return {
    header,
    utilizationManagement: {
      reviewer,
      requester: {
        providers: [
          { identity: { role: '1P', type: '2', name: 'EXAMPLE CLINIC', idQualifier: 'XX', id: '1999999984' } },
        ],
        subscriber: {
          person: { identity: { lastName: 'SAMPLE', idQualifier: 'MI', id: 'EXM1' } },
          patientEvents: [event],
        },
      },
    },
  };
}

function answerFacts(pas: PasAnswer) {
  const reading = readBack(response278, responseOf(pas));
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const [answer] = answersOf(reading.value);
  if (answer === undefined) throw new Error('a response holds an answer');
  return answer;
}

const requests = files('Claim').map((file) => [file, pasRequest(jsonOf(file))] as const);
const answers = files('ClaimResponse').map((file) => [file, pasAnswer(jsonOf(file))] as const);

describe.runIf(isThere)('the public PAS examples', () => {
  test.each(requests)('%s is a 278 that says the same', (_, pas) => {
    const facts = factsOfRequest(pas);
    const wanted = pas.lines.filter(({ code }) => code !== undefined);
    expect(facts.trace).toBe(pas.trace || 'T');
    expect(facts.urgent).toBe(pas.urgent);
    expect(facts.lines.map(({ code, certification }) => [code, certification])).toEqual(
      wanted.map(({ code, certification }) => [code, certification]),
    );
    for (const [index, { units, from }] of wanted.entries()) {
      if (units !== undefined) expect(facts.lines[index]?.units).toBe(units);
      if (from !== undefined) expect(facts.lines[index]?.date).toContain(plain(from));
    }
    if (pas.diagnoses.length > 0) expect(facts.diagnoses).toEqual(pas.diagnoses.map((code) => code.replace('.', '')));
  });

  test.each(answers)('%s is a 278 response that comes back as the same answer', (_, pas) => {
    const answer = answerFacts(pas);
    expect(answer.services.map(({ action, number }) => [action, number])).toEqual(
      pas.items.filter(({ action }) => action !== undefined).map(({ action, number }) => [action, number]),
    );
    expect(answer.services.map(({ from, to }) => [from, to])).toEqual(
      pas.items.filter(({ action }) => action !== undefined).map(({ from, to }) => [plain(from), plain(to)]),
    );
    expect(answer.rejections.map(({ code }) => code)).toEqual(pas.errors.map(({ code }) => code));
    expect(answer.reviewNumber).toBe(pas.reviewNumber);
  });

  test('stand in a table with what differs and why', () => {
    const rows = [
      'The public PAS examples as 278s: file | what the 278 holds | what is left out or told otherwise, and why',
      'Parties, service type 78 and place 19 are invented where an example does not tell them.',
      '',
      ...requests.map(
        ([file, pas]) => `${file} | ${show(factsOfRequest(pas))} | ${differencesOf(pas).join('; ') || 'nothing'}`,
      ),
      ...answers.map(([file, pas]) => {
        const { services, rejections, reviewNumber } = answerFacts(pas);
        const held = [
          ...services.map(({ action, number }) => `HCR ${action}${number === undefined ? '' : ` ${number}`}`),
          ...rejections.map(({ code, level }) => `AAA ${code} at ${level}`),
          ...(reviewNumber === undefined ? [] : [`NT ${reviewNumber}`]),
        ];
        const why = [
          ...(pas.outcome === 'queued' ? ['outcome queued is not PAS: read, never sent'] : []),
          ...(held.length === 0 ? ['neither decision nor error: "no decision", for a person'] : []),
        ];
        return `${file} | ${held.join(', ') || 'no decision'} | ${why.join('; ') || 'nothing'}`;
      }),
      '',
    ].join('\n');
    if (process.env['UPDATE_PAS'] !== undefined) writeFileSync(TABLE, rows);
    expect(rows).toBe(readFileSync(TABLE, 'utf8'));
  });
});
