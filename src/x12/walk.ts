/** The walk behind `read`: segments in, one after another, through the open loops of a guide. */

import type { Severity } from '../outcome.ts';
import { type HandOut, type Held, type LoopSite, type OpenSite, siteIn } from './handOut.ts';
import type { Place } from './layout.ts';
import { checkClosed, Levels, pathTo } from './loopChecks.ts';
import { findPlace } from './match.ts';
import { attach, copyOf, type OpenLoop, openLoop } from './openLoops.ts';
import type { Passing } from './passing.ts';
import { pathOf } from './path.ts';
import { quickSpecOf } from './quickRead.ts';
import { type LoopReading, Placed, type Reading, type Step } from './reading.ts';
import { readSegment } from './readSegment.ts';
import type { AnyGuide, Derivation, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';
import { SetIssues } from './setIssues.ts';
import type { Span } from './span.ts';
import { unplaced } from './unplaced.ts';

/** Reads one transaction set; use it once. */
export class Walk {
  readonly #guide: AnyGuide;
  readonly #handOut: HandOut | undefined;
  readonly #passing: Passing | undefined;
  readonly #open: OpenLoop[];
  readonly #issues: SetIssues;
  readonly #steps: Step[] = [];
  readonly #unread: Segment[] = [];
  /** The loop under way that will be handed out. */
  #held: Held | undefined;
  /** Where a loop to be handed out may begin, as long as that is known. */
  #site: OpenSite | undefined;
  readonly #levels: Levels;
  #isMixed = false;
  /** Of the segment being read; ST is number 1. */
  #number = 0;
  #index = 0;
  #offset: number | undefined;

  /**
   * @param handOut given loops are handed out as they close and kept nowhere, and so are their steps
   * @param open the loops to begin in, where it is not the set as a whole
   * @param passing hears what goes by, of which nothing is kept but issues
   */
  constructor(guide: AnyGuide, handOut?: HandOut, open?: OpenLoop[], passing?: Passing) {
    this.#guide = guide;
    this.#handOut = handOut;
    this.#passing = passing;
    this.#issues = new SetIssues(guide.version);
    this.#levels = new Levels(this.#issues.tell);
    const set = { id: guide.set, ordinal: 1, numbered: false, parent: undefined };
    this.#open = open ?? [openLoop(guide.body, undefined, set, '')];
  }

  /** Reads one loop that was passed, as if it had been read when it went by. */
  static loop(guide: AnyGuide, site: LoopSite, span: Span): LoopReading {
    const open = copyOf(site.around);
    const parent = open.at(-1);
    const { of } = site.place.use;
    if (parent === undefined || of.is !== 'loop') throw new Error('a loop stands in another');
    parent.counts[site.place.index] = site.ordinal - 1;
    const given: LoopReading[] = [];
    const walk = new Walk(guide, { loopId: of.id, take: (reading) => given.push(reading) }, open);
    walk.#number = site.number - 1;
    for (const segment of span.segments()) walk.push(segment);
    walk.#number += 1;
    walk.#offset = span.offset + span.text.length;
    walk.#closeTo(site.around.length - 1);
    const [reading] = given;
    if (reading === undefined || given.length > 1) throw new Error(`the segments are not one ${of.id}`);
    return reading;
  }

  /** The number of the segment that was read last. */
  get number(): number {
    return this.#number;
  }

  /** Something came for a part of the value before one that goes by: it cannot be written as it comes. */
  get isMixed(): boolean {
    return this.#isMixed;
  }

  /** Whether a loop that is handed out may begin with the next segment, whatever its qualifiers. */
  mayOpen(): boolean {
    this.#site ??= siteIn(this.#open, this.#handOut?.loopId);
    return this.#site !== undefined;
  }

  /** A loop that begins here has gone by unread, with so many segments; to be called where `mayOpen`. */
  pass(count: number, offset: number): LoopSite {
    const site = this.#site ?? siteIn(this.#open, this.#handOut?.loopId);
    if (site === undefined) throw new Error('no loop may begin here');
    const number = this.#number + 1;
    this.#number = number;
    this.#offset = offset;
    if (site.around === undefined) this.#closeTo(site.depth);
    const loop = this.#open[site.depth];
    if (loop === undefined) throw new Error('a loop stands in another');
    if (loop.band < site.place.band) this.#advance(loop, site.place.band);
    const ordinal = (loop.counts[site.place.index] ?? 0) + 1;
    loop.counts[site.place.index] = ordinal;
    loop.value[site.place.key] ??= [];
    site.around ??= copyOf(this.#open);
    this.#site = site;
    this.#number = number + count - 1;
    return { around: site.around, place: site.place, ordinal, number };
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
    const facts = { issues: this.#issues.end(), steps: this.#steps, unread: this.#unread };
    return this.#issues.errors > 0 ? { ok: false, value, ...facts } : { ok: true, value, ...facts };
  }

  #segment(segment: Segment): void {
    this.#site = undefined;
    const match = findPlace(this.#open, segment);
    if (match === undefined) {
      this.#keepUnread(segment);
      return;
    }
    this.#closeTo(match.depth);
    this.#held?.segments.push(segment);
    const loop = this.#open[match.depth];
    if (loop === undefined) throw new Error('a match names an open loop');
    if (match.late) {
      const message = 'Comes later than the guide has it; it was read all the same.';
      this.#report('warning', 'IK304:7', message, pathTo(loop.instance, match.place));
    } else if (loop.band < match.place.band) this.#advance(loop, match.place.band);
    if (match.full) {
      const many = match.place.use.of.is === 'loop' ? 'IK304:4' : 'IK304:5';
      this.#report(
        'error',
        many,
        `More of these than the ${match.place.use.max} the guide allows.`,
        pathTo(loop.instance, match.place),
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
      if (spare || loop.spare) this.#leave(segment);
      if (!spare && !place.silent) this.#attach(loop, place, value);
      return;
    }
    const instance = { id: of.id, ordinal: count, numbered: arity === 'many', parent: loop.instance };
    const inner = openLoop(of.fields, of, instance, loop.level, spare || loop.spare, this.#issues.errors);
    if (this.#isHandedOut(inner)) {
      loop.value[place.key] ??= [];
      const [number, issuesBefore] = [this.#number, this.#issues.list.length];
      this.#held = {
        loop: inner,
        parent: loop.instance,
        number,
        issuesBefore,
        segments: [segment],
        steps: [],
        unread: [],
      };
    } else if (this.#goesBy(inner)) {
      if (loop.listing !== place.key && place.key in loop.value) this.#isMixed = true;
      loop.listing = place.key;
      loop.value[place.key] ??= [];
      this.#passing?.opened?.(inner, loop, place);
    } else if (!spare) this.#attach(loop, place, inner.value);
    this.#open.push(inner);
    const first = inner.layout.places[0];
    if (first === undefined) throw new Error(`loop ${of.id} is empty`);
    this.#fill(inner, first, segment, false);
  }

  #attach(loop: OpenLoop, { key, use }: Place, item: unknown): void {
    if (loop.listing !== undefined && key in loop.value) this.#isMixed = true;
    attach(loop.value, key, use.arity, item);
  }

  /** A segment that is part of no value. */
  #leave(segment: Segment): void {
    if (this.#passing === undefined) (this.#held?.unread ?? this.#unread).push(segment);
    else this.#passing.unread?.(segment);
  }

  #read(spec: SegmentSpec<Fields>, segment: Segment, loop: OpenLoop): Record<string, unknown> {
    const held = this.#held;
    if (this.#passing !== undefined) this.#passing.placed?.(spec, loop.instance, segment, this.#number);
    else if (held !== undefined) held.steps.push(new Placed(held.segments.length - 1, spec, loop.instance));
    else if (this.#handOut === undefined) this.#steps.push(new Placed(this.#index, spec, loop.instance));
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

  #derived(rule: Derivation, text: string, ref: string, loop: OpenLoop, segmentId: string): void {
    const where = { number: this.#number, offset: this.#offset };
    this.#levels.take({ rule, text, ref, where, loop, path: () => `${pathOf(loop.instance)}/${segmentId}` });
  }

  /** Closes the loops inside of the one at `depth`; what they still lack is noticed now. */
  #closeTo(depth: number): void {
    while (this.#open.length > depth + 1) {
      const loop = this.#open.pop();
      if (loop === undefined) continue;
      checkClosed(loop, { number: this.#number, offset: this.#offset }, this.#issues.tell);
      if (loop === this.#held?.loop) this.#give(this.#held);
      else if (this.#goesBy(loop)) this.#passing?.closed?.(loop);
    }
  }

  #give({ loop, issuesBefore, ...held }: Held): void {
    this.#held = undefined;
    const issues = this.#issues.since(issuesBefore);
    this.#handOut?.take({ ...held, value: loop.value, clean: this.#issues.errors === loop.errorsBefore, issues });
  }

  #isHandedOut = ({ spec, spare }: OpenLoop): boolean =>
    this.#handOut !== undefined && spec?.id === this.#handOut.loopId && !spare;

  #goesBy = ({ spec, spare }: OpenLoop): boolean =>
    this.#passing !== undefined && spec !== undefined && this.#passing.loops.has(spec.id) && !spare;

  /**
   * A segment without a place. If it looks like the start of a loop, the loops it would have ended are closed, so
   * that its followers are not taken for parts of the loop before it.
   */
  #keepUnread(segment: Segment): void {
    this.#held?.segments.push(segment);
    this.#leave(segment);
    const ends = this.#open.findLastIndex(({ layout }) =>
      (layout.byId.get(segment.id) ?? []).some((place) => place.use.of.is === 'loop'),
    );
    const innermost = this.#open.at(-1);
    const path = `${innermost === undefined ? '' : pathOf(innermost.instance)}/${/^[A-Z0-9]{2,3}$/.test(segment.id) ? segment.id : '?'}`;
    const [severity, code, message] = unplaced(this.#guide, this.#open, segment.id, ends >= 0);
    this.#report(severity, code, message, path);
    if (ends >= 0) this.#closeTo(ends);
  }

  #report(severity: Severity, code: string, message: string, path: string, ref?: string): void {
    this.#issues.tell(severity, code, message, path, { number: this.#number, offset: this.#offset }, ref);
  }
}
