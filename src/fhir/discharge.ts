/** The summary of a hospital stay, and whether it says how the patient is followed up. */

import type { Chart } from './chart.ts';
import type { SectionInput } from './clinicalResources.ts';
import { FOLLOW_UP_SECTIONS, type FollowUp, followUpIn, plainText, saysFollowUp } from './dischargeFollowUp.ts';
import type { Reference } from './elements.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { standing } from './evidenceFacts.ts';
import { unknownModifiers } from './modifiers.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { codeKey } from './systems.ts';

export interface DischargeSummary extends Evidence {
  /** yes and no as far as it can be read here; unknown where its text is elsewhere: then a person confirms. */
  readonly followUp: FollowUp;
}

/**
 * The discharge summaries of a stay: those that name it, or name no stay and were written on or after its end. What is a
 * draft, was replaced or entered in error, or is of somebody else is none.
 *
 * @param codes `system|code` that make a document a discharge summary
 */
export function dischargeSummaries(
  chart: Chart,
  stay: ResourceOf<'Encounter'>,
  codes: readonly string[],
): readonly DischargeSummary[] {
  const end = stay.period?.end?.slice(0, 10) ?? '';
  const compositions = chart
    .all('Composition')
    .filter((one) => counts(one) && isOfStay([one.encounter], one.date, one))
    .map((one) => ({ ...evidenceOf(chart, one), followUp: inComposition(one) }));
  const documents = chart
    .all('DocumentReference')
    .filter((one) => counts(one) && isOfStay(one.context?.encounter ?? [], one.date, one))
    .map((one) => ({ ...evidenceOf(chart, one), followUp: inDocument(one) }));
  return [...compositions, ...documents];

  function counts(one: ResourceOf<'Composition'> | ResourceOf<'DocumentReference'>): boolean {
    const patient = chart.resolve('Patient', stay.subject, stay);
    return (
      (one.type?.coding ?? []).some(({ system, code }) => codes.includes(codeKey(system, code))) &&
      standing(one, end) === undefined &&
      unknownModifiers(one).length === 0 &&
      patient !== undefined &&
      chart.pointsAt(one.subject, one, patient)
    );
  }

  function isOfStay(
    encounters: readonly (Reference | undefined)[],
    date: string | undefined,
    from: KnownResource,
  ): boolean {
    const named = encounters.filter((one) => one?.reference !== undefined || one?.identifier !== undefined);
    if (named.length > 0) return named.some((reference) => chart.pointsAt(reference, from, stay));
    return (date ?? '').slice(0, 10) >= end;
  }
}

/** By its sections; where they are silent, by the narrative of the whole. */
function inComposition({ section = [], text }: ResourceOf<'Composition'>): FollowUp {
  return sectionsSay(section) || saysFollowUp(plainText(text?.div ?? '')) ? 'yes' : 'no';
}

/** A section that says why it is empty, or holds nothing at all, says nothing. */
const sectionsSay = (sections: readonly SectionInput[]): boolean =>
  sections.some(({ title = '', code, text, entry = [], emptyReason, section = [] }) => {
    if (sectionsSay(section)) return true;
    const words = plainText(text?.div ?? '');
    if (emptyReason !== undefined || (words === '' && entry.length === 0)) return false;
    const isMeant = (code?.coding ?? []).some((coding) => FOLLOW_UP_SECTIONS.includes(coding.code ?? ''));
    return isMeant || saysFollowUp(title) || saysFollowUp(words);
  });

/** Of several forms of one document one that says it is enough; one that cannot be read leaves it open. */
function inDocument({ content = [] }: ResourceOf<'DocumentReference'>): FollowUp {
  const forms = content.map(({ attachment }) => followUpIn(attachment ?? {}));
  return forms.find((one) => one === 'yes') ?? forms.find((one) => one === 'unknown') ?? forms[0] ?? 'unknown';
}

/** Stays in a hospital: an inpatient or observation encounter that has ended. */
export const isFinishedStay = ({ class: kind, status, period }: ResourceOf<'Encounter'>): boolean =>
  ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS'].includes(kind?.code ?? '') &&
  status === 'finished' &&
  period?.end !== undefined;
