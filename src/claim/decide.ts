/** Decide: what one visit bills, or why not. Pure: visit and authorizations in, decision out. */

import type { BilledUnits } from '../authorization/authorization.ts';
import { type Insured, plainDate, plainDiagnosis } from '../authorization/insured.ts';
import type { Practice } from '../authorization/parties.ts';
import type { CodedLine, CodingAnswer, Problem } from '../coding/answer.ts';
import type { BillingCase } from '../coding/case.ts';
import { codeVisit, draftVisit } from '../coding/codeVisit.ts';
import { type Cents, parseCents } from '../money.ts';
import { error, good, type Issue, warning } from '../outcome.ts';
import { chargeFor, payerOn } from '../rules/lookup.ts';
import type { Payer, Rules } from '../rules/parse.ts';
import {
  authorizationsFor,
  type Certified,
  coveringOf,
  familyOf,
  missingAuthorizations,
  type Usable,
  usableFor,
} from './authorized.ts';
import { billedDoses, billingCaseOf } from './billingCase.ts';
import { chartPath } from './chartPath.ts';
import type { Claim, ClaimLine } from './claim.ts';
import type { EditOverride } from './editOverride.ts';
import { nothingBillable, nothingToBill } from './nothingToBill.ts';
import { NO_EXCEPTION } from './override.ts';
import { hospitalClaimOf } from './revenue.ts';
import type { Visit } from './visit.ts';
import { supervisionIssues } from './visitProviders.ts';

export interface ClaimContext {
  readonly rules: Rules;
  readonly practice: Practice;
  /** CLM01, unique for ever, at most 17 characters: line control numbers add `-1`, `-2`. */
  readonly number: string;
  /** Undefined where nobody keeps a record of authorizations (map): then it is a warning, not a hold. */
  readonly certified?: readonly Certified[];
  /** Administrations of the visit that another claim has billed already. */
  readonly billedElsewhere?: readonly string[];
  /** Claims that stand with a payer for the same patient and day: their lines count for limits and pairs of the day. */
  readonly sameDay?: readonly Claim[];
  /** What people have signed against edits that held this visit. */
  readonly overrides?: readonly EditOverride[];
}
export interface ClaimDecision {
  readonly result: 'claim' | 'hold' | 'no_claim';
  readonly form: '837P' | '837I';
  readonly lines: readonly CodedLine[];
  readonly errors: readonly Issue[];
  readonly warnings: readonly Issue[];
  readonly claim?: Claim;
}

/** The decision on one visit. A hold lists everything that has to be completed, with where to complete it. */
export function decideClaim(gathered: Visit, context: ClaimContext): ClaimDecision {
  const visit = underRulesOfItsDay(gathered);
  const form = formOf(visit);
  const nothing = nothingToBill(visit);
  if (nothing.length > 0) return { form, result: 'no_claim', lines: [], errors: nothing, warnings: [] };
  const faults = [
    ...visit.issues.filter((issue) => issue.severity === 'error'),
    ...(context.billedElsewhere ?? []).map(onAnotherClaim),
  ];
  const notes = visit.issues.filter((issue) => issue.severity === 'warning');
  const { insured } = visit;
  if (faults.length > 0 || insured === undefined)
    return { form, result: 'hold', lines: [], errors: faults, warnings: notes };
  const usable = context.certified === undefined ? undefined : usableFor(visit, context.certified);
  const coded = codeVisit(caseOf(visit, insured, usable, context), context.rules);
  const told = (problem: Problem, severity: Issue['severity']) => issueOf(problem, severity, visit);
  const errors = coded.errors.map((problem) => told(problem, 'error'));
  const warnings = [...notes, ...coded.warnings.map((problem) => told(problem, 'warning'))];
  if (coded.result !== 'claim') {
    const reasons = errors.length > 0 ? errors : [nothingBillable(visit)];
    return { form, result: coded.result, lines: coded.lines, errors: reasons, warnings };
  }
  return priced(visit, coded, { form, warnings, usable }, context);
}

/** What the rules of coding would say of the visit as charted, with the lines of a hold; undefined: nobody is insured. */
export function lookAhead(gathered: Visit, context: LookAhead): LookedAt | undefined {
  const visit = underRulesOfItsDay(gathered);
  const { insured } = visit;
  if (insured === undefined) return undefined;
  const usable = usableFor(visit, context.certified ?? []);
  const facts = caseOf(visit, insured, usable, context);
  return { facts, coded: draftVisit(facts, context.rules) };
}
export type LookAhead = Pick<ClaimContext, 'rules' | 'certified' | 'sameDay' | 'overrides'>;
export interface LookedAt {
  readonly facts: BillingCase;
  readonly coded: CodingAnswer;
}

function caseOf(
  visit: Visit,
  insured: Insured,
  usable: Usable | undefined,
  { rules, sameDay = [], overrides = [] }: LookAhead,
): BillingCase {
  const authorizations = usable === undefined ? [] : authorizationsFor(usable, insured.payer, rules);
  return {
    ...billingCaseOf(visit, insured.payer, rules, authorizations),
    billed_today: linesBilled(sameDay, formOf(visit), insured),
    overrides: [...overrides],
  };
}

const formOf = ({ site }: Visit): Claim['form'] => (site?.claim === '837I' ? '837I' : '837P');

/** What the same provider has billed the same payer for the day: a physician and a hospital are two. */
const linesBilled = (claims: readonly Claim[], form: Claim['form'], { insurance }: Insured) =>
  claims
    .filter((claim) => claim.form === form && claim.insurance.payer.profile === insurance.payer.profile)
    .flatMap(({ lines }) => lines.map(({ hcpcs, units }) => ({ hcpcs, units })));

const PERFORMER = 'MedicationAdministration.performer';

/** A payer's bulletin counts from its date of service on, whenever the claim is made. */
const underRulesOfItsDay = (visit: Visit): Visit =>
  visit.insured === undefined
    ? visit
    : { ...visit, insured: { ...visit.insured, payer: payerOn(visit.insured.payer, visit.day) } };

/** It was charted on another day or at another place when it was billed. */
const onAnotherClaim = (administration: string): Issue =>
  error('BILLED_ON_ANOTHER_CLAIM', 'This dose moved here after another claim billed it. Void or replace that claim.', {
    path: administration,
  });

function priced(
  visit: Visit,
  coded: CodingAnswer,
  so: { readonly form: '837P' | '837I'; readonly warnings: readonly Issue[]; readonly usable: Usable | undefined },
  context: ClaimContext,
): ClaimDecision {
  const payer = visit.insured?.payer;
  if (visit.insured === undefined || visit.site === undefined || payer === undefined)
    throw new Error('a visit that codes has an insured patient and a site');
  const missing = missingAuthorizations(coded.lines, visit, payer, so.usable, context.rules);
  const charged = coded.lines.map((line) => chargedLine(line, visit.day, payer, context));
  const supervision = supervisionIssues(
    visit,
    { place: visit.site.placeOfService, day: visit.day, payerType: payer.payer_rules.type, path: PERFORMER },
    context.rules,
  );
  const warnings = [
    ...so.warnings,
    ...supervision,
    ...missing.filter(isWarning),
    ...charged.flatMap((line) => line.warnings),
  ];
  const incomplete = [...missing.filter((issue) => !isWarning(issue)), ...addressIssues(visit)];
  if (incomplete.length > 0) return { form: so.form, result: 'hold', lines: coded.lines, errors: incomplete, warnings };
  const claim: Claim = {
    number: context.number,
    form: so.form,
    placeOfService: visit.site.placeOfService,
    serviceDate: plainDate(visit.day),
    billing: context.practice,
    patient: visit.insured.patient,
    patientReference: visit.insured.patientReference,
    insurance: visit.insured.insurance,
    ...providersOn(visit),
    diagnoses: visit.diagnoses.slice(0, 12).map(plainDiagnosis),
    lines: charged.map(({ line, charge }, index) =>
      claimLine(line, charge, index, context.number, coverOf(line, so.usable?.services ?? [], visit, payer, context)),
    ),
    administrations: visit.sources,
  };
  const complete = so.form === '837I' ? hospitalClaimOf(claim, context.rules) : good(claim);
  const told = { form: so.form, lines: coded.lines, warnings: [...warnings, ...complete.issues.filter(isWarning)] };
  if (!complete.ok) return { ...told, result: 'hold', errors: complete.issues.filter((issue) => !isWarning(issue)) };
  return { ...told, result: 'claim', errors: [], claim: complete.value };
}
/** Who ordered is named where it was not the one who gave. */
function providersOn({ rendering, ordering, supervising, site }: Visit): Partial<Claim> {
  const isOther = ordering !== undefined && (ordering.npi !== rendering?.npi || site?.placeOfService === '12');
  return {
    ...(rendering === undefined ? {} : { rendering }),
    ...(isOther ? { ordering } : {}),
    ...(supervising === undefined ? {} : { supervising }),
  };
}
const isWarning = (issue: Issue): boolean => issue.severity === 'warning';

/** The certified service a line uses up, or the one whose number it carries without using it up. */
interface Cover {
  readonly own?: Certified;
  readonly family?: Certified;
}

function coverOf(
  line: CodedLine,
  services: readonly Certified[],
  visit: Visit,
  payer: Payer,
  { rules }: ClaimContext,
): Cover {
  const day = plainDate(visit.day);
  const own = coveringOf(line, services, day);
  if (own !== undefined) return { own };
  const family = familyOf(line, services, day, payer, rules);
  return family === undefined ? {} : { family };
}

interface Charged {
  readonly line: CodedLine;
  readonly charge: Cents;
  readonly warnings: readonly Issue[];
}
/** A code nobody has priced is billed at one cent, which no payer overlooks, and told. */
function chargedLine(line: CodedLine, day: string, payer: Payer, { rules }: ClaimContext): Charged {
  const fixed = line.charge === undefined ? undefined : parseCents(line.charge);
  const charge = fixed ?? chargeFor(rules, payer, line.hcpcs, day, line.units);
  if (charge !== undefined) return { line, charge, warnings: [] };
  const message = `No charge is configured for ${line.hcpcs}; 0.01 stands on the claim. Add it to the fee schedule.`;
  return { line, charge: 1n as Cents, warnings: [warning('NO_CHARGE_CONFIGURED', message, { rule: payer.fees })] };
}

function claimLine(line: CodedLine, charge: Cents, index: number, number: string, { own, family }: Cover): ClaimLine {
  const authorizationNumber = line.prior_auth ?? (own ?? family)?.service.number;
  return {
    controlNumber: `${number}-${index + 1}`,
    hcpcs: line.hcpcs,
    modifiers: line.modifiers,
    units: line.units as BilledUnits,
    charge,
    ...(line.ndc === undefined
      ? {}
      : { product: { ndc11: line.ndc.ndc11, quantity: line.ndc.quantity, unit: line.ndc.uom } }),
    ...(line.description === undefined ? {} : { description: line.description }),
    pointers: line.dx_pointers ?? [1],
    ...(authorizationNumber === undefined ? {} : { authorizationNumber }),
    ...(own === undefined ? {} : { authorization: own.stream }),
    ...(line.mea === undefined
      ? {}
      : { result: { kind: line.mea.qualifier === 'R2' ? 'R2' : 'R1', value: line.mea.value } }),
    proof: family === undefined ? line.proof : [...line.proof, familyProof(line, family)],
  };
}

const familyProof = (line: CodedLine, { service }: Certified): string =>
  `${line.hcpcs} carries the number certified for ${service.hcpcs}: one family, of which the first hour is asked for (authorization.administration of the payer)`;

/** The guide wants the address of a patient who is not the subscriber. */
function addressIssues(visit: Visit): readonly Issue[] {
  const { insured } = visit;
  if (insured === undefined || insured.insurance.patientIsSubscriber || insured.patient.address !== undefined)
    return [];
  const message = 'The patient is a dependent and has no full address. Complete the registration.';
  return [error('MISSING_ADDRESS', message, { path: 'Patient.address', rule: '005010X222A1' })];
}

const issueOf = (problem: Problem, severity: Issue['severity'], visit: Visit): Issue => {
  const sources = billedDoses(visit).map((dose) => dose.source);
  return {
    code: problem.code,
    severity,
    message: sentenceOf(problem.message),
    ...(problem.override === 'never' ? { rule: NO_EXCEPTION } : {}),
    ...(problem.path === undefined ? {} : { path: chartPath(problem.path, sources) }),
  };
};

/** Coding speaks in half sentences, which stand beside a case; a person at the chart reads whole ones. */
const sentenceOf = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
