/** NDCs of the crosswalk that are new here or gone there. Its known faults are looked for before a row is taken over. */

import { Decimal } from '../../../quantity.ts';
import type { Rules } from '../../../rules/parse.ts';
import type { DrugPackage } from '../../../rules/types.ts';
import { convert } from '../../../rules/units.ts';
import type { Change, KnownCode, Question } from './change.ts';
import type { CmsFiles, CrosswalkRow } from './cmsFiles.ts';
import { amountText } from './codeChanges.ts';
import { unitIn } from './descriptor.ts';
import { quarterOf } from './quarter.ts';

/** What a row's note says once CMS lists its NDC no more. */
export const GONE = /;? ?not listed by CMS from (\d{4}-\d{2}-\d{2}) on/;

export function ndcChanges(
  files: CmsFiles,
  rules: Rules,
  known: ReadonlyMap<string, KnownCode>,
  on: string,
): { readonly changes: readonly Change[]; readonly questions: readonly Question[] } {
  const changes: Change[] = [];
  const questions: Question[] = [];
  for (const [ndc, rows] of Map.groupBy(files.crosswalk, (row) => row.ndc)) {
    const ours = rows.filter(({ hcpcs }) => known.has(hcpcs));
    if (ours.length === 0) continue;
    if (!/^\d{5}-\d{4}-\d{2}$/.test(ndc)) {
      questions.push({
        about: `line ${rows[0]?.line}`,
        message: 'the NDC is not 5-4-2 digits with hyphens; find it in the NDC directory',
      });
      continue;
    }
    const found = rules.packages.get(ndc.replaceAll('-', ''));
    if (found === undefined) {
      const taken = newPackage(ndc, ours, rules, known, on);
      if ('kind' in taken) changes.push(taken);
      else questions.push(taken);
      continue;
    }
    questions.push(...disagreements(found, ours, known));
    if (GONE.test(found.note ?? '')) changes.push({ kind: 'NDC back', ...told(found) });
  }
  return { changes: [...changes, ...goneFrom(files, rules, known)], questions };
}

const told = ({ codes, file, hyphenated, product }: DrugPackage) => ({
  hcpcs: codes[0] ?? '',
  file,
  ndc: hyphenated,
  product,
});

/** Imported NDCs of a code that the file has, which it does not have. They stay: earlier dates of service need them. */
function goneFrom(files: CmsFiles, rules: Rules, known: ReadonlyMap<string, KnownCode>): readonly Change[] {
  const codes = familyOf([...new Set(files.crosswalk.map(({ hcpcs }) => hcpcs))], known);
  const listed = new Set(files.crosswalk.map(({ ndc }) => ndc));
  return [...rules.packages.values()]
    .filter(({ codes: own, basis }) => own.some((code) => codes.has(code)) && basis.codes.status === 'imported')
    .filter(({ hyphenated, note }) => !listed.has(hyphenated) && !GONE.test(note ?? ''))
    .map((row) => ({ kind: 'NDC gone' as const, ...told(row) }));
}

/** A known NDC under another code, or with another content: the file is wrong often enough that a person looks. */
function disagreements(
  found: DrugPackage,
  rows: readonly CrosswalkRow[],
  known: ReadonlyMap<string, KnownCode>,
): readonly Question[] {
  const family = familyOf(found.codes, known);
  return rows.flatMap((row) => {
    const unit = known.get(row.hcpcs)?.unit;
    if (!family.has(row.hcpcs))
      return [
        {
          about: found.hyphenated,
          message: `it is listed under ${row.hcpcs} in the file and under ${found.codes.join(', ')} in ${found.file}; decide which code it is billed with`,
        },
      ];
    const dosage = unitIn(row.dosage);
    if (unit != null && dosage !== undefined && convert(dosage, unit.unit)?.eq(unit.value) === false)
      return [
        {
          about: row.hcpcs,
          message: `the file counts it in ${row.dosage}, ${known.get(row.hcpcs)?.file} in ${amountText(unit)}; a unit changes with a new code, so one of them is wrong`,
        },
      ];
    if (unit == null || row.unitsEach === undefined || found.basis.content.source === 'label') return [];
    const amount = { value: row.unitsEach.times(unit.value), unit: unit.unit };
    const own = convert(found.amount, unit.unit);
    if (own === undefined || own.eq(amount.value) || isRounded(own, row.unitsEach, unit.value)) return [];
    return [
      {
        about: found.hyphenated,
        message: `a container holds ${amountText(found.amount)} in ${found.file} and ${amountText(amount)} by the file's units; the label decides`,
      },
    ];
  });
}

/** Ten milligrams at 0.075 are 133.33 units in the file: the same content, rounded. */
const isRounded = (own: Decimal, units: Decimal, size: Decimal): boolean =>
  own.div(size).toDecimalPlaces(units.decimalPlaces()).eq(units);

/** A code, what it replaced, and what replaces it. */
function familyOf(codes: readonly string[], known: ReadonlyMap<string, KnownCode>): ReadonlySet<string> {
  const family = new Set(codes);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { hcpcs, replacedBy } of known.values()) {
      if (replacedBy === null) continue;
      if (family.has(hcpcs)) family.add(replacedBy);
      if (family.has(replacedBy)) family.add(hcpcs);
    }
  }
  return family;
}

/** The row of a new NDC where its content fits what is known of the drug; a question with the row where it does not. */
function newPackage(
  ndc: string,
  rows: readonly CrosswalkRow[],
  rules: Rules,
  known: ReadonlyMap<string, KnownCode>,
  on: string,
): Change | Question {
  const codes = rows.flatMap(({ hcpcs }) => known.get(hcpcs) ?? []);
  const [row] = rows;
  const [code] = codes;
  const question = (message: string, text?: string): Question => ({
    about: ndc,
    message,
    ...(text === undefined ? {} : { row: text }),
  });
  if (
    row === undefined ||
    code === undefined ||
    code.unit === null ||
    row.unitsEach === undefined ||
    row.unitsEach.lte(0)
  )
    return question('it is new, and what a container holds cannot be told from the file; add it from the label');
  const family = familyOf(
    codes.map(({ hcpcs }) => hcpcs),
    known,
  );
  const siblings = [...rules.packages.values()].filter((one) => one.codes.some((own) => family.has(own)));
  const amount = row.unitsEach.times(code.unit.value);
  const fit = fitOf(amount, code.unit.unit, row.size, siblings, code.ndcUnit);
  const text = [
    ndc,
    codes.map(({ hcpcs }) => hcpcs).join(' '),
    row.product.replaceAll('|', '/'),
    `${amount.toFixed()} ${code.unit.unit}`,
    fit.volume === undefined ? '-' : `${fit.volume.toFixed()} mL`,
    row.containers?.isInteger() === true ? row.containers.toFixed() : '-',
    fit.sameStrength ? '-' : 'unknown',
    fit.ndcUnit ?? '-',
    `xw-${quarterOf(on)}`,
  ].join(' | ');
  if (codes.some(({ file }) => file !== code.file))
    return question(
      `it is new under ${codes.map(({ hcpcs }) => hcpcs).join(', ')}, which are different drugs here; decide where it belongs`,
      text,
    );
  return fit.why === undefined
    ? { kind: 'new NDC', hcpcs: code.hcpcs, file: code.file, ndc, row: text }
    : question(`it is new under ${code.hcpcs}, and ${fit.why}; check the label, then add the row`, text);
}

interface Fit {
  readonly volume: Decimal | undefined;
  readonly ndcUnit: DrugPackage['ndcUnit'];
  /** A container of this strength is known, so its kind is the one that the code has. */
  readonly sameStrength: boolean;
  /** Why it does not fit. */
  readonly why: string | undefined;
}

/**
 * A liquid has a concentration that is known; a powder has a size of 1 and a strength that is known. That finds
 * milligrams in the size column, units wrong by ten, and contents that were rounded.
 */
function fitOf(
  amount: Decimal,
  unit: string,
  size: Decimal | undefined,
  siblings: readonly DrugPackage[],
  codeUnit: DrugPackage['ndcUnit'],
): Fit {
  const amounts = siblings.flatMap((one) => convert(one.amount, unit) ?? []);
  const sameStrength = amounts.some((known) => known.eq(amount));
  const concentrations = siblings.flatMap((one) => {
    const content = convert(one.amount, unit);
    return content === undefined || one.volumeMl === null || one.volumeMl.isZero()
      ? []
      : [{ content, volume: one.volumeMl }];
  });
  const sized = size?.gt(0) === true ? size : undefined;
  const liquid =
    sized !== undefined && concentrations.some(({ content, volume }) => content.times(sized).eq(amount.times(volume)));
  const ndcUnit = codeUnit ?? (liquid ? 'ML' : null);
  if (liquid && ndcUnit === 'ML') return { volume: size, ndcUnit, sameStrength, why: undefined };
  const powder = siblings.some((one) => one.volumeMl === null && convert(one.amount, unit)?.eq(amount) === true);
  if (powder && size?.eq(new Decimal(1)) === true)
    return { volume: undefined, ndcUnit: codeUnit ?? 'UN', sameStrength, why: undefined };
  const why =
    siblings.length === 0
      ? 'no package of the drug is known to compare it with'
      : `a size of ${size?.toFixed() ?? 'nothing'} with ${amount.toFixed()} ${unit} is like no package known`;
  return { volume: undefined, ndcUnit: codeUnit, sameStrength, why };
}
