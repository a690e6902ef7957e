/** A billing case: what was given to one patient on one day, by whom, to be billed to which payer. */

import { z } from 'zod';
import { bad, error, good, type Issue, type Outcome } from '../outcome.ts';
import { parseDecimal } from '../quantity.ts';
import { payerRules } from '../rules/schema.ts';
import { CONTAINER_KINDS, NDC_UNITS } from '../rules/types.ts';

/** Sums and products of so many digits stay exact in the 20 digits that decimal arithmetic keeps. */
const MOST_DIGITS = 18;
/** More of anything is a keying error, and units must stay exact whole numbers. */
const MOST = 1_000_000_000;
const MOST_COUNT = 10_000_000;
const MOST_CONTAINERS = 100_000;

/** Decimal text; a JSON number becomes the text it was written as, never a binary float in arithmetic. */
const decimal = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => parseDecimal(text) !== undefined, { error: 'write a decimal number', abort: true })
  .refine((text) => (parseDecimal(text)?.precision() ?? 0) <= MOST_DIGITS, `write at most ${MOST_DIGITS} digits`)
  .refine((text) => parseDecimal(text)?.abs().lte(MOST) ?? false, `write an amount of at most ${MOST}`);
const positive = decimal.refine((text) => !text.startsWith('-'), 'a negative amount cannot be');
const date = z.iso.date('write a date as YYYY-MM-DD');
/** `09:30`, local time of the visit. */
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'write a time of day as HH:MM');
const whole = z.union([z.string(), z.number()]).transform(Number).pipe(z.int().nonnegative().max(MOST_COUNT));
const amount = z.object({ value: positive, unit: z.string().min(1) });
/** Bought by whom: by us, sent by a pharmacy that billed it, brought by the patient, from our own pharmacy. */
const ACQUISITIONS = ['buy-and-bill', 'white-bag', 'brown-bag', 'clear-bag'] as const;
const EYES = ['left', 'right', 'both'] as const;
const NOTICES = ['signed', 'not_obtained', 'excluded', 'voluntary'] as const;
const maybe = <S extends z.ZodType>(schema: S) => schema.nullish();

const casePackage = z.object({
  /** Eleven digits, or any hyphenated form. */
  ndc11: z.string(),
  product: maybe(z.string()),
  containers_opened: whole.refine((count) => count <= MOST_CONTAINERS, `write at most ${MOST_CONTAINERS} containers`),
  amount_per_container: maybe(positive),
  amount_unit: maybe(z.string()),
  volume_ml_per_container: maybe(positive),
  container_type: maybe(z.enum(CONTAINER_KINDS)),
  ndc_uom: maybe(z.enum(NDC_UNITS)),
});

const caseAdministration = z.object({
  id: z.string(),
  drug: z.string(),
  dose: amount,
  route: z.string(),
  technique: z.enum(['infusion', 'push', 'sc_im', 'pump', 'pump_refill', 'obi', 'none']),
  admin_class: z.enum(['chemo', 'ther', 'hyd', 'hormonal', 'flush']),
  start: maybe(time),
  stop: maybe(time),
  /** For infusions that end on a later day, where start and stop alone would not tell. */
  minutes: maybe(whole),
  vascular_access: maybe(z.string()),
  lumen: maybe(z.union([z.string(), z.number()])),
  concurrent_with: maybe(z.string()),
  same_as: maybe(z.string()),
  gap: maybe(whole),
  charted_amount_mg: maybe(positive),
  /** What was thrown away, where it is charted. */
  discarded: maybe(amount),
  ordered: maybe(amount),
  ndc_as_received: maybe(z.string()),
  acquired_340b: maybe(z.boolean()),
  /** Who bought the drug: white- and brown-bagged drugs were billed by somebody else. */
  acquisition: maybe(z.enum(ACQUISITIONS)),
  /** The eye of an injection into one. */
  eye: maybe(z.enum(EYES)),
  /** Set where a visit holds more than one encounter. */
  encounter: maybe(z.string()),
  /** A pump in the body is refilled under another code than one that is carried. */
  pump_kind: maybe(z.enum(['portable', 'implanted'])),
  /** How the dose came about before it reached the case: per body size, out of a volume. */
  dose_proof: maybe(z.array(z.string())),
  /** Somebody attests that no HCPCS code names this drug yet. */
  unclassified: maybe(z.boolean()),
  packages: z.array(casePackage).default([]),
});

const authorization = z.object({
  /** Empty: certified, but the number is not known; nothing is put on the line. */
  number: z.string(),
  codes: z.array(z.string()),
  /** Units left; null is no limit. */
  units: maybe(whole),
  /** Units certified and used before this visit, for the words of a hold. */
  certified: maybe(whole),
  used: maybe(whole),
  from: maybe(date),
  to: maybe(date),
});

/** A person's word that an edit does not apply here: who, when, why. */
const override = z.object({
  /** Code of the error: `UNITS_EXCEED_MUE`. */
  edit: z.string().min(1),
  /** The HCPCS code it is about; without one it is about every code the edit names. */
  hcpcs: maybe(z.string()),
  by: z.string().trim().min(1, 'name who decided'),
  on: z.string().regex(/^\d{4}-\d{2}-\d{2}/, 'write when it was decided, as YYYY-MM-DD'),
  reason: z.string().trim().min(10, 'write a reason that another person can check'),
  /** Why a bundled code was a service of its own: its modifier follows from it. Without it: some other reason. */
  apart: maybe(z.enum(['encounter', 'site', 'practitioner', 'other'])),
});

const billingCase = z.object({
  date_of_service: date,
  payer_rules: payerRules,
  setting: z.object({ claim: z.enum(['837P', '837I', 'none']), pos: maybe(z.string()), kind: z.string() }),
  acquired_340b: z.boolean().default(false),
  administrations: z.array(caseAdministration),
  patient: maybe(
    z.object({
      weight_kg: maybe(positive),
      on_dialysis: maybe(z.boolean()),
      /** `snf_part_a`, `dialysis_facility`: somebody else's payment that may hold the drug. */
      stay: maybe(z.string()),
    }),
  ),
  diagnoses: maybe(z.array(z.string())),
  esa: maybe(
    z.object({
      cause: maybe(z.string()),
      hgb_g_dl: maybe(positive),
      hct_percent: maybe(positive),
      /** False on later doses; the threshold of the start of treatment does not stop those. */
      initiation: maybe(z.boolean()),
    }),
  ),
  authorization: maybe(authorization),
  authorizations: maybe(z.array(authorization)),
  /** What the site's charge master proposes; several where it proposes a code per drug. */
  template_hcpcs: maybe(z.union([z.string(), z.array(z.string())])),
  template_modifier: maybe(z.union([z.string(), z.array(z.string())])),
  primary_reason_administration: maybe(z.string()),
  procedure: maybe(z.string()),
  visit: maybe(z.object({ initial: z.boolean(), minutes: whole, class: z.string() })),
  vial_choice: maybe(z.object({ stock: z.array(positive) })),
  /** What the patient was told about coverage before the service; without codes it is about every drug. */
  notice: maybe(z.object({ kind: z.enum(NOTICES), codes: maybe(z.array(z.string())) })),
  /** Codes for which the payer's policy is met, and by which evidence. */
  policy_met: maybe(z.array(z.object({ codes: z.array(z.string()), evidence: z.string().min(1) }))),
  /** An office visit of the same day. */
  evaluation: maybe(
    z.object({ hcpcs: z.string(), separately_identifiable: maybe(z.boolean()), reason: maybe(z.string()) }),
  ),
  overrides: maybe(z.array(override)),
  /** Lines of other claims for this patient and day. */
  billed_today: maybe(z.array(z.object({ hcpcs: z.string(), units: whole }))),
});

export type CasePackage = Readonly<z.infer<typeof casePackage>>;
export type CaseAdministration = Readonly<z.infer<typeof caseAdministration>>;
export type CaseOverride = Readonly<z.infer<typeof override>>;
export type CaseAuthorization = Readonly<z.infer<typeof authorization>>;
/** The `input` of a billing vector; quantities are decimal text. */
export type BillingCase = Readonly<z.infer<typeof billingCase>>;

/** What decides which lines of a day are paid beside each other: the day, the payer, and what was billed for it already. */
export type DayOfLines = Pick<BillingCase, 'date_of_service' | 'payer_rules' | 'billed_today'>;

/** `0`, `0.0`: prepared or ordered, but nothing of it was given. */
export const isNothing = (amountText: string): boolean => !/^[^e]*[1-9]/i.test(amountText);

/** Reads a case, or lists every fault with its JSON path. Unknown keys are ignored. */
export function readCase(value: unknown): Outcome<BillingCase> {
  const result = billingCase.safeParse(value);
  if (!result.success) {
    return bad(...result.error.issues.map((fault) => caseIssue(fault.path, `${fault.message}; correct the case`)));
  }
  const ids = result.data.administrations.map((given) => given.id);
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (repeated >= 0)
    return bad(caseIssue(['administrations', repeated, 'id'], 'two administrations share this id; give each its own'));
  return good(result.data);
}

/** Reads the JSON text of a case; numbers keep the digits they were written with. */
export function parseCase(text: string): Outcome<BillingCase> {
  let value: unknown;
  try {
    value = JSON.parse(text, (_key, item: unknown, context?: { readonly source?: string }) =>
      typeof item === 'number' ? (context?.source ?? item) : item,
    );
  } catch {
    return bad(error('CASE_NOT_JSON', 'this is not JSON; write one billing case as a JSON object'));
  }
  return readCase(value);
}

function caseIssue(path: readonly PropertyKey[], message: string): Issue {
  const where = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return error('CASE_INVALID', message, where === '' ? {} : { path: where });
}
