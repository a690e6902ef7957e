/** The TypeScript we write: what Node runs as it is, and what a reader can trust. */

import { partOf } from './directions.ts';
import type { Source } from './source.ts';
import { type Violation, violation } from './violation.ts';

const IN_CODE: readonly (readonly [RegExp, string, string])[] = [
  [/\bexport\s+default\b|\bas\s+default\b/g, 'default-export', 'has no name to search for; export by name'],
  [
    /(?:[:<|&,(=]|=>|\bas|\bextends|\breadonly)\s*any\b(?!\s*[(.:?])/g,
    'any',
    'switches the types off; use unknown and narrow it',
  ],
  [/(?<![.\w$])enum\s+\w+\s*\{/g, 'enum', 'is not erasable; use a union of literals'],
  [/(?<![.\w$])(?:namespace|module)\s+[\w.]+\s*\{/g, 'namespace', 'is not erasable; use a module'],
];
const IN_COMMENTS: readonly (readonly [RegExp, string, string])[] = [
  [/@ts-(?:ignore|expect-error|nocheck)/g, 'suppressed', 'hides an error of the types; correct it'],
  [/biome-ignore/g, 'suppressed', 'hides an error of the linter; correct it'],
];

/** Where a type the language cannot say otherwise is spelt with `any`, with the reason beside it. */
const MAY_SUPPRESS = ['src/x12/schema.ts'];

export function checkLanguage(source: Source): Violation[] {
  const find = (text: string, rules: typeof IN_CODE): Violation[] =>
    rules.flatMap(([pattern, rule, why]) =>
      [...text.matchAll(pattern)].map((match) => violation(rule, source, match.index, `\`${match[0].trim()}\` ${why}`)),
    );
  const excused = (found: Violation): boolean =>
    MAY_SUPPRESS.includes(source.path) && (found.rule === 'any' || found.rule === 'suppressed');
  return [...find(source.code, IN_CODE), ...find(source.comments, IN_COMMENTS)].filter((found) => !excused(found));
}

/** Results and progress are printed by commands; everything else returns them or logs them. */
export function checkConsole(source: Source): Violation[] {
  const part = partOf(source.path);
  if (part === 'cli' || part === 'main') return [];
  return [...source.code.matchAll(/(?<![.\w$])console\s*[.[]/g)].map((match) =>
    violation('console', source, match.index, 'prints by itself; return it, or use the Log'),
  );
}

const LONGEST = 300;

/** Files that say more than one thing; guides and migrations are data. */
export function checkLength(source: Source): Violation[] {
  const lines = source.text.trimEnd().split('\n').length;
  if (lines <= LONGEST || /^src\/(x12\/guides|adapters\/migrations)\//.test(source.path)) return [];
  return [
    violation('length', source, source.text.length - 1, `has ${lines} lines; at most ${LONGEST} fit one thought`),
  ];
}
