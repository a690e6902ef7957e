/** The value of a message with errors, given the shape its guide promises, so that it can be summed up all the same. */

import type { Field, Fields, Guide, Infer, LoopSpec, SegmentSpec } from '../../x12/schema.ts';

type Held = Readonly<Record<string, unknown>>;

/**
 * What is required and missing becomes empty: text `''`, a whole number 0, a list without items. Codes outside of a
 * closed list stay as sent. For summaries only: a value for anyone else is the one that was read.
 */
export const shaped = <F extends Fields>(guide: Guide<F>, value: unknown): Infer<Guide<F>> =>
  fill(guide.body, recordOf(value)) as Infer<Guide<F>>;

/** `shaped` for one loop of a guide. */
export const shapedLoop = <F extends Fields>(loop: LoopSpec<F>, value: unknown): Infer<LoopSpec<F>> =>
  fill(loop.fields, recordOf(value)) as Infer<LoopSpec<F>>;

function fill(fields: Fields, held: Held): Held {
  const filled = Object.entries(fields).flatMap(([key, field]): [string, unknown][] => {
    const item = fillOne(field, held[key]);
    return item === undefined ? [] : [[key, item]];
  });
  return Object.fromEntries(filled);
}

function fillOne(field: Field, item: unknown): unknown {
  if (field.is === 'constant' || field.is === 'derived') return undefined;
  if (item === undefined && field.usage === 'S') return undefined;
  switch (field.is) {
    case 'element':
      return item ?? (field.type.kind === 'N0' ? 0 : '');
    case 'repetition':
      return item ?? [];
    case 'composite':
      return fill(field.fields, recordOf(item));
    case 'series':
    case 'composites':
      return fillAll(field.fields, item);
    case 'use':
      if (field.of.is === 'segment' && isSilent(field.of)) return undefined;
      return field.arity === 'many' ? fillAll(field.of.fields, item) : fill(field.of.fields, recordOf(item));
  }
}

const fillAll = (fields: Fields, items: unknown): readonly Held[] =>
  Array.isArray(items) ? items.map((item) => fill(fields, recordOf(item))) : [];

const recordOf = (item: unknown): Held => (typeof item === 'object' && item !== null ? (item as Held) : {});

/** Constants and derived elements only: nothing of it is in a value. */
const isSilent = (spec: SegmentSpec<Fields>): boolean =>
  Object.values(spec.fields).every((field) => field.is === 'constant' || field.is === 'derived');
