/** Is the service alive, can it work, and how much is there: for load balancers, orchestrators and monitoring. */

import { Router } from 'express';
import { type Finding, type HeldCounts, metricsText } from './metrics.ts';

/** One thing the service depends on. */
export interface Dependency {
  readonly name: string;
  /** Without it nothing can be taken in; without any other, work waits and is tried again. */
  readonly essential: boolean;
  /** Resolves with what was seen; rejects with the reason in codes. Must not take longer than a few seconds. */
  readonly look: () => Promise<string>;
}
export interface HealthOptions {
  readonly version: string;
  readonly roles: readonly string[];
  readonly dependencies: readonly Dependency[];
  readonly counts: () => Promise<HeldCounts>;
  /** What a failed look may be told as: codes, never data. */
  readonly reasonOf: (problem: unknown) => string;
}
const LOOK_MS = 3_000;
/** Probes come from many sides; the dependencies are asked no more often than this. */
const FRESH_MS = 2_000;

/**
 * GET /livez: 200 while the process answers. GET /readyz: JSON of every dependency; 200 `ready`, 200 `degraded` when
 * work waits for something outside, 503 `down` when nothing can be taken in. GET /metrics: Prometheus text. None of
 * them holds anything of a patient.
 */
export function healthRoutes(options: HealthOptions): Router {
  const router = Router();
  const findings = remembered(FRESH_MS, () => look(options));
  const counts = remembered(FRESH_MS, () => options.counts().catch(() => undefined));
  router.get('/livez', (_request, response) => {
    response.json({ status: 'alive', version: options.version });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = await findings();
    const status = statusOf(checks);
    const { version, roles } = options;
    response.status(status === 'down' ? 503 : 200).json({ status, version, roles, checks });
  });
  router.get('/metrics', async (_request, response) => {
    const text = metricsText({ version: options.version, findings: await findings(), counts: await counts() });
    response.type('text/plain; version=0.0.4').send(text);
  });
  return router;
}

const statusOf = (checks: readonly Finding[]): 'ready' | 'degraded' | 'down' => {
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length === 0) return 'ready';
  return failed.some(({ essential }) => essential) ? 'down' : 'degraded';
};

const look = ({ dependencies, reasonOf }: HealthOptions): Promise<readonly Finding[]> =>
  Promise.all(
    dependencies.map(async ({ name, essential, look: ask }) => {
      try {
        return { name, essential, ok: true, detail: await inTime(ask()) };
      } catch (problem) {
        return { name, essential, ok: false, detail: reasonOf(problem) };
      }
    }),
  );

class TooSlow extends Error {
  override readonly name = 'no answer in time';
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), LOOK_MS);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The answer of `work`, asked for again when it is older than `ms`; callers at the same time share one. */
export function remembered<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let known: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (known === undefined || now - known.at > ms) known = { at: now, answer: work() };
    return known.answer;
  };
}
