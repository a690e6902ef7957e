/** The elements of one segment as a person reads them: our short name, the value or its mask, what it means. */

import { checkText, shown } from './check.ts';
import { describe, describeDate, describeTime } from './describe.ts';
import { coveredBy, designator, entriesOf, positionOf } from './layout.ts';
import { repetitionsOf } from './readSegment.ts';
import type { DataType, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';

/** One value on the wire that is not empty. */
export interface Cell {
  /** `SV101-2`. */
  readonly ref: string;
  readonly element: number;
  readonly component: number | undefined;
  /** 1-based, where the element repeats. */
  readonly repetition: number | undefined;
  /** Our short name: `procedure code`. */
  readonly name: string;
  /** As sent; x's where the value is hidden. */
  readonly text: string;
  readonly hidden: boolean;
  /** A constant of the guide: the name of the segment says already what it says. */
  readonly fixed: boolean;
  readonly means: string | undefined;
}
export interface CellOptions {
  /** Show what can identify a patient, and what the guide does not know. */
  readonly reveal: boolean;
  /** Words for codes of lists that X12 does not keep, such as HCPCS. */
  readonly means?: (ref: string, text: string) => string | undefined;
}

/**
 * The cells of a segment in their order on the wire. Hidden are the elements the guide marks as personal, those that
 * do not fit what the guide has at their place, since anything may stand there, and those it does not use at all;
 * without a spec (the guide does not know the segment) all of them.
 */
export function cellsOf(spec: SegmentSpec<Fields> | undefined, segment: Segment, options: CellOptions): Cell[] {
  const known = spec === undefined ? [] : knownCells(spec, spec.fields, '', 0, 0, segment, options);
  return [...known, ...unusedCells(spec, segment, options)].sort(
    (a, b) =>
      a.element - b.element || (a.component ?? 0) - (b.component ?? 0) || (a.repetition ?? 0) - (b.repetition ?? 0),
  );
}

function knownCells(
  spec: SegmentSpec<Fields>,
  fields: Fields,
  prefix: string,
  shift: number,
  run: number,
  segment: Segment,
  options: CellOptions,
): Cell[] {
  return entriesOf(fields).flatMap(([key, field]): Cell[] => {
    if (field.is === 'use') throw new Error(`${spec.id}: ${key} is a segment inside of a segment`);
    if (field.is === 'composites') {
      const { element } = positionOf(spec.id, field.at);
      return repetitionsOf(segment, element + shift).flatMap((one, n, all) =>
        knownCells(spec, field.fields, `${prefix}${wordsOf(key)} `, shift, run, one, options).map((cell) =>
          all.length === 1 ? cell : { ...cell, repetition: n + 1 },
        ),
      );
    }
    if (field.is === 'composite')
      return knownCells(spec, field.fields, `${prefix}${wordsOf(key)} `, shift, run, segment, options);
    if (field.is === 'series')
      return Array.from({ length: field.times }, (_, n) =>
        knownCells(spec, field.fields, prefix, shift + n * field.stride, n, segment, options),
      ).flat();
    const position = positionOf(spec.id, field.at);
    const element = position.element + shift;
    const { component } = position;
    const raw = segment.elements[element - 1] ?? '';
    const name = `${prefix}${wordsOf(key)}${run > 0 ? ` (${run + 1})` : ''}`;
    const at = { ref: designator(spec.id, element, component), element, component, name };
    if (field.is === 'repetition') {
      const { repetition } = segment.delimiters;
      return (repetition === undefined ? [raw] : raw.split(repetition)).flatMap((text, n) =>
        cell(
          text,
          { ...at, repetition: n + 1, fixed: false },
          field.phi || !fits(field.type, text),
          field.type,
          options,
        ),
      );
    }
    const text = component === undefined ? raw : (raw.split(segment.delimiters.component)[component - 1] ?? '');
    const place = { ...at, repetition: undefined, fixed: field.is === 'constant' };
    if (field.is === 'constant') return cell(text, place, text !== field.value && !isShort(text), undefined, options);
    if (field.is === 'derived') return cell(text, place, !/^\d{1,12}$/.test(text), undefined, options);
    return cell(
      text,
      place,
      field.phi || !(fits(field.type, text) || isShortCode(field.type, text)),
      field.type,
      options,
    );
  });
}

type Place = Omit<Cell, 'text' | 'hidden' | 'means'>;
function cell(
  text: string,
  place: Place,
  isPersonal: boolean,
  type: DataType<unknown> | undefined,
  options: CellOptions,
): Cell[] {
  if (text === '') return [];
  if (isPersonal && !options.reveal)
    return [{ ...place, text: 'x'.repeat(Math.min(text.length, MASK_AT_MOST)), hidden: true, means: undefined }];
  const means = describe(place.ref, text) ?? moment(place.ref, type, text) ?? options.means?.(place.ref, text);
  return [{ ...place, text, hidden: false, means }];
}
/** A mask says roughly how much stands there, and keeps lines short. */
const MASK_AT_MOST = 12;

const moment = (ref: string, type: DataType<unknown> | undefined, text: string): string | undefined =>
  type?.kind === 'DT' || ref === 'DTP03' || ref === 'DMG02'
    ? describeDate(text)
    : type?.kind === 'TM'
      ? describeTime(text)
      : undefined;

/** What the guide does not use: elements beyond its fields, and components of elements it knows. */
function unusedCells(spec: SegmentSpec<Fields> | undefined, segment: Segment, options: CellOptions): Cell[] {
  const covered = spec === undefined ? new Map<number, never>() : coveredBy(spec);
  const id = spec?.id ?? idOf(segment);
  const unused = { name: 'not in the guide', repetition: undefined, fixed: false };
  return segment.elements.flatMap((text, n): Cell[] => {
    const components = covered.get(n + 1);
    const element = n + 1;
    if (components === 'whole') return [];
    if (components === undefined)
      return cell(
        text,
        { ...unused, ref: designator(id, element), element, component: undefined },
        true,
        undefined,
        options,
      );
    // Where the guide has no repetition, the separator of repetitions is text like any other: cells known and unused then
    // count the same components.
    const each = spec !== undefined && mayRepeat(spec, element) ? repetitionsOf(segment, element) : [segment];
    return each.flatMap((one, times, all) =>
      (one.elements[n] ?? '').split(segment.delimiters.component).flatMap((part, m) => {
        const component = m + 1;
        if (components.has(component)) return [];
        const repetition = all.length === 1 ? undefined : times + 1;
        const place = { ...unused, repetition, ref: designator(id, element, component), element, component };
        return cell(part, place, true, undefined, options);
      }),
    );
  });
}

const mayRepeat = ({ id, fields }: SegmentSpec<Fields>, element: number): boolean =>
  entriesOf(fields).some(([, field]) => field.is === 'composites' && positionOf(id, field.at).element === element);

/** The id of a segment as far as it is one: anything else could be data. */
export const idOf = (segment: Segment): string => (/^[A-Z][A-Z0-9]{1,2}$/.test(segment.id) ? segment.id : '???');

const fits = (type: DataType<unknown>, text: string): boolean => checkText(type, text, false) === undefined;
const isShort = (text: string): boolean => shown(text, false).startsWith("'");
/** A wrong code is told in issues when it is short, so it is shown here too. */
const isShortCode = (type: DataType<unknown>, text: string): boolean => type.codes !== undefined && isShort(text);

const words = new Map<string, string>();
/** `patientControlNumber` -> `patient control number`. Keys are those of the guides, so there are few. */
export function wordsOf(key: string): string {
  const known = words.get(key);
  if (known !== undefined) return known;
  const text = key.replace(/([a-z])(\d)/g, '$1 $2').replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  words.set(key, text);
  return text;
}

export interface SegmentLine {
  /** The segment without its terminator, hidden values as x's. */
  readonly text: string;
  /** Where in the text each designator stands: start and end. Elements and components. */
  readonly spans: ReadonlyMap<string, readonly [number, number]>;
}

/** The segment on one line as it was sent, with the same values hidden. */
export function lineOf(segment: Segment, cells: readonly Cell[], reveal: boolean): SegmentLine {
  const { element: separator, component, repetition } = segment.delimiters;
  const id = idOf(segment);
  const spans = new Map<string, readonly [number, number]>();
  let text = reveal ? segment.id : id;
  segment.elements.forEach((raw, n) => {
    const own = cells.filter((cell) => cell.element === n + 1);
    const start = text.length + 1;
    text += separator;
    const isRepeated = own.some((cell) => cell.repetition !== undefined);
    const isComposite = own.some((cell) => cell.component !== undefined);
    const times = isRepeated && repetition !== undefined ? raw.split(repetition) : [raw];
    if (isComposite || isRepeated)
      for (const [time, one] of times.entries()) {
        if (time > 0) text += repetition;
        for (const m of (isComposite ? one.split(component) : [one]).keys()) {
          const part = own.find(
            (cell) => (!isRepeated || cell.repetition === time + 1) && (!isComposite || cell.component === m + 1),
          );
          if (m > 0) text += component;
          const from = text.length;
          text += part?.text ?? '';
          const ref = designator(id, n + 1, m + 1);
          if (isComposite && !spans.has(ref)) spans.set(ref, [from, text.length]);
        }
      }
    else text += own[0]?.text ?? '';
    spans.set(designator(id, n + 1), [start, text.length]);
  });
  return { text, spans };
}
