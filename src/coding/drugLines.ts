/** The claim lines of one drug code on one day. */

import { Decimal, formatDecimal } from '../quantity.ts';
import type { Rules } from '../rules/parse.ts';
import type { DrugCode } from '../rules/types.ts';
import { amountOf } from '../rules/units.ts';
import type { CodedLine, NdcQuantity } from './answer.ts';
import type { BillingCase, CaseAdministration } from './case.ts';
import type { Findings } from './findings.ts';
import { drugModifiers, isPackaged, modifierInEffect } from './modifiers.ts';
import { hyphenated, ndcQuantity, quantityText } from './ndc.ts';
import type { Given } from './product.ts';
import { describe } from './unclassified.ts';
import { administeredUnits, inCodeUnit } from './units.ts';
import { allocate, contentOf, mergeOpened, totalContent, totalUsed, type Use, wasteOf } from './waste.ts';

/** All doses of one code on the day: summed first, rounded once. */
export interface DrugOfDay {
  readonly code: DrugCode;
  readonly given: readonly Given[];
}

/** How this payer, place and date treat leftovers of the drug. */
interface Regime {
  /** JW and JZ mean something here at all. */
  readonly applies: boolean;
  readonly separateLine: boolean;
  readonly jz: boolean;
  readonly combined: boolean;
  readonly proof: readonly string[];
}

/** Administered and discarded lines of a drug, with units, JW or JZ, and NDC quantities. */
export function drugLines(drug: DrugOfDay, visit: BillingCase, rules: Rules, findings: Findings): readonly CodedLine[] {
  const { code, given } = drug;
  const path = given[0]?.path ?? '';
  const opened = mergeOpened(given.flatMap((each) => each.opened));
  const asked = given.reduce((total, each) => total.plus(each.amount), new Decimal(0));
  const amount = cappedAtLabel(asked, drug, contentOf(opened), path, rules, findings);
  if (amount === undefined) return [];
  const regime = regimeOf(visit, code, rules);
  if ((regime.applies || regime.combined) && opened.some((each) => each.kind === null)) {
    findings.error(
      'CONTAINER_TYPE_UNKNOWN',
      'whether the container is single-dose or multi-dose is not known, so neither is the waste; enter the kind of container',
      opened.find((each) => each.kind === null)?.path,
    );
    return [];
  }
  const uses = allocate(amount, opened);
  const single = uses.filter((use) => use.opened.kind === 'single-dose');
  const shared = uses.filter((use) => use.opened.kind !== 'single-dose');
  const total = administeredUnits(amount, totalContent(uses), code);
  const singleUnits =
    shared.length === 0
      ? total.units
      : single.length === 0
        ? 0
        : administeredUnits(totalUsed(single), totalContent(single), code).units;
  const parts: Part[] = [];
  if (single.length > 0) parts.push(...singleDoseParts(single, singleUnits, regime, drug, visit, path, findings));
  if (shared.length > 0 && total.units > singleUnits) {
    parts.push({
      uses: shared,
      units: total.units - singleUnits,
      report: (use) => use.used,
      modifiers: [],
      proof: regime.applies
        ? [`${shared[0]?.opened.kind ?? 'container'} (${shared[0]?.opened.kindFrom ?? ''}): no JW, no JZ`]
        : [],
    });
  }
  const base = [...new Set(given.flatMap((each) => each.proof)), total.proof, ...regime.proof];
  return parts.flatMap((part) => partLines(part, drug, base, visit, rules, opened.length, findings));
}

/** A run of lines that share their modifiers. */
interface Part {
  readonly uses: readonly Use[];
  readonly units: number;
  /** What of a package its line reports. */
  readonly report: (use: Use) => Decimal;
  readonly modifiers: readonly string[];
  readonly proof: readonly string[];
  /** One line on the last NDC, whatever the payer wants for administered lines. */
  readonly onLast?: Decimal;
}

function singleDoseParts(
  single: readonly Use[],
  units: number,
  regime: Regime,
  drug: DrugOfDay,
  visit: BillingCase,
  path: string,
  findings: Findings,
): readonly Part[] {
  const charted = chartedDiscard(drug, findings);
  const waste = wasteOf(single, units, charted, drug.code);
  if (waste.amount.plus(totalUsed(single)).gt(totalContent(single))) {
    findings.error(
      'WASTE_EXCEEDS_OPENED',
      'given and discarded amounts together exceed what the opened containers hold; correct the charted waste or the packages',
      path,
    );
    return [];
  }
  const kind = `single-dose (${single[0]?.opened.kindFrom ?? ''})`;
  if (regime.combined) {
    const whole =
      drug.code.unit === null ? 1 : Math.max(units, totalContent(single).div(drug.code.unit.value).floor().toNumber());
    return [
      {
        uses: single,
        units: whole,
        report: (use) => use.content,
        modifiers: regime.jz && waste.units === 0 ? ['JZ'] : [],
        proof: [`${kind}; the payer takes no JW line: ${whole} units of opened containers on one line`],
      },
    ];
  }
  if (waste.units > 0 && regime.separateLine) {
    return [
      { uses: single, units, report: (use) => use.used, modifiers: [], proof: [kind] },
      {
        uses: single,
        units: waste.units,
        report: (use) => use.used,
        modifiers: ['JW'],
        proof: [kind, waste.proof],
        onLast: waste.amount,
      },
    ];
  }
  if (!regime.applies || waste.units > 0) {
    const why = regime.applies
      ? [`${kind}; ${waste.units} discarded units are not billed to this payer or on this date`]
      : [];
    return [{ uses: single, units, report: (use) => use.used, modifiers: [], proof: why }];
  }
  const left = waste.amount.isZero()
    ? 'nothing discarded'
    : `${formatDecimal(waste.amount)} ${drug.code.unit?.unit ?? visit.administrations[0]?.dose.unit ?? ''} left is less than one unit beside the rounded-up dose`;
  const jz = regime.jz ? 'JZ' : 'before JZ existed';
  return [
    {
      uses: single,
      units,
      report: (use) => reported(use, single, waste.amount),
      modifiers: regime.jz ? ['JZ'] : [],
      proof: [`${kind}; ${left}: ${jz}`],
    },
  ];
}

/** Without a JW line a package reports what was used and what of it was discarded; leftovers are on the last one. */
const reported = (use: Use, single: readonly Use[], discarded: Decimal): Decimal =>
  discarded.eq(totalContent(single).minus(totalUsed(single)))
    ? use.content
    : use === single.at(-1)
      ? use.used.plus(discarded)
      : use.used;

function partLines(
  part: Part,
  drug: DrugOfDay,
  base: readonly string[],
  visit: BillingCase,
  rules: Rules,
  ndcCount: number,
  findings: Findings,
): readonly CodedLine[] {
  const { code, given } = drug;
  const extra = drugModifiers(
    visit,
    code,
    given.map((each) => each.administration),
    rules,
  );
  const perNdc = visit.payer_rules.ndc === 'one_line_per_ndc';
  const first = given[0]?.administration;
  const line = (
    units: number,
    modifiers: readonly string[],
    ndc: NdcQuantity | undefined,
    proof: readonly string[],
  ): CodedLine => ({
    hcpcs: code.hcpcs,
    units,
    modifiers: [...part.modifiers, ...extra.codes, ...modifiers],
    ...(ndc === undefined ? {} : { ndc }),
    proof: [...base, ...part.proof, ...extra.proof, ...proof],
    administrations: given.map((each) => each.administration.id),
    ...(code.unit === null && first !== undefined ? described(first, part, rules) : {}),
  });
  const last = part.uses.at(-1);
  if (part.onLast !== undefined && last !== undefined) {
    const position = last.opened;
    const ndc = perNdc || ndcCount === 1 ? ndcOf(position, part.onLast, drug, visit, findings) : undefined;
    return [
      line(part.units, keyModifier(part.uses.length - 1, perNdc && ndcCount > 1, visit), ndc?.ndc, ndc?.proof ?? []),
    ];
  }
  if (!perNdc) {
    const only = ndcCount === 1 ? part.uses[0] : undefined;
    const ndc = only === undefined ? undefined : ndcOf(only.opened, part.report(only), drug, visit, findings);
    const proof = ndc?.proof ?? [`${ndcCount} NDCs on one line: the payer wants none of them`];
    return [line(part.units, [], ndc?.ndc, proof)];
  }
  const shares = shareUnits(part, code);
  return part.uses.flatMap((use, index) => {
    const units = shares[index] ?? 0;
    if (units === 0) return [];
    const ndc = ndcOf(use.opened, part.report(use), drug, visit, findings);
    return [line(units, keyModifier(index, ndcCount > 1, visit), ndc?.ndc, ndc?.proof ?? [])];
  });
}

/** Units of a part over its packages in the order they were used up; the shares add up to the part's units. */
function shareUnits(part: Part, code: DrugCode): readonly number[] {
  const size = code.unit?.value;
  if (size === undefined || part.uses.length === 1) return part.uses.map((_, index) => (index === 0 ? part.units : 0));
  let reached = new Decimal(0);
  let shared = 0;
  return part.uses.map((use, index) => {
    reached = reached.plus(part.report(use));
    const upTo =
      index === part.uses.length - 1 ? part.units : Math.min(part.units, reached.div(size).ceil().toNumber());
    const share = upTo - shared;
    shared = upTo;
    return share;
  });
}

const keyModifier = (index: number, severalNdcs: boolean, visit: BillingCase): readonly string[] =>
  visit.payer_rules.multi_ndc_modifiers && severalNdcs ? [index === 0 ? 'KP' : 'KQ'] : [];

function ndcOf(
  opened: Given['opened'][number],
  amount: Decimal,
  drug: DrugOfDay,
  visit: BillingCase,
  findings: Findings,
): { readonly ndc?: NdcQuantity; readonly proof: readonly string[] } {
  const quantity = ndcQuantity(amount, opened);
  if (quantity === undefined || opened.ndcUnit === null) {
    if (visit.payer_rules.ndc === 'one_line_per_ndc') {
      findings.error(
        'NDC_QUANTITY_UNKNOWN',
        'the payer wants the NDC, but its unit or the label volume is not known; enter the volume per container, or add it to mappings/drugs',
        opened.path,
      );
    }
    return { proof: [`NDC ${hyphenated(opened.ndc11)} left out: its unit or label volume is not known`] };
  }
  const text = quantityText(quantity);
  const unit = drug.code.unit?.unit ?? opened.unit;
  const volume = opened.ndcUnit === 'ML' && opened.volumeMl !== null ? ` in ${formatDecimal(opened.volumeMl)} mL` : '';
  return {
    ndc: { qualifier: 'N4', ndc11: opened.ndc11, quantity: text, uom: opened.ndcUnit },
    proof: [
      `NDC ${hyphenated(opened.ndc11)}: ${formatDecimal(amount)} ${unit} of ${formatDecimal(opened.perContainer)} ${unit}${volume} per container = ${text} ${opened.ndcUnit}`,
    ],
  };
}

function described(
  first: CaseAdministration,
  part: Part,
  rules: Rules,
): { readonly description: string; readonly description_required: true } {
  return {
    description: describe(first, part.uses[0]?.opened.ndc11 ?? '', rules.coverage.unclassified.description_at_most),
    description_required: true,
  };
}

function regimeOf(visit: BillingCase, code: DrugCode, rules: Rules): Regime {
  const { payer_rules: payer, date_of_service: date } = visit;
  const packaged = isPackaged(visit, code, rules);
  const encounterRate = rules.places.encounter_rate_places.includes(visit.setting.pos ?? '');
  const applies = payer.jw_jz && packaged === undefined && !encounterRate;
  const why = packaged ?? (encounterRate ? 'the drug is in the encounter rate of this place: no JW, no JZ' : undefined);
  return {
    applies,
    separateLine: applies && payer.waste_policy === 'jw_line' && modifierInEffect('JW', date, rules),
    jz: applies && modifierInEffect('JZ', date, rules),
    combined: payer.waste_policy === 'combined_line',
    proof: why === undefined ? [] : [why],
  };
}

/** Overfill is never billed: a few percent over the label are capped, more than that is a question to the chart. */
function cappedAtLabel(
  asked: Decimal,
  drug: DrugOfDay,
  opened: Decimal,
  path: string,
  rules: Rules,
  findings: Findings,
): Decimal | undefined {
  if (asked.gt(opened.times(new Decimal(1).plus(rules.coverage.overfill.share_at_most)))) {
    findings.error(
      'DOSE_EXCEEDS_OPENED',
      'the dose given is more than the opened containers hold; correct the dose or record all packages',
      `${path}.packages`,
    );
    return undefined;
  }
  const charted = drug.given.reduce((total, each) => total.plus(chartedAmount(each)), new Decimal(0));
  if (Decimal.max(asked, charted).gt(opened)) {
    findings.warn(
      'OVERFILL_CAPPED',
      'more was charted than the labels of the opened containers hold; billed is the labelled content at most',
      path,
    );
  }
  return Decimal.min(asked, opened);
}

function chartedAmount(given: Given): Decimal {
  const text = given.administration.charted_amount_mg;
  return (text == null ? undefined : inCodeUnit(amountOf(text, 'mg'), given.code)) ?? given.amount;
}

/** What nursing recorded as thrown away, in the code's unit; undefined when nobody recorded it. */
function chartedDiscard(drug: DrugOfDay, findings: Findings): Decimal | undefined {
  const charted = drug.given.flatMap(({ administration, path }) =>
    administration.discarded == null ? [] : [{ discarded: administration.discarded, path }],
  );
  if (charted.length === 0) return undefined;
  return charted.reduce((total, { discarded, path }) => {
    const amount = inCodeUnit(amountOf(discarded.value, discarded.unit), drug.code);
    if (amount === undefined)
      findings.error(
        'WASTE_UNIT_MISMATCH',
        `the discarded amount is in ${discarded.unit}, which ${drug.code.hcpcs} does not count; enter it in another unit`,
        `${path}.discarded`,
      );
    return amount === undefined ? total : total.plus(amount);
  }, new Decimal(0));
}
