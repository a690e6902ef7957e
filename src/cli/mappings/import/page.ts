/** What an import would change, for a terminal of 80 columns. */

import { hanging } from '../../wrap.ts';
import type { Impact } from '../openWork.ts';
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';

export interface Imported extends Plan {
  readonly on: string;
  readonly skipped: { readonly cpt: number; readonly dental: number };
  readonly impact: Impact;
  /** Files that were written, or would be with --write. */
  readonly files: readonly string[];
  readonly written: boolean;
}

const ORDER: readonly Change['kind'][] = [
  'new drug',
  'new code',
  'code ends',
  'code begins',
  'dates confirmed',
  'replaced',
  'limit',
  'new NDC',
  'NDC gone',
  'NDC back',
];
const TITLES: Readonly<Record<Change['kind'], string>> = {
  'new drug': 'New drugs (a file each, to be completed from the label)',
  'new code': 'New codes of drugs that are here',
  'code ends': 'Codes that end',
  'code begins': 'First days corrected',
  'dates confirmed': 'Dates confirmed by CMS',
  replaced: 'Codes that are replaced, and what a unit becomes',
  limit: 'Limits of units a day (practitioner / hospital / MAI)',
  'new NDC': 'New NDCs',
  'NDC gone': 'NDCs that CMS lists no more (they stay, for earlier dates)',
  'NDC back': 'NDCs that CMS lists again',
};

export function importPage(found: Imported): string {
  const { changes, questions, on, skipped, impact, files, written } = found;
  const groups = ORDER.flatMap((kind) => {
    const own = changes.filter((change) => change.kind === kind);
    return own.length === 0 ? [] : [`\n${TITLES[kind]}: ${own.length}\n`, ...own.map(line)];
  });
  return [
    hanging('', `CMS files in effect from ${on} on, against the mappings.`),
    ...groups,
    changes.length === 0 ? '\nNothing changes.\n' : '',
    questions.length === 0 ? '' : `\nFor a person to decide (not taken over): ${questions.length}\n`,
    ...questions.map(
      ({ about, message, row }) =>
        `${hanging(`  ${about}  `, message)}${row === undefined ? '' : hanging('    ', row)}`,
    ),
    `\n${impactText(impact)}`,
    `\n${hanging('', summary(found))}`,
    skipped.cpt + skipped.dental === 0
      ? ''
      : hanging(
          '',
          `${skipped.cpt} rows of CPT and ${skipped.dental} of CDT were skipped: they are not ours to store.`,
        ),
    hanging('', outcome(changes.length, files, written)),
  ].join('');
}

function outcome(changes: number, files: readonly string[], written: boolean): string {
  if (changes === 0) return 'The mappings say all of this already.';
  const count = `${files.length} file${files.length === 1 ? '' : 's'}`;
  return written
    ? `Wrote ${count}; read the difference before it is committed.`
    : `Nothing was written; --write changes ${count}.`;
}

const summary = ({ changes, questions, notOurs }: Imported): string =>
  `${changes.length} change${changes.length === 1 ? '' : 's'}, ${questions.length} question${questions.length === 1 ? '' : 's'}, ${notOurs.length} code${notOurs.length === 1 ? '' : 's'} that the mappings do not describe.`;

function line(change: Change): string {
  const head = `  ${change.hcpcs}  `;
  switch (change.kind) {
    case 'new drug':
    case 'new code':
      return hanging(head, `${change.name}, ${change.unit} a unit, from ${change.from} (${change.file})`);
    case 'code ends':
      return hanging(head, `last day ${change.to}${change.was === null ? '' : `, was ${change.was}`}`);
    case 'code begins':
      return hanging(head, `first day ${change.from}, was ${change.was ?? 'not known'}`);
    case 'dates confirmed':
      return hanging(head, change.file);
    case 'replaced':
      return hanging(head, `${change.by}: ${change.units}`);
    case 'limit':
      return hanging(head, `${change.limit}, was ${change.was ?? 'not known'}`);
    case 'new NDC':
      return hanging(head, change.row);
    case 'NDC gone':
    case 'NDC back':
      return hanging(head, `${change.ndc} ${change.product}`);
  }
}

function impactText({ looked, why, authorizations, claims }: Impact): string {
  if (!looked) return hanging('', `Open authorizations and claims were not looked at: ${why}`);
  if (authorizations.length + claims.length === 0)
    return hanging('', 'No open authorization and no held or unsent claim is touched.');
  return [
    `Touched: ${authorizations.length} open authorizations, ${claims.length} held or unsent claims\n`,
    ...authorizations.map(({ stream, codes, status, until }) =>
      hanging(`  ${stream}  `, `${codes.join(', ')}, ${status}, until ${until}`),
    ),
    ...claims.map(({ stream, codes, status }) => hanging(`  ${stream}  `, `${codes.join(', ')}, ${status}`)),
  ].join('');
}
