/** New codes, ended codes and their successors, from the HCPCS update and from where the crosswalk lists our NDCs. */

import { shortDecimal } from '../../../coding/units.ts';
import { drugByName } from '../../../rules/lookup.ts';
import type { Rules } from '../../../rules/parse.ts';
import type { Amount, DrugCode } from '../../../rules/types.ts';
import { convert } from '../../../rules/units.ts';
import type { Change, KnownCode, Question } from './change.ts';
import type { CmsFiles, CodeRow } from './cmsFiles.ts';
import { readDescriptor } from './descriptor.ts';

export interface CodeChanges {
  readonly changes: readonly Change[];
  readonly questions: readonly Question[];
  readonly known: ReadonlyMap<string, KnownCode>;
}

export function codeChanges(files: CmsFiles, rules: Rules): CodeChanges {
  const changes: Change[] = [];
  const questions: Question[] = [];
  const known = new Map<string, KnownCode>(rules.codes);
  for (const row of files.codes) {
    const code = rules.codes.get(row.hcpcs);
    if (code === undefined) continue;
    changes.push(...dateChanges(code, row));
    questions.push(...unitQuestions(code, row));
    if (row.ended !== null) known.set(code.hcpcs, { ...code, to: row.ended });
  }
  const predecessors = predecessorsOf(files, rules);
  for (const row of files.codes.filter(({ hcpcs, isNew }) => isNew && !rules.codes.has(hcpcs))) {
    const change = newCode(row, predecessors.get(row.hcpcs) ?? [], files, rules);
    if (change === undefined) continue;
    if ('about' in change) {
      questions.push(change);
      continue;
    }
    changes.push(change);
    const unit = readDescriptor(row.description).unit ?? null;
    const like = change.kind === 'new code' && change.samePackages ? rules.codes.get(change.like) : undefined;
    known.set(row.hcpcs, {
      hcpcs: row.hcpcs,
      file: change.file,
      unit,
      from: row.added,
      to: row.ended,
      replacedBy: null,
      ndcUnit: like?.ndcUnit ?? null,
    });
  }
  for (const change of replacements(files, known, predecessors)) {
    changes.push(change);
    const old = known.get(change.hcpcs);
    if (old !== undefined && change.kind === 'replaced') known.set(old.hcpcs, { ...old, replacedBy: change.by });
  }
  return { changes, questions, known };
}

/** First and last day as the file has them; the same ones are worth noting once, when they had been a label's. */
function dateChanges(code: DrugCode, row: CodeRow): readonly Change[] {
  const where = { hcpcs: code.hcpcs, file: code.file };
  const changes: Change[] = [];
  if (row.ended !== null && row.ended !== code.to)
    changes.push({ kind: 'code ends', ...where, to: row.ended, was: code.to });
  if (row.added !== null && row.added !== code.from)
    changes.push({ kind: 'code begins', ...where, from: row.added, was: code.from });
  const same = row.added === code.from && row.ended === code.to;
  if (same && code.basis.dates.status !== 'imported' && code.basis.dates.status !== 'verified')
    changes.push({ kind: 'dates confirmed', ...where });
  return changes;
}

function unitQuestions(code: DrugCode, row: CodeRow): readonly Question[] {
  const { unit } = readDescriptor(row.description);
  if (row.ended === null && code.to !== null)
    return [
      {
        about: code.hcpcs,
        message: `${code.file} ends it on ${code.to}, the HCPCS update does not end it; find out which is right and correct to`,
      },
    ];
  if (unit === undefined || code.unit === null || convert(unit, code.unit.unit)?.eq(code.unit.value) !== false)
    return [];
  return [
    {
      about: code.hcpcs,
      message: `its unit is ${amountText(code.unit)} in ${code.file} and ${amountText(unit)} in the HCPCS update; a unit changes with a new code, so one of them is wrong`,
    },
  ];
}

/** New code -> our codes under which the crosswalk's NDCs of it are listed here, or which name it as their successor. */
function predecessorsOf(files: CmsFiles, rules: Rules): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (next: string, old: string) => found.set(next, (found.get(next) ?? new Set()).add(old));
  for (const row of files.codes)
    if (row.successor !== null && rules.codes.has(row.hcpcs)) add(row.successor, row.hcpcs);
  for (const row of files.crosswalk) {
    for (const old of rules.packages.get(row.ndc.replaceAll('-', ''))?.codes ?? [])
      if (old !== row.hcpcs) add(row.hcpcs, old);
  }
  return new Map([...found].map(([next, old]) => [next, [...old]]));
}

/** A code of a drug that is here goes into its file; a drug that is not gets a file with what is not known left open. */
function newCode(
  row: CodeRow,
  predecessors: readonly string[],
  files: CmsFiles,
  rules: Rules,
): Change | Question | undefined {
  const { name, unit, upTo } = readDescriptor(row.description);
  const listed = files.crosswalk.some(({ hcpcs }) => hcpcs === row.hcpcs);
  const own = predecessors.flatMap((old) => rules.codes.get(old) ?? []);
  const named = own.length > 0 ? own : drugByName(rules, name);
  const homes = new Set(named.map(({ file }) => file));
  if (homes.size === 0 && !listed && !/^injection/i.test(row.description)) return undefined;
  if (unit === undefined || row.added === null || name === '' || homes.size > 1)
    return {
      about: row.hcpcs,
      message: `it is new, and its drug, unit or first day cannot be told from "${row.description}"; add it to mappings/drugs by hand`,
    };
  const what = { hcpcs: row.hcpcs, name, unit: amountText(unit), upTo, from: row.added };
  const like = named.find(({ to }) => to === null) ?? named[0];
  if (like === undefined)
    return {
      kind: 'new drug',
      ...what,
      file: `mappings/drugs/${name.replace(/-[a-z]{4}$/, '').replace(/[^a-z0-9]+/g, '-')}.yaml`,
    };
  return { kind: 'new code', ...what, file: like.file, like: like.hcpcs, samePackages: own.length > 0 };
}

/** A code that has ended gives way to the one code under which its NDCs are listed now, or which the update names. */
function replacements(
  files: CmsFiles,
  known: ReadonlyMap<string, KnownCode>,
  predecessors: ReadonlyMap<string, readonly string[]>,
): readonly Change[] {
  const ended = [...known.values()].filter(({ to, replacedBy }) => to !== null && replacedBy === null);
  return ended.flatMap((old) => {
    const named = files.codes.find(({ hcpcs }) => hcpcs === old.hcpcs)?.successor;
    const listed = [...predecessors].filter(([, codes]) => codes.includes(old.hcpcs)).map(([next]) => next);
    const candidates = (named == null ? listed : [named]).flatMap((next) => known.get(next) ?? []);
    const [next] = candidates.filter(({ file, from }) => file === old.file && (from ?? '') > (old.to ?? ''));
    if (next === undefined || candidates.length !== 1) return [];
    return [
      { kind: 'replaced' as const, hcpcs: old.hcpcs, file: old.file, by: next.hcpcs, units: unitChange(old, next) },
    ];
  });
}

/** `0.1 mg -> 0.01 mg, 10 times the units`. */
function unitChange(old: KnownCode, next: KnownCode): string {
  if (old.unit === null || next.unit === null) return 'the units cannot be compared';
  const before = convert(old.unit, next.unit.unit);
  const words = `${amountText(old.unit)} -> ${amountText(next.unit)}`;
  return before === undefined ? words : `${words}, ${shortDecimal(before.div(next.unit.value))} times the units`;
}

export const amountText = ({ value, unit }: Amount): string => `${value.toFixed()} ${unit}`;
