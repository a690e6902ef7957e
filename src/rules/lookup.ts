/** Questions to the rules. Every answer is for a date of service, never for today. */

import { type Cents, centsOf } from '../money.ts';
import { basisOf } from './basis.ts';
import type { Payer, Rules } from './parse.ts';
import type {
  AdministrationClass,
  Basis,
  ClaimForm,
  ContainerKind,
  Dated,
  DrugCode,
  DrugPackage,
  UnitLimit,
} from './types.ts';

/** Is the code in effect on the date of service (YYYY-MM-DD)? An open end is always in effect. */
export const inEffect = (period: { readonly from: string | null; readonly to: string | null }, date: string): boolean =>
  (period.from === null || period.from <= date) && (period.to === null || date <= period.to);

/**
 * The value that applies on a date: the last one that started, or the earliest known one for dates before it
 * (CMS files of earlier quarters are not in the tables; the proof names the start date that was used).
 */
export const valueOn = <T>(values: readonly Dated<T>[], date: string): Dated<T> | undefined =>
  values.findLast((value) => value.from <= date) ?? values[0];

/** A HCPCS code of a drug that is in effect on the date. */
export function drugByHcpcs(rules: Rules, hcpcs: string, date: string): DrugCode | undefined {
  const code = rules.codes.get(hcpcs);
  return code !== undefined && inEffect(code, date) ? code : undefined;
}

/**
 * The codes that a package is billed with on a date. A code that had ended is followed to its successor, one that
 * had not begun is followed back to what it replaced. Several codes: context decides, never the first.
 */
export function drugByNdc(
  rules: Rules,
  ndc11: string,
  date: string,
): { readonly package: DrugPackage; readonly codes: readonly DrugCode[] } | undefined {
  const found = rules.packages.get(ndc11);
  return found === undefined ? undefined : { package: found, codes: codesFor(rules, found.codes, date) };
}

/** The codes in effect on a date that stand for these codes, then or now. */
export function codesFor(rules: Rules, hcpcs: readonly string[], date: string): readonly DrugCode[] {
  const found = new Set<DrugCode>();
  for (const start of hcpcs) for (const code of follow(rules, start, date)) found.add(code);
  return [...found];
}

function follow(rules: Rules, start: string, date: string): readonly DrugCode[] {
  const code = rules.codes.get(start);
  if (code === undefined) return [];
  if (inEffect(code, date)) return [code];
  if (code.to !== null && date > code.to) return code.replacedBy === null ? [] : follow(rules, code.replacedBy, date);
  return code.replaces
    .map((older) => rules.codes.get(older))
    .filter((older) => older !== undefined && inEffect(older, date)) as DrugCode[];
}

/**
 * Codes of an RxNorm concept (ingredient or product) on a date. One concept has many codes and one code many
 * concepts: these are candidates to ask about, only the NDC decides.
 */
export function drugByRxNorm(rules: Rules, rxcui: string, date: string): readonly DrugCode[] {
  return [...rules.codes.values()].filter(
    (code) => (code.rxnormProducts.includes(rxcui) || code.rxnormIngredients.includes(rxcui)) && inEffect(code, date),
  );
}

/** `teclistamab-cqyv`, `Tecvayli`, `leucovorin (1 mg)`: codes of any date whose name, brand or ingredient this is. */
export function drugByName(rules: Rules, text: string): readonly DrugCode[] {
  const wanted = plainName(text);
  const index = nameIndex(rules);
  return index.names.get(wanted) ?? index.brands.get(wanted) ?? index.bases.get(withoutSuffix(wanted)) ?? [];
}

interface NameIndex {
  readonly names: ReadonlyMap<string, readonly DrugCode[]>;
  readonly brands: ReadonlyMap<string, readonly DrugCode[]>;
  readonly bases: ReadonlyMap<string, readonly DrugCode[]>;
}

/** Built once per set of rules: a name is looked up for every dose of every visit. */
const indexes = new WeakMap<Rules, NameIndex>();

function nameIndex(rules: Rules): NameIndex {
  const known = indexes.get(rules);
  if (known !== undefined) return known;
  const codes = [...rules.codes.values()].filter((code) => code.unit !== null);
  const index = {
    names: grouped(codes, (code) => [plainName(code.name)]),
    brands: grouped(codes, (code) => code.brands.map((brand) => brand.toLowerCase())),
    bases: grouped(codes, (code) => [
      withoutSuffix(plainName(code.name)),
      ...(code.ingredients.length === 1 ? code.ingredients.map((ingredient) => ingredient.toLowerCase()) : []),
    ]),
  };
  indexes.set(rules, index);
  return index;
}

function grouped(
  codes: readonly DrugCode[],
  keys: (code: DrugCode) => readonly string[],
): ReadonlyMap<string, readonly DrugCode[]> {
  const groups = new Map<string, DrugCode[]>();
  for (const code of codes) {
    for (const key of new Set(keys(code))) groups.set(key, [...(groups.get(key) ?? []), code]);
  }
  return groups;
}

const plainName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\(.*?\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
/** Biologics carry four letters that tell manufacturers apart: `infliximab-dyyb`. */
const withoutSuffix = (name: string): string => name.replace(/-[a-z]{4}$/, '').replace(/ (nos|iv|sc|\d+ ml)$/, '');

export const payer = (rules: Rules, id: string): Payer | undefined => rules.payers.get(id);

/** The payer of an identifier; the system may be empty when the sender does not give one. */
export function payerByIdentifier(rules: Rules, system: string, value: string): Payer | undefined {
  return [...rules.payers.values()].find((candidate) =>
    candidate.identifiers.some(
      (identifier) => identifier.value === value && (system === '' || identifier.system === system),
    ),
  );
}

export function payerByName(rules: Rules, name: string): Payer | undefined {
  const wanted = name.trim().toLowerCase();
  return [...rules.payers.values()].find((candidate) =>
    [candidate.name, ...candidate.names].some((known) => known.toLowerCase() === wanted),
  );
}

/** The payer's coding rules on a date of service: the file's, and over them each change that has begun. */
export function payerOn(from: Payer, date: string): Payer {
  const begun = (from.changes ?? []).filter((change) => change.from <= date).sort((a, b) => (a.from < b.from ? -1 : 1));
  let now = from;
  for (const { payer_rules, administration_class } of begun) {
    now = {
      ...now,
      payer_rules: { ...now.payer_rules, ...payer_rules },
      administration_class: { ...now.administration_class, ...administration_class },
    };
  }
  return now;
}

/** Does the payer want a prior authorization for this drug code? */
export function authorizationWanted(of: Payer, code: DrugCode): boolean {
  if (of.authorization.except.includes(code.hcpcs)) return false;
  return of.authorization.drugs === 'all' || (of.authorization.drugs === 'usual' && code.authorization !== 'seldom');
}

/** A payer that wants biosimilars first: the biosimilar codes to try before this reference code, on a date. */
export function preferredBefore(rules: Rules, of: Payer, code: DrugCode, date: string): readonly DrugCode[] {
  const base = code.ingredients[0];
  if (code.biosimilar || code.ingredients.length !== 1 || base === undefined || !of.biosimilar_first.includes(base))
    return [];
  return [...rules.codes.values()].filter(
    (other) => other.biosimilar && other.ingredients[0] === base && inEffect(other, date),
  );
}

/** The family of administration codes for a drug at a payer; undefined where the payer file does not say. */
export function administrationClass(
  of: Payer,
  code: DrugCode,
): Exclude<AdministrationClass, 'payer' | 'by-drug'> | undefined {
  const own = of.administration_class[code.hcpcs];
  if (own !== undefined) return own;
  if (code.administration === 'payer') return of.administration_class['payer'];
  return code.administration === 'by-drug' ? undefined : code.administration;
}

/** The most units of a code for one patient on a day, for the kind of claim. */
export function unitLimit(
  rules: Rules,
  hcpcs: string,
  claim: ClaimForm,
  date: string,
): { readonly units: number; readonly from: string; readonly limit: UnitLimit; readonly basis: Basis } | undefined {
  const code = rules.codes.get(hcpcs);
  const found = valueOn(code?.unitLimit ?? rules.otherLimits.get(hcpcs) ?? [], date);
  if (found === undefined) return undefined;
  return {
    units: claim === '837I' ? found.value.hospital : found.value.practitioner,
    from: found.from,
    limit: found.value,
    basis: code === undefined ? otherBasis(rules, found) : datedBasis(rules, found, code.basis.mue),
  };
}

/** What a dated value rests on: its own source, else that of its group. */
export const datedBasis = (rules: Rules, value: Dated<unknown>, group: Basis): Basis =>
  value.source === undefined ? group : basisOf(rules.sources, value.source);

/** The same for the limit of a code that is no drug. */
export const otherBasis = (rules: Rules, limit: Dated<UnitLimit>): Basis =>
  datedBasis(rules, limit, basisOf(rules.sources, rules.sources.defaults['mue'] ?? 'unverified'));

/** The kind of a container: the package's own, else its code's where all packages of the code are of one kind. */
export function containerOf(
  row: DrugPackage | undefined,
  code: DrugCode,
):
  | { readonly kind: ContainerKind; readonly by: 'NDC' | 'code'; readonly file: string; readonly basis: Basis }
  | undefined {
  if (row?.container === 'unknown') return undefined;
  if (row !== undefined && row.container !== null)
    return { kind: row.container, by: 'NDC', file: row.file, basis: row.basis.container };
  return code.container === null
    ? undefined
    : { kind: code.container, by: 'code', file: code.file, basis: code.basis.container };
}

/** OPPS status indicator of a code: `K`, `G` separately paid, `N` packaged. */
export const oppsStatus = (rules: Rules, hcpcs: string, date: string): Dated<string> | undefined =>
  valueOn(rules.codes.get(hcpcs)?.oppsStatus ?? [], date);

/** Charge for so many units of a code, by the payer's fee schedule; undefined: no charge is configured. */
export function chargeFor(rules: Rules, of: Payer, code: string, date: string, units: number): Cents | undefined {
  const perUnit = rules.fees
    .get(of.fees)
    ?.charges.get(code)
    ?.findLast((charge) => charge.from <= date);
  return perUnit === undefined ? undefined : centsOf(perUnit.value * BigInt(units));
}
