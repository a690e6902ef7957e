/** JSON in pieces, so that the text of a large value never stands in memory as one string. */

/** Deep enough to reach the claims of an 835 or an 837, each of which is one piece. */
const DEPTH = 8;

/** The pieces of `JSON.stringify(value)`, in order. */
export function* jsonPieces(value: unknown, depth = DEPTH): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) yield JSON.stringify(value);
  else if (Array.isArray(value)) yield* list(value, depth);
  else yield* object(value, depth);
}

function* list(items: readonly unknown[], depth: number): Generator<string> {
  let separator = '[';
  for (const item of items) {
    yield separator;
    yield* jsonPieces(item, depth - 1);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

function* object(value: object, depth: number): Generator<string> {
  let separator = '{';
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* jsonPieces(item, depth - 1);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}
