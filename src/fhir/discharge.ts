/** The summary of a hospital stay, and whether it says how the patient is followed up. */

import type { Chart } from './chart.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import type { KnownResource, ResourceOf } from './resources.ts';

export interface DischargeSummary extends Evidence {
  /** yes and no as far as it can be read here; unknown where its text is elsewhere. */
  readonly followUp: 'yes' | 'no' | 'unknown';
}

/** Plan of care, instructions at discharge, instructions. */
const FOLLOW_UP_SECTIONS = ['18776-5', '8653-8', '69730-0'];
const FOLLOW_UP_WORDS = /follow[\s-]?up/i;

/**
 * The discharge summaries written on or after the end of a stay, those of the stay itself first.
 *
 * @param codes `system|code` that make a document a discharge summary
 */
export function dischargeSummaries(
  chart: Chart,
  stay: ResourceOf<'Encounter'>,
  codes: readonly string[],
): readonly DischargeSummary[] {
  const end = stay.period?.end?.slice(0, 10) ?? '';
  const isSummary = ({ type }: Pick<ResourceOf<'Composition'>, 'type'>) =>
    (type?.coding ?? []).some(({ system, code }) => codes.includes(`${system ?? ''}|${code ?? ''}`));
  const compositions = chart
    .all('Composition')
    .filter((one) => isSummary(one) && ['final', 'amended'].includes(one.status ?? ''))
    .filter((one) => isOfStay([one.encounter], one.date, one))
    .map((one) => ({ ...evidenceOf(chart, one), followUp: sectionsSay(one.section) ? 'yes' : 'no' }) as const);
  const documents = chart
    .all('DocumentReference')
    .filter((one) => isSummary(one) && one.status === 'current')
    .filter((one) => isOfStay(one.context?.encounter ?? [], one.date, one))
    .map((one) => ({ ...evidenceOf(chart, one), followUp: textSays(one) }));
  return [...compositions, ...documents];

  /** A document that names its encounter belongs to that one; another by its day. */
  function isOfStay(
    encounters: readonly Parameters<Chart['resolve']>[1][],
    date: string | undefined,
    from: KnownResource,
  ): boolean {
    const named = encounters.flatMap((reference) => chart.resolve('Encounter', reference, from) ?? []);
    return named.length > 0 ? named.includes(stay) : (date ?? '').slice(0, 10) >= end;
  }
}

type Sections = ResourceOf<'Composition'>['section'];
const sectionsSay = (sections: Sections): boolean =>
  (sections ?? []).some(
    ({ title, code, section }) =>
      FOLLOW_UP_WORDS.test(title ?? '') ||
      (code?.coding ?? []).some((coding) => FOLLOW_UP_SECTIONS.includes(coding.code ?? '')) ||
      sectionsSay(section as Sections),
  );

/** The text itself where it came along, plain, HTML or C-CDA; a PDF and a link are not read. */
function textSays(document: ResourceOf<'DocumentReference'>): DischargeSummary['followUp'] {
  const texts = (document.content ?? []).flatMap(({ attachment }) => {
    const isText = /^(text\/|application\/(xml|hl7-cda))/.test(attachment?.contentType ?? '');
    return isText && attachment?.data !== undefined ? [decoded(attachment.data)] : [];
  });
  if (texts.length === 0) return 'unknown';
  const says = (text: string) =>
    FOLLOW_UP_WORDS.test(text) || FOLLOW_UP_SECTIONS.some((code) => text.includes(`"${code}"`));
  return texts.some(says) ? 'yes' : 'no';
}

function decoded(base64: string): string {
  try {
    return atob(base64.replaceAll(/\s/g, ''));
  } catch {
    return '';
  }
}

/** Stays in a hospital: an inpatient or observation encounter that has ended. */
export const isFinishedStay = ({ class: kind, status, period }: ResourceOf<'Encounter'>): boolean =>
  ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS'].includes(kind?.code ?? '') &&
  status === 'finished' &&
  period?.end !== undefined;
