/** What the synthetic EHR says about itself. */

import { parametersOf } from './searchParameters.ts';

const TYPES = [
  'ClaimResponse',
  'Condition',
  'Coverage',
  'Encounter',
  'ExplanationOfBenefit',
  'Location',
  'Medication',
  'MedicationAdministration',
  'MedicationDispense',
  'MedicationRequest',
  'Observation',
  'Organization',
  'Patient',
  'PaymentReconciliation',
  'Practitioner',
  'PractitionerRole',
  'Subscription',
  'Task',
];
const INTERACTIONS = ['read', 'vread', 'update', 'delete', 'history-instance', 'create', 'search-type'];

/** A CapabilityStatement that names what really works here. */
export const capabilityStatement = (url: string, now: Date): object => ({
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: now.toISOString(),
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  implementation: { description: 'Synthetic EHR: invented patients only', url },
  rest: [
    {
      mode: 'server',
      security: { service: [{ coding: [{ code: 'SMART-on-FHIR' }] }] },
      interaction: [{ code: 'transaction' }],
      resource: TYPES.map((type) => ({
        type,
        versioning: 'versioned-update',
        conditionalCreate: true,
        conditionalUpdate: true,
        interaction: INTERACTIONS.map((code) => ({ code })),
        searchParam: parametersOf(type).map(([name, { kind }]) => ({ name, type: kind })),
      })),
    },
  ],
});

/** SMART App Launch 2 discovery for backend services. */
export const smartConfiguration = (tokenUrl: string): object => ({
  token_endpoint: tokenUrl,
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: ['ES384', 'RS384'],
  grant_types_supported: ['client_credentials'],
  scopes_supported: ['system/*.rs', 'system/*.cruds'],
  capabilities: ['client-confidential-asymmetric', 'permission-v2'],
});
