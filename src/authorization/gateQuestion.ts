/** The whole question of a scheduler: one order or one drug of a patient, on a day, at a place. Pure. */

import { dashed } from '../fhir/dates.ts';
import type { WorkKind } from '../rules/clinicSchema.ts';
import type { Rules } from '../rules/parse.ts';
import { bispecificOf } from '../rules/requirements.ts';
import type { Authorization } from './authorization.ts';
import { type GateAnswer, gate, type PlannedVisit, strongest } from './gate.ts';
import { imagingNotes, type LinkedImaging } from './imaging.ts';
import type { GateOverride } from './override.ts';
import { restartAfter } from './pack.ts';
import { unitsOfNextDose } from './plannedVisits.ts';

export interface GateQuestion {
  /** `MedicationRequest/mr1`: every firm line of the order is asked about. */
  readonly order?: string;
  /** Instead of an order: one HCPCS code. */
  readonly hcpcs?: string;
  /** CCYYMMDD */
  readonly date: string;
  readonly placeOfService: string;
  /** HCPCS billing units of the drug that the visit will use up; absent: as the plan has it for the next dose. */
  readonly units?: number;
}
/** An authorization on record and the name of its stream: what the answer was found in. */
export interface OnRecord {
  readonly stream: string;
  readonly state: Authorization;
  /** What people still have to do around it. */
  readonly work?: readonly OpenWork[];
  /** Imaging around the treatment, which others ask for. */
  readonly imaging?: readonly LinkedImaging[];
}
/** Work that waits for a role, as the gate tells it. */
export interface OpenWork {
  readonly kind: WorkKind;
  readonly role: string;
  /** YYYY-MM-DD */
  readonly due: string;
  readonly reason: string;
}
/** What the answer on one code rests on: one authorized service. */
export interface GateEvidence {
  readonly authorization: string;
  readonly number?: string;
  readonly requested: number;
  readonly certified: number;
  readonly used: number;
  readonly from: string;
  readonly to: string;
  readonly placeOfService: string;
}
export interface CodeAnswer extends GateAnswer {
  readonly hcpcs: string;
  /** Units the visit needs; absent where neither the question nor the plan tells. */
  readonly units?: number;
  readonly evidence: readonly GateEvidence[];
}
/** stop is stronger than ask, ask stronger than go: one line that is not certified stops the visit. */
export interface GateReport extends GateAnswer {
  readonly codes: readonly CodeAnswer[];
  /** What people still have to do around the authorizations that answered. */
  readonly work: readonly OpenWork[];
  /** The person's decision that turned the answer into a go. */
  readonly overridden?: GateOverride;
}

/**
 * Answers for a patient's authorizations. Nothing on record, or nothing that names what is asked about, is an `ask`,
 * never a `go`.
 */
export function askGate(
  records: readonly OnRecord[],
  question: GateQuestion,
  rules: Pick<Rules, 'bispecifics'>,
): GateReport {
  const report = withImaging(answerFrom(records, question, rules), records, question);
  const overridden = report.answer === 'go' ? undefined : overrideOf(records, question, report.answer);
  if (overridden === undefined) return report;
  const reason = `${overridden.person} let this visit go, against the gate's ${overridden.against}: ${overridden.reason}`;
  return { ...report, answer: 'go', reasons: [reason, ...report.reasons], overridden };
}

/** Told beside the answer, which it never changes. */
function withImaging(report: GateReport, records: readonly OnRecord[], { order, date }: GateQuestion): GateReport {
  const concerned = records.filter(({ state }) => order === undefined || state.orders.includes(order));
  const notes = new Set(concerned.flatMap(({ imaging = [] }) => imagingNotes(imaging, dashed(date))));
  return notes.size === 0 ? report : { ...report, reasons: [...report.reasons, ...notes] };
}

/** The same for one code of the next visit, as the chart is told it. */
export function askNext(record: OnRecord, visit: PlannedVisit, rules: Pick<Rules, 'bispecifics'>): GateAnswer {
  const { answer, reasons, codes } = askGate([record], visit, rules);
  return { answer, reasons: codes.find((code) => code.answer === answer)?.reasons ?? reasons };
}

/** What a person decided about a question that was open does not hold once the payer has said no. */
const reaches = (override: GateOverride, answer: GateAnswer['answer']): boolean =>
  override.against === 'stop' || answer === 'ask';

/** The decision a person took for this very visit; the last one where there are several. */
const overrideOf = (
  records: readonly OnRecord[],
  { order, hcpcs, date }: GateQuestion,
  answer: GateAnswer['answer'],
): GateOverride | undefined =>
  records
    .flatMap(({ state }) => state.overrides)
    .findLast((one) => one.date === date && one.about === (order ?? hcpcs) && reaches(one, answer));

function answerFrom(
  records: readonly OnRecord[],
  question: GateQuestion,
  rules: Pick<Rules, 'bispecifics'>,
): GateReport {
  const { order } = question;
  const states = order === undefined ? records : records.filter(({ state }) => state.orders.includes(order));
  const settled = order === undefined ? undefined : withoutRequest(states);
  const work = states.flatMap((record) => record.work ?? []);
  if (settled !== undefined) return unverified({ ...settled, codes: [], work });
  const codes = codesOf(states, question).map((hcpcs) =>
    afterGap(answerOn(hcpcs, states, question), states, question, rules),
  );
  if (codes.length === 0) {
    const reason =
      'No authorization on record names this order. Find out whether the payer wants one before scheduling.';
    return { answer: 'ask', reasons: [reason], codes, work };
  }
  const answer = strongest(codes);
  const reasons = codes
    .filter((code) => code.answer === answer)
    .map((code) => `${code.hcpcs}: ${code.reasons.join(' ')}`);
  return unverified({ answer: answer ?? 'ask', reasons, codes, work });
}

/** A drug under REMS is given only to those enrolled: as long as nobody has verified it, a go is a question. */
function unverified(report: GateReport): GateReport {
  const open = report.work.filter(({ kind }) => kind === 'rems').map(({ reason }) => reason);
  return report.answer !== 'go' || open.length === 0 ? report : { ...report, answer: 'ask', reasons: open };
}

/**
 * After too long a gap a bispecific drug starts again at a lower dose: what is certified may be the wrong dose. Doses
 * count that were billed on record; those of a stay are not known here.
 */
function afterGap(
  answer: CodeAnswer,
  states: readonly OnRecord[],
  { date }: GateQuestion,
  rules: Pick<Rules, 'bispecifics'>,
): CodeAnswer {
  const { hcpcs } = answer;
  const drug = bispecificOf(rules, { hcpcs });
  if (answer.answer !== 'go' || drug === undefined) return answer;
  const days = states.flatMap(({ state }) =>
    state.draws.filter((draw) => draw.hcpcs === hcpcs).map((draw) => draw.date),
  );
  const before = [...new Set(days)].filter((day) => day < date).sort();
  const restart = restartAfter(drug, before.map(dashed), dashed(date));
  if (restart === undefined) return answer;
  const reason = `The last dose on record is ${restart.days} days before; after more than ${restart.moreThan} days the label starts again at step-up dose ${restart.restartAt} (${drug.source}). Ask the physician which dose it is.`;
  return { ...answer, answer: 'ask', reasons: [reason] };
}

/** An order whose plan was never asked for: none is needed, or something is missing. */
function withoutRequest(states: readonly OnRecord[]): GateAnswer | undefined {
  const held = states.find(({ state }) => state.status === 'held');
  if (held !== undefined) {
    const open = held.state.issues.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    return { answer: 'stop', reasons: ['The authorization is not asked for yet: it is held.', ...open] };
  }
  if (states.some(({ state }) => state.request !== undefined)) return undefined;
  const free = states.find(({ state }) => state.status === 'notRequired');
  return free === undefined ? undefined : { answer: 'go', reasons: free.state.reasons };
}

/** Firm lines only: what is authorized to be given if needed is not part of a planned visit. */
function codesOf(states: readonly OnRecord[], { order, hcpcs }: GateQuestion): readonly string[] {
  if (order === undefined) return hcpcs === undefined ? [] : [hcpcs];
  const lines = states.flatMap(({ state }) => state.request?.services ?? []);
  const firm = lines.filter((line) => line.sources.includes(order) && !line.prn);
  const wanted = firm.length > 0 ? firm : lines.filter((line) => line.sources.includes(order));
  return [...new Set(wanted.map((line) => line.hcpcs))];
}

function answerOn(hcpcs: string, states: readonly OnRecord[], question: GateQuestion): CodeAnswer {
  const units = unitsNeeded(hcpcs, states, question);
  const evidence = states.flatMap((record) => evidenceOf(record, hcpcs));
  if (units === undefined) {
    const reason = 'How much the visit will use is not known from the plan. Ask with the dose or the units.';
    return { hcpcs, answer: 'ask', reasons: [reason], evidence };
  }
  const { date, placeOfService } = question;
  const visit: PlannedVisit = { hcpcs, date, units, placeOfService };
  return {
    hcpcs,
    units,
    ...gate(
      states.map(({ state }) => state),
      visit,
    ),
    evidence,
  };
}

/** Told units are of the drug; the administration beside it is as the plan has it. */
function unitsNeeded(hcpcs: string, states: readonly OnRecord[], { order, units }: GateQuestion): number | undefined {
  const planned = states.flatMap(({ state }) => unitsOfNextDose(state, hcpcs) ?? []);
  const isDrug = /^[A-Z]/.test(hcpcs);
  if (units !== undefined && (isDrug || order === undefined)) return units;
  return planned.length === 0 ? undefined : Math.max(...planned);
}

const evidenceOf = ({ stream, state }: OnRecord, hcpcs: string): readonly GateEvidence[] =>
  state.services
    .filter((service) => service.hcpcs === hcpcs)
    .map(({ number, requested, approved, drawn, from, to }) => ({
      authorization: stream,
      ...(number === undefined ? {} : { number }),
      requested,
      certified: approved,
      used: drawn,
      from,
      to,
      placeOfService: state.request?.placeOfService ?? '',
    }));
