/** The answer of `map` for a person at a terminal of 80 columns. */

import type { Issue } from '../../outcome.ts';
import type { MappedClaimLine, MappedFile, MappedLine, MappedOrder, MappedVisit, Mapping } from './mapping.ts';

const WIDTH = 80;

/**
 * One block per order and visit: the verdict, its reasons, the lines with their proof, what is missing and where;
 * then the files. Without a folder the files themselves follow, a segment on a line.
 */
export function page(input: string, mapping: Mapping, folder: string | undefined): string {
  const { orders, administrations, files, issues } = mapping;
  const blocks = [
    [input, ...issues.flatMap((issue) => issueRows(issue))],
    ...orders.map(orderRows),
    ...administrations.map(visitRows),
    ...(files.length === 0 ? [] : [fileRows(files, folder)]),
    ...(folder === undefined ? files.map(textRows) : []),
  ];
  return blocks.map((rows) => rows.join('\n')).join('\n\n');
}

const ORDER_VERDICTS: Readonly<Record<MappedOrder['authorization'], string>> = {
  required: 'authorization required',
  not_required: 'no authorization required',
  hold: 'HOLD',
  not_applicable: 'not ours to ask for',
};
const VISIT_VERDICTS: Readonly<Record<MappedVisit['result'], string>> = {
  claim: 'claim',
  hold: 'HOLD',
  no_claim: 'no claim',
};

function orderRows({ source, authorization, reasons, lines, issues, file }: MappedOrder): readonly string[] {
  const said = new Set(issues.map((issue) => issue.message));
  return [
    heading(source, ORDER_VERDICTS[authorization], file),
    ...reasons.filter((reason) => !said.has(reason)).flatMap((reason) => wrapped(reason, 2)),
    ...lines.flatMap((line) => lineRows(line, '')),
    ...issues.flatMap(issueRows),
  ];
}

function visitRows({ source, result, claim, lines, errors, warnings, file }: MappedVisit): readonly string[] {
  const verdict = result === 'claim' ? `${VISIT_VERDICTS[result]} on ${claim}` : VISIT_VERDICTS[result];
  return [
    ...source.slice(0, -1),
    heading(source.at(-1) ?? '', verdict, file),
    ...lines.flatMap((line) => lineRows(line, detailOf(line))),
    ...[...errors, ...warnings].flatMap(issueRows),
  ];
}

const heading = (source: string, verdict: string, file: string | undefined): string =>
  `${source}: ${verdict}${file === undefined ? '' : ` -> ${file}`}`;

const detailOf = ({ modifiers, ndc }: MappedClaimLine): string =>
  [...modifiers, ...(ndc === undefined ? [] : [`NDC ${ndc.ndc11} ${ndc.quantity} ${ndc.uom}`])].join('  ');

const lineRows = ({ hcpcs, units, proof }: MappedLine, detail: string): readonly string[] => [
  `  ${hcpcs.padEnd(6)}${String(units).padStart(7)}  ${detail}`.trimEnd(),
  ...proof.flatMap((sentence) => wrapped(sentence, 6)),
];

function issueRows({ severity, code, path, message }: Issue): readonly string[] {
  const where = path === undefined ? '' : ` at ${path}`;
  const [first = '', ...rest] = wrapped(`${severity === 'error' ? '!' : '-'} ${code}${where}`, 2);
  return [first, ...rest.map((row) => `    ${row}`), ...wrapped(message, 6)];
}

function fileRows(files: readonly MappedFile[], folder: string | undefined): readonly string[] {
  const rows = files.map(({ name, set, text }) => `  ${name}  ${set}  ${text.length} characters`);
  return [folder === undefined ? 'Files' : `Files in ${folder}`, ...rows];
}

/** Segment by segment, cut by the terminator that the ISA names. */
function textRows({ name, text }: MappedFile): readonly string[] {
  const terminator = text.charAt(105);
  const segments = text.split(terminator).map((segment) => segment.trim());
  return [name, ...segments.filter((segment) => segment !== '').map((segment) => `  ${segment}${terminator}`)];
}

/** Words on rows of 80 columns; a word that is longer stands alone. */
function wrapped(text: string, indent: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    if (row !== '' && indent + row.length + 1 + word.length > WIDTH) {
      rows.push(row);
      row = '';
    }
    row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row].map((line) => ' '.repeat(indent) + line);
}
