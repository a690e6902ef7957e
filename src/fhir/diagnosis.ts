/** Why: ICD-10-CM codes of an order or a visit, in the order they count. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import type { Chart } from './chart.ts';
import { unresolved } from './chart.ts';
import type { CodeableConcept, Reference } from './elements.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { ICD10CM } from './systems.ts';

export interface Diagnosis {
  /** ICD-10-CM with its dot: `C50.911`. */
  readonly code: string;
  /** `Condition/c1`, or the resource whose reasonCode it is. */
  readonly source: string;
}

/** Letter, digit, then a digit or letter; the dot may be missing; up to seven characters. */
const SHAPE = /^[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?$/;

/**
 * Diagnoses of an order first, then of the administration, then of the encounter; each code once.
 * The reason of an administration counts only where it is ICD-10-CM: EHRs put "given as ordered" there.
 * Issues: MISSING_DIAGNOSIS, DIAGNOSIS_NOT_ICD10 (reasons are there, none in ICD-10-CM), UNRESOLVED_REFERENCE,
 * DIAGNOSIS_REFUTED (warning), ICD10_MALFORMED.
 */
export function diagnosesOf(
  chart: Chart,
  from: {
    readonly order?: ResourceOf<'MedicationRequest'> | undefined;
    readonly administration?: ResourceOf<'MedicationAdministration'> | undefined;
    readonly encounter?: ResourceOf<'Encounter'> | undefined;
  },
): Outcome<readonly Diagnosis[]> {
  const issues: Issue[] = [];
  const found = new Map<string, Diagnosis>();
  let reasons = 0;
  const take = (concept: CodeableConcept | undefined, source: string, path: string, counts = true): void => {
    const codings = concept?.coding ?? [];
    if (counts && (codings.length > 0 || concept?.text !== undefined)) reasons++;
    for (const { system, code } of codings) {
      if (!ICD10CM.has(system ?? '') || code === undefined) continue;
      const dotted = withDot(code);
      if (dotted === undefined)
        issues.push(error('ICD10_MALFORMED', 'This is no ICD-10-CM code. Correct the diagnosis.', { path }));
      else if (!found.has(dotted)) found.set(dotted, { code: dotted, source });
    }
  };
  const follow = (
    references: readonly (Reference | undefined)[] | undefined,
    holder: KnownResource,
    path: string,
  ): void => {
    (references ?? []).forEach((reference, index) => {
      const at = `${path}[${index}]`;
      if (reference === undefined || !pointsToCondition(reference)) return;
      const condition = chart.resolve('Condition', reference, holder);
      if (condition === undefined) issues.push({ ...unresolved(at), severity: 'warning' });
      else if (isRefuted(condition))
        issues.push(warning('DIAGNOSIS_REFUTED', 'A refuted diagnosis is left out.', { path: at }));
      else take(condition.code, chart.nameOf(condition), at);
      if (condition === undefined) reasons++;
    });
  };
  const { order, administration, encounter } = from;
  if (order !== undefined) {
    order.reasonCode?.forEach((c, n) => {
      take(c, chart.nameOf(order), `MedicationRequest.reasonCode[${n}]`);
    });
    follow(order.reasonReference, order, 'MedicationRequest.reasonReference');
  }
  if (administration !== undefined) {
    administration.reasonCode?.forEach((c, n) => {
      take(c, chart.nameOf(administration), `MedicationAdministration.reasonCode[${n}]`, false);
    });
    follow(administration.reasonReference, administration, 'MedicationAdministration.reasonReference');
  }
  if (encounter !== undefined) {
    follow(
      encounter.diagnosis?.map((d) => d.condition),
      encounter,
      'Encounter.diagnosis',
    );
    encounter.reasonCode?.forEach((c, n) => {
      take(c, chart.nameOf(encounter), `Encounter.reasonCode[${n}]`);
    });
    follow(encounter.reasonReference, encounter, 'Encounter.reasonReference');
  }
  // One good diagnosis is enough to go on: what is wrong with another is told beside it.
  if (found.size > 0)
    return good(
      [...found.values()],
      issues.map((issue) => ({ ...issue, severity: 'warning' as const })),
    );
  return bad(...issues, none(reasons, order === undefined && administration !== undefined));
}

function none(reasons: number, administered: boolean): Issue {
  const where = { path: `${administered ? 'MedicationAdministration' : 'MedicationRequest'}.reasonCode` };
  return reasons === 0
    ? error('MISSING_DIAGNOSIS', 'No reason for treatment is told. Add the diagnosis in ICD-10-CM.', where)
    : error(
        'DIAGNOSIS_NOT_ICD10',
        'The reasons are not coded in ICD-10-CM. Add the ICD-10-CM code; we do not translate.',
        where,
      );
}

/** `C50911` and `c50.911` to `C50.911`. */
function withDot(code: string): string | undefined {
  const text = code.trim().toUpperCase();
  if (!SHAPE.test(text)) return undefined;
  const plain = text.replace('.', '');
  return plain.length > 3 ? `${plain.slice(0, 3)}.${plain.slice(3)}` : plain;
}

/** Reasons may be Observations too; those hold no diagnosis code. */
const pointsToCondition = (reference: Reference): boolean => !/(^|\/)Observation\//.test(reference.reference ?? '');

const isRefuted = (condition: ResourceOf<'Condition'>): boolean =>
  (condition.verificationStatus?.coding ?? []).some((c) => c.code === 'refuted' || c.code === 'entered-in-error');
