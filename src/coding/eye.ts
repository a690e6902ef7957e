/** Which eye an injection went into: as charted, else as every diagnosis of one eye says. */

import type { Rules } from '../rules/parse.ts';
import type { BillingCase, CaseAdministration } from './case.ts';

export type Eye = NonNullable<CaseAdministration['eye']>;

/** Was it an injection into an eye? */
export const isIntoEye = (given: CaseAdministration, rules: Rules): boolean =>
  rules.modifiers.eye.routes.includes(given.route.toUpperCase());

/**
 * The eye, and what told it; undefined: nothing does. A disease of both eyes does not say that both were injected, so
 * only the diagnoses of one eye count, and only when they agree.
 */
export function eyeOf(
  given: CaseAdministration,
  visit: BillingCase,
  rules: Rules,
): { readonly eye: Eye; readonly by: string } | undefined {
  if (given.eye != null) return { eye: given.eye, by: 'as charted' };
  const told = new Set((visit.diagnoses ?? []).flatMap((diagnosis) => sideOf(diagnosis, rules)));
  const [eye, ...others] = told;
  return eye === undefined || eye === 'both' || others.length > 0 ? undefined : { eye, by: 'by its diagnosis' };
}

/** ICD-10-CM has the side at a fixed place of these diagnoses: 1 right, 2 left, 3 both. */
function sideOf(diagnosis: string, rules: Rules): readonly Eye[] {
  const row = rules.modifiers.eye.diagnoses.find(({ starts }) => starts.some((start) => diagnosis.startsWith(start)));
  const eye = row === undefined ? undefined : SIDES[diagnosis.replace('.', '').charAt(row.character - 1)];
  return eye === undefined ? [] : [eye];
}
const SIDES: Readonly<Record<string, Eye>> = { '1': 'right', '2': 'left', '3': 'both' };
