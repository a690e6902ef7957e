/** An authorization request of our own invention: one drug and its infusion, six visits. All ids are fictitious. */

import type { AuthorizationRequest, RequestedUnits, ServiceLine } from '../../src/authorization/authorization.ts';
import { claim, insurance } from '../claim/invented.ts';

export const requestedUnits = (count: number): RequestedUnits => count as RequestedUnits;

export const drug: ServiceLine = {
  trace: 'IB20270301000017-1',
  hcpcs: 'J9022',
  units: requestedUnits(720),
  from: '20270310',
  to: '20270623',
  prn: false,
  sources: ['MedicationRequest/mr1'],
  proof: ['1200 mg x 6 doses / 10 mg'],
};
export const infusion: ServiceLine = {
  ...drug,
  trace: 'IB20270301000017-2',
  hcpcs: '96413',
  units: requestedUnits(6),
  proof: ['6 doses'],
};

export const request: AuthorizationRequest = {
  reference: 'IB20270301000017',
  payer: insurance.payer,
  requester: claim.billing,
  patient: insurance.subscriber,
  insurance,
  category: 'HS',
  certification: 'I',
  serviceType: '78',
  placeOfService: '19',
  urgent: false,
  from: '20270310',
  to: '20270623',
  diagnoses: ['C3411', 'C771'],
  ordering: { name: { last: 'EXAMPLE', first: 'CASEY' }, npi: '1999999976' },
  rhythm: { visits: 1, every: 3, period: 'week', lasts: 18 },
  services: [drug, infusion],
};
export const subject = { patient: 'Patient/p1', orders: ['MedicationRequest/mr1'] };
/** Six doses of 120 units every three weeks from 10 March 2027: the fifth is on 2 June, the sixth on 23 June. */
export const sixDoses: AuthorizationRequest = {
  ...request,
  services: [
    { ...drug, perDose: [{ doses: 6, units: 120 }] },
    { ...infusion, perDose: [{ doses: 6, units: 1 }] },
  ],
};
