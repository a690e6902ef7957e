/** Rules between the members of one loop. */

import type { LoopRule } from './schema.ts';

/** A loop's rules between its members, as 999 codes: I6 something is missing, I9 something is too much. */
export function checkRules(
  rules: readonly LoopRule[],
  isPresent: (key: string) => boolean,
): { readonly code: string; readonly message: string }[] {
  return rules.flatMap((rule) => {
    const [keys, least, most] =
      'exactlyOne' in rule
        ? [rule.exactlyOne, 1, 1]
        : 'atLeastOne' in rule
          ? [rule.atLeastOne, 1, rule.atLeastOne.length]
          : [rule.atMostOne, 0, 1];
    const present = keys.filter(isPresent).length;
    const names = keys.join(', ');
    if (present < least) return [{ code: 'IK304:I6', message: `One of ${names} is needed.` }];
    if (present > most) return [{ code: 'IK304:I9', message: `Only one of ${names} may be there.` }];
    return [];
  });
}
