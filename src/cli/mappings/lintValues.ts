/** Values that contradict each other: packages and units, payers among themselves and with the modifiers. */

import { error, type Issue, warning } from '../../outcome.ts';
import type { Payer, Rules } from '../../rules/parse.ts';
import { convert } from '../../rules/units.ts';

export const lintValues = (rules: Rules): readonly Issue[] => [
  ...packageIssues(rules),
  ...[...rules.payers.values()].flatMap((payer) => payerIssues(rules, payer)),
  ...medicareIssues([...rules.payers.values()]),
];

/** What a container holds is counted in the unit of each of its codes, exactly, and is something. */
function packageIssues({ codes, packages }: Rules): readonly Issue[] {
  return [...packages.values()].flatMap((row) => {
    const tell = (what: string) => error('PACKAGE_UNIT', what, { path: `${row.file} packages ${row.hyphenated}` });
    const empty = row.amount.value.lte(0) || row.volumeMl?.lte(0) === true || row.containersPerPackage === 0;
    const uncounted = row.codes.filter((hcpcs) => {
      const unit = codes.get(hcpcs)?.unit;
      if (unit == null) return unit === null;
      const there = convert(row.amount, unit.unit);
      return (
        there === undefined ||
        convert({ value: there, unit: unit.unit }, row.amount.unit)?.eq(row.amount.value) !== true
      );
    });
    return [
      ...(empty
        ? [tell('a container of it holds nothing; write what the label says, or - for a volume that is not known')]
        : []),
      ...uncounted.map((hcpcs) =>
        tell(`what it holds cannot be counted in units of ${hcpcs}; write the amount in a unit that converts exactly`),
      ),
    ];
  });
}

/** Rules of one payer that cannot both be meant. */
function payerIssues({ modifiers }: Rules, { file, payer_rules: own, authorization }: Payer): readonly Issue[] {
  const tell = (what: string) => error('PAYER_CONTRADICTION', what, { path: file });
  const unknown = [own.mod_340b, own.distinct_modifier].filter(
    (one) => one !== null && modifiers.modifiers[one] === undefined,
  );
  return [
    ...unknown.map((one) =>
      tell(
        `its rules use the modifier ${one}, which mappings/codes/modifiers.yaml does not have; add it there with its dates, or correct it`,
      ),
    ),
    ...(own.waste_policy === 'jw_line' && !own.jw_jz
      ? [tell('waste_policy wants a JW line and jw_jz says that the payer takes no JW; correct one of them')]
      : []),
    ...(authorization.drugs === 'none' && authorization.except.length > 0
      ? [tell('authorization excepts codes, but asks for no drug at all; empty except, or write usual or all')]
      : []),
  ];
}

/** What federal rules fix is the same for everyone who follows Medicare's coding rules. */
const FEDERAL = ['jw_jz', 'mod_340b', 'pump_code', 'waste_policy'] as const;
function medicareIssues(payers: readonly Payer[]): readonly Issue[] {
  const [first, ...others] = payers.filter(({ payer_rules }) => payer_rules.type.startsWith('medicare_'));
  if (first === undefined) return [];
  return others.flatMap(({ id, file, payer_rules }) =>
    FEDERAL.filter((key) => payer_rules[key] !== first.payer_rules[key]).map((key) =>
      warning(
        'PAYER_CONTRADICTION',
        `${key} is ${payer_rules[key]} for ${id} and ${first.payer_rules[key]} for ${first.id}; both follow Medicare's coding rules, so one of them is wrong`,
        { path: file },
      ),
    ),
  );
}
