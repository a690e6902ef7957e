/** Names and notes made fit for X12: accents folded first, delimiters checked after, so that nothing folds into one. */

/** Typographic characters that have a plain twin. */
const TWINS: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u02bc': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  ß: 'SS',
  ẞ: 'SS',
  Æ: 'AE',
  Ø: 'O',
  Œ: 'OE',
  Ł: 'L',
  Đ: 'D',
  Þ: 'TH',
};
/** Capitals, digits and punctuation of the X12 basic set without our delimiters `*` `:` and `~` `^`. */
const OUTSIDE = /[^A-Z0-9 !"&'()+,\-./;?=%@[\]_{}\\|<>#$]/g;

/**
 * Text for a name, an address or a note: capitals, accents folded, everything else that X12 does not allow (and our
 * delimiters) turned into spaces, runs of spaces into one, cut to `max` characters. Never use it on an identifier:
 * one that needs cleaning is wrong and must be refused.
 */
export function x12Text(text: string, max = 60): string {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/./gsu, (character) => TWINS[character] ?? character);
  return folded.replace(OUTSIDE, ' ').replace(/ +/g, ' ').trim().slice(0, max).trim();
}
