/** The FHIR R4 resources we consume, as loose zod schemas: what we read is checked, the rest is kept untouched. */

import { z } from 'zod';
import { clinical } from './clinicalResources.ts';
import {
  address,
  coding,
  concept,
  contactPoint,
  dosageInstruction,
  extension,
  fhirDate,
  fhirDateTime,
  humanName,
  identifier,
  period,
  quantity,
  ratio,
  reference,
} from './elements.ts';
import { contained, many, resource } from './resourceShape.ts';

const drug = { medicationCodeableConcept: concept.optional(), medicationReference: reference.optional() };
const reasons = { reasonCode: many(concept), reasonReference: many(reference) };

export const schemas = {
  MedicationRequest: resource('MedicationRequest', {
    status: z.string().optional(),
    intent: z.string().optional(),
    priority: z.string().optional(),
    doNotPerform: z.boolean().optional(),
    groupIdentifier: identifier.optional(),
    ...drug,
    subject: reference.optional(),
    encounter: reference.optional(),
    authoredOn: fhirDateTime.optional(),
    basedOn: many(reference),
    category: many(concept),
    requester: reference.optional(),
    performer: reference.optional(),
    ...reasons,
    insurance: many(reference),
    supportingInformation: many(reference),
    dosageInstruction: many(dosageInstruction),
    dispenseRequest: z
      .looseObject({
        validityPeriod: period.optional(),
        numberOfRepeatsAllowed: z.union([z.string(), z.number()]).transform(String).optional(),
        quantity: quantity.optional(),
      })
      .optional(),
  }),
  MedicationAdministration: resource('MedicationAdministration', {
    partOf: many(reference),
    status: z.string().optional(),
    statusReason: many(concept),
    ...drug,
    subject: reference.optional(),
    context: reference.optional(),
    effectiveDateTime: fhirDateTime.optional(),
    effectivePeriod: period.optional(),
    performer: many(z.looseObject({ function: concept.optional(), actor: reference.optional() })),
    ...reasons,
    request: reference.optional(),
    dosage: z
      .looseObject({
        extension: many(extension),
        text: z.string().optional(),
        site: concept.optional(),
        route: concept.optional(),
        method: concept.optional(),
        dose: quantity.optional(),
        rateRatio: ratio.optional(),
        rateQuantity: quantity.optional(),
      })
      .optional(),
  }),
  MedicationDispense: resource('MedicationDispense', {
    partOf: many(reference),
    status: z.string().optional(),
    ...drug,
    subject: reference.optional(),
    context: reference.optional(),
    authorizingPrescription: many(reference),
    quantity: quantity.optional(),
    whenPrepared: fhirDateTime.optional(),
    whenHandedOver: fhirDateTime.optional(),
  }),
  Medication: resource('Medication', {
    status: z.string().optional(),
    code: concept.optional(),
    amount: ratio.optional(),
    ingredient: many(
      z.looseObject({
        itemCodeableConcept: concept.optional(),
        itemReference: reference.optional(),
        isActive: z.boolean().optional(),
        strength: ratio.optional(),
      }),
    ),
    batch: z.looseObject({ lotNumber: z.string().optional(), expirationDate: fhirDateTime.optional() }).optional(),
  }),
  Coverage: resource('Coverage', {
    status: z.string().optional(),
    type: concept.optional(),
    subscriber: reference.optional(),
    subscriberId: z.string().optional(),
    beneficiary: reference.optional(),
    dependent: z.string().optional(),
    relationship: concept.optional(),
    period: period.optional(),
    payor: many(reference),
    class: many(z.looseObject({ type: concept.optional(), value: z.string().optional(), name: z.string().optional() })),
    order: z.union([z.string(), z.number()]).transform(String).optional(),
  }),
  Patient: resource('Patient', {
    active: z.boolean().optional(),
    name: many(humanName),
    telecom: many(contactPoint),
    gender: z.string().optional(),
    birthDate: fhirDate.optional(),
    address: many(address),
    link: many(z.looseObject({ other: reference.optional(), type: z.string().optional() })),
  }),
  RelatedPerson: resource('RelatedPerson', {
    patient: reference.optional(),
    name: many(humanName),
    gender: z.string().optional(),
    birthDate: fhirDate.optional(),
    address: many(address),
  }),
  Organization: resource('Organization', {
    active: z.boolean().optional(),
    type: many(concept),
    name: z.string().optional(),
    telecom: many(contactPoint),
    address: many(address),
    partOf: reference.optional(),
  }),
  Practitioner: resource('Practitioner', {
    name: many(humanName),
    telecom: many(contactPoint),
    address: many(address),
    qualification: many(z.looseObject({ code: concept.optional() })),
  }),
  PractitionerRole: resource('PractitionerRole', {
    practitioner: reference.optional(),
    organization: reference.optional(),
    code: many(concept),
    specialty: many(concept),
    location: many(reference),
    telecom: many(contactPoint),
  }),
  Encounter: resource('Encounter', {
    status: z.string().optional(),
    class: coding.optional(),
    type: many(concept),
    subject: reference.optional(),
    participant: many(z.looseObject({ type: many(concept), individual: reference.optional() })),
    period: period.optional(),
    ...reasons,
    diagnosis: many(z.looseObject({ condition: reference.optional(), use: concept.optional() })),
    location: many(
      z.looseObject({ location: reference.optional(), status: z.string().optional(), period: period.optional() }),
    ),
    serviceProvider: reference.optional(),
    partOf: reference.optional(),
  }),
  Location: resource('Location', {
    status: z.string().optional(),
    name: z.string().optional(),
    type: many(concept),
    physicalType: concept.optional(),
    address: address.optional(),
    managingOrganization: reference.optional(),
    partOf: reference.optional(),
  }),
  Condition: resource('Condition', {
    clinicalStatus: concept.optional(),
    verificationStatus: concept.optional(),
    code: concept.optional(),
    subject: reference.optional(),
    encounter: reference.optional(),
    recordedDate: fhirDateTime.optional(),
    onsetDateTime: fhirDateTime.optional(),
    stage: many(z.looseObject({ summary: concept.optional(), assessment: many(reference), type: concept.optional() })),
  }),
  Observation: resource('Observation', {
    status: z.string().optional(),
    code: concept.optional(),
    subject: reference.optional(),
    effectiveDateTime: fhirDateTime.optional(),
    effectivePeriod: period.optional(),
    effectiveInstant: fhirDateTime.optional(),
    issued: fhirDateTime.optional(),
    focus: many(reference),
    valueQuantity: quantity.optional(),
    valueCodeableConcept: concept.optional(),
    component: many(z.looseObject({ valueQuantity: quantity.optional(), valueCodeableConcept: concept.optional() })),
    hasMember: many(reference),
  }),
  ...clinical,
  Task: resource('Task', {
    status: z.string().optional(),
    intent: z.string().optional(),
    code: concept.optional(),
    focus: reference.optional(),
    for: reference.optional(),
  }),
  ClaimResponse: resource('ClaimResponse', {
    status: z.string().optional(),
    use: z.string().optional(),
    patient: reference.optional(),
    outcome: z.string().optional(),
    preAuthRef: z.string().optional(),
    preAuthPeriod: period.optional(),
    request: reference.optional(),
    insurer: reference.optional(),
  }),
  Bundle: resource('Bundle', {
    identifier: identifier.optional(),
    type: z.string().optional(),
    link: many(z.looseObject({ relation: z.string(), url: z.string() })),
    entry: many(
      z.looseObject({
        fullUrl: z.string().optional(),
        resource: contained.optional(),
        search: z.looseObject({ mode: z.string().optional() }).optional(),
        request: z.looseObject({ method: z.string().optional() }).optional(),
      }),
    ),
  }),
} as const;

export type KnownType = keyof typeof schemas;
export type ResourceOf<T extends KnownType> = z.output<(typeof schemas)[T]>;
export type KnownResource = { [T in KnownType]: ResourceOf<T> }[KnownType];

export const isKnownType = (type: string): type is KnownType => Object.hasOwn(schemas, type);
