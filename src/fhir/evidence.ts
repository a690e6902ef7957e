/** What a chart holds of a patient that a payer may want to see: which resource, which version, of which day. */

import type { Chart } from './chart.ts';
import { momentOf } from './dates.ts';
import type { CodeableConcept, Period, Reference } from './elements.ts';
import type { KnownResource, KnownType, ResourceOf } from './resources.ts';

export type EvidenceType =
  | 'Condition'
  | 'Observation'
  | 'Procedure'
  | 'DocumentReference'
  | 'Composition'
  | 'Consent'
  | 'QuestionnaireResponse'
  | 'MedicationAdministration'
  | 'MedicationStatement';

/** Where an item may be found: a kind of resource, with one of these codes (`system|code`), with this element. */
export interface EvidencePlace {
  readonly resource: EvidenceType;
  readonly codes?: readonly string[] | undefined;
  readonly element?: 'stage' | 'histology' | 'value' | 'outcome' | undefined;
}
/** One resource as it was when it was seen. */
export interface Evidence {
  /** `Observation/o1`. */
  readonly source: string;
  /** Its version; the time of its change where the EHR counts no versions; `unknown` where it tells neither. */
  readonly version: string;
  /** YYYY-MM-DD, the day it speaks of. */
  readonly on?: string;
}
type Patient = ResourceOf<'Patient'>;

/**
 * Resources of the patient that fit, the newest first. What was entered in error, refuted, is not finished or lies after
 * the day is left out.
 *
 * @param on YYYY-MM-DD, today
 */
export function evidenceIn(chart: Chart, patient: Patient, place: EvidencePlace, on: string): readonly Evidence[] {
  const found = chart.all(place.resource as KnownType).flatMap((resource) => {
    if (!isUsable(resource) || !isOf(chart, resource, patient) || !isCoded(resource, place.codes)) return [];
    if (place.element !== undefined && !holds(resource, place.element)) return [];
    const evidence = evidenceOf(chart, resource);
    return evidence.on !== undefined && evidence.on > on ? [] : [evidence];
  });
  return found.toSorted((a, b) => ((a.on ?? '') > (b.on ?? '') ? -1 : Number((a.on ?? '') < (b.on ?? ''))));
}

/** A resource as evidence, whatever it says. */
export function evidenceOf(chart: Chart, resource: KnownResource): Evidence {
  const on = dayTold(resource);
  const version = resource.meta?.versionId ?? resource.meta?.lastUpdated ?? 'unknown';
  return { source: chart.nameOf(resource), version, ...(on === undefined ? {} : { on }) };
}

/** The elements we ask for, of whatever type they are; a type that lacks one simply has none. */
interface Asked {
  readonly status?: string;
  readonly docStatus?: string;
  readonly verificationStatus?: CodeableConcept;
  readonly subject?: Reference;
  readonly patient?: Reference;
  readonly code?: CodeableConcept;
  readonly type?: CodeableConcept;
  readonly category?: readonly CodeableConcept[];
  readonly questionnaire?: string;
  readonly stage?: readonly unknown[];
  readonly statusReason?: readonly unknown[];
  readonly note?: readonly unknown[];
  readonly effectiveDateTime?: string;
  readonly effectivePeriod?: Period;
  readonly effectiveInstant?: string;
  readonly issued?: string;
  readonly performedDateTime?: string;
  readonly performedPeriod?: Period;
  readonly recordedDate?: string;
  readonly date?: string;
  readonly dateTime?: string;
  readonly authored?: string;
}
const askedOf = (resource: KnownResource): Asked => resource as Asked;

/** What counts as said, by type; Condition has no status of its own. */
const FINISHED: Readonly<Record<EvidenceType, readonly string[] | undefined>> = {
  Condition: undefined,
  Observation: ['final', 'amended', 'corrected'],
  Procedure: ['completed'],
  DocumentReference: ['current'],
  Composition: ['final', 'amended'],
  Consent: ['active'],
  QuestionnaireResponse: ['completed', 'amended'],
  MedicationAdministration: ['completed'],
  MedicationStatement: ['active', 'completed', 'stopped'],
};

function isUsable(resource: KnownResource): boolean {
  const { status, docStatus, verificationStatus } = askedOf(resource);
  const finished = FINISHED[resource.resourceType as EvidenceType];
  const isWithdrawn = (verificationStatus?.coding ?? []).some(
    ({ code }) => code === 'refuted' || code === 'entered-in-error',
  );
  const isDraft = docStatus !== undefined && !['final', 'amended'].includes(docStatus);
  return !isWithdrawn && !isDraft && (finished === undefined || finished.includes(status ?? ''));
}

function isOf(chart: Chart, resource: KnownResource, patient: Patient): boolean {
  const { subject, patient: holder } = askedOf(resource);
  return chart.pointsAt(subject ?? holder, resource, patient);
}

function isCoded(resource: KnownResource, codes: readonly string[] | undefined): boolean {
  if (codes === undefined) return true;
  const { code, type, category = [], questionnaire } = askedOf(resource);
  const told = [code, type, ...category].flatMap((concept) => concept?.coding ?? []);
  return (
    told.some((coding) => codes.includes(`${coding.system ?? ''}|${coding.code ?? ''}`)) ||
    (questionnaire !== undefined && codes.some((one) => questionnaire.startsWith(one.replace('|', '/'))))
  );
}

const HISTOLOGY = /histology-morphology-behavior$/;

function holds(resource: KnownResource, element: NonNullable<EvidencePlace['element']>): boolean {
  const { stage = [], statusReason = [], note = [] } = askedOf(resource);
  switch (element) {
    case 'stage':
      return stage.length > 0;
    case 'histology':
      return (resource.extension ?? []).some(({ url }) => HISTOLOGY.test(url));
    case 'outcome':
      return statusReason.length + note.length > 0;
    case 'value':
      return Object.entries(resource).some(([name, value]) => /^value[A-Z]/.test(name) && value !== undefined);
  }
}

function dayTold(resource: KnownResource): string | undefined {
  const asked = askedOf(resource);
  const texts = [
    asked.effectiveDateTime,
    asked.effectivePeriod?.end ?? asked.effectivePeriod?.start,
    asked.effectiveInstant,
    asked.performedDateTime,
    asked.performedPeriod?.start,
    asked.dateTime,
    asked.date,
    asked.authored,
    asked.recordedDate,
    asked.issued,
  ];
  const first = texts.find((text) => text !== undefined);
  return first === undefined ? undefined : momentOf(first)?.date;
}
