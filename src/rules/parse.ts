/** Reads all of `mappings/` into Rules, or lists everything that is wrong with it. */

import { parse } from 'yaml';
import type { z } from 'zod';
import { type Cents, parseCents } from '../money.ts';
import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import { bispecificFile, documentationFile, workFile } from './clinicSchema.ts';
import { editsFile, modifiersFile, placesFile } from './codingSchema.ts';
import { type DrugFile, readDrugFile, readLimit } from './drug.ts';
import { type PayerGuides, payerGuidesOf } from './payerGuides.ts';
import { type PayerRequirements, requirementsFile } from './requirementSchema.ts';
import {
  administrationFile,
  clocksFile,
  coverageFile,
  drugFile,
  feesFile,
  homeInfusionFile,
  payerFile,
  revenueFile,
  sourcesFile,
} from './schema.ts';
import type { Dated, DrugCode, DrugPackage, FeeSchedule, RulesFile, UnitLimit } from './types.ts';

export type Payer = z.infer<typeof payerFile> & {
  readonly file: string;
  /** What is written to it follows these. */
  readonly guides: PayerGuides;
};

/** Everything `mappings/` says. Look things up with the functions of `lookup.ts`. */
export interface Rules {
  readonly codes: ReadonlyMap<string, DrugCode>;
  readonly packages: ReadonlyMap<string, DrugPackage>;
  readonly payers: ReadonlyMap<string, Payer>;
  readonly fees: ReadonlyMap<string, FeeSchedule>;
  readonly sources: z.infer<typeof sourcesFile>;
  readonly modifiers: z.infer<typeof modifiersFile>;
  readonly administration: z.infer<typeof administrationFile>;
  readonly otherLimits: ReadonlyMap<string, readonly Dated<UnitLimit>[]>;
  readonly coverage: z.infer<typeof coverageFile>;
  readonly edits: z.infer<typeof editsFile>;
  readonly places: z.infer<typeof placesFile>;
  readonly homeInfusion: z.infer<typeof homeInfusionFile>;
  readonly revenue: z.infer<typeof revenueFile>;
  readonly clocks: z.infer<typeof clocksFile>;
  /** By payer: what it wants before it says yes. */
  readonly requirements: ReadonlyMap<string, PayerRequirements>;
  readonly documentation: z.infer<typeof documentationFile>;
  readonly work: z.infer<typeof workFile>;
  readonly bispecifics: z.infer<typeof bispecificFile>;
}

/**
 * Reads the files of `mappings/` (paths with forward slashes, ending in `mappings/drugs/<name>.yaml` and so on).
 * All faults come back at once, each with the file, the place in it, and what to do.
 */
export function parseRules(files: readonly RulesFile[]): Outcome<Rules> {
  const issues: Issue[] = [];
  const texts = new Map(
    files.map((file) => [file.path.slice(Math.max(0, file.path.lastIndexOf('mappings/'))), file.text]),
  );
  const one = <S extends z.ZodType>(path: string, schema: S): z.infer<S> | undefined => {
    const text = texts.get(path);
    if (text === undefined)
      issues.push(error('MAPPING_MISSING', 'the file is missing; restore it from the release', { path }));
    return text === undefined ? undefined : readYaml(path, text, schema, issues);
  };
  const all = <S extends z.ZodType>(folder: string, schema: S): readonly (readonly [string, z.infer<S>])[] =>
    [...texts].flatMap(([path, text]) => {
      if (!path.startsWith(folder) || path.slice(folder.length).includes('/') || !path.endsWith('.yaml')) return [];
      const content = readYaml(path, text, schema, issues);
      return content === undefined ? [] : [[path, content] as const];
    });

  const sources = one('mappings/codes/sources.yaml', sourcesFile);
  const modifiers = one('mappings/codes/modifiers.yaml', modifiersFile);
  const administration = one('mappings/codes/administration.yaml', administrationFile);
  const coverage = one('mappings/codes/coverage.yaml', coverageFile);
  const edits = one('mappings/codes/edits.yaml', editsFile);
  const places = one('mappings/codes/places.yaml', placesFile);
  const homeInfusion = one('mappings/codes/home-infusion.yaml', homeInfusionFile);
  const revenue = one('mappings/codes/revenue.yaml', revenueFile);
  const clocks = one('mappings/codes/clocks.yaml', clocksFile);
  const known = sources ?? { sources: {}, defaults: {} };
  const documentation = one('mappings/codes/documentation.yaml', documentationFile);
  const work = one('mappings/codes/work.yaml', workFile);
  const bispecifics = one('mappings/codes/bispecifics.yaml', bispecificFile);
  const requirements = readRequirements(all('mappings/requirements/', requirementsFile), issues);
  const drugs = all('mappings/drugs/', drugFile).map(([path, content]) => readDrugFile(content, path, known));
  const fees = collectFees(all('mappings/payers/fees/', feesFile), issues);
  const payers = readPayers(all('mappings/payers/', payerFile), fees, issues);
  const codes = collectCodes(drugs, issues);
  const packages = collectPackages(drugs, issues);
  if (
    !sources ||
    !modifiers ||
    !administration ||
    !coverage ||
    !edits ||
    !places ||
    !homeInfusion ||
    !revenue ||
    !clocks ||
    !documentation ||
    !work ||
    !bispecifics ||
    issues.some((issue) => issue.severity === 'error')
  ) {
    return bad(...issues);
  }
  const otherLimits = new Map(
    Object.entries(administration.mue).map(([code, text]) => [
      code,
      [{ from: administration.mue_from, value: readLimit(text, () => undefined) }],
    ]),
  );
  return good(
    {
      codes,
      packages,
      payers,
      fees,
      sources,
      modifiers,
      administration,
      otherLimits,
      coverage,
      edits,
      places,
      homeInfusion,
      revenue,
      clocks,
      requirements,
      documentation,
      work,
      bispecifics,
    },
    issues,
  );
}

function readYaml<S extends z.ZodType>(path: string, text: string, schema: S, issues: Issue[]): z.infer<S> | undefined {
  let content: unknown;
  try {
    content = parse(text);
  } catch (problem) {
    issues.push(
      error(
        'MAPPING_SYNTAX',
        `this is not YAML: ${problem instanceof Error ? problem.message.split('\n')[0] : 'unreadable'}; correct the line`,
        { path },
      ),
    );
    return undefined;
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  for (const fault of result.error.issues) {
    issues.push(
      error('MAPPING_VALUE', `${fault.message}; correct the value`, { path: `${path} ${fault.path.join('.')}`.trim() }),
    );
  }
  return undefined;
}

function collectCodes(drugs: readonly DrugFile[], issues: Issue[]): ReadonlyMap<string, DrugCode> {
  const codes = new Map<string, DrugCode>();
  for (const drug of drugs) {
    issues.push(...drug.issues);
    for (const code of drug.codes) {
      const other = codes.get(code.hcpcs);
      if (other !== undefined)
        issues.push(
          error('MAPPING_TWICE', `${code.hcpcs} is described twice; remove it here or in ${other.file}`, {
            path: code.file,
          }),
        );
      codes.set(code.hcpcs, code);
    }
  }
  for (const code of codes.values()) {
    if (code.replacedBy !== null && codes.get(code.replacedBy) === undefined)
      issues.push(
        error(
          'MAPPING_VALUE',
          `replaced_by names ${code.replacedBy}, which no file describes; add it or correct the code`,
          { path: `${code.file} codes.${code.hcpcs}` },
        ),
      );
  }
  return codes;
}

function collectPackages(drugs: readonly DrugFile[], issues: Issue[]): ReadonlyMap<string, DrugPackage> {
  const packages = new Map<string, DrugPackage>();
  for (const row of drugs.flatMap((drug) => drug.packages)) {
    const other = packages.get(row.ndc11);
    if (other !== undefined)
      issues.push(
        error('MAPPING_TWICE', `the NDC is listed twice; keep one row, the other is in ${other.file}`, {
          path: `${row.file} packages ${row.hyphenated}`,
        }),
      );
    packages.set(row.ndc11, row);
  }
  return packages;
}

function readPayers(
  files: readonly (readonly [string, z.infer<typeof payerFile>])[],
  fees: ReadonlyMap<string, FeeSchedule>,
  issues: Issue[],
): ReadonlyMap<string, Payer> {
  const payers = new Map<string, Payer>();
  for (const [file, content] of files) {
    if (payers.has(content.id))
      issues.push(
        error('MAPPING_TWICE', `the payer ${content.id} is described twice; give one another id`, { path: file }),
      );
    if (!fees.has(content.fees))
      issues.push(
        error(
          'MAPPING_VALUE',
          `fees names ${content.fees}, which is not in mappings/payers/fees; add it or correct the name`,
          { path: file },
        ),
      );
    const { guides, issues: refused } = payerGuidesOf(file, content.x12);
    issues.push(...refused);
    payers.set(content.id, { ...content, file, guides });
  }
  return payers;
}

function readRequirements(
  files: readonly (readonly [string, z.infer<typeof requirementsFile>])[],
  issues: Issue[],
): ReadonlyMap<string, PayerRequirements> {
  const byPayer = new Map<string, PayerRequirements>();
  for (const [file, { payer, requirements }] of files) {
    const other = byPayer.get(payer);
    if (other !== undefined)
      issues.push(
        error('MAPPING_TWICE', `the requirements of ${payer} stand in ${other.file}, too; put them into one file`, {
          path: file,
        }),
      );
    byPayer.set(payer, { file, requirements });
  }
  return byPayer;
}

function collectFees(
  files: readonly (readonly [string, z.infer<typeof feesFile>])[],
  issues: Issue[],
): ReadonlyMap<string, FeeSchedule> {
  const fees = new Map<string, FeeSchedule>();
  for (const [file, content] of files) {
    const other = fees.get(content.id);
    if (other !== undefined)
      issues.push(
        error('MAPPING_TWICE', `the fee schedule ${content.id} is also in ${other.file}; give one another id`, {
          path: file,
        }),
      );
    fees.set(content.id, readFees(file, content));
  }
  return fees;
}

function readFees(file: string, content: z.infer<typeof feesFile>): FeeSchedule {
  const charges = new Map<string, Dated<Cents>[]>();
  for (const [from, perCode] of Object.entries(content.charges).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const [code, text] of Object.entries(perCode)) {
      const value = parseCents(text);
      if (value === undefined) throw new Error(`the schema let a charge through that is no amount: ${file} ${code}`);
      charges.set(code, [...(charges.get(code) ?? []), { from, value }]);
    }
  }
  return { id: content.id, file, charges };
}
