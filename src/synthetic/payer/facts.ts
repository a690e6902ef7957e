/** What is worth knowing of an inbound file when a script is chosen for it. */

import type { InboundInterchange } from './inbound.ts';

export interface InboundFacts {
  /** Name of the file, without its extension. */
  readonly name: string;
  /** ISA13. */
  readonly control: string;
  /** ST01 of every transaction set: `278`, `837`, `999`. */
  readonly sets: readonly string[];
  /** BHT03 of every transaction set. */
  readonly references: readonly string[];
  /** TRN02 of every request, CLM01 of every claim. */
  readonly traces: readonly string[];
  readonly claims: readonly string[];
  /** Procedure codes of all lines. */
  readonly procedures: readonly string[];
}

/** The facts of an interchange, straight from its segments: they are there even when a guide refuses it. */
export function factsOf({ header, groups }: InboundInterchange, name: string): InboundFacts {
  const sets = groups.flatMap((group) => group.sets.map(({ transaction }) => transaction));
  const elements = (id: string, n: number): readonly string[] =>
    sets.flatMap(({ segments }) =>
      segments.flatMap((segment) => (segment.id === id ? (segment.elements[n - 1] ?? []) : [])),
    );
  const codeOf = (procedure: string): string => procedure.split(header.delimiters.component)[1] ?? '';
  return {
    name,
    control: header.control,
    sets: sets.map(({ set }) => set),
    references: elements('BHT', 3),
    traces: elements('TRN', 2),
    claims: elements('CLM', 1),
    procedures: [...elements('SV1', 1), ...elements('SV2', 2)].map(codeOf).filter((code) => code !== ''),
  };
}
