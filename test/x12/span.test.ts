/** The segments of a loop that went by as text are those of the file, with their places in it. */

import { expect, test } from 'vitest';
import { ourDelimiters } from '../../src/x12/delimiters.ts';
import { Span } from '../../src/x12/span.ts';

const segmentsIn = (text: string, terminator = '~') =>
  new Span(text, { ...ourDelimiters, terminator }, 7, 2, 1000, 50, 0, 0, 0, 0, true)
    .segments()
    .map(({ id, text: own, index, offset, line, delimiters }) => {
      expect(delimiters.terminator).toBe(terminator);
      return [id, own, index, offset, line];
    });

test.each([
  ['side by side', 'CLP*A~NM1*B~', 1006, 50, 50],
  ['on lines of their own', 'CLP*A~\nNM1*B~\n', 1007, 50, 51],
  ['on lines that end in two bytes', 'CLP*A~\r\nNM1*B~\r\n', 1008, 50, 51],
  ['with an empty line in front and between', '\nCLP*A~\n\r\nNM1*B~', 1010, 51, 53],
])('%s', (_what, text, offset, firstLine, secondLine) => {
  expect(segmentsIn(text)).toEqual([
    ['CLP', 'CLP*A', 7, 1000 + text.indexOf('CLP'), firstLine],
    ['NM1', 'NM1*B', 8, offset, secondLine],
  ]);
});

test('ended by the end of their line', () => {
  expect(segmentsIn('CLP*A\nNM1*B\n', '\n')).toEqual([
    ['CLP', 'CLP*A', 7, 1000, 50],
    ['NM1', 'NM1*B', 8, 1006, 51],
  ]);
});
