/** The search parameters the synthetic EHR knows: FHIR R4 names to element paths. */

export type ParameterKind = 'token' | 'reference' | 'date';
export interface SearchParameter {
  readonly kind: ParameterKind;
  /** Element paths, arrays flattened. */
  readonly paths: readonly string[];
}

const token = (...paths: readonly string[]): SearchParameter => ({ kind: 'token', paths });
const toReference = (...paths: readonly string[]): SearchParameter => ({ kind: 'reference', paths });
const date = (...paths: readonly string[]): SearchParameter => ({ kind: 'date', paths });

const COMMON: Readonly<Record<string, SearchParameter>> = {
  _id: token('id'),
  _lastUpdated: date('meta.lastUpdated'),
  identifier: token('identifier'),
  status: token('status'),
  code: token('code', 'medicationCodeableConcept'),
  patient: toReference('subject', 'patient', 'beneficiary', 'for'),
  subject: toReference('subject'),
};

const BY_TYPE: Readonly<Record<string, Readonly<Record<string, SearchParameter>>>> = {
  MedicationRequest: {
    authoredon: date('authoredOn'),
    intent: token('intent'),
    encounter: toReference('encounter'),
    medication: toReference('medicationReference'),
    requester: toReference('requester'),
  },
  MedicationAdministration: {
    'effective-time': date('effectiveDateTime', 'effectivePeriod'),
    request: toReference('request'),
    context: toReference('context'),
    medication: toReference('medicationReference'),
  },
  MedicationDispense: {
    prescription: toReference('authorizingPrescription'),
    context: toReference('context'),
    whenhandedover: date('whenHandedOver'),
    medication: toReference('medicationReference'),
  },
  Coverage: {
    beneficiary: toReference('beneficiary'),
    payor: toReference('payor'),
    subscriber: toReference('subscriber'),
  },
  Encounter: {
    date: date('period'),
    location: toReference('location.location'),
    'service-provider': toReference('serviceProvider'),
    diagnosis: toReference('diagnosis.condition'),
    class: token('class'),
  },
  Condition: { encounter: toReference('encounter') },
  Observation: { date: date('effectiveDateTime', 'effectivePeriod'), encounter: toReference('encounter') },
  PractitionerRole: { practitioner: toReference('practitioner'), organization: toReference('organization') },
  Location: { organization: toReference('managingOrganization'), partof: toReference('partOf') },
  Appointment: { patient: toReference('participant.actor'), date: date('start') },
  Provenance: { target: toReference('target'), recorded: date('recorded') },
  Task: { focus: toReference('focus'), 'authored-on': date('authoredOn') },
  ClaimResponse: { request: toReference('request'), insurer: toReference('insurer'), created: date('created') },
};

/** What a parameter of a type means; undefined: this server does not know it. */
export const searchParameter = (type: string, name: string): SearchParameter | undefined =>
  lookUp(BY_TYPE[type] ?? {}, name) ?? lookUp(COMMON, name);

const lookUp = (table: Readonly<Record<string, SearchParameter>>, name: string): SearchParameter | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Names for the CapabilityStatement, and for `_include` of everything. */
export const parametersOf = (type: string): readonly (readonly [string, SearchParameter])[] =>
  Object.entries({ ...COMMON, ...(BY_TYPE[type] ?? {}) });

/** All values under a dotted path, arrays flattened. */
export function valuesAt(json: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [json];
  for (const step of path.split('.')) {
    values = values.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      const next = (value as Readonly<Record<string, unknown>>)[step];
      return Array.isArray(next) ? next : next === undefined ? [] : [next];
    });
  }
  return values;
}
