/** A payment of our own invention: a paid drug with its waste, a denial, a reversal, its correction, and money outside claims. */

import type { Remittance835 } from '../../../src/x12/guides/835.ts';

type Claim = NonNullable<Remittance835['headers']>[number]['claims'][number];

const patient: Claim['patient'] = {
  type: '1',
  name: 'SAMPLE',
  firstName: 'ROBIN',
  idQualifier: 'MI',
  id: 'CHP000111222',
};

const paid: Claim = {
  payment: {
    patientControlNumber: 'IB-000123-1',
    status: '1',
    charged: '12480.5',
    paid: '9000',
    patientResponsibility: '200',
    planType: '12',
    payerControlNumber: 'CHP-CLM-1',
    facilityType: '11',
    frequency: '1',
  },
  patient,
  renderingProvider: { type: '1', name: 'INVENTED', firstName: 'DANA', idQualifier: 'XX', id: '1999999968' },
  identifiers: [{ kind: 'G1', number: 'CHPAUTH55010' }],
  received: { date: '20270311' },
  amounts: [
    { kind: 'AU', amount: '9200' },
    { kind: 'I', amount: '12.34' },
  ],
  services: [
    {
      payment: {
        procedure: { qualifier: 'HC', code: 'J9380' },
        charged: '9000',
        paid: '7200',
        paidUnits: '9',
      },
      dates: [{ kind: '472', date: '20270310' }],
      adjustments: [
        { group: 'CO', reasons: [{ reason: '45', amount: '1600' }] },
        { group: 'PR', reasons: [{ reason: '2', amount: '200' }] },
      ],
      lineControlNumber: { number: 'IB-000123-1-1' },
      amounts: [{ kind: 'B6', amount: '7400' }],
    },
    {
      payment: {
        procedure: { qualifier: 'HC', code: 'J9380', modifier1: 'JW' },
        charged: '3000',
        paid: '1800',
        paidUnits: '3',
      },
      dates: [{ kind: '472', date: '20270310' }],
      adjustments: [
        {
          group: 'CO',
          reasons: [
            { reason: '45', amount: '1000' },
            { reason: '253', amount: '200', quantity: '1' },
          ],
        },
      ],
      lineControlNumber: { number: 'IB-000123-1-2' },
    },
    {
      payment: {
        procedure: { qualifier: 'HC', code: '96415' },
        charged: '480.5',
        paid: '0',
        submitted: { qualifier: 'HC', code: '96413', modifier1: '59' },
        submittedUnits: '1',
      },
      dates: [{ kind: '472', date: '20270310' }],
      adjustments: [{ group: 'CO', reasons: [{ reason: '97', amount: '480.5' }] }],
      lineControlNumber: { number: 'IB-000123-1-3' },
      remarks: [{ list: 'HE', code: 'N657' }],
    },
  ],
};

/** The authorization was not found: nothing paid, claim level only. */
const denied: Claim = {
  payment: {
    patientControlNumber: 'IB-000124-1',
    status: '4',
    charged: '5000',
    paid: '0',
    planType: '12',
    payerControlNumber: 'CHP-CLM-2',
  },
  adjustments: [{ group: 'CO', reasons: [{ reason: '197', amount: '5000' }] }],
  patient,
  outpatientAdjudication: { remark1: 'N517' },
};

const reversal: Claim = {
  payment: {
    patientControlNumber: 'IB-000100-1',
    status: '22',
    charged: '-1000',
    paid: '-800',
    planType: '12',
    payerControlNumber: 'CHP-CLM-0',
  },
  adjustments: [{ group: 'CO', reasons: [{ reason: '45', amount: '-200' }] }],
  patient,
};

const correction: Claim = {
  payment: {
    patientControlNumber: 'IB-000100-1',
    status: '1',
    charged: '1000',
    paid: '750',
    planType: '12',
    payerControlNumber: 'CHP-CLM-3',
  },
  adjustments: [{ group: 'CO', reasons: [{ reason: '45', amount: '250' }] }],
  patient,
  correctedInsured: { type: '1', idQualifier: 'C', id: 'CHP000111333' },
  crossoverCarrier: { name: 'INLAND MUTUAL', idQualifier: 'PI', id: '88002' },
};

/** 9000 - 800 + 750 for claims, 12.34 interest, 100 taken back: 8862.34 paid. */
export const remittance: Remittance835 = {
  financial: {
    handling: 'I',
    amount: '8862.34',
    direction: 'C',
    method: 'ACH',
    format: 'CCP',
    senderBankQualifier: '01',
    senderBank: '999999992',
    senderAccountQualifier: 'DA',
    senderAccount: '1234567',
    originator: '1999999999',
    receiverBankQualifier: '01',
    receiverBank: '999999992',
    receiverAccountQualifier: 'DA',
    receiverAccount: '7654321',
    effectiveDate: '20270325',
  },
  trace: { number: 'EFT20270325001', originator: '1999999999' },
  productionDate: { date: '20270324' },
  payer: {
    identity: { name: 'COASTLINE HEALTH PLAN' },
    street: { line1: '1 LIGHTHOUSE WAY' },
    locality: { city: 'PORTSIDE', state: 'OH', postalCode: '43085' },
    identifiers: [{ kind: '2U', number: '77001' }],
    technicalContacts: [{ name: 'EDI SUPPORT', kind: 'TE', number: '5555550150' }],
    website: { address: 'WWW.COASTLINE.EXAMPLE' },
  },
  payee: {
    identity: { name: 'HARBOR INFUSION CENTER', idQualifier: 'XX', id: '1999999984' },
    identifiers: [{ kind: 'TJ', number: '009999999' }],
  },
  headers: [{ number: { number: 1 }, claims: [paid, denied, reversal, correction] }],
  providerAdjustments: [
    {
      provider: '1999999984',
      fiscalPeriodEnd: '20271231',
      adjustments: [
        { reason: 'L6', reference: 'IB-000123-1', amount: '-12.34' },
        { reason: 'WO', reference: 'CHP-CLM-OLD', amount: '100' },
      ],
    },
  ],
};
