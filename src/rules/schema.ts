/** The shape of every file under `mappings/`. Unknown keys are refused: a misspelt rule must not be a silent one. */

import { z } from 'zod';
import { CONTAINER_KINDS, NDC_UNITS, STATUSES } from './types.ts';
import { code, codes, date, form, lineOfBusiness, openDate, text, words } from './words.ts';

export const drugCode = z.strictObject({
  name: text,
  brands: text.optional(),
  unit: text,
  up_to: z.boolean().optional(),
  counts: text.optional(),
  content: text.optional(),
  routes: text,
  administration: z.enum(['chemo', 'ther', 'hyd', 'hormonal', 'payer', 'by-drug']),
  container: z.enum(CONTAINER_KINDS).nullable(),
  ndc_uom: z.enum(NDC_UNITS).nullable(),
  from: openDate,
  to: openDate,
  replaced_by: code.optional(),
  biosimilar: z.boolean().optional(),
  esrd_on_dialysis: z.boolean().optional(),
  opps: z.record(date, text).optional(),
  mue: z.record(date, text).optional(),
  pa: z.enum(['always', 'usual', 'step-therapy', 'preferred-product', 'common', 'seldom']),
  rxnorm_products: text.optional(),
  unit_source: text.optional(),
  dates_source: text.optional(),
  /** Groups of values that were compared with a second file or by a person: `unit dates`. */
  verified: text.optional(),
  confidence: z.enum(['high', 'medium', 'low']).optional(),
  note: text.optional(),
});

export const drugFile = z.strictObject({
  ingredients: words,
  rxnorm: words,
  codes: z.record(code, drugCode),
  packages: text.optional(),
});

export const sourcesFile = z.strictObject({
  sources: z.record(text, z.strictObject({ name: text, date, status: z.enum(STATUSES), licence: text })),
  defaults: z.record(text, text),
});

const initialAndSequential = z.strictObject({ initial: code, sequential: code });
const infusion = z.strictObject({ initial: code, sequential: code, hour: code });
const initialAndHour = z.strictObject({ initial: code, hour: code });

export const administrationFile = z.strictObject({
  source: text,
  times: z.strictObject({
    push_at_most: z.int(),
    first_hour_at_most: z.int(),
    extra_hour_needs_more_than: z.int(),
    hydration_at_least: z.int(),
    same_push_again_after: z.int(),
    between_encounters_at_least: z.int(),
  }),
  chemo: z.strictObject({ infusion, push: initialAndSequential, injection: code, intrathecal: code }),
  hormonal: z.strictObject({ injection: code }),
  ther: z.strictObject({
    infusion,
    concurrent: code,
    push: initialAndSequential,
    push_again_facility: code,
    injection: code,
    on_body_injector: code,
    subcutaneous_infusion: initialAndHour,
  }),
  hydration: initialAndHour,
  flush_alone: code,
  pump_refill: z.strictObject({ portable: code, implanted: code }),
  distinct_beside_initial: codes,
  mue_from: date,
  mue: z.record(code, text),
});

export const coverageFile = z.strictObject({
  self_administered: z.strictObject({ source: text, payers: z.array(lineOfBusiness), routes: words, codes }),
  hospital_authorization: z.strictObject({
    source: text,
    payers: z.array(lineOfBusiness),
    claim: form,
    from: date,
    codes,
    procedures: codes,
  }),
  anemia: z.strictObject({
    source: text,
    codes,
    causes: z.record(text, text),
    threshold: z.strictObject({ cause: text, hemoglobin_below: text }),
    measurement: z.strictObject({ ref: text, hemoglobin: text, hematocrit: text }),
    first_diagnoses: words,
  }),
  encounter_diagnoses: words,
  packaged: z.strictObject({ source: text, payers: z.array(lineOfBusiness), claim: form, status: words }),
  end_stage_renal_disease: z.strictObject({ source: text, diagnoses: words }),
  unclassified: z.strictObject({
    source: text,
    institutional: code,
    professional: codes,
    antineoplastic: code,
    description_at_most: z.int(),
  }),
  overfill: z.strictObject({ source: text, share_at_most: text }),
  rounding: z.strictObject({ administered: text, discarded: text }),
});

const revenueCode = z.string().regex(/^\d{4}$/, 'write a revenue code as four digits in quotes');
const twoDigits = z.string().regex(/^\d{2}$/, 'write two digits in quotes');

export const revenueFile = z.strictObject({
  source: text,
  drug: revenueCode,
  lines: z.array(z.strictObject({ revenue: revenueCode, what: text, codes })),
  places: z.record(
    text,
    z.strictObject({
      type_of_bill: twoDigits,
      admission_type: text,
      origin: text,
      patient_status: twoDigits,
      instead: z.record(revenueCode, revenueCode),
    }),
  ),
  results: z.strictObject({ R1: twoDigits, R2: twoDigits }),
});

export const homeInfusionFile = z.strictObject({
  source: text,
  medicare: z.strictObject({
    payers: z.array(lineOfBusiness),
    unit_minutes: z.int(),
    rounding_minutes: z.int(),
    visits: z.record(text, z.strictObject({ initial: code, later: code })),
  }),
  other: z.strictObject({
    per_diem: z.record(text, code),
    nursing: z.strictObject({ first: code, first_minutes: z.int(), hour: code }),
  }),
  aliases: z.record(text, text),
});

const days = z.int().min(1).max(365);
/** How long something may take. */
const span = z.union([
  z.strictObject({ hours: days }),
  z.strictObject({ calendar_days: days }),
  z.strictObject({ business_days: days }),
]);
export type Span = z.infer<typeof span>;
const decisionClock = z
  .strictObject({ from: date, standard: span.optional(), expedited: span.optional(), source: text })
  .refine(({ standard, expedited }) => standard !== undefined || expedited !== undefined, 'say standard or expedited');

export const clocksFile = z.strictObject({
  source: text,
  decision: z.record(lineOfBusiness, z.array(decisionClock)),
  expected: z.strictObject({ calendar_days: days, source: text }),
  before_first_dose: z.strictObject({ business_days: days, source: text }),
  before_it_ends: z.strictObject({ calendar_days: days, source: text }),
  holidays: z.strictObject({ source: text, days: z.array(date) }),
});

/** The coding behaviour of a payer, in the words of a billing case. */
export const payerRules = z.object({
  type: z.string(),
  jw_jz: z.boolean(),
  ndc: z.enum(['optional_single', 'one_line_per_ndc']),
  route_modifier_codes: z.array(z.string()),
  distinct_modifier: z.string(),
  pump_code: z.string(),
  waste_policy: z.enum(['jw_line', 'combined_line', 'admin_only']),
  mod_340b: z.string().nullable(),
  multi_ndc_modifiers: z.boolean(),
  /** Codes whose policy asks for the modifier that says its requirements are met. */
  policy_modifier_codes: z.array(z.string()).optional(),
  /** A drug that somebody else bought: left out, or a line at one cent. */
  supplied_drug_line: z.enum(['omit', 'penny']).optional(),
});
export type PayerRules = Readonly<z.infer<typeof payerRules>>;

const administrationClass = z.enum(['chemo', 'ther', 'hyd', 'hormonal']);

/** SBR09: the line of business on a claim. */
const claimFiling = z.enum([
  '12',
  '13',
  '14',
  '15',
  '16',
  'BL',
  'CH',
  'CI',
  'HM',
  'MA',
  'MB',
  'MC',
  'OF',
  'TV',
  'VA',
  'ZZ',
]);

/** What a payer asks for beyond the guide: it may only take away. `src/x12/narrow.ts` says what each key means. */
const narrowing = z.strictObject({
  at: z
    .string()
    .regex(/^[0-9A-Z]+(\/[A-Z][A-Z0-9]{1,2}(\*[A-Z0-9]+)?)?$/, 'write loop/segment, as 2300/REF*G1, or a loop'),
  usage: z.enum(['R', 'S']).optional(),
  times: z.int().optional(),
  elements: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9]{1,2}\d\d(-\d{1,2})?$/, 'write a designator, as NM109 or SV101-2'),
      z.strictObject({
        usage: z.enum(['R', 'S']).optional(),
        codes: words.optional(),
        length: z.int().optional(),
        times: z.int().optional(),
      }),
    )
    .optional(),
  source: text,
});

export const payerFile = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: text,
  line_of_business: lineOfBusiness,
  identifiers: z.array(z.strictObject({ system: text, value: text })),
  names: words,
  x12: z.strictObject({
    payer_id: text,
    receiver_id: text,
    claim_filing: z.strictObject({ '837P': claimFiling, '837I': claimFiling }),
    overlays: z.partialRecord(z.enum(['837P', '837I', '278 request']), z.array(narrowing)).optional(),
  }),
  payer_rules: payerRules.strict(),
  administration_class: z.record(text, administrationClass),
  authorization: z.strictObject({
    drugs: z.enum(['none', 'usual', 'all']),
    except: codes,
    /** UM03 of a request to this payer. */
    service_type: z.string().regex(/^[A-Z0-9]{1,2}$/),
    /** UM01: HS health services (default), SC where the payer takes these drugs as specialty care. */
    category: z.enum(['HS', 'SC']).optional(),
    /**
     * Whose number a code for giving the drug carries when only another one of its family was asked for: `family`
     * (default), since a payer that certifies the first hour means the further hours and the next drug of the visit;
     * `listed` where it certifies each code by itself.
     */
    administration: z.enum(['family', 'listed']).optional(),
    /** How appeals of a denial reach this payer: as a 278 (UM02 1 or 2), or some other way (default). */
    appeals: z.enum(['x12', 'other']).optional(),
  }),
  biosimilar_first: words,
  /** How long this payer may take by contract, in place of the clock of its line of business. */
  decision_clock: z.array(decisionClock).optional(),
  fees: text,
  /** What of it differs from a date on, with the bulletin that says so; those that have begun apply in order of date. */
  changes: z
    .array(
      z.strictObject({
        from: date,
        source: text,
        payer_rules: payerRules.partial().strict().optional(),
        administration_class: z.record(text, administrationClass).optional(),
      }),
    )
    .optional(),
  source: text,
});

export const feesFile = z.strictObject({
  id: text,
  source: text,
  charges: z.record(
    date,
    z.record(code, z.string().regex(/^\d+\.\d{2}$/, 'write a charge as dollars and cents in quotes')),
  ),
});
