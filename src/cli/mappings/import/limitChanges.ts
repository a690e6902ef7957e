/** Medically unlikely edits that differ from the ones that apply on the first day of the quarter. */

import { valueOn } from '../../../rules/lookup.ts';
import type { Rules } from '../../../rules/parse.ts';
import type { UnitLimit } from '../../../rules/types.ts';
import type { Change, KnownCode, Question } from './change.ts';
import type { CmsFiles, LimitRow } from './cmsFiles.ts';

export function limitChanges(
  files: CmsFiles,
  rules: Rules,
  known: ReadonlyMap<string, KnownCode>,
  on: string,
): { readonly changes: readonly Change[]; readonly questions: readonly Question[] } {
  const changes: Change[] = [];
  const questions: Question[] = [];
  for (const [hcpcs, rows] of Map.groupBy(files.limits, (row) => row.hcpcs)) {
    const code = known.get(hcpcs);
    const own = valueOn(rules.codes.get(hcpcs)?.unitLimit ?? rules.otherLimits.get(hcpcs) ?? [], on)?.value;
    if (code === undefined && own === undefined) continue;
    const limit = told(rows, own);
    const was = own === undefined ? null : limitText(own);
    if (limit === undefined)
      questions.push({
        about: hcpcs,
        message:
          'its limit is not whole in the file (a number for practitioners and one for hospitals); give both MUE files',
      });
    else if (limit === was) continue;
    else if (code === undefined)
      questions.push({
        about: hcpcs,
        message: `its limit is ${was} in mappings/codes/administration.yaml and ${limit} in the file from ${on} on; correct it there`,
      });
    else changes.push({ kind: 'limit', hcpcs, file: code.file, from: on, limit, was });
  }
  return { changes, questions };
}

/** What the files say, with our own value where only one of the two was given; undefined: not enough to say. */
function told(rows: readonly LimitRow[], own: UnitLimit | undefined): string | undefined {
  const of = (provider: LimitRow['provider']) => rows.find((row) => row.provider === provider);
  const practitioner = of('practitioner')?.units ?? own?.practitioner.toString();
  const hospital = of('hospital')?.units ?? own?.hospital.toString();
  const mai = (of('practitioner') ?? of('hospital'))?.mai || '-';
  const whole = [practitioner, hospital].every((units) => /^\d+$/.test(units ?? ''));
  return whole && /^[\d-]$/.test(mai) ? `${practitioner} / ${hospital} / ${mai}` : undefined;
}

const limitText = ({ practitioner, hospital, mai }: UnitLimit): string =>
  `${practitioner} / ${hospital} / ${mai ?? '-'}`;
