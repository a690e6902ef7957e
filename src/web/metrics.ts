/** Numbers for Prometheus (text format 0.0.4). Labels are queues, states and names of checks; nothing of a patient. */

import type { LedgerCounts } from '../ports.ts';

/** What was found when a dependency was asked. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly essential: boolean;
  readonly detail: string;
}
export interface HeldCounts extends LedgerCounts {
  readonly held: { readonly authorizations: number; readonly claims: number };
}

export interface Measured {
  readonly version: string;
  readonly findings: readonly Finding[];
  /** undefined: the record store is out of reach; the rest is told all the same. */
  readonly counts: HeldCounts | undefined;
}
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** The whole page. */
export function metricsText({ version, findings, counts }: Measured): string {
  const pages = [
    metric('build_info', 'gauge', 'The running version.', [[{ version }, 1]]),
    metric(
      'check_ok',
      'gauge',
      '1 when a dependency answers, 0 when it does not (see /readyz).',
      findings.map(({ name, ok }) => [{ check: name }, ok ? 1 : 0]),
    ),
    ...(counts === undefined ? [] : countPages(counts)),
    metric('uptime_seconds', 'gauge', 'Since the process started.', [[{}, Math.round(process.uptime())]]),
    metric('resident_memory_bytes', 'gauge', 'Memory of the process.', [[{}, process.memoryUsage.rss()]]),
  ];
  return pages.join('');
}

const countPages = ({ work, transmissions, inbounds, held }: HeldCounts): readonly string[] => [
  metric(
    'work_open',
    'gauge',
    'Work recorded and not done, parked items not counted.',
    work.map(({ queue, open }) => [{ queue }, open]),
  ),
  metric(
    'work_overdue_seconds',
    'gauge',
    'How long the item that is due longest has been due.',
    work.map(({ queue, overdueSeconds }) => [{ queue }, Math.round(overdueSeconds)]),
  ),
  metric(
    'work_parked',
    'gauge',
    'Work given up on until a person decides.',
    work.map(({ queue, parked }) => [{ queue }, parked]),
  ),
  metric('held', 'gauge', 'Held until the chart is completed.', [
    [{ kind: 'authorization' }, held.authorizations],
    [{ kind: 'claim' }, held.claims],
  ]),
  metric('transmissions', 'gauge', 'Files to partners by state.', states(transmissions)),
  metric('inbound_files', 'gauge', 'Files from partners by state.', states(inbounds)),
];

const states = (counts: Readonly<Record<string, number>>): readonly Sample[] =>
  Object.entries(counts).map(([state, count]) => [{ state }, count]);

function metric(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const full = `infusebridge_${name}`;
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text.replaceAll(/["\\\n]/g, '_')}"`);
    return `${full}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}
