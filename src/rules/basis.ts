/** What a value of the mappings rests on: the source it comes from, and how far anybody checked it. */

import type { z } from 'zod';
import type { drugCode, sourcesFile } from './schema.ts';
import { type Basis, type Status, VALUE_GROUPS, type ValueGroup } from './types.ts';

export type Sources = z.infer<typeof sourcesFile>;

/** A source that is not listed is none: nobody can look it up. */
const statusOf = (sources: Sources, source: string): Status => sources.sources[source]?.status ?? 'unverified';

/** A value of this source, unless somebody compared it. */
export const basisOf = (sources: Sources, source: string, verified = false): Basis => ({
  source,
  status: verified ? 'verified' : statusOf(sources, source),
});

/** Every group of values of a code: its own source or the default one, `verified` where the code says so. */
export function codeBasis(entry: z.infer<typeof drugCode>, sources: Sources): Readonly<Record<ValueGroup, Basis>> {
  const verified = entry.verified?.split(' ') ?? [];
  const own: Partial<Record<ValueGroup, string | undefined>> = { unit: entry.unit_source, dates: entry.dates_source };
  return Object.fromEntries(
    VALUE_GROUPS.map((group) => [
      group,
      basisOf(sources, own[group] ?? sources.defaults[group] ?? 'unverified', verified.includes(group)),
    ]),
  ) as Record<ValueGroup, Basis>;
}

/** `cms-mue, imported`: for a proof and for a page; `label` says both. */
export const basisText = ({ source, status }: Basis): string => (source === status ? source : `${source}, ${status}`);
