import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Issue } from '../../../src/outcome.ts';
import { type InterchangeEvent, interchangesIn, readInterchanges } from '../../../src/x12/envelope.ts';
import { readTransaction } from '../../../src/x12/readTransaction.ts';
import { scan } from '../../../src/x12/scan.ts';

/** Public sample messages beside the project, never in it. */
const shared = process.env['INFUSEBRIDGE_SHARED'] ?? new URL('../../../../shared', import.meta.url).pathname;
const corpus = `${shared}/x12/corpus`;
const kinds = existsSync(corpus) ? readdirSync(corpus).filter((name) => !name.endsWith('.tsv')) : [];
if (kinds.length === 0) console.warn('NOT READ: the public X12 samples are not beside the project; nothing was tested');

interface Read {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly sets: number;
  readonly withGuide: number;
  readonly placed: number;
  readonly unread: number;
  readonly issues: readonly Issue[];
}
function readFile(kind: string, file: string): Read {
  const bytes = readFileSync(`${corpus}/${kind}/${file}`);
  const events = interchangesIn(bytes);
  const sets = events.flatMap((event) => (event.is === 'transaction' ? [readTransaction(event.transaction)] : []));
  const frame = events.flatMap((event) =>
    event.is === 'issue' ? [event.issue] : 'issues' in event ? event.issues : [],
  );
  const sum = (count: (set: (typeof sets)[number]) => number) => sets.reduce((total, set) => total + count(set), 0);
  return {
    file,
    bytes,
    sets: sets.length,
    withGuide: sum(({ guide }) => (guide === undefined ? 0 : 1)),
    placed: sum(({ reading }) => reading?.steps.length ?? 0),
    unread: sum(({ reading }) => reading?.unread.length ?? 0),
    issues: [...frame, ...sets.flatMap(({ issues }) => issues)],
  };
}
const files = kinds.flatMap((kind) =>
  readdirSync(`${corpus}/${kind}`).map((file) => ({ kind, ...readFile(kind, file) })),
);

test('every public sample is read to its end, and the tally is told', () => {
  const tally = kinds.map((kind) => {
    const of = files.filter((one) => one.kind === kind);
    const total = (count: (one: Read) => number) => of.reduce((all, one) => all + count(one), 0);
    const errors = (one: Read) => one.issues.filter(({ severity }) => severity === 'error').length;
    return {
      kind,
      files: of.length,
      sets: total(({ sets }) => sets),
      withGuide: total(({ withGuide }) => withGuide),
      withoutErrors: of.filter((one) => errors(one) === 0).length,
      segmentsRead: total(({ placed }) => placed),
      unread: total(({ unread }) => unread),
      errors: total(errors),
    };
  });
  if (tally.length > 0) console.table(tally);
  expect(tally.reduce((all, row) => all + row.files, 0)).toBe(files.length);
});

test('what is malformed is told as an issue', () => {
  const silent = files.filter(({ kind, issues }) => kind === 'malformed' && issues.length === 0);
  expect(silent.map(({ file }) => file)).toEqual([]);
});

test('what has no guide here is refused by name, never half read', () => {
  const others = files.filter(({ kind }) => ['270-271', '276-277', '837d', '997'].includes(kind));
  const unrefused = others.filter(({ issues }) => !issues.some(({ code }) => code === 'IK502:1'));
  expect(unrefused.map(({ file }) => file)).toEqual([]);
});

test('a file means the same in chunks of any size', async () => {
  for (const { file, bytes } of files) {
    const whole = interchangesIn(bytes);
    for (const size of [1, 7, 105, 106, 107, 4096]) {
      if (size < 100 && bytes.length > 20_000) continue;
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      const streamed: InterchangeEvent[] = [];
      for await (const event of readInterchanges(scan(chunks))) streamed.push(event);
      expect(streamed, file).toEqual(whole);
    }
  }
});

test('no issue shows data: names, identifiers and dates of the samples stay inside', () => {
  const told = files.flatMap(({ issues }) => issues.map(({ message }) => message)).join('\n');
  const words = files.flatMap(
    ({ bytes }) => new TextDecoder('latin1').decode(bytes).match(/(?<=NM1\*(?:IL|QC)\*1\*)[A-Z]{4,}/g) ?? [],
  );
  expect([...new Set(words)].filter((word) => told.includes(word))).toEqual([]);
  expect(told).not.toMatch(/\d{6}/);
});
