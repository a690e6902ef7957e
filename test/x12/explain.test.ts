import { expect, describe as group, test } from 'vitest';
import { describe, describeDate, describeTime } from '../../src/x12/describe.ts';
import { interchangesIn } from '../../src/x12/envelope.ts';
import { type ExplainedSegment, explain, explainOne, frameSpecs } from '../../src/x12/explain.ts';
import { readTransaction } from '../../src/x12/readTransaction.ts';
import { segmentsOf } from '../../src/x12/segment.ts';
import { samples } from '../cli/readSamples.ts';
import { fc } from '../properties.ts';

/** Every transaction set of a file, explained. */
function explained(file: string | Uint8Array, reveal = false): ExplainedSegment[] {
  const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
  return interchangesIn(bytes).flatMap((event) => {
    if (event.is !== 'transaction') return [];
    const found = readTransaction(event.transaction);
    const known = found.guide === undefined ? undefined : found;
    return explain(known, event.transaction.segments, found.issues, { reveal });
  });
}
const sample = (name: string): string => samples[name] ?? '';
const rows = (segments: readonly ExplainedSegment[], id: string) =>
  segments
    .filter((segment) => segment.id === id)
    .map(({ name, loop, loopName, text }) => ({ name, loop, loopName, text }));

group('an explained message', () => {
  test('names a segment and its loop by our words, with the path of the loop', () => {
    expect(rows(explained(sample('837P')), 'DMG')).toEqual([
      { name: 'demographics', loop: '837/2000A/2000B[1]/2010BA', loopName: 'subscriber', text: 'DMG*D8*xxxxxxxx*x' },
    ]);
  });

  test('tells elements with their designator, name, value and meaning', () => {
    const [, line] = explained(sample('837P')).filter(({ id }) => id === 'SV1');
    const cells = line?.cells
      .filter(({ fixed }) => !fixed)
      .map(({ ref, name, text, means }) => [ref, name, text, means]);
    expect(cells?.slice(0, 4)).toEqual([
      ['SV101-1', 'procedure qualifier', 'HC', 'HCPCS or CPT'],
      ['SV101-2', 'procedure code', 'J9380', undefined],
      ['SV101-3', 'procedure modifier 1', 'JW', 'discarded part'],
      ['SV102', 'charge', '3000', undefined],
    ]);
  });

  test('tells which run of a repeated group of elements a value belongs to', () => {
    const cas = explained(sample('835')).flatMap(({ id, cells }) => (id === 'CAS' ? cells : []));
    expect(cas.map(({ name, means }) => [name, means])).toContainEqual(['reason', 'above agreed price']);
    const [two] = segmentsOf(['CAS*CO*45*10**253*2']);
    const [spec] = explainedSpecs('835', 'CAS');
    if (two === undefined || spec === undefined) throw new Error('there is a CAS');
    expect(explainOne(spec, two, { reveal: false }).cells.map(({ ref, name }) => [ref, name])).toEqual([
      ['CAS01', 'group'],
      ['CAS02', 'reason'],
      ['CAS03', 'amount'],
      ['CAS05', 'reason (2)'],
      ['CAS06', 'amount (2)'],
    ]);
  });

  test('puts an issue at its segment', () => {
    const wrong = explained(sample('835').replace('BPR*I', 'BPR*Q'));
    expect(wrong.flatMap(({ id, issues }) => issues.map(({ code, ref }) => [id, code, ref]))).toEqual([
      ['BPR', 'IK403:7', 'BPR01'],
    ]);
  });

  test.each(Object.keys(samples))('finds a name for every segment of the %s', (name) => {
    expect(explained(sample(name)).filter((segment) => segment.name === '')).toEqual([]);
  });
});

/** The spec that read the first segment of an id in a sample. */
function explainedSpecs(name: string, id: string) {
  return interchangesIn(new TextEncoder().encode(sample(name))).flatMap((event) => {
    const reading = event.is === 'transaction' ? readTransaction(event.transaction).reading : undefined;
    return reading?.steps.flatMap(({ spec }) => (spec.id === id ? [spec] : [])) ?? [];
  });
}

const PEOPLE = ['IL', 'QC', '74', 'GB'];
/** The file with a name, number and street of our own for everyone who is a patient or insured. */
function withSecrets(file: string): string {
  let isPerson = false;
  return file
    .split('~')
    .map((text) => {
      const [id = '', ...elements] = text.split('*');
      if (id.trim() === 'NM1') isPerson = PEOPLE.includes(elements[0] ?? '');
      const secret =
        id.trim() === 'NM1'
          ? { 2: 'QQLAST', 3: 'QQFIRST', 8: 'QQNUMBER' }
          : id.trim() === 'N3'
            ? { 0: 'QQSTREET' }
            : {};
      const put = Object.entries(secret).filter(([n]) => (elements[Number(n)] ?? '') !== '');
      if (isPerson) for (const [n, word] of put) elements[Number(n)] = word;
      return [id, ...elements].join('*');
    })
    .join('~');
}

group('what may identify a patient', () => {
  test.each(Object.keys(samples))('is nowhere in the explained %s', (name) => {
    const file = withSecrets(sample(name));
    const told = explained(file).flatMap(({ cells, text }) => [text, ...cells.map((cell) => cell.text)]);
    expect(told.filter((text) => text.includes('QQ'))).toEqual([]);
    const open = explained(file, true).map(({ text }) => text);
    expect(open.some((text) => text.includes('QQ'))).toBe(file.includes('QQ'));
  });

  test('is hidden by name, number, address, birth date and sex in an 837', () => {
    const { cells } =
      explained(sample('837P')).find(({ loop, id }) => loop?.endsWith('2010BA') === true && id === 'NM1') ?? {};
    expect(cells?.filter(({ hidden }) => hidden).map(({ ref }) => ref)).toEqual(['NM103', 'NM104', 'NM109']);
  });

  test('is hidden in a segment that the guide does not know, and the segment still seen', () => {
    const file = sample('837P').replace('HI*ABK', 'ZZZ*SAMPLE^DANA*19610409~\nHI*ABK');
    const [unknown] = explained(file).filter(({ id }) => id === 'ZZZ');
    expect(unknown?.text).toBe('ZZZ*xxxxxxxxxxx*xxxxxxxx');
    expect(unknown?.cells.every(({ hidden }) => hidden)).toBe(true);
    expect(explained(file, true).find(({ id }) => id === 'ZZZ')?.text).toBe('ZZZ*SAMPLE^DANA*19610409');
  });

  test('is hidden where it has slipped into an element that cannot hold it', () => {
    const file = sample('837P').replace(/SV1\*HC:J9380\*[\d.]+/, 'SV1*HC:J9380*SAMPLE');
    expect(explained(file).find(({ id }) => id === 'SV1')?.text).toContain('SV1*HC:J9380*xxxxxx*');
  });

  test('is hidden in a component the guide does not use, and revealed with the others', () => {
    const file = sample('837P').replace('SV1*HC:J9380*', 'SV1*HC:J9380::::::SAMPLE*');
    const line = (reveal: boolean) =>
      explained(file, reveal)
        .find(({ id }) => id === 'SV1')
        ?.text.split('*')[1];
    expect([line(false), line(true)]).toEqual(['HC:J9380::::::xxxxxx', 'HC:J9380::::::SAMPLE']);
  });

  test('is hidden in elements behind the last one of the guide, and in the id of a segment', () => {
    const file = sample('837P')
      .replace(/(HI\*ABK:[A-Z0-9]+)[^~]*~/, '$1~\nDANA SAMPLE~\n')
      .replace(/REF\*G1\*\w+/, '$&***SAMPLE');
    const text = explained(file)
      .map((segment) => segment.text)
      .join('\n');
    expect(text).not.toContain('SAMPLE');
    expect(text).toContain('???');
    expect(text).toMatch(/^REF\*G1\*\w+\*\*\*x{6}$/m);
  });

  test('is hidden together with the passwords of an ISA', () => {
    const [isa] = segmentsOf([
      `ISA*03*SECRET....*01*PASSWORD..*ZZ*${'A'.padEnd(15)}*ZZ*${'B'.padEnd(15)}*261120*0915*^*00501*000000905*0*T*:`,
    ]);
    if (isa === undefined) throw new Error('there is an ISA');
    const { text } = explainOne(frameSpecs['ISA'], isa, { reveal: false });
    expect(text).toMatch(/^ISA\*03\*x{10}\*01\*x{10}\*ZZ\*A {14}\*.*\*0\*T\*:$/);
  });
});

group('the line of a segment', () => {
  test('says where each designator stands, whatever is masked', () => {
    const [subscriber] = explained(sample('837P')).filter(
      ({ loop, id }) => loop?.endsWith('2010BA') === true && id === 'NM1',
    );
    const [from, to] = subscriber?.spans.get('NM108') ?? [0, 0];
    expect(subscriber?.text.slice(from, to)).toBe('MI');
    const [, line] = explained(sample('837P')).filter(({ id }) => id === 'SV1');
    const [start, end] = line?.spans.get('SV101-3') ?? [0, 0];
    expect(line?.text.slice(start, end)).toBe('JW');
  });

  test.each(Object.keys(samples))('is the segment itself when the %s is revealed', (name) => {
    const raw = sample(name)
      .split('~\n')
      .filter((line) => line !== '');
    const set = raw.slice(
      raw.findIndex((line) => line.startsWith('ST*')),
      raw.findIndex((line) => line.startsWith('GE*')),
    );
    expect(explained(sample(name), true).map(({ text }) => text)).toEqual(set);
  });
});

test('a composite that repeats where the guide has it once is revealed as it was sent', () => {
  const hurt = (samples['837I'] ?? '').replace(/HI\*ABK:[^~]*/, 'HI*ABK:^Z5112:::::::Y');
  const texts = explained(new TextEncoder().encode(hurt), true).map((segment) => segment.text);
  expect(texts).toContain('HI*ABK:^Z5112:::::::Y');
});

test('explains whatever bytes come, and never more segments than there are', () => {
  const files = Object.values(samples);
  const mutated = fc.record({
    file: fc.nat(files.length - 1),
    at: fc.nat(3000),
    text: fc.string({ maxLength: 6 }),
    cut: fc.nat(4),
  });
  fc.assert(
    fc.property(mutated, ({ file, at, text, cut }) => {
      const whole = files[file] ?? '';
      const start = Math.min(at, whole.length);
      const bytes = new TextEncoder().encode(whole.slice(0, start) + text + whole.slice(start + cut));
      const sets = interchangesIn(bytes).flatMap((event) =>
        event.is === 'transaction' ? event.transaction.segments : [],
      );
      expect(explained(bytes)).toHaveLength(sets.length);
      // Nothing is lost: what is revealed is what was sent.
      const sent = sets.map(({ id, elements, delimiters }) => [id, ...elements].join(delimiters.element));
      expect(explained(bytes, true).map((segment) => segment.text)).toEqual(sent);
    }),
    { numRuns: 500 },
  );
});

group('the words for a value', () => {
  test.each([
    ['HCR01', 'A4', 'pended'],
    ['CAS02', '197', 'no authorization'],
    ['CAS14', '197', 'no authorization'],
    ['CAS03', '197', undefined],
    ['CLM05-3', '7', 'replacement'],
    ['SVC01-3', 'JW', 'discarded part'],
    ['SV101-2', 'J9271', undefined],
    ['SV101-3', '59', undefined],
    ['HI03-1', 'ABF', 'further diagnosis, ICD-10'],
    ['STC10-1', 'A7', 'rejected: invalid'],
    ['IK504', '5', 'segments in error'],
    ['BHT06', '18', 'answer, nothing more follows'],
    ['REF01', 'constructor', undefined],
    ['constructor', 'name', undefined],
  ])('%s %s: %s', (ref, text, words) => {
    expect(describe(ref, text)).toBe(words);
  });

  test.each([
    ['20261120', '2026-11-20'],
    ['20261120-20261221', '2026-11-20 to 2026-12-21'],
    ['20261320', undefined],
    ['261120', undefined],
    ['20261120-', undefined],
  ])('the date %s is %s', (text, words) => expect(describeDate(text)).toBe(words));

  test('a time is hours and minutes', () =>
    expect([describeTime('0915'), describeTime('2515')]).toEqual(['09:15', undefined]));
});
