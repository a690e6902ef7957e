/** Which drug: every code and text an order, administration or dispense offers. Which one bills is for the rules. */

import { bad, error, good, type Issue, type Outcome, warning } from '../outcome.ts';
import type { Decimal } from '../quantity.ts';
import type { Chart } from './chart.ts';
import { unresolved } from './chart.ts';
import type { CodeableConcept, Coding, Ratio, Reference } from './elements.ts';
import { normalizeNdc } from './ndc.ts';
import type { KnownResource, ResourceOf } from './resources.ts';
import { DATA_ABSENT, DATA_ABSENT_EXTENSION, HCPCS, NDC, RXNORM } from './systems.ts';
import { amountOf, type Unit } from './units.ts';

/** Codes as told, without duplicates, in the order told. */
export interface DrugCodes {
  readonly rxnorm: readonly string[];
  /** 11 digits. */
  readonly ndc11: readonly string[];
  /** Ten digits without hyphens, as received: the coding rules hold on these. */
  readonly ambiguousNdc: readonly string[];
  readonly hcpcs: readonly string[];
  /** Names and displays, trimmed. */
  readonly texts: readonly string[];
}
/** `40 mEq in 250 mL`: how much of one ingredient a volume (or a count) of the product holds. */
export interface Strength {
  readonly amount: { readonly value: Decimal; readonly unit: Unit };
  readonly per: { readonly value: Decimal; readonly unit: Unit };
}
export interface Ingredient extends DrugCodes {
  readonly active?: boolean;
  readonly strength?: Strength;
}
export interface DrugCandidates extends DrugCodes {
  readonly ingredients: readonly Ingredient[];
  readonly lot?: string;
  /** The resource the codes came from, for the proof: `MedicationRequest/mr1`, `MedicationRequest/mr1#med`. */
  readonly source: string;
}
/** What names a drug: MedicationRequest, MedicationAdministration, MedicationDispense. */
export interface NamesDrug {
  readonly medicationCodeableConcept?: CodeableConcept | undefined;
  readonly medicationReference?: Reference | undefined;
}

/**
 * Collects the drug codes of an order, administration or dispense: its own concept, the contained or referenced
 * Medication, and that one's ingredients (FHIR R4 medication[x]).
 * Issues: MISSING_DRUG, DRUG_DATA_ABSENT, DRUG_NEGATED, UNRESOLVED_REFERENCE, NDC10_AMBIGUOUS, NDC_INVALID.
 */
export function drugOf(chart: Chart, from: KnownResource & NamesDrug): Outcome<DrugCandidates> {
  const source = chart.nameOf(from);
  const concept = from.medicationCodeableConcept;
  if (concept !== undefined)
    return checked(readConcept(concept, `${from.resourceType}.medicationCodeableConcept`), [], source);
  const reference = from.medicationReference;
  const path = `${from.resourceType}.medicationReference`;
  if (reference === undefined) {
    return bad(
      error('MISSING_DRUG', 'No medication is named. Name the drug with an RxNorm or NDC code.', {
        path: `${from.resourceType}.medication[x]`,
      }),
    );
  }
  const medication = chart.resolve('Medication', reference, from);
  if (medication === undefined) return bad(unresolved(path));
  return medicationCodes(chart, medication, reference.display);
}

/** The drug codes of a Medication resource itself. */
function medicationCodes(
  chart: Chart,
  medication: ResourceOf<'Medication'>,
  display?: string,
): Outcome<DrugCandidates> {
  const main = readConcept(withText(medication.code, display), 'Medication.code');
  const ingredients = (medication.ingredient ?? []).map((item, index) => {
    const path = `Medication.ingredient[${index}]`;
    const reference = item.itemReference;
    const referenced = reference === undefined ? undefined : chart.resolve('Medication', reference, medication);
    const codes = readConcept(withText(item.itemCodeableConcept ?? referenced?.code, reference?.display), path);
    const strength = strengthOf(item.strength, path);
    return {
      ...codes.codes,
      ...(item.isActive === undefined ? {} : { active: item.isActive }),
      ...(strength === undefined ? {} : { strength }),
    };
  });
  const lot = medication.batch?.lotNumber;
  const result = checked(main, ingredients, chart.nameOf(medication));
  return result.ok && lot !== undefined ? { ...result, value: { ...result.value, lot } } : result;
}

interface ConceptReading {
  readonly codes: DrugCodes;
  readonly issues: readonly Issue[];
  readonly path: string;
  readonly absent: boolean;
  readonly negated: boolean;
}

/** A code fault is fatal only where nothing else names the drug; a doubtful NDC always is told. */
function checked(main: ConceptReading, ingredients: readonly Ingredient[], source: string): Outcome<DrugCandidates> {
  const named = [main.codes, ...ingredients].some(
    (c) => c.rxnorm.length + c.ndc11.length + c.hcpcs.length + c.texts.length > 0,
  );
  if (main.negated) {
    return bad(
      error('DRUG_NEGATED', 'The record says which drugs were not ordered or given. Nothing to bill.', {
        path: main.path,
      }),
    );
  }
  if (!named && main.absent) {
    return bad(
      error('DRUG_DATA_ABSENT', 'The EHR says it cannot tell the drug. Correct the record in the EHR.', {
        path: main.path,
      }),
      ...main.issues,
    );
  }
  if (!named) {
    return bad(
      ...(main.issues.length > 0
        ? main.issues.map((issue) => ({ ...issue, severity: 'error' as const }))
        : [error('MISSING_DRUG', 'The medication carries no code and no name. Name the drug.', { path: main.path })]),
    );
  }
  return good({ ...main.codes, ingredients, source }, main.issues);
}

function readConcept(concept: CodeableConcept | undefined, path: string): ConceptReading {
  const codes = {
    rxnorm: new Set<string>(),
    ndc11: new Set<string>(),
    ambiguousNdc: new Set<string>(),
    hcpcs: new Set<string>(),
    texts: new Set<string>(),
  };
  const issues: Issue[] = [];
  let absent = (concept?.extension ?? []).some((e) => e.url === DATA_ABSENT_EXTENSION);
  let negated = (concept?.extension ?? []).some(isNegation);
  (concept?.coding ?? []).forEach((coding, index) => {
    if (DATA_ABSENT.has(coding.system ?? '')) {
      absent = true;
      return;
    }
    if (coding.code === undefined && (coding.extension ?? []).some(isNegation)) negated = true;
    issues.push(...addCode(coding, codes, `${path}.coding[${index}]`));
    addText(coding.display, codes.texts);
  });
  if (!absent) addText(concept?.text, codes.texts);
  const lists = {
    rxnorm: [...codes.rxnorm],
    ndc11: [...codes.ndc11],
    ambiguousNdc: [...codes.ambiguousNdc],
    hcpcs: [...codes.hcpcs],
    texts: [...codes.texts],
  };
  return { codes: lists, issues, path, absent, negated };
}

/** QI-Core tells "none of this value set" by an extension in place of a code. */
const isNegation = (extension: { readonly url: string }): boolean => /notDoneValueSet$/i.test(extension.url);

function addCode(
  coding: Coding,
  codes: {
    readonly rxnorm: Set<string>;
    readonly ndc11: Set<string>;
    readonly ambiguousNdc: Set<string>;
    readonly hcpcs: Set<string>;
  },
  path: string,
): readonly Issue[] {
  const system = coding.system ?? '';
  const code = coding.code?.trim() ?? '';
  if (code === '') return [];
  if (RXNORM.has(system) && /^\d{1,8}$/.test(code)) codes.rxnorm.add(code);
  else if (HCPCS.has(system) && /^[A-Z]\d{4}$/i.test(code)) codes.hcpcs.add(code.toUpperCase());
  else if (NDC.has(system)) {
    const ndc = normalizeNdc(code);
    if (ndc.kind === 'ndc11') {
      codes.ndc11.add(ndc.ndc11);
      return [];
    }
    if (ndc.kind === 'ambiguous') codes.ambiguousNdc.add(code);
    return [ndcIssue(ndc.kind, path)];
  }
  return [];
}

/** The issue for an NDC that cannot be used; a warning, since another code may name the product. */
function ndcIssue(kind: 'ambiguous' | 'invalid', path: string): Issue {
  return kind === 'ambiguous'
    ? warning(
        'NDC10_AMBIGUOUS',
        'Ten digits without hyphens fit three layouts. Send the NDC hyphenated or with 11 digits.',
        { path },
      )
    : warning('NDC_INVALID', 'This is no NDC layout (4-4-2, 5-3-2, 5-4-1, 5-4-2 or 11 digits). Correct the NDC.', {
        path,
      });
}

function addText(text: string | undefined, texts: Set<string>): void {
  const trimmed = text?.trim() ?? '';
  if (trimmed !== '') texts.add(trimmed);
}

function withText(concept: CodeableConcept | undefined, text: string | undefined): CodeableConcept | undefined {
  return concept ?? (text === undefined ? undefined : { text });
}

/** A strength without a usable unit on either side tells nothing and is left out. */
function strengthOf(ratio: Ratio | undefined, path: string): Strength | undefined {
  if (ratio?.numerator === undefined || ratio.denominator === undefined) return undefined;
  const amount = amountOf(ratio.numerator, path);
  const per = amountOf(ratio.denominator, path);
  if (!amount.ok || !per.ok || amount.value.per !== undefined || per.value.per !== undefined) return undefined;
  return { amount: amount.value, per: per.value };
}
