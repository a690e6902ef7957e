/** What can be wrong with the mappings as a whole, beyond the form of each file, which `parseRules` checks. */

import { error, type Issue, warning } from '../../outcome.ts';
import type { Payer, Rules } from '../../rules/parse.ts';
import { requirementIssues } from '../../rules/requirements.ts';
import type { DrugCode } from '../../rules/types.ts';
import { lintValues } from './lintValues.ts';

/**
 * Every contradiction between the files: dates of a code and of its successor, charges and rules for codes that nobody
 * describes, payers that cannot be told apart, sources that are not named.
 */
export const lintRules = (rules: Rules): readonly Issue[] => [
  ...[...rules.codes.values()].flatMap((code) => dateIssues(rules, code)),
  ...feeIssues(rules),
  ...[...rules.payers.values()].flatMap((payer) => payerIssues(rules, payer)),
  ...sharedNames(rules),
  ...ruleIssues(rules),
  ...sourceIssues(rules),
  ...requirementIssues(rules),
  ...lintValues(rules),
];

/** A code ends on the day before its successor begins: on every date exactly one of them is billed. */
function dateIssues(rules: Rules, code: DrugCode): readonly Issue[] {
  const next = code.replacedBy === null ? undefined : rules.codes.get(code.replacedBy);
  if (next === undefined) return [];
  const where = { path: `${code.file} codes.${code.hcpcs}` };
  if (code.to === null)
    return [
      error('MAPPING_DATES', `it is replaced by ${next.hcpcs} and has no last date; write its last day in to`, where),
    ];
  if (next.from === null) return [];
  if (next.from <= code.to)
    return [
      error(
        'MAPPING_DATES',
        `on ${next.from} both it and its successor ${next.hcpcs} are in effect; correct to or from`,
        where,
      ),
    ];
  if (next.from > dayAfter(code.to))
    return [
      warning(
        'MAPPING_DATES',
        `from ${dayAfter(code.to)} until ${next.hcpcs} begins on ${next.from} there is no code; check the dates`,
        where,
      ),
    ];
  return [];
}

export function dayAfter(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/** Codes that a charge or a rule may be about. */
function knownCodes({ codes, administration, otherLimits, homeInfusion }: Rules): ReadonlySet<string> {
  const procedures = [administration, homeInfusion].flatMap(textsIn);
  return new Set([...codes.keys(), ...otherLimits.keys(), ...procedures]);
}

export const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

function feeIssues(rules: Rules): readonly Issue[] {
  const known = knownCodes(rules);
  const pumps = new Set([...rules.payers.values()].map(({ payer_rules }) => payer_rules.pump_code));
  return [...rules.fees.values()].flatMap(({ file, charges }) =>
    [...charges.keys()]
      .filter((code) => !known.has(code) && !pumps.has(code))
      .map((code) =>
        warning(
          'FEE_CODE_UNKNOWN',
          `there is a charge for ${code}, which no file describes; correct it or add the code`,
          { path: file },
        ),
      ),
  );
}

/** A payer must be recognizable, and its rules must be about something. */
function payerIssues(rules: Rules, payer: Payer): readonly Issue[] {
  const tell = (what: string) => error('PAYER_INCOMPLETE', what, { path: payer.file });
  const ingredients = new Set([...rules.codes.values()].flatMap((code) => code.ingredients));
  const unknownCodes = [
    ...payer.authorization.except,
    ...payer.payer_rules.route_modifier_codes,
    ...Object.keys(payer.administration_class),
  ].filter((code) => code !== 'payer' && !rules.codes.has(code));
  const unknownDrugs = payer.biosimilar_first.filter((drug) => !ingredients.has(drug));
  return [
    ...(payer.identifiers.length === 0 ? [tell('it has no identifier, so no Coverage can name it; add one')] : []),
    ...(payer.administration_class['payer'] === undefined
      ? [tell('administration_class does not say what payer means for it; add payer: chemo or payer: ther')]
      : []),
    ...unknownCodes.map((code) =>
      tell(`its rules name ${code}, which no file of mappings/drugs describes; correct it or add the code`),
    ),
    ...unknownDrugs.map((drug) =>
      tell(`biosimilar_first names ${drug}, which is no ingredient of mappings/drugs; correct the name`),
    ),
  ];
}

/** An identifier or a name that two payers share would pick one of them by chance. */
function sharedNames({ payers }: Rules): readonly Issue[] {
  const owners = new Map<string, string>();
  return [...payers.values()].flatMap(({ id, file, name, names, identifiers, x12 }) => {
    const own = [
      ...new Set([name, ...names].map((one) => `the name ${one.toLowerCase()}`)),
      ...identifiers.map(({ system, value }) => `the identifier ${system}|${value}`),
      `the payer number ${x12.payer_id}`,
    ];
    return own.flatMap((what) => {
      const other = owners.get(what);
      owners.set(what, id);
      if (other === undefined) return [];
      return [
        error('PAYER_AMBIGUOUS', `${other} has ${what}, too; a payer is found by it, so it can have one owner`, {
          path: file,
        }),
      ];
    });
  });
}

/** Rules of coverage name drugs that are described. */
function ruleIssues({ codes, coverage }: Rules): readonly Issue[] {
  const lists = {
    'self_administered.codes': coverage.self_administered.codes,
    'hospital_authorization.codes': coverage.hospital_authorization.codes,
    'anemia.codes': coverage.anemia.codes,
  };
  return Object.entries(lists).flatMap(([list, named]) =>
    named
      .filter((code) => !codes.has(code))
      .map((code) =>
        warning(
          'RULE_CODE_UNKNOWN',
          `it names ${code}, which no file of mappings/drugs describes; correct it or add the code`,
          {
            path: `mappings/codes/coverage.yaml ${list}`,
          },
        ),
      ),
  );
}

const SOURCES = 'mappings/codes/sources.yaml';
function sourceIssues({ codes, packages, sources }: Rules): readonly Issue[] {
  const known = sources.sources;
  const isKnown = (name: string) => Object.hasOwn(known, name);
  const lost = Object.entries(sources.defaults).filter(([, name]) => !isKnown(name));
  const named = [...codes.values()].flatMap((code) => sourcesOf(code).map((source) => ({ ...code, source })));
  const used = new Set([
    ...Object.values(sources.defaults),
    ...[...packages.values()].flatMap(({ basis }) => [basis.codes.source, basis.content.source]),
    ...named.map(({ source }) => source),
  ]);
  return [
    ...lost.map(([values, name]) =>
      error('SOURCE_UNKNOWN', `${name} is not among the sources; add it or correct the name`, {
        path: `${SOURCES} defaults.${values}`,
      }),
    ),
    ...named
      .filter(({ source }) => !isKnown(source))
      .map(({ file, hcpcs, source }) =>
        error(
          'SOURCE_UNKNOWN',
          `its values name ${source}, which ${SOURCES} does not have; add it or correct the name`,
          {
            path: `${file} codes.${hcpcs}`,
          },
        ),
      ),
    ...Object.keys(known)
      .filter((name) => !used.has(name))
      .map((name) =>
        warning('SOURCE_UNUSED', 'no value comes from it; remove it, or name it where it is used', {
          path: `${SOURCES} sources.${name}`,
        }),
      ),
  ];
}

/** Every source that the values of a code come from. */
const sourcesOf = ({ basis, oppsStatus, unitLimit }: DrugCode): readonly string[] => [
  ...new Set([
    ...Object.values(basis).map(({ source }) => source),
    ...[...oppsStatus, ...unitLimit].flatMap(({ source }) => source ?? []),
  ]),
];
