/** The schedule gate over HTTP, against a server that has its answer ready: what a scheduling screen waits for. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express } from 'express';
import { openLedger } from '../src/adapters/ledger.ts';
import { askGateOf } from '../src/cli/compose/gate.ts';
import { listen } from '../src/cli/compose/listen.ts';
import { exampleSettings } from '../src/cli/exampleSettings.ts';
import { loadRules } from '../src/cli/rules.ts';
import type { Ledger, Log } from '../src/ports.ts';
import { gateRoutes } from '../src/web/gate.ts';
import { contest, cpuOf, type Measured, type Side, speedUp } from './contest.ts';
import type { Report } from './report.ts';

const ANSWERS = 500;
const ROUNDS = 5;
/** Courses of treatment in a long chart. */
const MANY = 12;

const TOKEN = 'the-token-of-a-scheduling-screen';
const PATIENT = 'Patient/btce-patient';
const QUESTION = `/gate?patient=${PATIENT}&order=MedicationRequest/btce-treat&date=2026-11-09&site=11`;

export async function benchWeb(): Promise<Report> {
  const sides = ['ours: gate', 'ours: gate of a long chart', 'express'];
  const [one, many, theirs] = await contest({ sides, input: String(ANSWERS), rounds: ROUNDS, warmUps: 1 });
  if (!one || !many || !theirs) throw new Error('a side is missing');
  const rate = (side: Measured) => ANSWERS / (cpuOf(side) / 1000);
  const row = (what: string, ours: Measured) => ({
    what,
    peer: 'express 5.3.0, a ready answer',
    unit: 'answers/s',
    ours: rate(ours),
    theirs: rate(theirs),
    ratio: speedUp(ours, theirs),
  });
  return {
    name: 'web',
    rows: [row('GET /gate, one authorization', one), row(`GET /gate, ${MANY} authorizations`, many)],
  };
}

/** The gate over an embedded ledger, in which a plan of step-up doses was certified once, or for many courses. */
export const ourGate = (chart: 'one' | 'many') => async (): Promise<Side> => {
  const rules = await loadRules();
  const ledger = await openLedger({ embedded: {} });
  await record(ledger, chart === 'one' ? 1 : MANY);
  const ask = askGateOf({ ledger, rules, settings: exampleSettings });
  const override = () => Promise.reject(new Error('nobody decides here'));
  return asking(express().use('/gate', gateRoutes({ token: TOKEN, ask, override, log: silent })));
};

/** The same framework, asked by the same client, with an answer as long as the gate's. */
export const readyAnswer = async (): Promise<Side> => {
  const answer = { answer: 'go', reasons: ['certified'], evidence: 'x'.repeat(1_000) };
  return asking(express().get('/gate', (_request, response) => void response.json(answer)));
};

/** Asks one question after the other, as many as the input says. */
async function asking(app: Express): Promise<Side> {
  const { url } = await listen(app, '127.0.0.1', 0);
  const headers = { authorization: `Bearer ${TOKEN}` };
  return async (count) => {
    let go = 0;
    for (let n = 0; n < Number(count); n++) {
      const response = await fetch(`${url}${QUESTION}`, { headers });
      const { answer } = (await response.json()) as { readonly answer?: string };
      if (answer === 'go') go += 1;
    }
    if (go !== Number(count)) throw new Error('the gate says something else');
    return { go };
  };
}

/** The events of a golden scenario before its doses, as often as there are courses. */
async function record(ledger: Ledger, courses: number): Promise<void> {
  const folder = join(import.meta.dirname, '../fixtures/scenarios/02-teclistamab/out');
  const { streams } = JSON.parse(readFileSync(join(folder, 'decisions.json'), 'utf8')) as {
    readonly streams: Readonly<Record<string, readonly { readonly type: string; readonly cause: string }[]>>;
  };
  const told = (streams['authorization/1'] ?? []).filter(({ type }) => !type.startsWith('Units'));
  await ledger.transact(async (tx) => {
    for (let n = 1; n <= courses; n++) {
      const events = told.map(({ type, cause: _cause, ...data }) => ({ type, data }));
      await tx.append(`authorization/${n}`, 0, events, 'order');
      await tx.link('patient authorization', PATIENT, `authorization/${n}`);
    }
  });
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
