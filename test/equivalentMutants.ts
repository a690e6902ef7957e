/**
 * Small changes of the sources that no test can notice, because nothing that anybody can see changes, each with the
 * reason. `npm run check -- mutate` does not count them. A line is found by its text, so that it may move.
 */
export interface EquivalentMutants {
  readonly source: string;
  /** The whole line, without the space around it. */
  readonly line: string;
  /** As the tool prints them: what stands there -> what is put there. */
  readonly changes: readonly string[];
  readonly why: string;
}

export const equivalentMutants: readonly EquivalentMutants[] = [
  {
    source: 'src/x12/envelope.ts',
    line: 'if (collector.hasEvents) yield* collector.give();',
    changes: ['collector.hasEvents -> true'],
    why: 'Giving nothing gives nothing; asking first only saves time.',
  },
  {
    source: 'src/x12/envelope.ts',
    line: 'return this.#events.length > 0;',
    changes: ['> -> >='],
    why: 'Giving nothing gives nothing; asking first only saves time.',
  },
  {
    source: 'src/x12/delimiters.ts',
    line: "const repeats = isa.slice(84, 89) >= '00402';",
    changes: ['89 -> 90'],
    why: 'One character more behind five equal ones does not make a text smaller.',
  },
  {
    source: 'src/x12/delimiters.ts',
    line: 'const usable = (character: string): boolean => /^[^A-Za-z0-9 ]$/.test(character) && character.charCodeAt(0) < 0x80;',
    changes: ['/^[^A-Za-z0-9 ]$/ -> /[^A-Za-z0-9 ]$/', '/^[^A-Za-z0-9 ]$/ -> /^[^A-Za-z0-9 ]/'],
    why: 'It is one character or none.',
  },
  {
    source: 'src/x12/readSegment.ts',
    line: "const dated = spec.id === 'DTP' ? 3 : spec.id === 'DMG' ? 2 : 0;",
    changes: ['0 -> 1'],
    why: 'Before the first element stands no format, and a text without a format is not checked.',
  },
  {
    source: 'src/x12/readSegment.ts',
    line: "if (dated > 0 && at(dated) !== '') add(checkFormat(at(dated - 1), at(dated)), dated);",
    changes: ['> -> >=', '0 -> 1'],
    why: 'It is 0, 2 or 3, and there is no text at 0.',
  },
  {
    source: 'src/x12/readSegment.ts',
    line: "const repeated = repetitionsOf(segment, n + 1).map((one) => one.elements[n] ?? '');",
    changes: ["'' -> 'mutated'"],
    why: 'The element is there: the loop goes over those that are.',
  },
  {
    source: 'src/x12/readSegment.ts',
    line: 'const texts = repetition === undefined ? [raw] : raw.split(repetition);',
    changes: ['repetition === undefined -> false'],
    why: 'Split by nothing, a text is one part.',
  },
];
