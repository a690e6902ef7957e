/** What a resource of evidence says beside its value: whether it stands, of which day it is, and of which condition. */

import type { Chart } from './chart.ts';
import { momentOf } from './dates.ts';
import type { CodeableConcept, Extension, Period, Reference } from './elements.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { ICD10CM } from './systems.ts';

export type EvidenceType =
  | 'Condition'
  | 'Observation'
  | 'DiagnosticReport'
  | 'Procedure'
  | 'DocumentReference'
  | 'Composition'
  | 'Consent'
  | 'QuestionnaireResponse'
  | 'MedicationAdministration'
  | 'MedicationStatement';

/** Why a resource of a wanted kind counts for nothing. */
export type WhyNot =
  | 'other_patient'
  | 'withdrawn'
  | 'not_final'
  | 'modifier'
  | 'about_another'
  | 'refused'
  | 'ended'
  | 'future'
  | 'no_value'
  | 'no_diagnosis'
  | 'too_old'
  | 'no_date'
  | 'other_disease'
  | 'no_treatment';

/** The elements we ask for, of whatever type they are; a type that lacks one simply has none. */
interface Asked {
  readonly status?: string;
  readonly docStatus?: string;
  readonly verificationStatus?: CodeableConcept;
  readonly focus?: readonly Reference[];
  readonly provision?: { readonly type?: string; readonly period?: Period };
  readonly context?: { readonly period?: Period };
  readonly content?: readonly { readonly attachment?: { readonly creation?: string } }[];
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: Period;
  readonly effectiveInstant?: string;
  readonly issued?: string;
  readonly performedDateTime?: string;
  readonly performedPeriod?: Period;
  readonly recordedDate?: string;
  readonly onsetDateTime?: string;
  readonly date?: string;
  readonly dateTime?: string;
  readonly authored?: string;
}
const askedOf = (resource: KnownResource): Asked => resource as Asked;

/** What counts as said, by type; Condition has no status of its own. */
const FINISHED: Readonly<Record<EvidenceType, readonly string[] | undefined>> = {
  Condition: undefined,
  Observation: ['final', 'amended', 'corrected'],
  DiagnosticReport: ['final', 'amended', 'corrected', 'appended'],
  Procedure: ['completed'],
  DocumentReference: ['current'],
  Composition: ['final', 'amended'],
  Consent: ['active'],
  QuestionnaireResponse: ['completed', 'amended'],
  MedicationAdministration: ['completed'],
  MedicationStatement: ['active', 'completed', 'stopped'],
};

/** Why it does not stand on a day (YYYY-MM-DD): withdrawn, not finished, a consent that was refused or has ended. */
export function standing(resource: KnownResource, today: string): WhyNot | undefined {
  const { status, docStatus, verificationStatus, provision } = askedOf(resource);
  const verified = (verificationStatus?.coding ?? []).map(({ code }) => code);
  if ([status, docStatus, ...verified].includes('entered-in-error') || verified.includes('refuted')) return 'withdrawn';
  if (docStatus !== undefined && !['final', 'amended'].includes(docStatus)) return 'not_final';
  const finished = FINISHED[resource.resourceType as EvidenceType];
  if (finished !== undefined && !finished.includes(status ?? '')) return 'not_final';
  if (provision?.type === 'deny') return 'refused';
  const end = provision?.period?.end?.slice(0, 10);
  return end !== undefined && end < today.slice(0, end.length) ? 'ended' : undefined;
}

/** An Observation may be filed with a patient and speak of a donor, a relative or a child not yet born. */
export function isAboutAnother(chart: Chart, resource: KnownResource, patient: ResourceOf<'Patient'>): boolean {
  return (askedOf(resource).focus ?? []).some((reference) =>
    /(^|\/)(Patient|RelatedPerson|Group)\//.test(reference.reference ?? '')
      ? !chart.pointsAt(reference, resource, patient)
      : false,
  );
}

const RELATED_CONDITION = /mcode-related-condition$/;

/** ICD-10-CM of the condition it is, or speaks of; undefined where that is not told in ICD-10-CM. */
export function conditionsOf(chart: Chart, resource: KnownResource): readonly string[] | undefined {
  const related = (resource.extension ?? []).filter(({ url }) => RELATED_CONDITION.test(url));
  const references = [...(askedOf(resource).focus ?? []), ...related.flatMap(referenceIn)];
  const conditions =
    resource.resourceType === 'Condition'
      ? [resource]
      : references.flatMap((reference) => chart.resolve('Condition', reference, resource) ?? []);
  const codes = conditions.flatMap(icd10Of);
  return codes.length === 0 ? undefined : codes;
}

const referenceIn = (extension: Extension): readonly Reference[] =>
  extension['valueReference'] === undefined ? [] : [extension['valueReference'] as Reference];

/** Codes of a condition in ICD-10-CM, as they are written. */
export const icd10Of = ({ code }: Pick<ResourceOf<'Condition'>, 'code'>): readonly string[] =>
  (code?.coding ?? []).flatMap((one) => (ICD10CM.has(one.system ?? '') && one.code !== undefined ? [one.code] : []));

const ASSERTED = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

/**
 * The day a resource speaks of. A document is as old as the visit it is about, not as the day it was filed on.
 *
 * @param today a period that ends after it counts from its first day
 */
export function dayTold(resource: KnownResource, today?: string): string | undefined {
  const asked = askedOf(resource);
  const asserted = (resource.extension ?? []).find(({ url }) => url === ASSERTED)?.['valueDateTime'];
  const texts = [
    asked.effectiveDateTime,
    lastDay(asked.effectivePeriod, today),
    asked.effectiveInstant,
    asked.performedDateTime,
    lastDay(asked.performedPeriod, today),
    asked.dateTime,
    documentDay(asked, today),
    asked.authored,
    asked.recordedDate,
    typeof asserted === 'string' ? asserted : undefined,
    asked.onsetDateTime,
    asked.issued,
  ];
  for (const text of texts) {
    const day = text === undefined ? undefined : dayOf(text);
    if (day !== undefined) return day;
  }
  return undefined;
}

function documentDay({ date, context, content = [] }: Asked, today: string | undefined): string | undefined {
  const end = context?.period?.end;
  if (end !== undefined && (today === undefined || end.slice(0, 10) <= today)) return end;
  const made = content.flatMap(({ attachment }) => attachment?.creation ?? []);
  return [date, ...made].filter((text) => text !== undefined).toSorted()[0] ?? context?.period?.start;
}

const lastDay = (period: Period | undefined, today: string | undefined): string | undefined =>
  period?.end !== undefined && (today === undefined || period.end.slice(0, 10) <= today)
    ? period.end
    : (period?.start ?? period?.end);

/** The first day of a month or a year that is told alone: nothing is taken for newer than it may be. */
function dayOf(text: string): string | undefined {
  const whole = /^\d{4}$/.test(text) ? `${text}-01-01` : /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text;
  return momentOf(whole)?.date;
}
