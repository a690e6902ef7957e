/** Our own extensions on Encounter: facts of the whole visit that FHIR R4 has no element for. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { Extension } from './elements.ts';
import { EXTENSION } from './productFacts.ts';

export type Notice = 'signed' | 'not_obtained' | 'excluded' | 'voluntary';
const NOTICES: readonly Notice[] = ['signed', 'not_obtained', 'excluded', 'voluntary'];
export type AnemiaCause = 'antineoplastic_chemotherapy' | 'radiotherapy' | 'other_non_esrd';
const CAUSES: readonly AnemiaCause[] = ['antineoplastic_chemotherapy', 'radiotherapy', 'other_non_esrd'];

export interface VisitFacts {
  /** `snf_part_a`, `dialysis_facility`: a stay whose payment may hold the drug. */
  readonly stay?: string;
  /** An office visit of its own beside the infusion, and why it was one. */
  readonly evaluation?: { readonly hcpcs: string; readonly reason?: string };
  /** What the patient was told about coverage; without codes it is about every drug. */
  readonly notice?: { readonly kind: Notice; readonly codes?: readonly string[] };
  /** Codes whose policy is met, and by which evidence. */
  readonly policyMet: readonly { readonly codes: readonly string[]; readonly evidence: string }[];
  readonly anemiaCause?: AnemiaCause;
}

/**
 * Reads `stay`, `evaluation`, `notice`, `policy-met` (repeating) and `anemia-cause`.
 * Issue: MALFORMED_EXTENSION at `Encounter.extension[n]`.
 */
export function visitFactsOf(extensions: readonly Extension[] | undefined): Outcome<VisitFacts> {
  const issues: Issue[] = [];
  let facts: VisitFacts = { policyMet: [] };
  (extensions ?? []).forEach((extension, index) => {
    if (!extension.url.startsWith(EXTENSION)) return;
    const read = factIn(extension, facts);
    if (typeof read === 'string') issues.push(malformed(read, `Encounter.extension[${index}]`));
    else facts = read;
  });
  return issues.length > 0 ? bad(...issues) : good(facts);
}

/** The facts with this one, or what the extension needs. */
function factIn(extension: Extension, facts: VisitFacts): VisitFacts | string {
  switch (extension.url.slice(EXTENSION.length)) {
    case 'stay': {
      const stay = wordIn(extension);
      return stay === undefined ? 'valueCode' : { ...facts, stay };
    }
    case 'anemia-cause': {
      const anemiaCause = CAUSES.find((cause) => cause === wordIn(extension));
      return anemiaCause === undefined ? `valueCode, one of ${CAUSES.join(', ')}` : { ...facts, anemiaCause };
    }
    case 'evaluation': {
      const [hcpcs] = wordsOf(extension, 'hcpcs');
      const [reason] = wordsOf(extension, 'reason');
      if (hcpcs === undefined) return 'hcpcs as valueCode';
      return { ...facts, evaluation: { hcpcs, ...(reason === undefined ? {} : { reason }) } };
    }
    case 'notice': {
      const kind = NOTICES.find((known) => wordsOf(extension, 'kind').includes(known));
      const codes = wordsOf(extension, 'hcpcs');
      if (kind === undefined) return `kind as valueCode, one of ${NOTICES.join(', ')}`;
      return { ...facts, notice: { kind, ...(codes.length === 0 ? {} : { codes }) } };
    }
    case 'policy-met': {
      const codes = wordsOf(extension, 'hcpcs');
      const [evidence] = wordsOf(extension, 'evidence');
      if (codes.length === 0 || evidence === undefined) return 'hcpcs and evidence';
      return { ...facts, policyMet: [...facts.policyMet, { codes, evidence }] };
    }
    default:
      return 'a name from the product documentation';
  }
}

function wordIn(extension: Extension): string | undefined {
  const value = extension['valueCode'] ?? extension['valueString'];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

const wordsOf = (extension: Extension, name: string): readonly string[] =>
  (extension.extension ?? []).flatMap((part) => (part.url === name ? (wordIn(part) ?? []) : []));

const malformed = (wanted: string, path: string): Issue =>
  error('MALFORMED_EXTENSION', `This extension needs ${wanted}. Correct the site's mapping.`, { path });
