/** Minutes of a visit: how long, at the same time, how long apart. */

import type { CaseAdministration } from './case.ts';

const DAY = 24 * 60;

/** Minutes since midnight of `09:30`. */
const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

export interface Span {
  readonly start: number;
  /** After midnight it is counted on: 24:30 is 1470. */
  readonly stop: number;
}

/** When it ran; undefined when a start or a stop is missing. A stop before the start is on the next day. */
export function spanOf(administration: CaseAdministration): Span | undefined {
  if (administration.start == null) return undefined;
  const start = clock(administration.start);
  if (administration.minutes != null) return { start, stop: start + administration.minutes };
  if (administration.stop == null) return undefined;
  const stop = clock(administration.stop);
  return { start, stop: stop < start ? stop + DAY : stop };
}

export const minutesOf = (span: Span): number => span.stop - span.start;

export const overlap = (a: Span, b: Span): number => Math.max(0, Math.min(a.stop, b.stop) - Math.max(a.start, b.start));

/** Minutes of a span during which none of the others ran. */
export function minutesAlone(span: Span, others: readonly Span[]): number {
  const busy = others
    .map((other) => ({ start: Math.max(other.start, span.start), stop: Math.min(other.stop, span.stop) }))
    .sort((a, b) => a.start - b.start);
  let free = minutesOf(span);
  let reached = span.start;
  for (const other of busy) {
    free -= Math.max(0, other.stop - Math.max(other.start, reached));
    reached = Math.max(reached, other.stop);
  }
  return free;
}

/**
 * Which encounter of the day an administration belongs to: '' for all of them unless the chart names several and at
 * least `gap` minutes lie between them. Otherwise, or without times, they are one visit however they were registered.
 */
export function encountersOf(
  all: readonly CaseAdministration[],
  gap: number,
): (administration: CaseAdministration) => string {
  const spans = new Map<string, Span>();
  for (const administration of all) {
    const name = administration.encounter ?? '';
    const span = spanOf(administration) ?? momentSpan(administration);
    if (span === undefined) continue;
    const known = spans.get(name);
    spans.set(name, {
      start: Math.min(span.start, known?.start ?? span.start),
      stop: Math.max(span.stop, known?.stop ?? span.stop),
    });
  }
  const inOrder = [...spans].sort(([, a], [, b]) => a.start - b.start);
  const apart = inOrder.every(
    ([, span], index) => index === 0 || (inOrder[index - 1]?.[1].stop ?? 0) + gap <= span.start,
  );
  const untimed = all.some((administration) => !spans.has(administration.encounter ?? ''));
  return apart && !untimed && spans.size > 1 ? (administration) => administration.encounter ?? '' : () => '';
}

/** A push or an injection may have a start alone. */
const momentSpan = (administration: CaseAdministration): Span | undefined =>
  administration.start == null ? undefined : { start: clock(administration.start), stop: clock(administration.start) };
