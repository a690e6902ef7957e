/** The closed vocabulary of what a payer wants before it says yes: `mappings/requirements/`. An unknown kind is refused. */

import { z } from 'zod';
import { code, date, text } from './words.ts';

const place = z.string().regex(/^\d{2}$/, 'write a place of service as two digits in quotes');
/** The beginning of an ICD-10-CM code: `C34`, `C34.1`. */
const diagnosis = z.string().regex(/^[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?$/, 'write the beginning of an ICD-10-CM code');
const atLeastOne = <T extends z.ZodType>(of: T) => z.array(of).min(1, 'name at least one, or leave it out');

/** For which orders it holds: every list that is told must fit; one that is left out fits all. */
const scope = {
  id: z.string().regex(/^[a-z0-9-]+$/, 'write an id in small letters, digits and hyphens'),
  /** First and last first-day of treatment it holds for; null is open. */
  from: date,
  to: date.nullable(),
  plans: atLeastOne(text).optional(),
  drugs: atLeastOne(code).optional(),
  ingredients: atLeastOne(text).optional(),
  classes: atLeastOne(z.enum(['bispecific', 'biosimilar', 'chemo', 'hormonal', 'hyd', 'ther'])).optional(),
  sites: atLeastOne(place).optional(),
  diagnoses: atLeastOne(diagnosis).optional(),
  /** Whose rule it is: the policy, with the date it was read. */
  source: text,
};

const KINDS = {
  /** Is a prior authorization needed. */
  authorization: z.strictObject({ ...scope, kind: z.literal('authorization'), needed: z.boolean() }),
  /** medical: the 278. pharmacy: handed to the pharmacy team. white_bag: a pharmacy sends the drug, we give it. */
  benefit: z.strictObject({
    ...scope,
    kind: z.literal('benefit'),
    benefit: z.enum(['medical', 'pharmacy', 'white_bag']),
    /** Who is asked, or who sends the drug. */
    through: text.optional(),
  }),
  /** Drugs to be tried before: so many of these ingredients or codes. */
  step_therapy: z.strictObject({
    ...scope,
    kind: z.literal('step_therapy'),
    tried: atLeastOne(text),
    at_least: z.int().min(1),
    /** Somebody who got the drug itself within so many days goes on with it. */
    continues_within_days: z.int().min(1).optional(),
  }),
  /** Where it may be given without more; elsewhere the reason has to be on file. */
  site_of_service: z.strictObject({ ...scope, kind: z.literal('site_of_service'), allowed: atLeastOne(place) }),
  /** What has to be in the chart: names of `mappings/codes/documentation.yaml`. */
  documents: z.strictObject({ ...scope, kind: z.literal('documents'), items: atLeastOne(text) }),
  /** The payer wants the REMS enrolment before it decides. */
  rems: z.strictObject({ ...scope, kind: z.literal('rems') }),
  /** One request for the plan, or one for each drug, or the supportive drugs apart. */
  split: z.strictObject({ ...scope, kind: z.literal('split'), by: z.enum(['none', 'drug', 'supportive']) }),
  /** The most that is asked for at once: doses, or units of the code. */
  quantity_limit: z.strictObject({
    ...scope,
    kind: z.literal('quantity_limit'),
    doses: z.int().min(1).optional(),
    units: z.int().min(1).optional(),
  }),
  /** So many days after a denial a peer-to-peer call may be held. */
  peer_to_peer: z.strictObject({ ...scope, kind: z.literal('peer_to_peer'), within_days: z.int().min(1) }),
} as const;

const REQUIREMENT_KINDS = Object.keys(KINDS) as readonly (keyof typeof KINDS)[];

const requirement = z.discriminatedUnion(
  'kind',
  [
    KINDS.authorization,
    KINDS.benefit,
    KINDS.step_therapy,
    KINDS.site_of_service,
    KINDS.documents,
    KINDS.rems,
    KINDS.split,
    KINDS.quantity_limit,
    KINDS.peer_to_peer,
  ],
  `this kind of requirement is not known; the kinds are ${REQUIREMENT_KINDS.join(', ')}`,
);
export type Requirement = Readonly<z.infer<typeof requirement>>;
export type RequirementKind = Requirement['kind'];
export type RequirementOf<K extends RequirementKind> = Extract<Requirement, { readonly kind: K }>;

export const requirementsFile = z.strictObject({
  /** The payer's profile: its id in `mappings/payers`. */
  payer: z.string().regex(/^[a-z0-9-]+$/),
  requirements: z.array(requirement),
});

/** The requirements of one payer, and where they stand. */
export interface PayerRequirements {
  readonly file: string;
  readonly requirements: readonly Requirement[];
}
