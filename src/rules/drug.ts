/** A file of `mappings/drugs/`: one ingredient, its HCPCS codes over time, its packages. */

import type { z } from 'zod';
import { error, type Issue } from '../outcome.ts';
import { codeBasis, type Sources } from './basis.ts';
import type { drugCode, drugFile } from './schema.ts';
import { parsePackages } from './table.ts';
import { type Amount, type Dated, type DrugCode, type DrugPackage, type UnitLimit, VALUE_GROUPS } from './types.ts';
import { parseAmount } from './units.ts';

export interface DrugFile {
  readonly codes: readonly DrugCode[];
  readonly packages: readonly DrugPackage[];
  readonly issues: readonly Issue[];
}

/** Turns a drug file of the right shape into codes and packages, or says what is wrong with it. */
export function readDrugFile(content: z.infer<typeof drugFile>, file: string, sources: Sources): DrugFile {
  const issues: Issue[] = [];
  const codes = Object.entries(content.codes).map(([hcpcs, entry]) =>
    readCode(hcpcs, entry, content, file, sources, issues),
  );
  const table = parsePackages(content.packages ?? '', file, sources);
  for (const row of table.packages) {
    for (const code of row.codes) {
      if (content.codes[code] === undefined)
        issues.push(
          error(
            'MAPPING_ROW',
            `the row names ${code}, which this file does not describe; add the code or correct the row`,
            { path: `${file} packages ${row.hyphenated}` },
          ),
        );
    }
  }
  return { codes, packages: table.packages, issues: [...issues, ...table.issues] };
}

function readCode(
  hcpcs: string,
  entry: z.infer<typeof drugCode>,
  content: z.infer<typeof drugFile>,
  file: string,
  sources: Sources,
  issues: Issue[],
): DrugCode {
  const wrong = (what: string) => issues.push(error('MAPPING_VALUE', what, { path: `${file} codes.${hcpcs}` }));
  const amount = (name: string, text: string | undefined): Amount | null => {
    if (text === undefined) return null;
    const parsed = parseAmount(text);
    if (parsed === undefined) wrong(`${name} cannot be read; write a number and a unit, such as 0.5 mg`);
    return parsed ?? null;
  };
  if (entry.from !== null && entry.to !== null && entry.from > entry.to) wrong('from is after to; exchange them');
  const isGroup = (word: string): boolean => VALUE_GROUPS.some((group) => group === word);
  for (const word of (entry.verified?.split(' ') ?? []).filter((one) => !isGroup(one)))
    wrong(`verified names ${word}, which is no group of values; use ${VALUE_GROUPS.join(', ')}`);
  return {
    hcpcs,
    name: entry.name,
    ingredients: content.ingredients,
    brands: entry.brands?.split(',') ?? [],
    unit: entry.unit === 'unclassified' ? null : amount('unit', entry.unit),
    upTo: entry.up_to ?? false,
    counts: amount('counts', entry.counts),
    content: amount('content', entry.content),
    routes: entry.routes.split(' '),
    administration: entry.administration,
    container: entry.container,
    ndcUnit: entry.ndc_uom,
    from: entry.from,
    to: entry.to,
    replacedBy: entry.replaced_by ?? null,
    replaces: Object.keys(content.codes).filter((other) => content.codes[other]?.replaced_by === hcpcs),
    biosimilar: entry.biosimilar ?? false,
    onDialysis: entry.esrd_on_dialysis ?? null,
    oppsStatus: dated(entry.opps, (status) => status),
    unitLimit: dated(entry.mue, (text) => readLimit(text, wrong)),
    authorization: entry.pa,
    rxnormIngredients: content.rxnorm,
    rxnormProducts: entry.rxnorm_products?.split(' ') ?? [],
    note: entry.note ?? null,
    basis: codeBasis(entry, sources),
    confidence: entry.confidence ?? 'high',
    file,
  };
}

/** `{ 2026-10-01: value }` in order of date; `value (key)` names a source of its own. */
function dated<T>(
  values: Readonly<Record<string, string>> | undefined,
  read: (text: string) => T,
): readonly Dated<T>[] {
  return Object.entries(values ?? {})
    .map(([from, text]) => {
      const [, value = text, source] = /^(.*\S) \(([\w-]+)\)$/.exec(text) ?? [];
      return { from, value: read(value), ...(source === undefined ? {} : { source }) };
    })
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** `9 / 11 / 3`: practitioner, hospital, MAI; `-` where there is no MAI. */
export function readLimit(text: string, wrong: (what: string) => void): UnitLimit {
  const parts = /^(\d+) \/ (\d+) \/ (\d|-)$/.exec(text);
  if (parts === null) wrong(`the MUE cannot be read; write it as practitioner / hospital / MAI, such as 9 / 11 / 3`);
  const [, practitioner = '0', hospital = '0', mai = '-'] = parts ?? [];
  return { practitioner: Number(practitioner), hospital: Number(hospital), mai: mai === '-' ? null : mai };
}
