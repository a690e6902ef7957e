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
    line: 'if (collector.hasEvents) yield* collector.give() as InterchangeEvent[];',
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
  {
    source: 'src/x12/readSegment.ts',
    line: "const items = repetitionsOf(segment, element).filter((one) => !isEmpty(one.elements[element - 1] ?? '', one));",
    changes: ["'' -> 'mutated'"],
    why: 'Where the element is not there, it is missing, and the items are not looked at.',
  },
  {
    source: 'src/x12/envelopeHeaders.ts',
    line: "[5, '005', /^[0-9A-Z]{2}$/.test(element(isa, 5)), 'is no qualifier'],",
    changes: ['/^[0-9A-Z]{2}$/ -> /[0-9A-Z]{2}$/', '/^[0-9A-Z]{2}$/ -> /^[0-9A-Z]{2}/'],
    why: 'Each element of an ISA has its fixed width, so that there is no room for more.',
  },
  {
    source: 'src/x12/envelopeHeaders.ts',
    line: "[7, '007', /^[0-9A-Z]{2}$/.test(element(isa, 7)), 'is no qualifier'],",
    changes: ['/^[0-9A-Z]{2}$/ -> /[0-9A-Z]{2}$/', '/^[0-9A-Z]{2}$/ -> /^[0-9A-Z]{2}/'],
    why: 'Each element of an ISA has its fixed width, so that there is no room for more.',
  },
  {
    source: 'src/x12/envelopeHeaders.ts',
    line: "[13, '018', /^\\d{9}$/.test(element(isa, 13)), 'is not a number of nine digits'],",
    changes: ['/^\\d{9}$/ -> /\\d{9}$/', '/^\\d{9}$/ -> /^\\d{9}/'],
    why: 'Each element of an ISA has its fixed width, so that there is no room for more.',
  },
  {
    source: 'src/x12/envelopeHeaders.ts',
    line: "[14, '019', /^[01]$/.test(element(isa, 14)), 'is neither 0 nor 1'],",
    changes: ['/^[01]$/ -> /[01]$/', '/^[01]$/ -> /^[01]/'],
    why: 'Each element of an ISA has its fixed width, so that there is no room for more.',
  },
  {
    source: 'src/x12/envelopeHeaders.ts',
    line: "[15, '020', /^[PT]$/.test(element(isa, 15)), 'is neither P nor T'],",
    changes: ['/^[PT]$/ -> /[PT]$/', '/^[PT]$/ -> /^[PT]/'],
    why: 'Each element of an ISA has its fixed width, so that there is no room for more.',
  },
  {
    source: 'src/x12/envelopeReader.ts',
    line: 'const isCount = (text: string, count: number): boolean => /^\\d+$/.test(text) && Number(text) === count;',
    changes: ['/^\\d+$/ -> /\\d+$/', '/^\\d+$/ -> /^\\d+/'],
    why: 'What is not all digits is no number, or not the count.',
  },
  {
    source: 'src/x12/envelopeReader.ts',
    line: "const [count = '', control = ''] = segment.elements;",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is a count nor the control number of a header, which is never empty when it is in order.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'const KNOWN_IDS = 4096;',
    changes: ['4096 -> 4097'],
    why: 'A bound for memory only.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'const code = separator.charCodeAt(0);',
    changes: ['0 -> 1'],
    why: 'No byte is the separator then, and every id is taken out of the text, which is only slower.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'if (first === code || second === code || (!isTwo && bytes[start + 3] !== code)) return idIn(text, separator);',
    changes: [
      'first === code || second === code || (!isTwo && bytes[sta... -> true',
      '=== -> !==',
      '|| -> &&',
      '&& -> ||',
    ],
    why: 'Either way gives the same id: a text that is no common id is looked at once more, and a key is the bytes themselves.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'const key = isTwo ? (1 << 24) | (first << 8) | second : (first << 16) | (second << 8) | third;',
    changes: ['isTwo -> false', '1 -> 2', '24 -> 25', '8 -> 9', '16 -> 17'],
    why: 'The separator in the third place, and any bit above the bytes, tell two letters from three as well.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'if (known !== undefined) return known;',
    changes: ['known !== undefined -> false'],
    why: 'What was seen before is only quicker.',
  },
  {
    source: 'src/x12/segment.ts',
    line: "const id = Object.keys({ [idIn(text, separator)]: undefined })[0] ?? '';",
    changes: ["'' -> 'mutated'"],
    why: 'The object has one key.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'if (knownIds.size < KNOWN_IDS) knownIds.set(key, id);',
    changes: [
      'knownIds.size < KNOWN_IDS -> false',
      'knownIds.size < KNOWN_IDS -> true',
      '< -> <=',
      '< -> >=',
      'knownIds.set(key, id); -> ;',
    ],
    why: 'What was seen before is only quicker, and the bound is one for memory.',
  },
  {
    source: 'src/x12/segment.ts',
    line: "const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });",
    changes: ['true -> false'],
    why: 'With its mark or without it, the text is shorter than its bytes, and the other decoder is asked.',
  },
  {
    source: 'src/x12/segment.ts',
    line: 'return text.length === bytes.length ? text : latin1.decode(bytes);',
    changes: ['text.length === bytes.length -> false'],
    why: 'Either decoder gives the same where the other characters mean nothing; the first is only quicker.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const code = issue.code === 'TRUNCATED_INTERCHANGE' ? '023' : issue.code.replace(/^TA105:/, '');",
    changes: ['/^TA105:/ -> /TA105:/'],
    why: 'What stands before it stays, and then it is no note.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const isBeyondSyntax = !code.includes(':') && segment !== undefined && ELEMENT.test(ref ?? '');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is the name of an element.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const [kind, code = ''] = (codeIn999(issue) ?? issue.code).split(':');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is a code of a 999.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const position = ELEMENT.exec(issue.ref ?? '');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is the name of an element.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const position = ELEMENT.exec(ref ?? '');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is the name of an element.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const number = dataElementOf(place.path.split('/').at(-1) ?? '', element, component);",
    changes: ["'' -> 'mutated'"],
    why: 'A text that is split has at least one part.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const [prefix, text = ''] = code.split(':');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is a code of a 999.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "const loop = parts.length > 2 ? (parts.at(-2) ?? '').replace(/\\[\\d+\\]$/, '') : '';",
    changes: ["'' -> 'mutated'"],
    why: 'There are three parts then; and a loop of seven letters is left out as well as none.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: "return { segmentId: fitting(parts.at(-1) ?? '', 2, 3), segmentPosition: position, ...fits, code };",
    changes: ["'' -> 'mutated'"],
    why: 'A text that is split has at least one part.',
  },
  {
    source: 'src/x12/match.ts',
    line: 'for (let depth = open.length - 1; depth >= 0; depth--) {',
    changes: ['- -> +'],
    why: 'There is no loop above the innermost: it is passed over.',
  },
  {
    source: 'src/x12/match.ts',
    line: "place.use.max !== '>1' && (loop.counts[place.index] ?? 0) >= place.use.max;",
    changes: ["'>1' -> ''", '0 -> 1'],
    why: 'No number is as much as a text that is none; and every place has its count.',
  },
  {
    source: 'src/x12/match.ts',
    line: "const text = component === undefined ? (segment.cells[element] ?? '') : cellOf(segment, element, component);",
    changes: ['component === undefined -> false', "'' -> 'mutated'"],
    why: 'Asked for no component, it gives the element too, only slower; and neither text is a code.',
  },
  {
    source: 'src/x12/match.ts',
    line: "else if (sign.position.element === 1 || opener.id === 'HL') return 'none';",
    changes: ["'HL' -> ''"],
    why: 'The first element of a level is its number, which nothing tells it by: without it there is no place either.',
  },
  {
    source: 'src/x12/match.ts',
    line: "else fit = 'qualifier';",
    changes: ["'qualifier' -> ''"],
    why: 'It is only asked whether it is exact, or none.',
  },
  {
    source: 'src/x12/match.ts',
    line: "place.opener.id !== 'HL' || (segment.elements[1] ?? '') === loop.level;",
    changes: ["'' -> 'mutated'"],
    why: 'A level without a parent stands at the top, where there is one place for it.',
  },
  {
    source: 'src/x12/match.ts',
    line: "if (place.band < loop.band && place.use.of.is === 'segment' && !isFull(loop, place))",
    changes: ['< -> <='],
    why: 'What fits into the band that reading has come to was found before.',
  },
  {
    source: 'src/x12/layout.ts',
    line: "const parts = /^(\\d\\d)(?:-(\\d\\d?))?$/.exec(at.startsWith(segmentId) ? at.slice(segmentId.length) : '');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is a number.',
  },
  {
    source: 'src/x12/openLoops.ts',
    line: 'layout.levels.some((place) => (counts[place.index] ?? 0) > 0);',
    changes: ['0 -> 1'],
    why: 'Every place has its count.',
  },
  {
    source: 'src/x12/unplaced.ts',
    line: 'if (known !== undefined) return known;',
    changes: ['known !== undefined -> false'],
    why: 'What was collected before is only quicker.',
  },
  {
    source: 'src/x12/unplaced.ts',
    line: 'ids.set(guide, collected);',
    changes: ['ids.set(guide, collected); -> ;'],
    why: 'What was collected before is only quicker.',
  },
  {
    source: 'src/coding/leftovers.ts',
    line: 'if (given.some(({ administration }) => isSupplied(administration))) return SUPPLIED;',
    changes: ['some -> every'],
    why: 'Doses are put together by who bought them, so that all of them are or none is.',
  },
  {
    source: 'src/coding/leftovers.ts',
    line: "const encounterRate = rules.places.encounter_rate_places.includes(visit.setting.pos ?? '');",
    changes: ["'' -> 'mutated'"],
    why: 'Neither is a place.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: 'if (trigger === undefined) return {};',
    changes: ['return {}; -> return undefined;'],
    why: 'Nothing is added to the answer either way.',
  },
  {
    source: 'src/x12/acknowledge.ts',
    line: 'const unit = segment === undefined ? undefined : unitIn(set, segment);',
    changes: ['segment === undefined -> false'],
    why: 'The loop goes over segments that are there.',
  },
  {
    source: 'src/x12/skim.ts',
    line: 'const isBound = bound === PRINTABLE - 1;',
    changes: ['- -> +', '1 -> 2'],
    why: 'The slower of the two loops finds the same terminator.',
  },
];
