/** FHIR R4 data types as zod schemas: only what we consume, unknown elements kept, decimals as text. */

import { z } from 'zod';

/** Decimal or integer text. A JSON number is accepted too, for values built in code. */
const decimalText = z
  .custom<string | number>((value) => typeof value === 'number' || typeof value === 'string', 'a number')
  .transform(String)
  .refine((text) => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text), 'a number');
/** Whole number text (positiveInt, unsignedInt, integer). */
const wholeText = decimalText.refine((text) => /^[+-]?\d+$/.test(text), 'a whole number');

const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const DATE_TIME = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;
/** A FHIR date: `2026`, `2026-11`, `2026-11-10`. */
export const fhirDate = z.string().regex(DATE, 'a date such as 2026-11-10');
/** A FHIR dateTime or instant; the offset may be missing (some servers leave it out). */
export const fhirDateTime = z.string().regex(DATE_TIME, 'a date and time such as 2026-11-10T08:00:00-05:00');

/** An extension with whatever value[x] it has; nested ones as deep as the text was. */
export interface ExtensionInput {
  readonly url: string;
  readonly extension?: readonly ExtensionInput[] | undefined;
  readonly [element: string]: unknown;
}
export const extension: z.ZodType<ExtensionInput> = z.lazy(() =>
  z.looseObject({ url: z.string(), extension: z.array(extension).optional() }),
);
const extensions = z.array(extension).optional();

export const coding = z.looseObject({
  system: z.string().optional(),
  code: z.string().optional(),
  display: z.string().optional(),
  extension: extensions,
});
export const concept = z.looseObject({
  coding: z.array(coding).optional(),
  text: z.string().optional(),
  extension: extensions,
});
export const period = z.looseObject({ start: fhirDateTime.optional(), end: fhirDateTime.optional() });
export const quantity = z.looseObject({
  value: decimalText.optional(),
  comparator: z.string().optional(),
  unit: z.string().optional(),
  system: z.string().optional(),
  code: z.string().optional(),
});
export const ratio = z.looseObject({ numerator: quantity.optional(), denominator: quantity.optional() });
const range = z.looseObject({ low: quantity.optional(), high: quantity.optional() });
export const identifier = z.looseObject({
  use: z.string().optional(),
  type: concept.optional(),
  system: z.string().optional(),
  value: z.string().optional(),
  period: period.optional(),
});
export const reference = z.looseObject({
  reference: z.string().optional(),
  type: z.string().optional(),
  identifier: identifier.optional(),
  display: z.string().optional(),
});
export const humanName = z.looseObject({
  use: z.string().optional(),
  text: z.string().optional(),
  family: z.string().optional(),
  given: z.array(z.string()).optional(),
  prefix: z.array(z.string()).optional(),
  suffix: z.array(z.string()).optional(),
  period: period.optional(),
});
export const address = z.looseObject({
  use: z.string().optional(),
  type: z.string().optional(),
  line: z.array(z.string()).optional(),
  city: z.string().optional(),
  state: z.string().optional(),
  postalCode: z.string().optional(),
  country: z.string().optional(),
  period: period.optional(),
});
export const contactPoint = z.looseObject({
  system: z.string().optional(),
  value: z.string().optional(),
  use: z.string().optional(),
});

const timing = z.looseObject({
  event: z.array(fhirDateTime).optional(),
  repeat: z
    .looseObject({
      boundsPeriod: period.optional(),
      boundsDuration: quantity.optional(),
      boundsRange: range.optional(),
      count: wholeText.optional(),
      countMax: wholeText.optional(),
      duration: decimalText.optional(),
      durationUnit: z.string().optional(),
      frequency: wholeText.optional(),
      frequencyMax: wholeText.optional(),
      period: decimalText.optional(),
      periodMax: decimalText.optional(),
      periodUnit: z.string().optional(),
      dayOfWeek: z.array(z.string()).optional(),
    })
    .optional(),
  code: concept.optional(),
});

const doseAndRate = z.looseObject({
  type: concept.optional(),
  doseQuantity: quantity.optional(),
  doseRange: range.optional(),
  rateQuantity: quantity.optional(),
  rateRatio: ratio.optional(),
  rateRange: range.optional(),
});
export const dosageInstruction = z.looseObject({
  sequence: wholeText.optional(),
  text: z.string().optional(),
  patientInstruction: z.string().optional(),
  timing: timing.optional(),
  asNeededBoolean: z.boolean().optional(),
  asNeededCodeableConcept: concept.optional(),
  route: concept.optional(),
  method: concept.optional(),
  doseAndRate: z.array(doseAndRate).optional(),
});

export type Coding = z.output<typeof coding>;
export type CodeableConcept = z.output<typeof concept>;
export type Period = z.output<typeof period>;
export type Quantity = z.output<typeof quantity>;
export type Ratio = z.output<typeof ratio>;
export type Identifier = z.output<typeof identifier>;
export type Reference = z.output<typeof reference>;
export type HumanName = z.output<typeof humanName>;
export type Address = z.output<typeof address>;
export type ContactPoint = z.output<typeof contactPoint>;
export type Timing = z.output<typeof timing>;
export type DoseAndRate = z.output<typeof doseAndRate>;
export type DosageInstruction = z.output<typeof dosageInstruction>;
export type Extension = z.output<typeof extension>;
