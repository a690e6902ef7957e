/** The lines of a day beside each other: which are bundled, which limits they exceed together. The rules are coding's. */

import type { CodedLine } from '../coding/answer.ts';
import type { BillingCase } from '../coding/case.ts';
import { bundledLines } from '../coding/edits.ts';
import { type Apart, distinctModifier } from '../coding/modifiers.ts';
import { exceededLimits, isAbsolute } from '../coding/unitLimits.ts';
import type { Rules } from '../rules/parse.ts';
import type { Claim } from './claim.ts';
import type { DayLimit, DayLine, DayPair, DayToJudge, Together } from './day.ts';
import { type LookedAt, lookAhead } from './decide.ts';
import type { Finding } from './denials.ts';
import type { EditOverride } from './editOverride.ts';
import type { VisitAhead } from './planned.ts';

/** Of the lines of one provider and one payer: which are bundled, which limits they exceed together. */
export function together({ visits, billed, certified, rules }: DayToJudge): Together {
  const looked = visits.flatMap((one) => {
    const { overrides = [], visit } = one;
    const found = lookAhead(visit, { rules, certified, sameDay: [], overrides });
    return found === undefined ? [] : [{ ...one, ...found, overrides }];
  });
  const providers = [...Map.groupBy(looked, ({ visit, facts }) => providerOf(visit.insured?.payer.id, formOf(facts)))];
  const checked = providers.map(([provider, own]) => {
    const beside = billed.filter(({ claim }) => providerOf(claim.insurance.payer.profile, claim.form) === provider);
    return besideEachOther(own, beside, rules);
  });
  return {
    lines: [
      ...looked.flatMap((one) => one.coded.lines.map((line) => dayLine(line, one))),
      ...billed.flatMap(({ stream, claim }) =>
        claim.lines.map(({ hcpcs, units, modifiers }) => ({
          hcpcs,
          units,
          modifiers,
          state: 'billed' as const,
          sources: [stream],
        })),
      ),
    ],
    pairs: checked.flatMap(({ pairs }) => pairs),
    limits: checked.flatMap(({ limits }) => limits),
    problems: looked.flatMap((one) => problemsOf(one, rules)),
  };
}

type Looked = VisitAhead & LookedAt & { readonly overrides: readonly EditOverride[] };

const formOf = ({ setting }: BillingCase): Claim['form'] => (setting.claim === '837I' ? '837I' : '837P');
/** A physician and a hospital are two, and so are two payers. */
const providerOf = (payer: string | undefined, form: Claim['form']): string => `${payer ?? ''} ${form}`;

function stateOf(line: CodedLine, { planned }: VisitAhead): DayLine['state'] {
  const ahead = line.administrations.filter((id) => planned.includes(id)).length;
  if (ahead === 0) return 'given';
  return ahead === line.administrations.length ? 'planned' : 'both';
}

const dayLine = (line: CodedLine, of: VisitAhead): DayLine => ({
  hcpcs: line.hcpcs,
  units: line.units,
  modifiers: line.modifiers,
  state: stateOf(line, of),
  sources: line.administrations,
});

function besideEachOther(own: readonly Looked[], billed: DayToJudge['billed'], rules: Rules) {
  const lines = own.flatMap(({ coded }) => coded.lines);
  const states = new Map(own.flatMap((one) => one.coded.lines.map((line) => [line, stateOf(line, one)] as const)));
  const [first] = own;
  if (first === undefined) return { pairs: [], limits: [] };
  const day = {
    ...first.facts,
    billed_today: billed.flatMap(({ claim }) => claim.lines.map(({ hcpcs, units }) => ({ hcpcs, units }))),
  };
  const { from, source } = rules.edits.pairs;
  const pairs = bundledLines(lines, day, rules).map(({ line, into, modifier }): DayPair => {
    const apart = modifier ? { modifiers: modifiersApart(day, rules) } : {};
    const evidence = modifier ? APART : 'No record sets it apart: leave it out, or give it on another day.';
    const state = states.get(line) ?? 'given';
    return { bundled: line.hcpcs, into, state, ...apart, evidence, since: from, source };
  });
  const signed = own.flatMap(({ overrides }) => overrides.filter(({ edit }) => edit === 'UNITS_EXCEED_MUE'));
  const limits = exceededLimits(lines, formOf(first.facts), day, rules)
    .filter((one) => isAbsolute(one) || !signed.some(({ hcpcs = one.hcpcs }) => hcpcs === one.hcpcs))
    .map((one): DayLimit => {
      const { hcpcs, units, most, mai, from: since } = one;
      const all = new Set(one.lines.flatMap((line) => states.get(line) ?? []));
      const [only = 'given', ...others] = all;
      const state = others.length === 0 ? only : 'both';
      return { hcpcs, units, most, mai, exception: !isAbsolute(one), state, since, source: one.source };
    });
  return { pairs: onceEach(pairs), limits };
}
const APART =
  'The records must show another encounter, another vascular access or another practitioner; then sign for it and the line carries the modifier.';

const onceEach = (pairs: readonly DayPair[]): readonly DayPair[] => [
  ...new Map(pairs.map((pair) => [`${pair.bundled} ${pair.into} ${pair.state}`, pair])).values(),
];

const modifiersApart = (day: BillingCase, rules: Rules): Readonly<Record<Apart, string>> => ({
  encounter: distinctModifier('encounter', day, rules),
  site: distinctModifier('site', day, rules),
  practitioner: distinctModifier('practitioner', day, rules),
  other: distinctModifier('other', day, rules),
});

/** Edits are counted over the whole day; a planned dose has no chart yet that anything could be missing from. */
function problemsOf(one: Looked, rules: Rules): Together['problems'] {
  const { facts, coded, planned } = one;
  return coded.errors.flatMap((problem) => {
    if (problem.code === 'NCCI_PAIR' || problem.code === 'UNITS_EXCEED_MUE') return [];
    const about = facts.administrations.find((_given, index) => problem.path?.startsWith(`administrations[${index}]`));
    const isPlanned =
      about === undefined ? facts.administrations.length === planned.length : planned.includes(about.id);
    const row = Object.hasOwn(rules.edits.denials.rows, problem.code)
      ? rules.edits.denials.rows[problem.code]
      : undefined;
    if (isPlanned && (row === undefined || row.charted === true)) return [];
    return [{ ...problem, state: isPlanned ? ('planned' as const) : ('given' as const) }];
  });
}

/** What the lines do to each other, as a payer would find it. */
export function findingsOf({ pairs, limits }: Pick<Together, 'pairs' | 'limits'>): readonly Finding[] {
  return [
    ...pairs.map(({ bundled, into, evidence, since, source }) => ({
      code: 'NCCI_PAIR',
      hcpcs: bundled,
      message: `It is part of ${into} on the same day (since ${since}, ${source}). ${evidence}`,
    })),
    ...limits.map(({ hcpcs, units, most, mai, exception, since, source }) => ({
      code: 'UNITS_EXCEED_MUE',
      hcpcs,
      message: `${units} units together are more than the ${most} that CMS expects on a day (from ${since}, ${source}${mai === null ? '' : `, MAI ${mai}`}). ${exception ? 'If it is right, sign for it and bill it with the records attached.' : 'No exception is possible; plan less for the day.'}`,
    })),
  ];
}
