/** JSON that goes through a server with every digit intact: `4.20` stays `4.20`. */

interface ExactJson {
  readonly parse: (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => unknown;
  readonly rawJSON: (text: string) => unknown;
}
/** ES2026 raw JSON, in Node 22 and later, ahead of the type library. */
const exact = JSON as unknown as ExactJson;

/** Parses JSON keeping each number as written; `JSON.stringify` gives it back unchanged. Throws SyntaxError. */
export const parseExact = (text: string): unknown =>
  exact.parse(text, (key, value, { source }) => {
    if (key === '__proto__') return undefined;
    return typeof value === 'number' && source !== undefined ? exact.rawJSON(source) : value;
  });
