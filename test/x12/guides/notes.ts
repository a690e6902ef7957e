/** Syntax notes: whether a segment of ours refuses everything that the published notes refuse, and nothing more. */

import { checkSyntax, positionsOf } from '../../../src/x12/check.ts';
import { entriesOf, positionOf } from '../../../src/x12/layout.ts';
import type { Fields, SegmentSpec } from '../../../src/x12/schema.ts';
import type { PublishedSegment } from './published.ts';

interface Shape {
  readonly required: ReadonlySet<number>;
  readonly used: ReadonlySet<number>;
  /** Elements that come together: the first of a run stands for the others that its run requires. */
  readonly runs: readonly { readonly all: readonly number[]; readonly required: readonly number[] }[];
}

/**
 * A published note is met by a note of ours, by what is required, or because an element of it is not used. It is not
 * met when some choice of elements breaks it that our segment would let pass.
 */
export function noteFaults(spec: SegmentSpec<Fields>, published: PublishedSegment): string[] {
  const shape = shapeOf(spec);
  const missing = (published.syntax ?? []).filter((note) => lettingPass(note, spec.syntax, shape));
  const added = spec.syntax.filter((note) => lettingPass(note, published.syntax ?? [], shape));
  return [...missing.map((note) => `lacks the note ${note}`), ...added.map((note) => `adds the note ${note}`)];
}

/** Whether some choice of elements that the segment allows breaks the note and none of the others. */
function lettingPass(note: string, others: readonly string[], { required, used, runs }: Shape): boolean {
  const free = positionsOf(note).filter((element) => used.has(element) && !required.has(element));
  for (let choice = 0; choice < 2 ** free.length; choice++) {
    const present = new Set([...required, ...free.filter((_, n) => (choice & (1 << n)) !== 0)]);
    const breaks = (rule: string) => checkSyntax(rule, (element) => present.has(element)) !== undefined;
    const isRunWhole = runs.every(({ all, required: inRun }) => {
      return !all.some((one) => present.has(one)) || inRun.every((one) => present.has(one));
    });
    if (breaks(note) && isRunWhole && !others.some(breaks)) return true;
  }
  return false;
}

function shapeOf(spec: SegmentSpec<Fields>): Shape {
  const required = new Set<number>();
  const used = new Set<number>();
  const runs: Shape['runs'][number][] = [];
  for (const [, field] of entriesOf(spec.fields)) {
    if (field.is === 'use') continue;
    const { element, component } = positionOf(spec.id, field.at);
    if (field.is === 'series') {
      const inner = entriesOf(field.fields).flatMap(([, one]) =>
        one.is === 'use'
          ? []
          : [{ at: positionOf(spec.id, one.at).element, isRequired: !('usage' in one) || one.usage === 'R' }],
      );
      for (let run = 0; run < field.times; run++) {
        const moved = inner.map((one) => ({ ...one, at: one.at + run * field.stride }));
        for (const { at } of moved) used.add(at);
        runs.push({
          all: moved.map(({ at }) => at),
          required: moved.filter((one) => one.isRequired).map(({ at }) => at),
        });
        if (run === 0 && field.usage === 'R') for (const one of moved) if (one.isRequired) required.add(one.at);
      }
      continue;
    }
    used.add(element);
    const isRequired = field.is === 'constant' || field.is === 'derived' || field.usage === 'R';
    if (isRequired && (component === undefined || component === 1)) required.add(element);
  }
  return { required, used, runs };
}
