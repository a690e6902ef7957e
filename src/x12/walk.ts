/** The walk behind `read`: segments in, one after another, through the open loops of a guide. */

import { error, type Issue, type Severity } from '../outcome.ts';
import type { HandOut, Held, LoopSite } from './handOut.ts';
import type { Place } from './layout.ts';
import { checkClosed, Levels, pathTo, type Tell } from './loopChecks.ts';
import { findPlace } from './match.ts';
import { attach, copyOf, type OpenLoop, openLoop } from './openLoops.ts';
import { pathOf } from './path.ts';
import { quickSpecOf } from './quickRead.ts';
import { bySegment, type LoopReading, Placed, type Reading, type Step } from './reading.ts';
import { readSegment } from './readSegment.ts';
import type { AnyGuide, Derivation, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';
import type { Span } from './span.ts';
import { unplaced } from './unplaced.ts';

/** More issues than this in one transaction set help nobody: the rest is counted in one last issue. */
const ISSUES_KEPT = 1000;

/** Reads one transaction set; use it once. */
export class Walk {
  readonly #guide: AnyGuide;
  readonly #handOut: HandOut | undefined;
  readonly #open: OpenLoop[];
  readonly #issues: Issue[] = [];
  readonly #steps: Step[] = [];
  readonly #unread: Segment[] = [];
  /** The loop under way that will be handed out. */
  #held: Held | undefined;
  /** Where a loop to be handed out may begin, as long as that is known. */
  #site: { readonly depth: number; readonly place: Place; around: readonly OpenLoop[] | undefined } | undefined;
  #issuesDropped = 0;
  #errors = 0;
  readonly #tell: Tell = (...issue) => this.#at(...issue);
  readonly #levels = new Levels(this.#tell);
  /** The segment being read and its number (ST is 1). */
  #number = 0;
  #index = 0;
  #offset: number | undefined;

  /**
   * @param handOut given loops are handed out as they close and kept nowhere, and so are their steps
   * @param open the loops to begin in, where it is not the set as a whole
   */
  constructor(guide: AnyGuide, handOut?: HandOut, open?: OpenLoop[]) {
    this.#guide = guide;
    this.#handOut = handOut;
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

  /** Whether a loop that is handed out may begin with the next segment, whatever its qualifiers. */
  mayOpen(): boolean {
    if (this.#site === undefined) this.#site = this.#findSite();
    return this.#site !== undefined;
  }

  /** A loop that begins here has gone by unread, with so many segments; to be called where `mayOpen`. */
  pass(count: number, offset: number): LoopSite {
    const site = this.#site ?? this.#findSite();
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

  /** The place of the loop in the innermost open loop that has one, when it is ahead and endless. */
  #findSite() {
    for (let depth = this.#open.length - 1; depth >= 0; depth--) {
      const loop = this.#open[depth];
      const place = loop?.layout.places.find(({ use }) => use.of.is === 'loop' && use.of.id === this.#handOut?.loopId);
      if (loop === undefined || place === undefined) continue;
      const isAhead = place.band >= loop.band && place.use.max === '>1' && !loop.spare;
      return isAhead ? { depth, place, around: undefined } : undefined;
    }
    return undefined;
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
    this.#issues.sort(bySegment);
    const facts = { issues: this.#issues, steps: this.#steps, unread: this.#unread };
    return this.#errors > 0 ? { ok: false, value, ...facts } : { ok: true, value, ...facts };
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
      if (spare || loop.spare) (this.#held?.unread ?? this.#unread).push(segment);
      if (!spare && !place.silent) attach(loop.value, place.key, arity, value);
      return;
    }
    const instance = { id: of.id, ordinal: count, numbered: arity === 'many', parent: loop.instance };
    const inner = openLoop(of.fields, of, instance, loop.level, spare || loop.spare, this.#errors);
    if (this.#isHandedOut(inner)) {
      loop.value[place.key] ??= [];
      const [number, issuesBefore] = [this.#number, this.#issues.length];
      this.#held = {
        loop: inner,
        parent: loop.instance,
        number,
        issuesBefore,
        segments: [segment],
        steps: [],
        unread: [],
      };
    } else if (!spare) attach(loop.value, place.key, arity, inner.value);
    this.#open.push(inner);
    const first = inner.layout.places[0];
    if (first === undefined) throw new Error(`loop ${of.id} is empty`);
    this.#fill(inner, first, segment, false);
  }

  #read(spec: SegmentSpec<Fields>, segment: Segment, loop: OpenLoop): Record<string, unknown> {
    const held = this.#held;
    if (held !== undefined) held.steps.push(new Placed(held.segments.length - 1, spec, loop.instance));
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
      checkClosed(loop, { number: this.#number, offset: this.#offset }, this.#tell);
      if (loop === this.#held?.loop) this.#give(this.#held);
    }
  }

  #give({ loop, issuesBefore, ...held }: Held): void {
    this.#held = undefined;
    const issues = this.#issues.splice(issuesBefore).sort(bySegment);
    this.#handOut?.take({ ...held, value: loop.value, clean: this.#errors === loop.errorsBefore, issues });
  }

  #isHandedOut = ({ spec, spare }: OpenLoop): boolean =>
    this.#handOut !== undefined && spec?.id === this.#handOut.loopId && !spare;

  /**
   * A segment without a place. If it looks like the start of a loop, the loops it would have ended are closed, so
   * that its followers are not taken for parts of the loop before it.
   */
  #keepUnread(segment: Segment): void {
    this.#held?.segments.push(segment);
    (this.#held?.unread ?? this.#unread).push(segment);
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
    this.#at(severity, code, message, path, { number: this.#number, offset: this.#offset }, ref);
  }

  #at(...[severity, code, message, path, where, ref]: Parameters<Tell>): void {
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
