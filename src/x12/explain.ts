/** A reading as a person reads it: every segment with its place, our short names, and what is wrong with it. */

import type { Issue } from '../outcome.ts';
import { type Cell, type CellOptions, cellsOf, idOf, lineOf, type SegmentLine, wordsOf } from './explainCells.ts';
import { entriesOf, openerOf } from './layout.ts';
import type { Reading, Step } from './reading.ts';
import { type AnyGuide, an, type Fields, id, phi, R, S, type SegmentSpec, segment, whole } from './schema.ts';
import type { Segment } from './segment.ts';

export type { Cell, CellOptions } from './explainCells.ts';

export interface ExplainedSegment extends SegmentLine {
  /** ST is 1. */
  readonly number: number;
  readonly id: string;
  /** Our short name of the segment at its place; empty where the guide has no place for it. */
  readonly name: string;
  /** X12 path of the loop it stands in: `837/2000A/2010AA`; undefined where there is none. */
  readonly loop: string | undefined;
  /** Our short name of that loop. */
  readonly loopName: string;
  readonly cells: readonly Cell[];
  readonly issues: readonly Issue[];
}

/**
 * Explains one transaction set, ST to SE. Without a guide every segment is unknown, and so hidden unless revealed.
 *
 * @param found the guide and the reading that `readTransaction` gave
 * @param issues everything found wrong with the set; each is told at its segment
 */
export function explain(
  found: { readonly guide: AnyGuide; readonly reading: Reading<unknown> } | undefined,
  segments: readonly Segment[],
  issues: readonly Issue[],
  options: CellOptions,
): ExplainedSegment[] {
  const steps = new Map(found?.reading.steps.map((step) => [step.segment, step]));
  const loopNames = new Map<string, string>();
  const told = Map.groupBy(issues, (issue) => issue.segment);
  return segments.map((one, index) => {
    const step = steps.get(index);
    const place = step === undefined || found === undefined ? undefined : placeOf(found.guide, step, loopNames);
    const isFrame = (index === 0 && one.id === 'ST') || (index === segments.length - 1 && one.id === 'SE');
    const spec = step?.spec ?? (isFrame ? frameSpecs[one.id] : undefined);
    return {
      ...explainOne(spec, one, options),
      number: index + 1,
      name: place?.name ?? (isFrame ? (frameNames[one.id] ?? '') : ''),
      loop: place?.loop,
      loopName: place?.loopName ?? '',
      issues: told.get(index + 1) ?? [],
    };
  });
}

/** A segment outside of every transaction set, or one whose place is not of interest. */
export function explainOne(
  spec: SegmentSpec<Fields> | undefined,
  one: Segment,
  options: CellOptions,
): SegmentLine & { readonly id: string; readonly cells: readonly Cell[] } {
  const cells = cellsOf(spec, one, options);
  return { id: idOf(one), cells, ...lineOf(one, cells, options.reveal) };
}

/** The segments of an envelope. ISA02 and ISA04 may hold a password. */
export const frameSpecs: Readonly<Record<string, SegmentSpec<Fields>>> = {
  ISA: segment('ISA', {
    authorizationQualifier: R('ISA01', id(2, 2)),
    authorization: S('ISA02', an(10, 10), phi),
    securityQualifier: R('ISA03', id(2, 2)),
    security: S('ISA04', an(10, 10), phi),
    senderQualifier: R('ISA05', id(2, 2)),
    sender: R('ISA06', an(15, 15)),
    receiverQualifier: R('ISA07', id(2, 2)),
    receiver: R('ISA08', an(15, 15)),
    date: R('ISA09', an(6, 6)),
    time: R('ISA10', an(4, 4)),
    repetitionSeparator: R('ISA11', an(1, 1)),
    version: R('ISA12', id(5, 5)),
    control: R('ISA13', an(9, 9)),
    wantsAcknowledgement: R('ISA14', an(1, 1)),
    usage: R('ISA15', id(1, 1)),
    componentSeparator: R('ISA16', an(1, 1)),
  }),
  GS: segment('GS', {
    functionalId: R('GS01', id(2, 2)),
    sender: R('GS02', an(2, 15)),
    receiver: R('GS03', an(2, 15)),
    date: R('GS04', an(8, 8)),
    time: R('GS05', an(4, 8)),
    control: R('GS06', an(1, 9)),
    agency: R('GS07', an(1, 2)),
    version: R('GS08', an(1, 12)),
  }),
  ST: segment('ST', { set: R('ST01', id(3, 3)), control: R('ST02', an(4, 9)), version: S('ST03', an(1, 35)) }),
  SE: segment('SE', { segments: R('SE01', whole(1, 10)), control: R('SE02', an(4, 9)) }),
  GE: segment('GE', { transactionSets: R('GE01', whole(1, 6)), control: R('GE02', an(1, 9)) }),
  IEA: segment('IEA', { groups: R('IEA01', whole(1, 5)), control: R('IEA02', an(9, 9)) }),
};
const frameNames: Readonly<Record<string, string>> = { ST: 'start', SE: 'end' };

interface NamedPlace {
  readonly name: string;
  readonly loop: string;
  readonly loopName: string;
}

/** @param loopNames the name of every open loop by its path, kept between the segments of one set */
function placeOf(guide: AnyGuide, step: Step, loopNames: Map<string, string>): NamedPlace {
  const loop = step.path.slice(0, step.path.lastIndexOf('/'));
  const { names, openers } = namesOf(guide);
  const path = withoutNumbers(step.path);
  const opened = openers.get(step.spec)?.get(withoutNumbers(loop));
  if (opened !== undefined) loopNames.set(loop, opened);
  return { name: names.get(step.spec)?.get(path) ?? '', loop, loopName: loopNames.get(loop) ?? '' };
}

const withoutNumbers = (path: string): string => path.replace(/\[\d+\]/g, '');

type NamesBySpec = Map<SegmentSpec<Fields>, Map<string, string>>;
interface GuideNames {
  /** The key of a segment, by its spec and path: specs are shared between places, and places share paths. */
  readonly names: NamesBySpec;
  /** The key of a loop, by the spec of the segment that opens it and its path. */
  readonly openers: NamesBySpec;
}
const known = new WeakMap<AnyGuide, GuideNames>();
function namesOf(guide: AnyGuide): GuideNames {
  const found = known.get(guide);
  if (found !== undefined) return found;
  const names: GuideNames = { names: new Map(), openers: new Map() };
  collect(guide.body, guide.set, names);
  known.set(guide, names);
  return names;
}

function collect(fields: Fields, path: string, into: GuideNames): void {
  for (const [key, field] of entriesOf(fields)) {
    if (field.is !== 'use') continue;
    const { of } = field;
    const here = `${path}/${of.id}`;
    if (of.is === 'segment') put(into.names, of, here, wordsOf(key));
    else {
      put(into.openers, openerOf(of), here, wordsOf(key));
      collect(of.fields, here, into);
    }
  }
}

function put(map: NamesBySpec, spec: SegmentSpec<Fields>, path: string, name: string): void {
  const byPath = map.get(spec) ?? new Map<string, string>();
  byPath.set(path, name);
  map.set(spec, byPath);
}
