/** FHIR search on the synthetic EHR: which resources fit, and which come along. */

import { parametersOf, type SearchParameter, searchParameter, valuesAt } from './searchParameters.ts';
import type { Store, Version } from './store.ts';

export interface SearchResult {
  readonly matches: readonly Version[];
  readonly included: readonly Version[];
  /** Parameters nobody here knows: told in the Bundle, as one big EHR does, not refused. */
  readonly ignored: readonly string[];
}

/** Parameters that shape the answer and filter nothing. */
const SHAPING: ReadonlySet<string> = new Set([
  '_count',
  '_include',
  '_sort',
  '_format',
  '_summary',
  '_total',
  '_getpages',
  '_offset',
]);

/** Runs a search of `type`; repeated parameters are ANDed, commas are ORed (FHIR R4 search). */
export function search(store: Store, type: string, query: URLSearchParams, base: string): SearchResult {
  const ignored: string[] = [];
  const tests: ((version: Version) => boolean)[] = [];
  for (const [key, value] of query) {
    if (SHAPING.has(key)) continue;
    const [name = '', modifier] = key.split(':');
    const parameter = searchParameter(type, name);
    if (parameter === undefined || (modifier !== undefined && parameter.kind !== 'reference')) ignored.push(key);
    else
      tests.push((version) =>
        value.split(',').some((wanted) => fits(version.json, parameter, qualified(modifier, wanted), base)),
      );
  }
  const matches = store.all(type).filter((version) => tests.every((test) => test(version)));
  return { matches, included: includedWith(store, type, matches, query.getAll('_include'), base), ignored };
}

/** `subject:Patient=1` means `subject=Patient/1`. */
const qualified = (modifier: string | undefined, value: string): string =>
  modifier === undefined || value.includes('/') ? value : `${modifier}/${value}`;

/** Does one resource fit one value of one parameter? */
function fits(json: unknown, parameter: SearchParameter, wanted: string, base: string): boolean {
  const values = parameter.paths.flatMap((path) => valuesAt(json, path));
  if (parameter.kind === 'token') return values.some((value) => isToken(value, wanted));
  if (parameter.kind === 'reference') return values.some((value) => isReference(value, wanted, base));
  return values.some((value) => isDate(value, wanted));
}

function isToken(value: unknown, wanted: string): boolean {
  const [system, code] = wanted.includes('|') ? wanted.split('|', 2) : [undefined, wanted];
  const equals = (s: unknown, c: unknown): boolean =>
    (code === '' || c === code) && (system === undefined || (s ?? '') === system);
  if (typeof value === 'string') return value === code;
  if (typeof value !== 'object' || value === null) return String(value) === code;
  const {
    coding,
    value: identifierValue,
    system: ownSystem,
    code: ownCode,
  } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(coding))
    return coding.some((c: Readonly<Record<string, unknown>>) => equals(c['system'], c['code']));
  return equals(ownSystem, identifierValue ?? ownCode);
}

function isReference(value: unknown, wanted: string, base: string): boolean {
  const { reference, identifier } = (value ?? {}) as { readonly reference?: unknown; readonly identifier?: unknown };
  if (typeof reference !== 'string') return identifier !== undefined && isToken(identifier, wanted);
  const relative = (text: string): string =>
    (text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text).replace(/\/_history\/.*$/, '');
  const [have, want] = [relative(reference), relative(wanted)];
  return want.includes('/') ? have === want : have.endsWith(`/${want}`);
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

function isDate(value: unknown, wanted: string): boolean {
  const [, prefix = 'eq', text = ''] = /^(eq|ge|le|gt|lt)?(.*)$/.exec(wanted) ?? [];
  const [have, want] = [intervalOf(value), intervalOf(text)];
  if (have === undefined || want === undefined) return false;
  switch (prefix) {
    case 'ge':
      return have.to > want.from;
    case 'le':
      return have.from < want.to;
    case 'gt':
      return have.to > want.to;
    case 'lt':
      return have.from < want.from;
    default:
      return have.from >= want.from && have.to <= want.to;
  }
}

/** The span a date, dateTime, instant or Period covers, in milliseconds, end excluded. */
function intervalOf(value: unknown): Interval | undefined {
  if (typeof value === 'object' && value !== null) {
    const { start, end } = value as { readonly start?: unknown; readonly end?: unknown };
    const [first, last] = [intervalOf(start), intervalOf(end)];
    if (first === undefined && last === undefined) return undefined;
    return { from: first?.from ?? Number.NEGATIVE_INFINITY, to: last?.to ?? Number.POSITIVE_INFINITY };
  }
  if (typeof value !== 'string') return undefined;
  const from = Date.parse(value);
  if (Number.isNaN(from)) return undefined;
  if (value.length === 4) return { from, to: Date.UTC(Number(value) + 1, 0, 1) };
  if (value.length === 7) return { from, to: Date.UTC(Number(value.slice(0, 4)), Number(value.slice(5, 7)), 1) };
  if (value.length === 10) return { from, to: from + 86_400_000 };
  return { from, to: from + (value.includes('.') ? 1 : 1000) };
}

/** Resources the matches point at by the asked `_include` (`Type:parameter`, `Type:*`), each once, matches left out. */
function includedWith(
  store: Store,
  type: string,
  matches: readonly Version[],
  includes: readonly string[],
  base: string,
): readonly Version[] {
  const paths = includes.flatMap((include) => {
    const [ofType, name] = include.split(':');
    if (ofType !== type) return [];
    const parameters =
      name === '*' ? parametersOf(type).map(([, parameter]) => parameter) : [searchParameter(type, name ?? '')];
    return parameters.flatMap((parameter) => (parameter?.kind === 'reference' ? parameter.paths : []));
  });
  const found = new Map<string, Version>();
  for (const match of matches) {
    for (const value of paths.flatMap((path) => valuesAt(match.json, path))) {
      const reference = (value as { readonly reference?: unknown } | null)?.reference;
      if (typeof reference !== 'string') continue;
      const [ofType = '', id = ''] = (
        reference.startsWith(`${base}/`) ? reference.slice(base.length + 1) : reference
      ).split('/');
      const target = store.current(ofType, id);
      if (target?.text !== undefined && !matches.includes(target)) found.set(`${ofType}/${id}`, target);
    }
  }
  return [...found.values()];
}
