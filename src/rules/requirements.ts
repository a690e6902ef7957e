/** What a payer wants of an order: the requirements of its file that fit plan, drug, site, diagnosis and date. */

import { error, type Issue } from '../outcome.ts';
import { administrationClass } from './lookup.ts';
import type { Payer, Rules } from './parse.ts';
import type { Requirement, RequirementKind, RequirementOf } from './requirementSchema.ts';
import type { DrugCode } from './types.ts';

/** What an order is, as far as a payer's rules ask. */
export interface OrderFacts {
  readonly payer: Payer;
  readonly code: DrugCode;
  /** YYYY-MM-DD, first day of treatment. */
  readonly date: string;
  /** The plan of the coverage. */
  readonly plan?: string | undefined;
  readonly placeOfService?: string | undefined;
  /** ICD-10-CM, with or without dots. */
  readonly diagnoses: readonly string[];
}

/** A requirement that holds for an order, with the file it stands in: what a reason names. */
export type Applied<K extends RequirementKind = RequirementKind> = RequirementOf<K> & { readonly file: string };

/** All requirements that hold for the order, in the order of the file. */
export function requirementsOn(rules: Rules, facts: OrderFacts): readonly Applied[] {
  const known = rules.requirements.get(facts.payer.id);
  if (known === undefined) return [];
  return known.requirements.filter((one) => fits(one, facts, rules)).map((one) => ({ ...one, file: known.file }));
}

/** Those of one kind. */
export const ofKind = <K extends RequirementKind>(all: readonly Applied[], kind: K): readonly Applied<K>[] =>
  all.filter((one): one is Applied<K> => one.kind === kind);

function fits(one: Requirement, facts: OrderFacts, rules: Rules): boolean {
  const { code, date, plan, placeOfService } = facts;
  const classes = classesOf(facts, rules);
  const diagnoses = facts.diagnoses.map(plain);
  return (
    one.from <= date &&
    (one.to === null || date <= one.to) &&
    (one.plans === undefined || (plan !== undefined && one.plans.includes(plan))) &&
    (one.drugs === undefined || one.drugs.includes(code.hcpcs)) &&
    (one.ingredients === undefined || one.ingredients.some((name) => code.ingredients.includes(name))) &&
    (one.classes === undefined || one.classes.some((name) => classes.has(name))) &&
    (one.sites === undefined || (placeOfService !== undefined && one.sites.includes(placeOfService))) &&
    (one.diagnoses === undefined ||
      one.diagnoses.some((start) => diagnoses.some((told) => told.startsWith(plain(start)))))
  );
}

const plain = (diagnosis: string): string => diagnosis.replace('.', '').toUpperCase();

function classesOf({ payer, code }: OrderFacts, rules: Rules): ReadonlySet<string> {
  const family = administrationClass(payer, code);
  return new Set([
    ...(bispecificOf(rules, code) === undefined ? [] : ['bispecific']),
    ...(code.biosimilar ? ['biosimilar'] : []),
    ...(family === undefined ? [] : [family]),
  ]);
}

/** What is known of the drug where it is a bispecific T-cell engager. */
export const bispecificOf = ({ bispecifics }: Pick<Rules, 'bispecifics'>, { hcpcs }: Pick<DrugCode, 'hcpcs'>) =>
  Object.values(bispecifics.drugs).find((drug) => drug.codes.includes(hcpcs));

/** Whether an authorization is needed: the last rule that fits decides; undefined: no rule says so. */
export const neededBy = (applied: readonly Applied[]): Applied<'authorization'> | undefined =>
  ofKind(applied, 'authorization').at(-1);

/** `mappings/requirements/example.yaml, vedolizumab-step`. */
export const placeOf = ({ file, id }: Applied): string => `${file}, ${id}`;

/**
 * What the requirements of all payers name that nothing describes: payers, codes, ingredients, documents, roles; an id
 * used twice; a rule that ends before it begins.
 */
export function requirementIssues(rules: Rules): readonly Issue[] {
  const ingredients = new Set([...rules.codes.values()].flatMap((code) => code.ingredients));
  const tell = (path: string, what: string) => error('REQUIREMENT_UNKNOWN', what, { path });
  const roles = Object.values(rules.documentation.items).flatMap(({ owner }) => owner);
  const owners = [...roles, ...Object.values(rules.work.work).map(({ owner }) => owner)];
  const strangers = [...new Set(owners)].filter((owner) => rules.work.roles[owner] === undefined);
  return [
    ...strangers.map((owner) =>
      tell('mappings/codes/work.yaml', `the role ${owner} owns something and is not described; add it to roles`),
    ),
    ...[...rules.requirements].flatMap(([payer, { file, requirements }]) => [
      ...(rules.payers.has(payer)
        ? []
        : [tell(file, `the payer ${payer} is not in mappings/payers; add it or correct payer`)]),
      ...requirements.flatMap((one, index) => {
        const path = `${file} ${one.id}`;
        const isTwice = requirements.findIndex(({ id }) => id === one.id) !== index;
        const codes = [...(one.drugs ?? []), ...(one.kind === 'step_therapy' ? one.tried.filter(isCode) : [])];
        const names = one.ingredients ?? [];
        const items = one.kind === 'documents' ? one.items : [];
        return [
          ...(isTwice ? [tell(path, 'another requirement has this id; give each its own')] : []),
          ...(one.to !== null && one.to < one.from ? [tell(path, 'to is before from; exchange them')] : []),
          ...codes
            .filter((code) => !rules.codes.has(code))
            .map((code) => tell(path, `no file of mappings/drugs describes ${code}; correct it or add the code`)),
          ...names
            .filter((name) => !ingredients.has(name))
            .map((name) => tell(path, `${name} is no ingredient of mappings/drugs; correct the name`)),
          ...items
            .filter((item) => rules.documentation.items[item] === undefined)
            .map((item) => tell(path, `mappings/codes/documentation.yaml has no item ${item}; correct it or add it`)),
        ];
      }),
    ]),
  ];
}

const isCode = (text: string): boolean => /^[A-Z]\d{4}$/.test(text);
