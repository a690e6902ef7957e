/** A value -> the segments of one transaction set, by its guide. */

import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import type { CharacterSet } from './characters.ts';
import type { Problem } from './check.ts';
import { type Delimiters, ourDelimiters } from './delimiters.ts';
import { layoutOf, type Place } from './layout.ts';
import { type LoopInstance, pathOf } from './path.ts';
import { checkRules } from './rules.ts';
import type { AnyGuide, Derivation, Fields, Guide, Infer, LoopSpec, SegmentSpec } from './schema.ts';
import { asArray, asRecord, isThere, type Value, writeSegment } from './writeSegment.ts';

export interface WriteOptions {
  /** ST02: 4 to 9 letters or digits, unique in its functional group. */
  readonly control: string;
  readonly delimiters?: Delimiters;
  /** What data may hold; the extended set when nothing is said. */
  readonly characters?: CharacterSet;
  /** ST03 where the guide writes one; another version string of the same guide, for a payer that asks for it. */
  readonly version?: string;
}

/**
 * Writes ST to SE in the order of the guide. HL01, HL02, HL04, LX01 and SE01 are computed. Refuses, with every
 * reason at once, a value that lacks what the guide requires or holds what it forbids; issues carry the 999 code,
 * the X12 path, the designator and our own key. Amounts and dates are written exactly as given.
 */
export function write<F extends Fields>(
  guide: Guide<F>,
  value: Infer<Guide<F>>,
  options: WriteOptions,
): Outcome<readonly string[]> {
  return writeUntyped(guide, value, options);
}

/** `write` for a guide that is only known at run time; the value must have the shape of that guide. */
export function writeUntyped(guide: AnyGuide, value: unknown, options: WriteOptions): Outcome<readonly string[]> {
  const writing = new Writing(guide, options.delimiters ?? ourDelimiters, options.characters ?? 'extended');
  writing.transaction(asRecord(value, guide.name), options.control, options.version ?? guide.version);
  return writing.issues.some((issue) => issue.severity === 'error')
    ? bad(...writing.issues)
    : good(writing.segments, writing.issues);
}

/** The loop being written: where it stands, and its number in the hierarchy. */
interface Standing {
  readonly instance: LoopInstance;
  /** Our keys down to the loop; undefined for the transaction set itself. */
  readonly keys: Keys | undefined;
  /** HL01 of this level or of the nearest level above; '' above all levels. */
  level: string;
  readonly parentLevel: string;
  readonly hasChildLevels: boolean;
  /** 1-based number of this loop among its siblings of the same kind. */
  readonly ordinal: number;
}

/** Where something stands in the value. Spelt out only when there is something to say about it. */
interface Keys {
  readonly parent: Keys | undefined;
  readonly key: string;
  /** In an array: from 0. */
  readonly index: number | undefined;
}
function keysText({ parent, key, index }: Keys): string {
  const own = index === undefined ? key : `${key}[${index}]`;
  return parent === undefined ? own : `${keysText(parent)}.${own}`;
}

class Writing {
  readonly segments: string[] = [];
  readonly issues: Issue[] = [];
  readonly #guide: AnyGuide;
  readonly #delimiters: Delimiters;
  readonly #characters: CharacterSet;
  #levels = 0;

  constructor(guide: AnyGuide, delimiters: Delimiters, characters: CharacterSet) {
    this.#guide = guide;
    this.#delimiters = delimiters;
    this.#characters = characters;
  }

  transaction(value: Value, control: string, version: string): void {
    const guide = this.#guide;
    const instance: LoopInstance = { id: guide.set, ordinal: 1, numbered: false, parent: undefined };
    if (!isSetControl(control))
      this.#report(
        instance,
        'ST',
        'IK502:7',
        'The control number must be 4 to 9 capitals or digits.',
        'ST02',
        'control',
      );
    const { element } = this.#delimiters;
    this.segments.push(['ST', guide.set, control, ...(guide.versionInST ? [version] : [])].join(element));
    const standing = { instance, keys: undefined, level: '', parentLevel: '', hasChildLevels: false, ordinal: 1 };
    this.#fields(guide.body, value, standing);
    this.segments.push(['SE', String(this.segments.length + 1), control].join(element));
  }

  #fields(fields: Fields, value: Value, standing: Standing): void {
    for (const place of layoutOf(fields).places) {
      const item = value[place.key];
      if (item !== undefined || place.use.usage === 'R') this.#place(place, item, standing);
    }
  }

  #place(place: Place, item: unknown, standing: Standing): void {
    const { use, key } = place;
    const own = (index?: number): Keys => ({ parent: standing.keys, key, index });
    if (place.silent) {
      if (use.usage === 'R') this.#segment(place, place.opener, {}, standing, own());
      return;
    }
    const isLoop = use.of.is === 'loop';
    const refuse = (code: string, message: string) =>
      this.#report(standing.instance, place.opener.id, code, message, undefined, keysText(own()), use.of);
    const one = (item: unknown, index?: number) => {
      const keys = own(index);
      const record = asRecord(item, () => keysText(keys));
      if (use.of.is === 'loop') this.#loop(use.of, place, record, standing, keys, (index ?? 0) + 1);
      else this.#segment(place, use.of, record, standing, keys);
    };
    if (use.arity === 'one' && item !== undefined) {
      one(item);
      return;
    }
    const items = item === undefined ? [] : asArray(item, () => keysText(own()));
    if (items.length === 0 && use.usage === 'R')
      refuse(isLoop ? 'IK304:I7' : 'IK304:3', 'Required, but the value has none.');
    if (use.max !== '>1' && items.length > use.max)
      refuse(isLoop ? 'IK304:4' : 'IK304:5', `There are ${items.length}, the guide allows ${use.max}.`);
    items.forEach(one);
  }

  #loop(spec: LoopSpec<Fields>, place: Place, value: Value, parent: Standing, keys: Keys, ordinal: number): void {
    const numbered = place.use.arity === 'many';
    const standing: Standing = {
      instance: { id: spec.id, ordinal, numbered, parent: parent.instance },
      keys,
      level: parent.level,
      parentLevel: parent.level,
      hasChildLevels: hasChildLevels(spec.fields, value),
      ordinal,
    };
    if (spec.rules.length > 0)
      for (const fault of checkRules(spec.rules, (member) => isThere(value[member])))
        this.#report(standing.instance, place.opener.id, fault.code, fault.message, undefined, keysText(keys), spec);
    this.#fields(spec.fields, value, standing);
  }

  #segment(place: Place, spec: SegmentSpec<Fields>, value: Value, standing: Standing, keys: Keys): void {
    const text = writeSegment(spec, value, {
      delimiters: this.#delimiters,
      characters: this.#characters,
      derive: (rule) => this.#derive(rule, standing),
      report: (problem: Problem, ref, key) => {
        const ours = key === '' ? keysText(keys) : `${keysText(keys)}.${key}`;
        this.#report(standing.instance, spec.id, `IK403:${problem.code}`, problem.message, ref, ours, place.use.of);
      },
    });
    this.segments.push(text);
  }

  #derive(rule: Derivation, standing: Standing): string {
    switch (rule) {
      case 'hlNumber':
        this.#levels += 1;
        standing.level = String(this.#levels);
        return standing.level;
      case 'hlParent':
        return standing.parentLevel;
      case 'hlHasChildren':
        return standing.hasChildLevels ? '1' : '0';
      case 'count':
        return String(standing.ordinal);
    }
  }

  #report(
    instance: LoopInstance,
    segmentId: string,
    code: string,
    message: string,
    ref: string | undefined,
    keys: string,
    node?: AnyGuide['body'][string] | LoopSpec<Fields> | SegmentSpec<Fields>,
  ): void {
    const inner = node !== undefined && node.is === 'loop' && instance.id !== node.id ? `${node.id}/` : '';
    this.issues.push(
      error(code, `\`${keys}\`: ${message}`, {
        path: `${pathOf(instance)}/${inner}${segmentId}`,
        ...(ref === undefined ? {} : { ref }),
        segment: this.segments.length + 1,
        rule: this.#guide.version,
      }),
    );
  }
}

/** ST02: 4 to 9 capitals or digits. */
export const isSetControl = (control: string): boolean => /^[A-Z0-9]{4,9}$/.test(control);

/** HL04: whether the data has a level of the hierarchy right below this one. */
const hasChildLevels = (fields: Fields, value: Value): boolean =>
  layoutOf(fields).levels.some(({ key }) => isThere(value[key]));
