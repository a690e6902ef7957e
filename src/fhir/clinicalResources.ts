/** Resources that a payer's questions are answered from, and those that hold orders together. Loose, like all we read. */

import { z } from 'zod';
import { coding, concept, fhirDateTime, identifier, period, reference } from './elements.ts';
import { many, resource } from './resourceShape.ts';

const drug = { medicationCodeableConcept: concept.optional(), medicationReference: reference.optional() };
const attachment = z.looseObject({
  contentType: z.string().optional(),
  /** base64 */
  data: z.string().optional(),
  url: z.string().optional(),
  title: z.string().optional(),
  creation: fhirDateTime.optional(),
});
const narrative = z.looseObject({ status: z.string().optional(), div: z.string().optional() });
export interface SectionInput {
  readonly title?: string | undefined;
  readonly code?: z.output<typeof concept> | undefined;
  readonly text?: z.output<typeof narrative> | undefined;
  readonly entry?: readonly unknown[] | undefined;
  readonly emptyReason?: z.output<typeof concept> | undefined;
  readonly section?: readonly SectionInput[] | undefined;
}
const section: z.ZodType<SectionInput> = z.lazy(() =>
  z.looseObject({
    title: z.string().optional(),
    code: concept.optional(),
    text: narrative.optional(),
    entry: z.array(reference).optional(),
    emptyReason: concept.optional(),
    section: z.array(section).optional(),
  }),
);

export const clinical = {
  DiagnosticReport: resource('DiagnosticReport', {
    status: z.string().optional(),
    category: many(concept),
    code: concept.optional(),
    subject: reference.optional(),
    effectiveDateTime: fhirDateTime.optional(),
    effectivePeriod: period.optional(),
    issued: fhirDateTime.optional(),
    result: many(reference),
    conclusion: z.string().optional(),
    conclusionCode: many(concept),
    presentedForm: many(attachment),
  }),
  Procedure: resource('Procedure', {
    status: z.string().optional(),
    code: concept.optional(),
    subject: reference.optional(),
    performedDateTime: fhirDateTime.optional(),
    performedPeriod: period.optional(),
  }),
  DocumentReference: resource('DocumentReference', {
    status: z.string().optional(),
    docStatus: z.string().optional(),
    type: concept.optional(),
    category: many(concept),
    subject: reference.optional(),
    date: fhirDateTime.optional(),
    content: many(z.looseObject({ attachment: attachment.optional() })),
    context: z.looseObject({ encounter: many(reference), period: period.optional() }).optional(),
  }),
  Composition: resource('Composition', {
    // One identifier, where other types have many.
    identifier: identifier.optional(),
    status: z.string().optional(),
    type: concept.optional(),
    subject: reference.optional(),
    encounter: reference.optional(),
    date: fhirDateTime.optional(),
    text: narrative.optional(),
    section: many(section),
  }),
  Consent: resource('Consent', {
    status: z.string().optional(),
    scope: concept.optional(),
    category: many(concept),
    patient: reference.optional(),
    dateTime: fhirDateTime.optional(),
    provision: z.looseObject({ type: z.string().optional(), period: period.optional() }).optional(),
  }),
  QuestionnaireResponse: resource('QuestionnaireResponse', {
    // One identifier, where other types have many.
    identifier: identifier.optional(),
    status: z.string().optional(),
    questionnaire: z.string().optional(),
    subject: reference.optional(),
    authored: fhirDateTime.optional(),
    meta: z
      .looseObject({ versionId: z.string().optional(), lastUpdated: z.string().optional(), tag: many(coding) })
      .optional(),
  }),
  MedicationStatement: resource('MedicationStatement', {
    status: z.string().optional(),
    statusReason: many(concept),
    ...drug,
    subject: reference.optional(),
    effectiveDateTime: fhirDateTime.optional(),
    effectivePeriod: period.optional(),
    note: many(z.looseObject({ text: z.string().optional() })),
  }),
  AllergyIntolerance: resource('AllergyIntolerance', {
    verificationStatus: concept.optional(),
    code: concept.optional(),
    patient: reference.optional(),
    recordedDate: fhirDateTime.optional(),
  }),
  ServiceRequest: resource('ServiceRequest', {
    status: z.string().optional(),
    category: many(concept),
    code: concept.optional(),
    subject: reference.optional(),
    basedOn: many(reference),
    insurance: many(reference),
    occurrenceDateTime: fhirDateTime.optional(),
    authoredOn: fhirDateTime.optional(),
  }),
  RequestGroup: resource('RequestGroup', {
    status: z.string().optional(),
    groupIdentifier: identifier.optional(),
    subject: reference.optional(),
    action: many(z.looseObject({ resource: reference.optional() })),
  }),
  CarePlan: resource('CarePlan', {
    status: z.string().optional(),
    subject: reference.optional(),
    activity: many(z.looseObject({ reference: reference.optional() })),
  }),
} as const;
