/** What the mappings say about a code or a package on a date, with the source of every value: `mappings show --json`. */

import { formatCents } from '../../money.ts';
import {
  administrationClass,
  authorizationWanted,
  datedBasis,
  inEffect,
  oppsStatus,
  otherBasis,
  unitLimit,
  valueOn,
} from '../../rules/lookup.ts';
import type { Rules } from '../../rules/parse.ts';
import type { Amount, DrugCode, DrugPackage, Status, ValueGroup } from '../../rules/types.ts';
import type { Subject } from './subject.ts';

/** A value and where it comes from: a key of `mappings/codes/sources.yaml`; the document lists what the keys mean. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: string;
  readonly status: Status;
  /** First date of service of the value, where it is dated. */
  readonly from?: string;
}

const amountText = (amount: Amount | null): string | null =>
  amount === null ? null : `${amount.value.toString()} ${amount.unit}`;

export type CodeView = ReturnType<typeof codeView>;
/** Everything about a drug code on a date. */
function codeView(rules: Rules, code: DrugCode, date: string) {
  const sourced = <T>(value: T, group: ValueGroup): Sourced<T> => ({ value, ...code.basis[group] });
  const limit = (form: '837P' | '837I') => {
    const found = unitLimit(rules, code.hcpcs, form, date);
    return found === undefined ? null : { value: found.units, ...found.basis, from: found.from };
  };
  const opps = oppsStatus(rules, code.hcpcs, date);
  return {
    hcpcs: code.hcpcs,
    name: code.name,
    brands: code.brands,
    ingredients: code.ingredients,
    file: code.file,
    period: sourced({ from: code.from, to: code.to }, 'dates'),
    replacedBy: code.replacedBy,
    unit: sourced(amountText(code.unit), 'unit'),
    routes: sourced(code.routes, 'routes'),
    administration: sourced(code.administration, 'administration'),
    container: sourced(code.container, 'container'),
    ndcUnit: sourced(code.ndcUnit, 'ndc_uom'),
    opps:
      opps === undefined ? null : { value: opps.value, ...datedBasis(rules, opps, code.basis.opps), from: opps.from },
    unitsPerDay: { practitioner: limit('837P'), hospital: limit('837I') },
    authorization: sourced(code.authorization, 'authorization'),
    charges: chargesOf(rules, code.hcpcs, date),
    payers: [...rules.payers.values()].map((payer) => ({
      id: payer.id,
      authorization: authorizationWanted(payer, code),
      administration: administrationClass(payer, code) ?? null,
      source: payer.file,
    })),
    packages: [...rules.packages.values()].filter(({ codes }) => codes.includes(code.hcpcs)).map(packageView),
    rxnorm: sourced({ ingredients: code.rxnormIngredients, products: code.rxnormProducts }, 'rxnorm'),
    confidence: code.confidence,
    note: code.note,
  };
}

export type PackageView = ReturnType<typeof packageView>;
const packageView = (one: DrugPackage) => ({
  ndc11: one.ndc11,
  ndc: one.hyphenated,
  product: one.product,
  codes: one.codes,
  amount: amountText(one.amount),
  volumeMl: one.volumeMl === null ? null : one.volumeMl.toString(),
  containersPerPackage: one.containersPerPackage,
  container: one.container,
  ndcUnit: one.ndcUnit,
  source: one.source,
  basis: one.basis,
  note: one.note,
  file: one.file,
});

/** What each fee schedule charges for a unit of a code on a date; none where it begins later. */
const chargesOf = (rules: Rules, code: string, date: string) =>
  [...rules.fees.values()].flatMap(({ id, file, charges }) => {
    const found = charges.get(code)?.findLast(({ from }) => from <= date);
    return found === undefined
      ? []
      : [{ schedule: id, perUnit: formatCents(found.value), from: found.from, source: file }];
  });

export type OtherView = ReturnType<typeof otherView>;
/** What the rules say about a code that is no drug. */
function otherView(rules: Rules, code: string, date: string) {
  const limit = valueOn(rules.otherLimits.get(code) ?? [], date);
  const named = [
    ...placesOf(rules.administration, code).map((place) => ({ place, file: 'mappings/codes/administration.yaml' })),
    ...placesOf(rules.homeInfusion, code).map((place) => ({ place, file: 'mappings/codes/home-infusion.yaml' })),
    ...rules.revenue.lines
      .filter(({ codes }) => codes.includes(code))
      .map(({ revenue, what }) => ({ place: `revenue code ${revenue}, ${what}`, file: 'mappings/codes/revenue.yaml' })),
  ];
  const { practitioner, hospital } = limit?.value ?? { practitioner: null, hospital: null };
  const unitsPerDay =
    limit === undefined ? null : { practitioner, hospital, from: limit.from, ...otherBasis(rules, limit) };
  return { code, uses: named, unitsPerDay, charges: chargesOf(rules, code, date) };
}

/** Where a value stands in a file: `chemo.infusion.initial`. */
function placesOf(value: unknown, wanted: string, path = ''): readonly string[] {
  if (value === wanted) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => placesOf(inner, wanted, path === '' ? key : `${path}.${key}`));
}

export type SubjectView = ReturnType<typeof subjectView>;
/** The document of `mappings show --json`. */
export const subjectView = (rules: Rules, asked: string, subject: Subject, date: string) => ({
  ...bodyOf(rules, asked, subject, date),
  sources: rules.sources.sources,
});

function bodyOf(rules: Rules, asked: string, subject: Subject, date: string) {
  const head = { asked, on: date, kind: subject.kind };
  switch (subject.kind) {
    case 'drug code':
      return {
        ...head,
        inEffect: subject.inEffect,
        instead: subject.instead.map(({ hcpcs }) => hcpcs),
        codes: [codeView(rules, subject.code, date)],
      };
    case 'other code':
      return { ...head, other: otherView(rules, subject.code, date) };
    case 'modifier':
      return {
        ...head,
        inEffect: inEffect(subject.facts, date),
        modifier: { modifier: subject.modifier, ...subject.facts, source: rules.modifiers.source },
      };
    case 'package':
      return {
        ...head,
        package: packageView(subject.package),
        codes: subject.codes.map((code) => codeView(rules, code, date)),
      };
    case 'rxnorm':
    case 'name':
      return { ...head, codes: subject.codes.map((code) => codeView(rules, code, date)) };
  }
}
