/** What a chart holds of a patient that a payer may want to see: which resource, which version, of which day. */

import type { Chart } from './chart.ts';
import type { CodeableConcept, Coding, Reference } from './elements.ts';
import { conditionsOf, dayTold, type EvidenceType, isAboutAnother, standing, type WhyNot } from './evidenceFacts.ts';
import { type EvidenceElement, valueIn } from './evidenceValue.ts';
import { unknownModifiers } from './modifiers.ts';
import type { KnownResource, KnownType, ResourceOf } from './resources.ts';
import { codeKey } from './systems.ts';

export type { WhyNot } from './evidenceFacts.ts';

/** Where an item may be found: a kind of resource, with one of these codes (`system|code`), with this element. */
export interface EvidencePlace {
  readonly resource: EvidenceType;
  readonly codes?: readonly string[] | undefined;
  readonly element?: EvidenceElement | undefined;
}
/** One resource as it was when it was seen. */
export interface Evidence {
  /** `Observation/o1`. */
  readonly source: string;
  /** Its version; the time of its change where the EHR counts no versions; `unknown` where it tells neither. */
  readonly version: string;
  /** YYYY-MM-DD, the day it speaks of; of a month or a year told alone its first day. */
  readonly on?: string;
  /** What it says, as a code or a number: `1222806003`, `70 kg`, `1`. Absent for a document, and for words. */
  readonly value?: string;
  /** ICD-10-CM of the condition it speaks of, where that is told. */
  readonly of?: readonly string[];
}
/** A resource of a wanted kind; `not` says why it counts for nothing. */
export interface Reading extends Evidence {
  readonly not?: WhyNot;
}
type Patient = ResourceOf<'Patient'>;

/**
 * Every resource of the place's kind with one of its codes, the newest first, each with what it says or the reason why
 * it does not count.
 *
 * @param on YYYY-MM-DD, today
 */
export function readingsIn(chart: Chart, patient: Patient, place: EvidencePlace, on: string): readonly Reading[] {
  const found = chart.all(place.resource as KnownType).flatMap((resource): readonly Reading[] => {
    if (!isCoded(resource, place.codes)) return [];
    const evidence = evidenceOf(chart, resource, on);
    const not = isOf(chart, resource, patient) ? whyNot(chart, resource, patient, evidence, on) : 'other_patient';
    if (not !== undefined) return [{ ...evidence, not }];
    const { element } = place;
    if (element === undefined) return [evidence];
    const value = valueIn(chart, resource, element);
    if (value === undefined) return [{ ...evidence, not: element === 'diagnosis' ? 'no_diagnosis' : 'no_value' }];
    return [value === '' ? evidence : { ...evidence, value }];
  });
  return found.toSorted((a, b) => ((a.on ?? '') > (b.on ?? '') ? -1 : Number((a.on ?? '') < (b.on ?? ''))));
}

/**
 * A resource as evidence, whatever it says.
 *
 * @param today YYYY-MM-DD; a period that is not over on it counts from its first day
 */
export function evidenceOf(chart: Chart, resource: KnownResource, today?: string): Evidence {
  const on = dayTold(resource, today);
  const version = resource.meta?.versionId ?? resource.meta?.lastUpdated ?? 'unknown';
  const of = conditionsOf(chart, resource);
  return {
    source: chart.nameOf(resource),
    version,
    ...(on === undefined ? {} : { on }),
    ...(of === undefined ? {} : { of }),
  };
}

/** What was entered in error, is not finished, speaks of somebody else or lies after the day counts for nothing. */
function whyNot(chart: Chart, resource: KnownResource, patient: Patient, { on }: Evidence, today: string) {
  if (unknownModifiers(resource).length > 0) return 'modifier';
  const not = standing(resource, today);
  if (not !== undefined) return not;
  if (isAboutAnother(chart, resource, patient)) return 'about_another';
  return on !== undefined && on > today ? 'future' : undefined;
}

function isOf(chart: Chart, resource: KnownResource, patient: Patient): boolean {
  const { subject, patient: holder } = resource as { readonly subject?: Reference; readonly patient?: Reference };
  return chart.pointsAt(subject ?? holder, resource, patient);
}

interface Coded {
  readonly code?: CodeableConcept;
  readonly type?: CodeableConcept;
  readonly scope?: CodeableConcept;
  readonly category?: readonly CodeableConcept[];
  readonly questionnaire?: string;
}

function isCoded(resource: KnownResource, codes: readonly string[] | undefined): boolean {
  if (codes === undefined) return true;
  const { code, type, scope, category = [], questionnaire } = resource as Coded;
  const told = [code, type, scope, ...(Array.isArray(category) ? category : [category])];
  return (
    told.some((concept) =>
      (concept?.coding ?? []).some((one: Coding) => codes.includes(codeKey(one.system, one.code))),
    ) ||
    // A canonical may name its version: `urn:a/rems|2`.
    (questionnaire !== undefined && codes.includes((questionnaire.split('|')[0] ?? '').replace(/\/([^/]*)$/, '|$1')))
  );
}
