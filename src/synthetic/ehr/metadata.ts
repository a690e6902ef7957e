/** What the synthetic EHR says about itself. */

import { parametersOf } from './searchParameters.ts';

const TYPES = [
  'Appointment',
  'ClaimResponse',
  'Communication',
  'Condition',
  'Coverage',
  'DocumentReference',
  'Encounter',
  'ExplanationOfBenefit',
  'Flag',
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
  'Provenance',
  'Subscription',
  'Task',
];
const INTERACTIONS = ['read', 'vread', 'update', 'delete', 'history-instance', 'create', 'search-type'];

/** Interactions that a type which nobody may write still has. */
const READING: ReadonlySet<string> = new Set(['read', 'vread', 'history-instance', 'search-type']);

/** A CapabilityStatement that names what really works here; a server that finds fault with a type (422) does not tell. */
export const capabilityStatement = (
  url: string,
  now: Date,
  refusals: ReadonlyMap<string, number> = new Map(),
): object => ({
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
      resource: TYPES.filter((type) => refusals.get(type) !== 404).map((type) => ({
        type,
        versioning: 'versioned-update',
        conditionalCreate: true,
        conditionalUpdate: true,
        interaction: INTERACTIONS.filter((code) => refusals.get(type) !== 405 || READING.has(code)).map((code) => ({
          code,
        })),
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
