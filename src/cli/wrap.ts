/** Text in lines for a terminal. */

/** Words in lines of at most `width` characters; a longer word is cut, so that no line is wider than the terminal. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** A text in lines, the first one behind `head` and the others below it. */
export function hanging(head: string, text: string, width = 80): string {
  const indent = ' '.repeat(head.length);
  return wrap(text, width - head.length)
    .map((line, n) => `${n === 0 ? head : indent}${line}`.trimEnd())
    .join('\n')
    .concat('\n');
}

function pieces(word: string, width: number): readonly string[] {
  const cut: string[] = [];
  for (let at = 0; at < word.length; at += width) cut.push(word.slice(at, at + width));
  return cut.length === 0 ? [''] : cut;
}
