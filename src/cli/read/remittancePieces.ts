/** The value of an 835 as JSON in pieces, its claims one by one. */

import type { LargeClaim } from './largeRemittance.ts';

type Held = Readonly<Record<string, unknown>>;

/** The pieces of `JSON.stringify(value)` with the claims put into the `claims` of their headers. */
export async function* valuePieces(value: unknown, claims: AsyncIterable<LargeClaim>): AsyncGenerator<string> {
  let separator = '{';
  for (const [key, item] of Object.entries(value as Held)) {
    yield `${separator}${JSON.stringify(key)}:`;
    separator = ',';
    if (key === 'headers') yield* headerPieces(item as readonly Held[], claims);
    else yield JSON.stringify(item);
  }
  yield separator === '{' ? '{}' : '}';
}

async function* headerPieces(headers: readonly Held[], claims: AsyncIterable<LargeClaim>): AsyncGenerator<string> {
  yield '[';
  let opened = -1;
  /** Ends the header that is open and writes those up to the next one that has claims. */
  const moveTo = (header: number): string => {
    let text = '';
    for (; opened < header; opened++) {
      if (opened >= 0) text += `${endOf(headers[opened])},`;
      text += startOf(headers[opened + 1]);
    }
    return text;
  };
  for await (const { header, value } of claims) {
    const isFirst = opened < header;
    yield `${moveTo(header)}${isFirst ? '' : ','}${JSON.stringify(value)}`;
  }
  yield headers.length === 0 ? ']' : `${moveTo(headers.length - 1)}${endOf(headers.at(-1))}]`;
}

/** A header up to its first claim; its claims are the last thing written of it. */
function startOf(header: Held | undefined): string {
  const { claims, ...facts } = header ?? {};
  const text = JSON.stringify(facts);
  if (claims === undefined) return text;
  return text === '{}' ? '{"claims":[' : `${text.slice(0, -1)},"claims":[`;
}
const endOf = (header: Held | undefined): string => (header?.['claims'] === undefined ? '' : ']}');
