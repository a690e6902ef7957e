/** The answers of a payer that does not review a request: a rejection (AAA) at any level, and no decision. */

import type { AnsweredEvent278, AuthorizationResponse278 } from '../../x12/guides/278-response.ts';

/** Where it is rejected, and with which AAA03 and AAA04. */
const rejections = {
  'aaa-2000A': { level: '2000A', reason: '42', followUp: 'P' },
  'aaa-2010A': { level: '2010A', reason: 'T4', followUp: 'C' },
  'aaa-2010B': { level: '2010B', reason: '51', followUp: 'C' },
  'aaa-2010C': { level: '2010C', reason: '72', followUp: 'C' },
  'aaa-2010C-Y': { level: '2010C', reason: '79', followUp: 'Y' },
  'aaa-2000E': { level: '2000E', reason: 'AF', followUp: 'C' },
  'aaa-2000E-N': { level: '2000E', reason: '57', followUp: 'N' },
  'aaa-2010EA': { level: '2010EA', reason: '35', followUp: 'R' },
  'aaa-2000F': { level: '2000F', reason: 'AG', followUp: 'C' },
  'aaa-2010FA': { level: '2010FA', reason: '46', followUp: 'C' },
} as const;

export type RejectionName = keyof typeof rejections;
export const isRejectionName = (name: string): name is RejectionName => Object.hasOwn(rejections, name);

/** The same response with a rejection at its level and without any decision; nothing stands below the level. */
export function rejectedAt(
  response: AuthorizationResponse278,
  reference: string,
  name: RejectionName,
): AuthorizationResponse278 {
  const { level, reason, followUp } = rejections[name];
  const aaa = [{ wellFormed: 'Y' as const, reason, followUp }];
  const { reviewer, requester } = response.utilizationManagement;
  const header = { ...response.header, type: followUp === 'Y' ? ('19' as const) : ('18' as const) };
  const above = { ...header, reference };
  if (level === '2000A') return { header: above, utilizationManagement: { rejections: aaa, reviewer } };
  if (level === '2010A' || requester === undefined)
    return { header: above, utilizationManagement: { reviewer: { ...reviewer, rejections: aaa } } };
  const { providers, subscriber } = requester;
  if (level === '2010B' || subscriber === undefined)
    return {
      header: above,
      utilizationManagement: {
        reviewer,
        requester: { providers: providers.map((provider) => ({ ...provider, rejections: aaa })) },
      },
    };
  if (level === '2010C') {
    const person = { ...subscriber.person, rejections: aaa };
    return { header: above, utilizationManagement: { reviewer, requester: { providers, subscriber: { person } } } };
  }
  const patientEvents = subscriber.patientEvents?.map((event) => eventRejected(event, level, aaa));
  return {
    header,
    utilizationManagement: { reviewer, requester: { providers, subscriber: { ...subscriber, patientEvents } } },
  };
}

type Rejections = NonNullable<AnsweredEvent278['rejections']>;

function eventRejected(event: AnsweredEvent278, level: string, aaa: Rejections): AnsweredEvent278 {
  const {
    decision: _d,
    administrativeReference: _a,
    issueDate: _i,
    expirationDate: _x,
    effectiveDate: _e,
    ...bare
  } = event;
  const services = (event.services ?? []).map((service) => {
    const { decision: _ld, issueDate: _li, expirationDate: _lx, effectiveDate: _le, ...line } = service;
    return line;
  });
  const provider = { identity: { role: 'SJ' as const, type: '2' as const, name: 'EXAMPLE ONCOLOGY CLINIC' } };
  if (level === '2000E') {
    const { services: _none, ...alone } = bare;
    return { ...alone, rejections: aaa };
  }
  if (level === '2010EA') {
    const { services: _none, ...alone } = bare;
    return { ...alone, providers: [{ ...provider, rejections: aaa }] };
  }
  // One line is rejected, and that is all that is said of it; the others are certified.
  return {
    ...event,
    services: (event.services ?? []).map((service, index) => {
      const line = services[index];
      if (index > 0 || line === undefined) return service;
      return level === '2000F'
        ? { ...line, rejections: aaa }
        : { ...line, providers: [{ ...provider, rejections: aaa }] };
    }),
  };
}
