/** Where two versions of a file part ways, for a terminal. */

/** Lines shown before and after the first difference. */
const AROUND = 2;

/** The first differing line with its neighbours, `-` expected and `+` produced. */
export function firstDifference(name: string, expected: string | undefined, produced: string | undefined): string {
  if (expected === undefined) return `  ${name}: produced, but not in out/\n`;
  if (produced === undefined) return `  ${name}: in out/, but not produced\n`;
  const [old, now] = [expected.split('\n'), produced.split('\n')];
  const line = old.findIndex((text, index) => text !== now[index]);
  const at = line === -1 ? old.length : line;
  const before = old.slice(Math.max(0, at - AROUND), at).map((text) => `      ${text}`);
  const gone = old.slice(at, at + AROUND).map((text) => `    - ${text}`);
  const come = now.slice(at, at + AROUND).map((text) => `    + ${text}`);
  return [`  ${name}: differs from line ${at + 1}`, ...before, ...gone, ...come, ''].join('\n');
}
