/** Search results in pages: a frozen result per search, so that pages neither repeat nor skip. */

import type { SearchResult } from './search.ts';
import type { Version } from './store.ts';

export interface Pages {
  /** The first page of a search as a searchset Bundle. */
  first(result: SearchResult, query: URLSearchParams, self: string): string;
  /** The page a next link asks for; undefined when it has expired. */
  next(query: URLSearchParams): string | undefined;
  history(versions: readonly Version[]): string;
}

const DEFAULT_COUNT = 50;
const MAX_COUNT = 200;
/** Searches remembered; older ones expire, as on real servers. */
const MAX_REMEMBERED = 100;

export function openPages(url: string): Pages {
  const remembered = new Map<
    string,
    { readonly result: SearchResult; readonly count: number; readonly self: string }
  >();
  let sequence = 0;
  const render = (key: string, offset: number): string | undefined => {
    const search = remembered.get(key);
    if (search === undefined) return undefined;
    const { result, count, self } = search;
    const matches = result.matches.slice(offset, offset + count);
    const isLast = offset + count >= result.matches.length;
    const link = [{ relation: 'self', url: self }];
    if (!isLast) link.push({ relation: 'next', url: `${url}?_getpages=${key}&_offset=${offset + count}` });
    // Included resources come with the last page only; a client that stops early misses them, as it should.
    const entries = [
      ...matches.map((version) => entryOf(url, version, 'match')),
      ...(isLast ? result.included.map((version) => entryOf(url, version, 'include')) : []),
      ...(isLast && result.ignored.length > 0 ? [remark(result.ignored)] : []),
    ];
    const head = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', total: result.matches.length, link });
    return `${head.slice(0, -1)},"entry":[${entries.join(',')}]}`;
  };
  return {
    first: (result, query, self) => {
      const key = `s${++sequence}`;
      const asked = Number(query.get('_count') ?? DEFAULT_COUNT);
      const count = Number.isInteger(asked) && asked > 0 ? Math.min(asked, MAX_COUNT) : DEFAULT_COUNT;
      remembered.set(key, { result, count, self });
      const [oldest] = remembered.keys();
      if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      const page = render(key, 0);
      if (page === undefined) throw new Error('a new search has a first page');
      return page;
    },
    next: (query) => render(query.get('_getpages') ?? '', Number(query.get('_offset') ?? 0)),
    history: (versions) => {
      const entries = versions.map((version) => {
        const method = version.text === undefined ? 'DELETE' : version.versionId === '1' ? 'POST' : 'PUT';
        const told = {
          fullUrl: `${url}/${version.type}/${version.id}`,
          request: { method, url: `${version.type}/${version.id}` },
        };
        return version.text === undefined
          ? JSON.stringify(told)
          : `${JSON.stringify(told).slice(0, -1)},"resource":${version.text}}`;
      });
      return `{"resourceType":"Bundle","type":"history","total":${versions.length},"entry":[${entries.join(',')}]}`;
    },
  };
}

const entryOf = (url: string, version: Version, mode: 'match' | 'include'): string =>
  `{"fullUrl":${JSON.stringify(`${url}/${version.type}/${version.id}`)},"resource":${version.text},"search":{"mode":"${mode}"}}`;

function remark(ignored: readonly string[]): string {
  const issue = [{ severity: 'warning', code: 'not-supported', diagnostics: `ignored: ${ignored.join(', ')}` }];
  return JSON.stringify({ resource: { resourceType: 'OperationOutcome', issue }, search: { mode: 'outcome' } });
}
