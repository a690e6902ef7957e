/** From the payer's requirements to what has to be in the chart for one order. */

import { dayOf } from '../fhir/dates.ts';
import type { Evidence, Reading } from '../fhir/evidence.ts';
import type { Treatment } from '../fhir/treatments.ts';
import { preferredBefore } from '../rules/lookup.ts';
import type { Rules } from '../rules/parse.ts';
import { type Applied, ofKind, placeOf } from '../rules/requirements.ts';
import type { DrugCode } from '../rules/types.ts';
import type { Wanted } from './checklist.ts';
import type { Clinical } from './clinical.ts';
import { countedFor } from './counts.ts';
import type { Insured } from './insured.ts';
import { namesDrug } from './namesDrug.ts';
import type { Plan } from './plan.ts';

/** One order as the payer's rules look at it. */
export interface Asked {
  readonly code: DrugCode;
  readonly payer: Insured['payer'];
  readonly placeOfService: string | undefined;
  /** Absent where dose or timing cannot be read yet. */
  readonly plan: Plan | undefined;
  readonly clinical: Clinical | undefined;
  /** ICD-10-CM of the plan. */
  readonly diagnoses: readonly string[];
  /** The condition or order that names the first diagnosis. */
  readonly diagnosis?: Evidence | undefined;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** Everything wanted for the order, in the order of the payer's file; a biosimilar first. */
export const wantedFor = (applied: readonly Applied[], asked: Asked, rules: Rules): readonly Wanted[] => [
  ...biosimilarFirst(asked, rules),
  ...ofKind(applied, 'step_therapy').map((one) => stepTherapy(one, asked, rules)),
  ...ofKind(applied, 'site_of_service').flatMap((one) => siteException(one, asked)),
  ...ofKind(applied, 'documents').flatMap((one) => one.items.map((item) => document(item, one, asked, rules))),
  ...ofKind(applied, 'rems').map((one) => rems(one, asked)),
  ...ofKind(applied, 'quantity_limit').flatMap((one) => quantity(one, asked)),
];

const documentsOf = ({ clinical }: Asked, item: string): readonly Evidence[] => clinical?.documents[item] ?? [];
const fromPerson = 'Chart it, or have a person say with the reason why it is not needed.';

function document(item: string, rule: Applied<'documents'>, asked: Asked, rules: Rules): Wanted {
  const entry = rules.documentation.items[item];
  const within = entry?.newest_within_days === undefined ? '' : ` of the last ${entry.newest_within_days} days`;
  const next = entry?.by_person === true ? 'A person enters its number and date; its text stays out.' : fromPerson;
  const named = item === 'diagnosis' && asked.diagnosis !== undefined ? [asked.diagnosis] : undefined;
  const counted = named ?? countedFor(documentsOf(asked, item), item, asked, rules);
  const passedOver = counted.filter(({ not }: Reading) => not !== undefined);
  return {
    item,
    why: `${asked.payer.name} wants to see ${entry?.what ?? item}${within} for ${asked.code.hcpcs}.`,
    next,
    rule: placeOf(rule),
    code: 'DOCUMENTATION_OPEN',
    evidence: counted.filter(({ not }: Reading) => not === undefined),
    passedOver: [...passedOver, ...(asked.clinical?.passedOver[item] ?? [])],
  };
}

const rems = (rule: Applied<'rems'>, asked: Asked): Wanted => ({
  item: 'rems',
  why: `${asked.payer.name} wants the REMS enrolment before it decides on ${asked.code.hcpcs}.`,
  next: 'Record the enrolment in the chart; look up at REMS@FDA which programme is in force.',
  rule: placeOf(rule),
  code: 'REMS_OPEN',
  evidence: documentsOf(asked, 'rems'),
});

function stepTherapy(rule: Applied<'step_therapy'>, asked: Asked, rules: Rules): Wanted {
  const treatments = asked.clinical?.treatments ?? [];
  const tried = rule.tried.flatMap((name) => treatments.find((one) => isTrial(one, name, rules)) ?? []);
  const drugs = new Set(tried.map(({ source }) => source));
  const going = continuing(rule.continues_within_days, asked);
  return {
    item: 'step_therapy',
    about: rule.id,
    why: `${asked.payer.name} wants ${rule.at_least} of these tried before ${asked.code.hcpcs}: ${rule.tried.join(', ')}.`,
    next: 'Chart the trial, or have a person say with the reason why it cannot be made.',
    rule: placeOf(rule),
    code: 'STEP_THERAPY_OPEN',
    evidence: drugs.size >= rule.at_least ? tried : going,
  };
}

const isTrial = ({ drug }: Treatment, name: string, rules: Rules): boolean => {
  const code = rules.codes.get(name);
  return code === undefined
    ? drug.texts.some((text) => text.toLowerCase().includes(name.toLowerCase()))
    : namesDrug(drug, code);
};

/** Somebody who has been getting the drug goes on with it. */
function continuing(withinDays: number | undefined, { clinical, code, today }: Asked): readonly Evidence[] {
  if (withinDays === undefined) return [];
  const earliest = dayOf(today) - withinDays;
  return (clinical?.treatments ?? []).filter(
    ({ drug, how, on }) => how === 'given' && on !== undefined && dayOf(on) >= earliest && namesDrug(drug, code),
  );
}

/** The payer pays for a biosimilar first: a trial of one counts, and so does a person's reason. */
function biosimilarFirst({ payer, code, plan, clinical, today }: Asked, rules: Rules): readonly Wanted[] {
  const preferred = preferredBefore(rules, payer, code, plan?.from ?? today);
  if (preferred.length === 0) return [];
  const names = preferred.map((one) => `${one.hcpcs} ${one.name}`).join(', ');
  const tried = (clinical?.treatments ?? []).filter(({ drug }) =>
    preferred.some((one) => namesDrug(drug, one, 'the product itself')),
  );
  return [
    {
      item: 'biosimilar_first',
      about: code.hcpcs,
      why: `${payer.name} wants a biosimilar before ${code.hcpcs}: ${names}.`,
      next: 'Order one of them, or document why not.',
      rule: payer.file,
      code: 'BIOSIMILAR_FIRST',
      evidence: tried,
    },
  ];
}

function siteException(rule: Applied<'site_of_service'>, asked: Asked): readonly Wanted[] {
  const { placeOfService, payer, code } = asked;
  if (placeOfService === undefined || rule.allowed.includes(placeOfService)) return [];
  return [
    {
      item: 'site_exception',
      about: code.hcpcs,
      why: `${payer.name} takes ${code.hcpcs} at place of service ${rule.allowed.join(', ')} without more; it is ordered at ${placeOfService}.`,
      next: 'Move the visits, or put the reason why it has to be there into the chart.',
      rule: placeOf(rule),
      code: 'SITE_OF_SERVICE',
      evidence: documentsOf(asked, 'site_exception'),
    },
  ];
}

function quantity(rule: Applied<'quantity_limit'>, asked: Asked): readonly Wanted[] {
  const { code, payer, plan } = asked;
  const units = plan?.lines.find(({ hcpcs }) => hcpcs === code.hcpcs)?.units ?? 0;
  const over = [
    ...(rule.doses !== undefined && (plan?.doses ?? 0) > rule.doses
      ? [`${plan?.doses} doses, at most ${rule.doses}`]
      : []),
    ...(rule.units !== undefined && units > rule.units ? [`${units} units, at most ${rule.units}`] : []),
  ];
  if (over.length === 0) return [];
  return [
    {
      item: 'quantity',
      about: code.hcpcs,
      why: `${payer.name} takes only so much of ${code.hcpcs} in one request: ordered are ${over.join('; ')}.`,
      next: 'Order less, or have a person say with the reason why more is needed.',
      rule: placeOf(rule),
      code: 'QUANTITY_LIMIT',
      evidence: [],
    },
  ];
}
