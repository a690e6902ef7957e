/** Whether a line of a day is authorized for it: the schedule gate's answer, asked for the order where there is one. */

import { causeOf, type GateAnswer, type GateCause } from '../authorization/gate.ts';
import { askGate, type GateEvidence, type OnRecord } from '../authorization/gateQuestion.ts';
import { plainDate } from '../authorization/insured.ts';
import { authorizationWanted } from '../rules/lookup.ts';
import type { DayLine, DayToJudge } from './day.ts';

export interface AuthorizedOnDay extends GateAnswer {
  readonly evidence: readonly GateEvidence[];
  /** What a payer would hold against the line; absent where nothing of the kind stands against it. */
  readonly cause?: GateCause;
}

/**
 * @param lines all of the day: what is not billed yet needs its units together
 * @param date YYYY-MM-DD
 */
export function authorizedOnDay(
  line: DayLine,
  lines: readonly DayLine[],
  date: string,
  day: DayToJudge,
  records: readonly OnRecord[],
): AuthorizedOnDay {
  if (line.state === 'billed')
    return { answer: 'go', reasons: [`Billed on ${line.sources.join(', ')}.`], evidence: [] };
  const of = day.visits.find(({ visit }) => visit.doses.some(({ source }) => line.sources.includes(source)));
  const orders = (of?.visit.doses ?? []).flatMap(({ source, request }) =>
    line.sources.includes(source) ? [request ?? source] : [],
  );
  const placeOfService = of?.visit.site?.placeOfService ?? '';
  const { hcpcs } = line;
  const open = lines.filter((other) => other.hcpcs === hcpcs && other.state !== 'billed');
  const units = open.reduce((sum, other) => sum + other.units, 0);
  const own = records.filter(({ state }) => state.orders.some((order) => orders.includes(order)));
  const free = own.find(({ state }) => state.status === 'notRequired');
  const isNamed = records.some(({ state }) => state.services.some((service) => service.hcpcs === hcpcs));
  if (free !== undefined && !isNamed) return { answer: 'go', reasons: free.state.reasons, evidence: [] };
  const code = day.rules.codes.get(hcpcs);
  const payer = of?.visit.insured?.payer;
  const isWanted = code !== undefined && payer !== undefined && authorizationWanted(payer, code);
  if (!isNamed && !isWanted) return { answer: 'go', reasons: [BY_ITSELF], evidence: [] };
  const asked = { hcpcs, date: plainDate(date), placeOfService, units };
  const decided = decidedByPerson(own, orders, asked, day);
  if (decided !== undefined) return decided;
  const report = askGate(records, asked, day.rules);
  const [found] = report.codes;
  const evidence = found?.evidence ?? [];
  // A question that is open beside the authorization (REMS, a gap in the course) is no denial.
  const states = records.map(({ state }) => state);
  const cause = report.answer === 'go' ? undefined : causeOf(states, asked);
  const reasons = found?.answer === report.answer ? found.reasons : report.reasons;
  return { answer: report.answer, reasons, evidence, ...(cause === undefined ? {} : { cause }) };
}

const BY_ITSELF = 'The payer wants no authorization for this line by itself.';

/** What a person let go for the order and the day. */
function decidedByPerson(
  own: readonly OnRecord[],
  orders: readonly string[],
  { date, placeOfService }: { readonly date: string; readonly placeOfService: string },
  { rules }: DayToJudge,
): AuthorizedOnDay | undefined {
  for (const order of orders) {
    const { overridden, reasons } = askGate(own, { order, date, placeOfService }, rules);
    if (overridden !== undefined) return { answer: 'go', reasons: reasons.slice(0, 1), evidence: [] };
  }
  return undefined;
}
