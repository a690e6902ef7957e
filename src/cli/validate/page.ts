/** The page of `validate`, for a terminal of 80 columns. */

import { plain } from '../read/rows.ts';
import { hanging } from '../wrap.ts';
import type { Counts } from './firstIssues.ts';
import type { Excerpt, Found } from './found.ts';
import type { LayerChecked } from './layers.ts';
import type { Report, SetResult } from './report.ts';

const WIDTH = 80;
const INDENT = '  ';

export class ValidatePage implements Report {
  readonly #write: (text: string) => void;
  readonly #counts = { sets: 0, error: 0, warning: 0 };
  #layers: readonly LayerChecked[] = [];

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  set(
    { where, set, guide, name, segments, status, balanced }: SetResult,
    found: readonly Found[],
    unlisted: Counts,
  ): void {
    this.#counts.sets += 1;
    const sums = balanced === undefined ? '' : balanced ? ', balanced' : ', not balanced';
    const what = name ?? `${set} (no guide here reads it)`;
    const fate = status === 'R' ? 'wrong' : status === 'E' ? 'in order, with warnings' : 'in order';
    this.#put(
      hanging(
        '',
        `${what}, number ${where.transaction} of group ${where.group}, ${guide}: ${segments} segments, ${fate}${sums}`,
      ),
    );
    if (found.length > 0) this.#put('\n');
    this.found(found);
    this.#counts.error += unlisted.error;
    this.#counts.warning += unlisted.warning;
    const more = unlisted.error + unlisted.warning;
    if (more > 0) this.#put(`${count(more, 'more issue')} of this set ${more === 1 ? 'is' : 'are'} not listed.\n\n`);
  }

  found(all: readonly Found[]): void {
    for (const found of all) {
      this.#counts[found.issue.severity] += 1;
      this.#put(`${issueText(found)}\n`);
    }
  }

  layers(layers: readonly LayerChecked[]): void {
    this.#layers = layers;
  }

  async end(answers: readonly string[], folder: string | undefined): Promise<void> {
    const { sets, error, warning } = this.#counts;
    this.#put(`${count(sets, 'transaction set')}: ${count(error, 'error')}, ${count(warning, 'warning')}.\n`);
    if (this.#layers.length > 0) this.#put(`\nChecked, by SNIP type:\n`);
    for (const { layer, extent, what } of this.#layers)
      this.#put(hanging(`  ${layer}  ${extent === 'whole' ? 'yes ' : extent === 'part' ? 'part' : 'no  '}  `, what));
    if (folder === undefined) return;
    const [first, ...others] = answers;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    this.#put(first === undefined ? '\nNothing was answered.\n' : `\nAnswered in ${folder}: ${first}${more}\n`);
  }

  #put(text: string): void {
    this.#write(plain(text));
  }
}

function issueText({ issue, where, line, excerpt }: Found): string {
  const { severity, code, path, ref, segment, offset, rule, message } = issue;
  const place = [path, ref].filter((part) => part !== undefined).join(' ');
  const parts = [
    ...(where.transaction === undefined ? [] : [`set ${where.transaction}`]),
    ...(segment === undefined ? [] : [`segment ${segment}`]),
    ...(line === null ? [] : [`line ${line}`]),
    ...(offset === undefined ? [] : [`byte ${offset}`]),
  ];
  return [
    hanging('', `${severity} ${code}${place === '' ? '' : ` at ${place}`}`),
    parts.length === 0 ? '' : `${INDENT}${parts.join(', ')}\n`,
    excerpt === null ? '' : excerptText(excerpt),
    hanging(INDENT, `${message}${rule === undefined ? '' : ` [${rule}]`}`),
  ].join('');
}

/** The segment with a caret below the element at fault; of a long one, the part around it. */
function excerptText({ text, mark, before }: Excerpt): string {
  const lead = before ? `${INDENT}before this: ` : `${INDENT}  `;
  const room = WIDTH - lead.length - 1;
  const [from, to] = mark ?? [0, 0];
  const start = text.length <= room || from < room - 20 ? 0 : Math.min(from - 20, text.length - room + 3);
  const shown = `${start > 0 ? '...' : ''}${text.slice(start)}`;
  const cut = shown.length > room ? `${shown.slice(0, room - 3)}...` : shown;
  if (mark === null) return `${lead}${cut}\n`;
  const column = lead.length + from - start + (start > 0 ? 3 : 0);
  const length = Math.max(1, Math.min(to - from, WIDTH - 1 - column));
  return `${lead}${cut}\n${' '.repeat(column)}${'^'.repeat(length)}\n`;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
