/** The invented clinic that demo, map and replay send as, where no configuration names a real one. */

import type { Settings } from '../world.ts';

export const exampleSettings: Settings = {
  instance: 'IB',
  practice: {
    name: 'EXAMPLE ONCOLOGY CLINIC',
    npi: '1234567893',
    taxonomy: '261QX0203X',
    taxId: '001234567',
    address: { line: '100 INFUSION WAY', city: 'COLUMBUS', state: 'OH', postalCode: '432150001' },
    contact: { name: 'PRIOR AUTHORIZATION TEAM', phone: '6145550100' },
  },
  route: {
    partner: 'clearinghouse',
    sender: { qualifier: 'ZZ', id: 'EXCLINIC', name: 'EXAMPLE ONCOLOGY CLINIC' },
    receiver: { qualifier: 'ZZ', id: 'EXCLEARING', name: 'EXAMPLE CLEARINGHOUSE' },
    usage: 'T',
  },
  sites: [],
  timeZone: 'America/New_York',
  orderSettleMs: 0,
  visitSettleMs: 0,
};
