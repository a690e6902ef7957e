/** Words that have no place in a finished file, whatever its kind. */

import { type Violation, violation } from './violation.ts';

// Taken apart so that this file does not break its own rule.
const UNFINISHED = ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'];
const MACHINE = ['work', 'home', 'root', 'Users', 'tmp'].map((folder) => `/${folder}/`);

const RULES: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(`\\b(?:${UNFINISHED.join('|')})\\b`, 'g'),
    'is unfinished work; finish it or write it down as a decision',
  ],
  [new RegExp(`not (?:yet )?${'implemen'}ted|unimplemen${'ted'}`, 'gi'), 'is unfinished work; finish it'],
  [new RegExp(`(?<![\\w.~:/}$)-])(?:${MACHINE.join('|')})[\\w.-]+`, 'g'), 'is a path of one machine; make it relative'],
  [/^(?:<{7}|>{7}|={7})(?: |$)/gm, 'is left over from a merge'],
];

export function checkWords(path: string, text: string): Violation[] {
  return RULES.flatMap(([pattern, why]) =>
    [...text.matchAll(pattern)].map((match) =>
      violation('words', { path, text }, match.index, `\`${match[0]}\` ${why}`),
    ),
  );
}
