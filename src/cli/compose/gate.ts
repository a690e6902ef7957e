/** The schedule gate over the ledger: a scheduler's words become codes, and the records of the patient answer. */

import { loadCasework } from '../../../queues/casework.ts';
import { loadAuthorization } from '../../../queues/streams.ts';
import { openWork } from '../../authorization/casework.ts';
import { unitsOfDose } from '../../authorization/doseUnits.ts';
import { askGate, type GateQuestion, type GateReport, type OnRecord } from '../../authorization/gateQuestion.ts';
import type { GateOverride } from '../../authorization/override.ts';
import { readNdc } from '../../coding/ndc.ts';
import { bad, error, good, type Issue, type Outcome } from '../../outcome.ts';
import type { LedgerTransaction } from '../../ports.ts';
import { codesFor, drugByHcpcs, drugByName, drugByNdc } from '../../rules/lookup.ts';
import type { Rules } from '../../rules/parse.ts';
import type { DrugCode } from '../../rules/types.ts';
import { parseAmount } from '../../rules/units.ts';
import type { GateCall, OverrideCall } from '../../web/gate.ts';
import type { World } from '../../world.ts';

/** The answer from what is on record; the EHR is not asked, so that a screen may wait for it. */
export const askGateOf =
  ({ ledger, rules, settings }: Pick<World, 'ledger' | 'rules' | 'settings'>) =>
  (call: GateCall): Promise<Outcome<GateReport>> =>
    ledger.transact(async (tx) => {
      const records = await recordsOf(call.patient, tx);
      const question = questionOf(call, records, rules, settings);
      return question.ok ? good(askGate(records, question.value, rules)) : question;
    });

/**
 * Records a person's decision against the gate's answer with the authorization it is about: the event is the audit
 * trail, and the chart is told. Bad where the gate already says go, or no authorization is on record to decide about.
 */
export const overrideGateOf =
  ({ ledger, rules, settings, log }: Pick<World, 'ledger' | 'rules' | 'settings' | 'log'>) =>
  (call: OverrideCall): Promise<Outcome<GateReport>> =>
    ledger.transact(async (tx) => {
      const records = await recordsOf(call.patient, tx);
      const asked = questionOf(call, records, rules, settings);
      if (!asked.ok) return asked;
      const { order, hcpcs, date } = asked.value;
      const report = askGate(records, asked.value, rules);
      if (report.answer === 'go') return bad(error('GATE_IS_OPEN', 'The gate says go; there is nothing to override.'));
      const about = order ?? hcpcs ?? '';
      const record = records.findLast(({ state }) =>
        order === undefined ? state.services.some((service) => service.hcpcs === hcpcs) : state.orders.includes(order),
      );
      if (record === undefined) {
        const message =
          'No authorization on record is about this. Order the drug in the EHR first, so that the decision has a place.';
        return bad(error('GATE_NOTHING_ON_RECORD', message));
      }
      const { person, reason } = call;
      const override: GateOverride = { person, reason, date, about, against: report.answer };
      const { version } = await loadAuthorization(tx, record.stream);
      await tx.append(record.stream, version, [{ type: 'GateOverridden', data: override }], `person/${person}`);
      await tx.enqueue({ queue: 'writeback', ref: record.stream });
      log.warn('gate.overridden', { stream: record.stream });
      return good(askGate(await recordsOf(call.patient, tx), asked.value, rules));
    });

/** The patient's authorizations and the work around them, as the gate sees them. */
export async function recordsOf(patient: string, tx: LedgerTransaction): Promise<readonly OnRecord[]> {
  const records: OnRecord[] = [];
  for (const stream of await tx.linked('patient authorization', patient)) {
    const { state } = await loadAuthorization(tx, stream);
    const casework = (await loadCasework(tx, stream)).state;
    const work = openWork(casework).map(({ kind, role, due, reason }) => ({ kind, role, due, reason }));
    records.push({ stream, state, work, imaging: casework.determination?.imaging ?? [] });
  }
  return records;
}

const wrong = (path: string, message: string): Issue => error('GATE_QUESTION', message, { path });

function questionOf(
  call: GateCall,
  records: readonly OnRecord[],
  rules: Rules,
  { sites }: World['settings'],
): Outcome<GateQuestion> {
  const place = /^[0-9]{2}$/.test(call.site)
    ? call.site
    : sites.find(({ value }) => value === call.site)?.placeOfService;
  const { order, drug } = call;
  const code = drug === undefined ? undefined : drugOf(drug, call.date, rules);
  const issues = [
    ...(place === undefined ? [wrong('site', 'must be a place-of-service code, or a site of the configuration')] : []),
    ...((order === undefined) === (drug === undefined) ? [wrong('order', 'name either an order or a drug')] : []),
    ...(call.dose !== undefined && call.units !== undefined
      ? [wrong('units', 'give the dose or the units, not both')]
      : []),
    ...(code?.issues ?? []),
  ];
  if (issues.length > 0 || place === undefined) return bad(...issues);
  const hcpcs = code?.ok ? code.value.hcpcs : undefined;
  const units = unitsOf(call, hcpcs ?? drugOfOrder(order ?? '', records), rules);
  if (!units.ok) return units;
  return good({
    ...(order === undefined ? {} : { order }),
    ...(hcpcs === undefined ? {} : { hcpcs }),
    date: call.date.replaceAll('-', ''),
    placeOfService: place,
    ...(units.value === undefined ? {} : { units: units.value }),
  });
}

/** The drug's code among the lines of an order; the others are its administration. */
const drugOfOrder = (order: string, records: readonly OnRecord[]): string | undefined =>
  records
    .flatMap(({ state }) => state.request?.services ?? [])
    .find((line) => line.sources.includes(order) && /^[A-Z]/.test(line.hcpcs))?.hcpcs;

function unitsOf(
  { dose, units, date }: GateCall,
  hcpcs: string | undefined,
  rules: Rules,
): Outcome<number | undefined> {
  if (units !== undefined) return good(Number(units));
  if (dose === undefined) return good(undefined);
  const amount = parseAmount(dose);
  if (amount === undefined || amount.value.lte(0))
    return bad(wrong('dose', 'must be a number above 0 and a unit: 4.2 mg'));
  const code = hcpcs === undefined ? undefined : drugByHcpcs(rules, hcpcs, date);
  // An order nobody has asked a payer for yet: the answer does not hang on the dose.
  if (code === undefined) return good(undefined);
  const needed = unitsOfDose(amount, code, rules);
  return needed === undefined
    ? bad(wrong('dose', `cannot be turned into the unit of ${code.hcpcs}; give it in that unit, or give the units`))
    : good(needed.units);
}

/** A HCPCS code, an NDC or a name; several candidates are told, none is guessed. */
function drugOf(text: string, date: string, rules: Rules): Outcome<{ readonly hcpcs: string }> {
  const asCode = text.trim().toUpperCase();
  if (/^[A-Z0-9]\d{4}$/.test(asCode)) return good({ hcpcs: asCode });
  const codes = candidatesOf(text.trim(), date, rules);
  const [only, ...others] = codes;
  if (only === undefined) return bad(wrong('drug', 'is no HCPCS code, NDC or name that the mappings know on that day'));
  if (others.length > 0)
    return bad(wrong('drug', `has several codes: ${codes.map(({ hcpcs }) => hcpcs).join(', ')}. Ask with one of them`));
  return good(only);
}

function candidatesOf(text: string, date: string, rules: Rules): readonly DrugCode[] {
  const ndc = readNdc(text);
  if (ndc.ok) return drugByNdc(rules, ndc.ndc11, date)?.codes ?? [];
  return codesFor(
    rules,
    drugByName(rules, text).map(({ hcpcs }) => hcpcs),
    date,
  );
}
