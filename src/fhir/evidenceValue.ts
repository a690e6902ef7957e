/** What a resource of evidence says: a code or a number, never its words. */

import type { Chart } from './chart.ts';
import type { CodeableConcept, Extension, Quantity, Reference } from './elements.ts';
import { icd10Of, standing } from './evidenceFacts.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { DATA_ABSENT, NULL_FLAVOR } from './systems.ts';

/**
 * diagnosis: the ICD-10-CM code of a Condition that is not over. stage, histology: of a Condition. value: of an
 * Observation or its parts, or of a report. outcome: how a treatment ended.
 */
export type EvidenceElement = 'diagnosis' | 'stage' | 'histology' | 'value' | 'outcome';

/** Undefined: it says nothing of the kind. Empty: it says something that is no code and no number. */
export function valueIn(chart: Chart, resource: KnownResource, element: EvidenceElement): string | undefined {
  switch (element) {
    case 'diagnosis':
      return diagnosis(resource as ResourceOf<'Condition'>);
    case 'stage':
      return stage(chart, resource as ResourceOf<'Condition'>);
    case 'histology':
      return firstOf((resource.extension ?? []).filter(({ url }) => HISTOLOGY.test(url)).map(conceptIn));
    case 'outcome': {
      const { statusReason = [], note = [] } = resource as ResourceOf<'MedicationStatement'>;
      return firstOf([...statusReason.map(conceptValue), ...note.map(({ text }) => words(text))]);
    }
    case 'value':
      return resource.resourceType === 'DiagnosticReport'
        ? reported(chart, resource)
        : observed(chart, resource as ResourceOf<'Observation'>);
  }
}

const HISTOLOGY = /histology-morphology-behavior$/;
const firstOf = (values: readonly (string | undefined)[]): string | undefined =>
  values.find((value) => value !== undefined && value !== '') ?? values.find((value) => value !== undefined);
const words = (text: unknown): string | undefined => (typeof text === 'string' && text.trim() !== '' ? '' : undefined);
const conceptIn = (extension: Extension): string | undefined =>
  conceptValue(extension['valueCodeableConcept'] as CodeableConcept | undefined);

const OVER = ['resolved', 'inactive'];
function diagnosis(condition: ResourceOf<'Condition'>): string | undefined {
  const isOver = (condition.clinicalStatus?.coding ?? []).some(({ code }) => OVER.includes(code ?? ''));
  return isOver ? undefined : icd10Of(condition)[0];
}

/** The summary as told; else what the assessment it names says. */
function stage(chart: Chart, condition: ResourceOf<'Condition'>): string | undefined {
  return firstOf(
    (condition.stage ?? []).flatMap(({ summary, assessment = [] }) => [
      conceptValue(summary),
      ...assessment.map((reference) => memberValue(chart, reference, condition)),
    ]),
  );
}

/** Its value; else those of its parts, which stand in it or in Observations of their own. */
function observed(chart: Chart, observation: ResourceOf<'Observation'>, depth = 0): string | undefined {
  const own = ownValue(observation);
  if (own !== undefined) return own;
  const { component = [], hasMember = [] } = observation;
  const parts = component.map(ownValue).filter((value) => value !== undefined);
  if (parts.length > 0) return parts.filter((value) => value !== '').join(', ');
  // A panel of panels is as deep as they go.
  const members = depth > 1 ? [] : hasMember.map((one) => memberValue(chart, one, observation, depth + 1));
  const told = members.filter((value) => value !== undefined);
  return told.length === 0 ? undefined : told.filter((value) => value !== '').join(', ');
}

function memberValue(chart: Chart, reference: Reference, from: KnownResource, depth = 1): string | undefined {
  const member = chart.resolve('Observation', reference, from);
  return member === undefined || standing(member, '') !== undefined ? undefined : observed(chart, member, depth);
}

/** Results in Observations, a conclusion, or the report itself. */
function reported(chart: Chart, report: ResourceOf<'DiagnosticReport'>): string | undefined {
  const { result = [], conclusion, conclusionCode = [], presentedForm = [] } = report;
  return firstOf([
    ...conclusionCode.map(conceptValue),
    ...result.map((reference) => memberValue(chart, reference, report)),
    words(conclusion),
    ...presentedForm.map(({ data, url }) => words(data ?? url)),
  ]);
}

/** Whatever type value[x] has; a reason why there is none is no value. */
function ownValue(holder: Readonly<Record<string, unknown>>): string | undefined {
  const [name, value] = Object.entries(holder).find(([key, one]) => /^value[A-Z]/.test(key) && one !== undefined) ?? [];
  switch (name) {
    case undefined:
      return undefined;
    case 'valueQuantity':
      return quantityValue(value as Quantity);
    case 'valueCodeableConcept':
      return conceptValue(value as CodeableConcept);
    case 'valueInteger':
    case 'valueBoolean':
      return String(value);
    case 'valueString':
      return words(value);
    default:
      return typeof value === 'object' && value !== null && Object.keys(value).every((key) => key === 'extension')
        ? undefined
        : '';
  }
}

function quantityValue({ value, comparator = '', code, unit }: Quantity): string | undefined {
  if (value === undefined) return undefined;
  return `${comparator}${value} ${code ?? unit ?? ''}`.trim();
}

/** Its first code that is not the reason why there is none. */
function conceptValue(concept: CodeableConcept | undefined): string | undefined {
  const codings = (concept?.coding ?? []).filter(({ code }) => code !== undefined);
  const [told] = codings.filter(({ system }) => !DATA_ABSENT.has(system ?? '') && !NULL_FLAVOR.has(system ?? ''));
  if (told !== undefined) return told.code;
  return codings.length > 0 ? undefined : words(concept?.text);
}
