/** Counts and sums of a message, made by splitting text and nothing else: no line of it is shared with our reader. */

export interface Sums {
  /** Claims of an 837, payments of an 835, claims of a 277CA, events of a 278, sets that a 999 answers. */
  readonly claims: number;
  /** Charges of an 837, payments of an 835, charges of a 277CA, in cents. */
  readonly cents: number;
}

export function naiveSums(bytes: Uint8Array): Sums {
  let [claims, cents, set, level] = [0, 0, '', ''];
  const add = (amount = '') => {
    claims += 1;
    cents += Math.round(Number(amount) * 100);
  };
  for (const part of Buffer.from(bytes)
    .toString('latin1')
    .split(/(?<![A-Za-z0-9])(?=ISA[^A-Za-z0-9 ])/)) {
    const cells = part.split(part[3] ?? '*');
    const terminator = cells[16]?.[1] ?? '~';
    for (const text of part.split(terminator).map((one) => one.replace(/^[\r\n\s]+/, ''))) {
      const [id, ...element] = text.split(part[3] ?? '*');
      if (id === 'ST') set = element[0] ?? '';
      if (id === 'HL') level = element[2] ?? '';
      if (id === 'CLM') add(element[1]);
      if (id === 'CLP') add(element[3]);
      if (id === 'AK2' || id === 'UM') add('0');
      if (set === '277' && level === 'PT' && id === 'TRN') claims += 1;
      if (set === '277' && level === 'PT' && id === 'STC') cents += Math.round(Number(element[3] ?? 0) * 100);
    }
  }
  return { claims, cents };
}
