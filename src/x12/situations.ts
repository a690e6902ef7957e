/** Situational rules at work: placed segments in, breaches out, in memory that does not grow with the message. */

import type { Issue, Trigger } from '../outcome.ts';
import type { Situation } from './conditions.ts';
import { type LoopInstance, pathOf } from './path.ts';
import type { AnyGuide, Fields, SegmentSpec } from './schema.ts';
import type { Segment } from './segment.ts';
import { type Frame, type Kept, type Look, type LoopPlan, type Rule, situationPlanOf } from './situationPlan.ts';
import { asksForMore, segmentRules } from './situationTests.ts';

/** A loop that is open: what its rules need, and what a breach is told with. */
interface OpenFrame extends Frame {
  readonly instance: LoopInstance;
  readonly opened: Kept;
}

/**
 * Checks one transaction set against the situational rules of its guide. Give it every segment that the guide has a place
 * for, in order (`take`), then `end` it. Issues carry path, designator, segment and offset, and in `trigger` the segment
 * that made the rule apply.
 */
export class Situations {
  readonly #guide: AnyGuide;
  readonly #tell: (issue: Issue) => void;
  readonly #open: OpenFrame[] = [];
  readonly #root: LoopPlan;
  #innermost: LoopInstance | undefined;
  /** The frame of the innermost loop; undefined where nothing is asked of it. */
  #frame: OpenFrame | undefined;

  constructor(guide: AnyGuide, tell: (issue: Issue) => void) {
    this.#guide = guide;
    this.#tell = tell;
    this.#root = situationPlanOf(guide);
  }

  /** @param number the segment's number in its set: ST is 1 */
  take(spec: SegmentSpec<Fields>, loop: LoopInstance, segment: Segment, number: number): void {
    if (spec.situations.length > 0)
      for (const rule of segmentRules(spec))
        if (rule.isBroken(segment)) this.#brokenBy(rule.situation, spec.id, { segment, number, loop });
    if (this.#root.idle) return;
    if (loop !== this.#innermost) this.#enter(loop, { segment, number, loop });
    const frame = this.#frame;
    if (frame === undefined) return;
    const watches = frame.plan.watched.get(spec);
    if (watches === undefined) return;
    for (const { out, slot } of watches) {
      const owner = this.#open[frame.depth - out];
      // Of several the first is meant.
      if (owner !== undefined && owner.slots[slot] === undefined) owner.slots[slot] = { segment, number, loop };
    }
  }

  end(): void {
    this.#leaveTo(0);
    this.#innermost = undefined;
    this.#frame = undefined;
  }

  /** Closes the loops that are over, opens those that begin; loops of which nothing is asked are passed by. */
  #enter(loop: LoopInstance, opened: Kept): void {
    this.#innermost = loop;
    this.#frame = this.#frameOf(loop, opened);
  }

  /** The frame of a loop, made where there is none yet. What is open beside it or within it is over. */
  #frameOf(instance: LoopInstance, opened: Kept): OpenFrame | undefined {
    for (let depth = this.#open.length - 1; depth >= 0; depth--)
      if (this.#open[depth]?.instance === instance) {
        this.#leaveTo(depth + 1);
        return this.#open[depth];
      }
    const outer = instance.parent === undefined ? undefined : this.#frameOf(instance.parent, opened);
    if (instance.parent === undefined) this.#leaveTo(0);
    const plan = instance.parent === undefined ? this.#root : outer?.plan.inner.get(instance.id);
    if (plan === undefined || plan.idle) return undefined;
    const frame = { plan, slots: emptySlots(plan.slots), depth: this.#open.length, instance, opened };
    this.#open.push(frame);
    return frame;
  }

  #leaveTo(depth: number): void {
    while (this.#open.length > depth) {
      const frame = this.#open.at(-1);
      if (frame === undefined) return;
      for (const rule of frame.plan.rules)
        if (rule.isBroken(this.#open)) this.#breach(rule, frame.instance, frame.opened);
      this.#open.pop();
    }
  }

  #breach(rule: Rule, loop: LoopInstance, opened: Kept): void {
    const trigger = rule.trigger?.kept(this.#open);
    const found = rule.at.kept(this.#open);
    // What a missing segment should hold is no question; that it is missing is told by another rule.
    if (found === undefined && !asksForMore(rule.situation)) return;
    const by =
      trigger === undefined || trigger === found || rule.trigger === undefined
        ? undefined
        : triggerOf(rule.trigger, trigger);
    const { situation, at } = rule;
    if (found !== undefined) this.#tellOf(situation, `${pathOf(found.loop)}/${at.segmentId}`, at.ref, found, by);
    else this.#tellOf(situation, `${pathOf(loop)}/${at.inside}${at.segmentId}`, undefined, trigger ?? opened, by);
  }

  #brokenBy(situation: Situation, segmentId: string, kept: Kept): void {
    this.#tellOf(situation, `${pathOf(kept.loop)}/${segmentId}`, situation.at, kept, undefined);
  }

  #tellOf(
    { code, name, say, mild }: Situation,
    path: string,
    ref: string | undefined,
    { segment, number }: Kept,
    trigger: Trigger | undefined,
  ): void {
    this.#tell({
      code,
      severity: mild === true ? 'warning' : 'error',
      message: say,
      path,
      ...(ref === undefined ? {} : { ref }),
      segment: number,
      offset: segment.offset,
      rule: `${this.#guide.version}, ${name}`,
      ...(trigger === undefined ? {} : { trigger }),
    });
  }
}

const emptySlots = (count: number): (Kept | undefined)[] => {
  const slots: (Kept | undefined)[] = [];
  for (let n = 0; n < count; n++) slots.push(undefined);
  return slots;
};

const triggerOf = ({ segmentId, ref }: Look, { number, loop }: Kept): Trigger => ({
  id: segmentId,
  segment: number,
  ...(loop.parent === undefined ? {} : { loop: loop.id }),
  ...(ref === undefined ? {} : { ref }),
});
