/** Changes written into the text of the files, line by line: what is not changed stays as people wrote it. */

import type { RulesFile } from '../../../rules/types.ts';
import type { Change } from './change.ts';
import type { CmsKind } from './cmsFiles.ts';
import { GONE } from './ndcChanges.ts';
import { quarterOf } from './quarter.ts';

const SOURCES = 'mappings/codes/sources.yaml';
const KEYS: Readonly<Record<CmsKind, { readonly key: string; readonly name: string }>> = {
  asp: { key: 'xw', name: 'CMS ASP NDC-HCPCS crosswalk' },
  mue: { key: 'mue', name: 'CMS medically unlikely edits' },
  hcpcs: { key: 'hcpcs', name: 'CMS HCPCS Level II update' },
};

/** The files that become different, with their new text. The quarter's files are entered among the sources. */
export function edited(
  files: readonly RulesFile[],
  changes: readonly Change[],
  given: ReadonlySet<CmsKind>,
  on: string,
): readonly RulesFile[] {
  if (changes.length === 0) return [];
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const change of changes) texts.set(change.file, apply(texts.get(change.file) ?? '', change, on));
  texts.set(SOURCES, withSources(texts.get(SOURCES) ?? '', given, on));
  const before = new Map(files.map(({ path, text }) => [path, text]));
  return [...texts].filter(([path, text]) => before.get(path) !== text).map(([path, text]) => ({ path, text }));
}

function apply(text: string, change: Change, on: string): string {
  const hcpcs = `hcpcs-${quarterOf(on)}`;
  const dated = (next: string) => withValue(next, change.hcpcs, 'dates_source', hcpcs);
  switch (change.kind) {
    case 'code ends':
      return dated(withValue(text, change.hcpcs, 'to', change.to));
    case 'code begins':
      return dated(withValue(text, change.hcpcs, 'from', change.from));
    case 'dates confirmed':
      return dated(text);
    case 'replaced':
      return withValue(text, change.hcpcs, 'replaced_by', change.by);
    case 'limit':
      return withLimit(text, change.hcpcs, `${change.from}: ${change.limit} (mue-${quarterOf(on)})`);
    case 'new NDC':
      return withRow(text, change.row);
    case 'NDC gone':
    case 'NDC back':
      return withNote(text, change.ndc, change.kind === 'NDC gone' ? on : undefined);
    case 'new drug':
      return newFile(change, hcpcs);
    case 'new code':
      return withCode(text, change, hcpcs);
  }
}

/** The lines of one code: from its name to the next line that is indented less. */
function blockOf(lines: readonly string[], hcpcs: string): readonly [number, number] {
  const start = lines.indexOf(`  ${hcpcs}:`);
  if (start < 0) throw new Error(`the file of ${hcpcs} does not describe it`);
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('    '));
  return [start + 1, end < 0 ? lines.length : end];
}

function withValue(text: string, hcpcs: string, key: string, value: string): string {
  const lines = text.split('\n');
  const [start, end] = blockOf(lines, hcpcs);
  const at = lines.findIndex((line, n) => n >= start && n < end && line.startsWith(`    ${key}:`));
  if (at < 0) lines.splice(end, 0, `    ${key}: ${value}`);
  else lines[at] = `    ${key}: ${value}`;
  return lines.join('\n');
}

function withLimit(text: string, hcpcs: string, entry: string): string {
  const lines = text.split('\n');
  const [start, end] = blockOf(lines, hcpcs);
  const line = lines.slice(start, end).find((one) => one.startsWith('    mue:'));
  const old = line === undefined ? [] : (/\{ (.*) \}/.exec(line)?.[1] ?? '').split(', ');
  const others = old.filter((one) => one !== '' && one.slice(0, 10) !== entry.slice(0, 10));
  return withValue(text, hcpcs, 'mue', `{ ${[...others, entry].sort().join(', ')} }`);
}

const isRow = (line: string): boolean => /^ {2}\d{5}-\d{4}-\d{2} \|/.test(line);

/** In order of the NDC, so that the same import gives the same file whatever the order of its rows. */
function withRow(text: string, row: string): string {
  const lines = text.trimEnd().split('\n');
  if (!lines.includes('packages: |')) lines.push('packages: |');
  const table = lines.indexOf('packages: |');
  const at = lines.findIndex((line, n) => n > table && isRow(line) && line.trim() > row);
  lines.splice(at < 0 ? lines.length : at, 0, `  ${row}`);
  return `${lines.join('\n')}\n`;
}

/** `from`: first day on which CMS does not list the NDC; undefined takes such a note away. */
function withNote(text: string, ndc: string, from: string | undefined): string {
  const lines = text.split('\n').map((line) => {
    if (!line.startsWith(`  ${ndc} |`)) return line;
    const cells = line.trim().split(/ *\| */);
    const note = (cells[9] ?? '').replace(GONE, '');
    const added = from === undefined ? [] : [`not listed by CMS from ${from} on`];
    const words = [...(note === '' ? [] : [note]), ...added].join('; ');
    return `  ${[...cells.slice(0, 9), ...(words === '' ? [] : [words])].join(' | ')}`;
  });
  return lines.join('\n');
}

type NewCode = Extract<Change, { readonly kind: 'new code' | 'new drug' }>;

const head = ({ hcpcs, name, unit, upTo }: NewCode): readonly string[] => [
  `  ${hcpcs}:`,
  `    name: ${JSON.stringify(name)}`,
  `    unit: ${unit}`,
  ...(upTo ? ['    up_to: true'] : []),
];
const tail = ({ from }: NewCode, source: string): readonly string[] => [
  `    from: ${from}`,
  '    to: null',
  `    unit_source: ${source}`,
  `    dates_source: ${source}`,
  '    confidence: medium',
];

/** Beside the code it is like. Where it stands for other packages, their containers are not known yet. */
function withCode(text: string, change: Extract<NewCode, { readonly kind: 'new code' }>, source: string): string {
  const lines = text.split('\n');
  const [start, end] = blockOf(lines, change.like);
  const own = lines.slice(start, end);
  const taken = (key: string) => own.filter((line) => line.startsWith(`    ${key}:`));
  const block = [
    ...head(change),
    ...['routes', 'administration'].flatMap(taken),
    ...(change.samePackages ? ['container', 'ndc_uom'].flatMap(taken) : ['    container: null', '    ndc_uom: null']),
    ...['biosimilar', 'pa'].flatMap(taken),
    ...tail(change, source),
    `    note: ${JSON.stringify(`Routes, class${change.samePackages ? ', container' : ''} and authorization as for ${change.like}`)}`,
  ];
  lines.splice(end, 0, ...block);
  return lines.join('\n');
}

/** What the file of CMS says, and nothing else: without routes, class and packages a claim for it is held. */
function newFile(change: Extract<NewCode, { readonly kind: 'new drug' }>, source: string): string {
  return [
    `ingredients: [${JSON.stringify(change.name.replace(/-[a-z]{4}$/, ''))}]`,
    'rxnorm: []',
    'codes:',
    ...head(change),
    '    routes: unknown',
    '    administration: by-drug',
    '    container: null',
    '    ndc_uom: null',
    '    pa: usual',
    ...tail(change, source),
    '    note: "Imported; routes, class, authorization and packages are to be added from the label"',
    '',
  ].join('\n');
}

function withSources(text: string, given: ReadonlySet<CmsKind>, on: string): string {
  const entries = [...given].flatMap((kind) => {
    const { key, name } = KEYS[kind];
    const own = `${key}-${quarterOf(on)}`;
    if (text.includes(`\n  ${own}:`)) return [];
    return [`  ${own}: { name: ${name} ${on}, date: ${on}, status: imported, licence: US Government work }\n`];
  });
  return text.replace(/^defaults:/m, `${entries.join('')}defaults:`);
}
