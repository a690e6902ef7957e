/** The walk behind `read`: segments in, one after another, through the open loops of a guide. */

import { error, type Issue, type Severity } from '../outcome.ts';
import { shown } from './check.ts';
import { layoutOf, type Place } from './layout.ts';
import { findPlace, type OpenLoop, openLoop, type Spot } from './match.ts';
import { type LoopInstance, pathOf } from './path.ts';
import { quickSpecOf } from './quickRead.ts';
import type { Reading, Step } from './reading.ts';
import { readSegment } from './readSegment.ts';
import { checkRules } from './rules.ts';
import type { AnyGuide, Derivation, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';
import { unplaced } from './unplaced.ts';

/** More issues than this in one transaction set help nobody: the rest is counted in one last issue. */
const ISSUES_KEPT = 1000;

/** Takes a loop of one kind when it is over. */
export interface HandOut {
  readonly loopId: string;
  /** `clean`: nothing in the loop was an error, so that its value has the type of the loop. */
  take(value: unknown, clean: boolean): void;
}

/** Reads one transaction set; use it once. */
export class Walk {
  readonly #guide: AnyGuide;
  readonly #handOut: HandOut | undefined;
  readonly #open: OpenLoop[];
  readonly #issues: Issue[] = [];
  readonly #steps: Step[] = [];
  readonly #unread: Segment[] = [];
  #issuesDropped = 0;
  #errors = 0;
  /** HL01 as sent -> the fields of the loop it numbers. */
  readonly #levels = new Map<string, Fields>();
  #levelCount = 0;
  /** The segment being read and its number (ST is 1). */
  #number = 0;
  #index = 0;
  #offset: number | undefined;

  /** @param handOut given loops are handed out as they close and kept nowhere, and so are the steps */
  constructor(guide: AnyGuide, handOut?: HandOut) {
    this.#guide = guide;
    this.#handOut = handOut;
    this.#open = [
      openLoop(guide.body, undefined, { id: guide.set, ordinal: 1, numbered: false, parent: undefined }, ''),
    ];
  }

  read(segments: readonly Segment[]): Reading<unknown> {
    const before = segments[0]?.id === 'ST' ? 1 : 2;
    segments.forEach((segment, index) => {
      const frames = (index === 0 && segment.id === 'ST') || (index === segments.length - 1 && segment.id === 'SE');
      this.#index = index;
      this.#number = index + before;
      this.#offset = segment.offset;
      if (!frames) this.#segment(segment);
    });
    return this.end();
  }

  /** One segment after another, ST to SE: an SE is the last one. Without its ST a set counts from 2. */
  push(segment: Segment): void {
    const isFirst = this.#number === 0;
    const isFrame = segment.id === (isFirst ? 'ST' : 'SE');
    this.#number += isFirst && !isFrame ? 2 : 1;
    this.#offset = segment.offset;
    if (!isFrame) this.#segment(segment);
  }

  end(): Reading<unknown> {
    const value = this.#open[0]?.value;
    this.#closeTo(-1);
    if (this.#issuesDropped > 0)
      this.#issues.push(
        error('TOO_MANY_ISSUES', `${this.#issuesDropped} more issues in this transaction set are not listed.`),
      );
    this.#issues.sort((a, b) => (a.segment ?? Infinity) - (b.segment ?? Infinity));
    const facts = { issues: this.#issues, steps: this.#steps, unread: this.#unread };
    return this.#errors > 0 ? { ok: false, value, ...facts } : { ok: true, value, ...facts };
  }

  #segment(segment: Segment): void {
    const match = findPlace(this.#open, segment);
    if (match === undefined) {
      this.#keepUnread(segment);
      return;
    }
    this.#closeTo(match.depth);
    const loop = this.#open[match.depth];
    if (loop === undefined) throw new Error('a match names an open loop');
    if (match.late) {
      const message = 'Comes later than the guide has it; it was read all the same.';
      this.#report('warning', 'IK304:7', message, this.#pathTo(loop.instance, match.place));
    } else if (loop.band < match.place.band) this.#advance(loop, match.place.band);
    if (match.full) {
      const many = match.place.use.of.is === 'loop' ? 'IK304:4' : 'IK304:5';
      this.#report(
        'error',
        many,
        `More of these than the ${match.place.use.max} the guide allows.`,
        this.#pathTo(loop.instance, match.place),
      );
    }
    this.#fill(loop, match.place, segment, match.full && match.place.use.arity === 'one');
  }

  /** Moves reading forward to a band, and notes where the bands before it were passed that had to be filled. */
  #advance(loop: OpenLoop, band: number): void {
    for (let passed = loop.band; passed < band; passed++)
      if (loop.layout.isRequiredBand[passed] === true)
        loop.passed[passed] = { number: this.#number, offset: this.#offset };
    loop.band = band;
  }

  /** Puts the segment at its place, opening the loops it opens. `spare`: the place holds one already and keeps it. */
  #fill(loop: OpenLoop, place: Place, segment: Segment, spare: boolean): void {
    const count = (loop.counts[place.index] ?? 0) + 1;
    loop.counts[place.index] = count;
    const { of, arity } = place.use;
    if (of.is === 'segment') {
      const value = this.#read(of, segment, loop);
      if (spare || loop.spare) this.#unread.push(segment);
      if (!spare && !place.silent) attach(loop.value, place.key, arity, value);
      return;
    }
    const instance = { id: of.id, ordinal: count, numbered: arity === 'many', parent: loop.instance };
    const inner = openLoop(of.fields, of, instance, loop.level, spare || loop.spare, this.#errors);
    if (this.#isHandedOut(inner)) loop.value[place.key] ??= [];
    else if (!spare) attach(loop.value, place.key, arity, inner.value);
    this.#open.push(inner);
    const first = inner.layout.places[0];
    if (first === undefined) throw new Error(`loop ${of.id} is empty`);
    this.#fill(inner, first, segment, false);
  }

  #read(spec: SegmentSpec<Fields>, segment: Segment, loop: OpenLoop): Record<string, unknown> {
    if (this.#handOut === undefined) this.#steps.push(new Placed(this.#index, spec, loop.instance));
    const quick = quickSpecOf(spec);
    const value = quick.read(segment);
    if (value === undefined) return this.#readPlain(spec, segment, loop);
    for (const { rule, element, ref } of quick.derived)
      this.#derived(rule, segment.cells[element] ?? '', ref, loop, spec.id);
    return value;
  }

  /** Reads a segment that is not wholly in order, and tells what is wrong with it. */
  #readPlain(spec: SegmentSpec<Fields>, segment: Segment, loop: OpenLoop): Record<string, unknown> {
    const path = `${pathOf(loop.instance)}/${spec.id}`;
    return readSegment(spec, segment, {
      derived: (rule, text, ref) => this.#derived(rule, text, ref, loop, spec.id),
      report: ({ code, message }, ref) =>
        this.#report(code === 'I10' ? 'warning' : 'error', `IK403:${code}`, message, path, ref),
    });
  }

  /** HL02 decides who belongs to whom, so it must be right; the other derived elements are only counted. */
  #derived(rule: Derivation, text: string, ref: string, loop: OpenLoop, segmentId: string): void {
    const path = () => `${pathOf(loop.instance)}/${segmentId}`;
    const expect = (severity: Severity, wanted: string, what: string) => {
      if (text !== wanted) this.#report(severity, 'IK403:7', `${what}: expected ${shown(wanted, false)}.`, path(), ref);
    };
    switch (rule) {
      case 'hlNumber':
        this.#levels.set(text, loop.fields);
        loop.level = text;
        expect('warning', String(++this.#levelCount), 'Levels are not numbered in order');
        break;
      case 'hlParent': {
        // A level that cannot have this one below it leaves no doubt about the true parent; any other number does.
        const named = this.#levels.get(text);
        const harmless = named !== undefined && !canHold(named, loop.instance.id);
        expect(harmless ? 'warning' : 'error', loop.parentLevel, 'The parent is not the level this one stands in');
        break;
      }
      case 'hlHasChildren':
        loop.childFlag = { text, ref, path: path(), where: { number: this.#number, offset: this.#offset } };
        break;
      case 'count':
        expect('warning', String(loop.instance.ordinal), 'Loops are not counted in order');
        break;
    }
  }

  /** Closes the loops inside of the one at `depth`; what they still lack is noticed now. */
  #closeTo(depth: number): void {
    while (this.#open.length > depth + 1) {
      const loop = this.#open.pop();
      if (loop === undefined) continue;
      this.#close(loop);
      if (this.#isHandedOut(loop)) this.#handOut?.take(loop.value, this.#errors === loop.errorsBefore);
    }
  }

  #isHandedOut = ({ spec, spare }: OpenLoop): boolean =>
    this.#handOut !== undefined && spec?.id === this.#handOut.loopId && !spare;

  #close(loop: OpenLoop): void {
    const { layout, counts } = loop;
    const isFilled = (place: Place): boolean => (counts[place.index] ?? 0) > 0;
    for (const place of layout.required) {
      if (isFilled(place)) continue;
      const code = place.use.of.is === 'loop' ? 'IK304:I7' : 'IK304:3';
      const where = loop.passed[place.band] ?? { number: this.#number, offset: this.#offset };
      this.#at('error', code, `Required, and missing (${place.key}).`, this.#pathTo(loop.instance, place), where);
    }
    const rules = loop.spec?.rules ?? [];
    if (rules.length > 0) {
      const filled = (key: string) => layout.places.some((place) => place.key === key && isFilled(place));
      for (const fault of checkRules(rules, filled))
        this.#report('error', fault.code, fault.message, pathOf(loop.instance));
    }
    const flag = loop.childFlag;
    if (flag === undefined) return;
    const wanted = hasChildLevels(loop) ? '1' : '0';
    if (flag.text !== wanted) {
      const message = `Expected ${wanted}: the message has ${wanted === '1' ? '' : 'no '}levels below this one.`;
      this.#at('warning', 'IK403:7', message, flag.path, flag.where, flag.ref);
    }
  }

  /**
   * A segment without a place. If it looks like the start of a loop, the loops it would have ended are closed, so
   * that its followers are not taken for parts of the loop before it.
   */
  #keepUnread(segment: Segment): void {
    this.#unread.push(segment);
    const ends = this.#open.findLastIndex(({ layout }) =>
      (layout.byId.get(segment.id) ?? []).some((place) => place.use.of.is === 'loop'),
    );
    const innermost = this.#open.at(-1);
    const path = `${innermost === undefined ? '' : pathOf(innermost.instance)}/${/^[A-Z0-9]{2,3}$/.test(segment.id) ? segment.id : '?'}`;
    const [severity, code, message] = unplaced(this.#guide, this.#open, segment.id, ends >= 0);
    this.#report(severity, code, message, path);
    if (ends >= 0) this.#closeTo(ends);
  }

  #pathTo(instance: LoopInstance, place: Place): string {
    const { of } = place.use;
    return `${pathOf(instance)}/${of.is === 'loop' ? `${of.id}/` : ''}${place.opener.id}`;
  }

  #report(severity: Severity, code: string, message: string, path: string, ref?: string): void {
    this.#at(severity, code, message, path, { number: this.#number, offset: this.#offset }, ref);
  }

  #at(severity: Severity, code: string, message: string, path: string, where: Spot, ref?: string): void {
    if (severity === 'error') this.#errors += 1;
    if (this.#issues.length >= ISSUES_KEPT) {
      this.#issuesDropped += 1;
      return;
    }
    this.#issues.push({
      code,
      severity,
      message,
      path,
      ...(ref === undefined ? {} : { ref }),
      segment: where.number,
      ...(where.offset === undefined ? {} : { offset: where.offset }),
      rule: this.#guide.version,
    });
  }
}

function attach(value: Record<string, unknown>, key: string, arity: 'one' | 'many', item: unknown): void {
  const items = value[key];
  if (arity === 'one') value[key] = item;
  else if (Array.isArray(items)) items.push(item);
  else value[key] = [item];
}

const hasChildLevels = ({ layout, counts }: OpenLoop): boolean =>
  layout.levels.some((place) => (counts[place.index] ?? 0) > 0);

const canHold = (fields: Fields, loopId: string): boolean =>
  layoutOf(fields).places.some((place) => place.use.of.is === 'loop' && place.use.of.id === loopId);

/** A step that spells out its path when somebody asks for it. */
class Placed implements Step {
  readonly segment: number;
  readonly spec: SegmentSpec<Fields>;
  readonly #loop: LoopInstance;

  constructor(segment: number, spec: SegmentSpec<Fields>, loop: LoopInstance) {
    this.segment = segment;
    this.spec = spec;
    this.#loop = loop;
  }

  get path(): string {
    return `${pathOf(this.#loop)}/${this.spec.id}`;
  }
}
