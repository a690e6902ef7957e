/** What the clinic itself decides about documents, roles and bispecific drugs: three files of `mappings/codes/`. */

import { z } from 'zod';
import { code, date, text } from './words.ts';

const name = z.string().regex(/^[a-z_]+$/, 'write a name in small letters and underscores');

const WORK_KINDS = [
  'documentation',
  'financial_screening',
  'attending_notice',
  'scheduling',
  'copay_assistance',
  'peer_to_peer',
  'pharmacy_benefit',
  'white_bag',
  'rems',
  'inpatient_doses',
  'newly_wanted',
  'told_otherwise',
  'information_request',
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Who does what, and until when. */
export const workFile = z.strictObject({
  source: text,
  roles: z.record(name, text),
  work: z.record(
    z.enum(WORK_KINDS, `this kind of work is not known; the kinds are ${WORK_KINDS.join(', ')}`),
    z.strictObject({
      what: text,
      owner: name,
      /** Calendar days after it was opened. */
      due_days: z.int().min(0),
      /** Questions with an answer each; one that is `on: false` is not asked. */
      checklist: z.array(z.strictObject({ field: name, what: text, on: z.boolean() })).optional(),
      note: text.optional(),
    }),
  ),
});

/** The kinds of resource an item may be found in, and how. */
const place = z.strictObject({
  resource: z.enum([
    'Condition',
    'Observation',
    'DiagnosticReport',
    'Procedure',
    'DocumentReference',
    'Composition',
    'Consent',
    'QuestionnaireResponse',
    'MedicationAdministration',
    'MedicationStatement',
  ]),
  /** `system|code`; the element the codes stand in is that of the resource: code, type, scope, category, questionnaire. */
  codes: z.array(z.string().regex(/^[^|\s]+\|[^|\s]+$/, 'write system|code')).optional(),
  /** Only where this is told: the ICD-10-CM `diagnosis`, `stage` or `histology` of a Condition, the `value` of a result. */
  element: z.enum(['diagnosis', 'stage', 'histology', 'value', 'outcome']).optional(),
});

export const documentationFile = z.strictObject({
  source: text,
  attachments: z.strictObject({
    /** PWK02. */
    transmission: z.enum(['AA', 'BM', 'EL', 'EM', 'FX', 'VO']),
    /** PWK01 of a document whose kind is not listed. */
    other: z.string().length(2),
    report_types: z.array(z.strictObject({ type: z.string().length(2), documents: z.array(text) })),
  }),
  items: z.record(
    name,
    z.strictObject({
      what: text,
      owner: name,
      due_days: z.int().min(0),
      /** Older ones do not count. */
      newest_within_days: z.int().min(1).optional(),
      /** A chart says nothing; only a person can: the citation of a compendium. */
      by_person: z.boolean().optional(),
      found_in: z.array(place),
    }),
  ),
});

const dose = z.strictObject({
  step: z.int().min(1),
  /** Day of the course, the first dose is day 1. */
  day: z.int().min(1),
  /** `0.06 mg/kg`, `12 mg`. */
  dose: text,
  /** So long under watch after it, and where. */
  watch_hours: z.int().min(0),
  place: z.enum(['inpatient', 'observation', 'facility', 'any']),
});

/** After this step: more than so many days without a dose, and it starts again at that step (0: the next dose stands). */
const gap = z.strictObject({ after_step: z.int().min(1), more_than_days: z.int().min(1), restart_at: z.int().min(1) });

export const bispecificFile = z.strictObject({
  source: text,
  /** What is ordered along for cytokine release. Missing: `flag` asks the payer all the same, `hold` waits for it. */
  rescue: z.strictObject({ ingredient: text, missing: z.enum(['flag', 'hold']), source: text }),
  drugs: z.record(
    text,
    z.strictObject({
      codes: z.array(code).min(1),
      /** Cytokine release is on the label: the rescue drug is ordered along. */
      rescue: z.boolean(),
      /** Given once before the first step, with an authorization of its own. */
      before: z.strictObject({ ingredient: text, dose: text, days: z.int().min(1) }).optional(),
      steps: z.array(dose).min(1),
      gaps: z.array(gap),
      /** By date; `check` everywhere: programmes change, REMS@FDA says what is in force. */
      rems: z.array(
        z.strictObject({ program: text, from: date, to: date.nullable(), required: z.boolean(), check: text }),
      ),
      source: text,
      /** Which copy of the source was read, and which of its values were not found there. */
      read_in: z.string().optional(),
      confidence: z.enum(['high', 'medium', 'low']),
    }),
  ),
});

export type WorkTable = Readonly<z.infer<typeof workFile>>;
export type DocumentationTable = Readonly<z.infer<typeof documentationFile>>;
export type BispecificTable = Readonly<z.infer<typeof bispecificFile>>;
export type BispecificDrug = BispecificTable['drugs'][string];
