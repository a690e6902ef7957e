/** The shape of the files of `mappings/codes/` that say which modifiers, edits and places there are. */

import { z } from 'zod';
import { code, codes, date, form, lineOfBusiness, openDate, text, words } from './words.ts';

export const modifiersFile = z.strictObject({
  source: text,
  modifiers: z.record(
    z.string().regex(/^[A-Z0-9]{2}$/),
    z.strictObject({
      rank: z.int(),
      from: openDate,
      to: openDate,
      required: date.optional(),
      replaced_by: text.optional(),
      information: z.boolean().optional(),
      note: text,
    }),
  ),
  route_modifiers: z.record(text, text),
  other_routes: z.record(text, text),
  drug_modifiers_of_place: z.record(text, text),
  department_modifiers: z.record(text, text),
  eye: z.strictObject({
    source: text,
    routes: words,
    sides: z.strictObject({ right: text, left: text, both: text }),
    procedure: code,
    diagnoses: z.array(z.strictObject({ starts: words, character: z.int() })),
  }),
  notices: z.strictObject({
    source: text,
    payers: z.array(lineOfBusiness),
    kinds: z.strictObject({ signed: words, not_obtained: words, excluded: words, voluntary: words }),
  }),
  policy_met: z.strictObject({ source: text, modifier: text }),
  evaluation: z.strictObject({ source: text, modifier: text, codes, never_beside_administration: codes }),
  distinct: z.strictObject({
    source: text,
    by_reason: z.strictObject({ encounter: text, site: text, practitioner: text, other: text }),
    before: text,
  }),
});

/** `96360..96549` is every number from the first to the last. */
const codeOrFamily = z.string().regex(/^[A-Z0-9]\d{4}(\.\.\d{5})?$/, 'write a code, or two numbers with .. between');

export const editsFile = z.strictObject({
  overridable: z.record(z.string().regex(/^[A-Z_]+$/), text),
  overridable_source: text,
  pairs: z.strictObject({
    source: text,
    from: date,
    rows: z.array(z.strictObject({ bundled: code, into: z.array(codeOrFamily), modifier: z.boolean() })),
  }),
  duplicates: z.strictObject({ source: text }),
  denials: z.strictObject({
    source: text,
    rows: z.record(
      z.string().regex(/^[A-Z0-9_]+$/),
      z.strictObject({
        reason: z.string().regex(/^[A-Z0-9]{1,5}$/, 'write an adjustment reason, in quotes'),
        charted: z.boolean().optional(),
      }),
    ),
  }),
});

export const placesFile = z.strictObject({
  source: text,
  places: z.record(text, z.strictObject({ claim: form.nullable(), kind: text, what: text })),
  hospital_places: words,
  encounter_rate_places: words,
  bundles: z.array(
    z.strictObject({
      code: text,
      outcome: z.enum(['hold', 'no_claim']),
      payers: z.array(lineOfBusiness),
      places: words,
      stay: text.optional(),
      forms: z.array(form).optional(),
      says: text,
      source: text,
    }),
  ),
  supervision: z.strictObject({
    source: text,
    payers: z.array(lineOfBusiness),
    levels: z.array(z.strictObject({ kinds: words, level: z.enum(['direct', 'general']), from: date })),
  }),
});
