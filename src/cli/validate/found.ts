/** One thing that is wrong with a file, with everything a person or a program needs to find it. */

import type { Issue } from '../../outcome.ts';
import { codeIn999 } from '../../x12/acknowledge.ts';
import { explainOne, frameSpecs } from '../../x12/explain.ts';
import type { Segment } from '../../x12/segment.ts';
import { type Layer, layerOf } from './layers.ts';
import type { Places } from './places.ts';

/** Control numbers of the parts of the file it lies in. */
export interface Whereabouts {
  readonly interchange?: string;
  readonly group?: string;
  readonly transaction?: string;
}
export interface Found {
  readonly issue: Issue;
  readonly where: Whereabouts;
  readonly layer: Layer;
  /** `IK403:7`; null where a 999 cannot tell it. */
  readonly code999: string | null;
  /** 1-based line of the file; null where it is not known. */
  readonly line: number | null;
  readonly excerpt: Excerpt | null;
}
/** The segment at fault, what may identify a patient as x's. */
export interface Excerpt {
  readonly text: string;
  /** Where the element at fault starts and ends within the text; null where the segment as a whole is. */
  readonly mark: readonly [number, number] | null;
  /** Something is missing, and this is the segment that came instead. */
  readonly before: boolean;
}

/** @param segment the one at the issue's place, where it is known */
export function foundAt(
  issue: Issue,
  where: Whereabouts,
  segment: Segment | undefined,
  spec: Parameters<typeof explainOne>[0],
): Found {
  return {
    issue,
    where,
    layer: layerOf(issue),
    code999: codeIn999(issue) ?? null,
    line: segment?.line ?? issue.line ?? null,
    excerpt: segment === undefined ? null : excerptOf(issue, segment, spec),
  };
}

function excerptOf({ ref, path, code }: Issue, segment: Segment, spec: Parameters<typeof explainOne>[0]): Excerpt {
  const { text, spans, id } = explainOne(spec ?? frameSpecs[segment.id], segment, { reveal: false });
  const before = /^IK304:(3|I7)$/.test(code) && path?.split('/').at(-1) !== id;
  const mark = ref === undefined || before ? undefined : (spans.get(ref) ?? endOf(ref, id, text));
  return { text, mark: mark ?? null, before };
}

/** An element that is missing at the end of a segment would start behind it. */
const endOf = (ref: string, id: string, text: string): readonly [number, number] | undefined =>
  ref.startsWith(id) && ref.length > id.length ? [text.length, text.length + 1] : undefined;

/** The issues of one transaction set, each with the segment at its place. */
export const foundIn = (issues: readonly Issue[], where: Whereabouts, places: Places): Found[] =>
  issues.map((issue) => {
    const seen = places.at(issue);
    return foundAt(issue, where, seen?.segment, seen?.spec);
  });
