import { pino } from 'pino';
import type { Log } from '../ports.ts';

/**
 * Facts that may be logged: our own ids, codes, counts and times. A name that is not listed is left out and named in
 * `dropped`, so that a new fact is a decision and not an accident. File names are not here: partners put names in them.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  ...['at', 'attempt', 'backend', 'bytes', 'code', 'count', 'database', 'driftMs', 'durationMs', 'epoch', 'error'],
  ...['events', 'exitCode', 'files', 'group', 'guide', 'host', 'id', 'inbound', 'interchange', 'issues', 'kind'],
  ...['limit', 'method', 'missing', 'new', 'notification', 'open', 'outboxId', 'parked', 'partner', 'payer', 'pid'],
  ...['port', 'queue', 'reason', 'ref', 'resources', 'result', 'role', 'route', 'rule', 'server', 'set', 'signal'],
  ...['state', 'status', 'stream', 'transmission', 'type', 'usage', 'version', 'waitMs'],
]);

const LONGEST = 500;

export interface LogOptions {
  readonly level?: 'info' | 'warn' | 'error' | 'silent';
  /** Takes the finished lines; standard error by default. */
  readonly write?: (line: string) => void;
}

/** A log of JSON lines (`time`, `level`, `event` and the facts) on standard error, which holds nothing personal. */
export function openLog(options: LogOptions = {}): Log {
  const { write } = options;
  const destination = write === undefined ? pino.destination({ dest: 2, sync: true }) : { write };
  // A terminal that went away must not take the service with it.
  if ('on' in destination) destination.on('error', () => undefined);
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    info: (event, facts = {}) => logger.info(permitted(facts), event),
    warn: (event, facts = {}) => logger.warn(permitted(facts), event),
    error: (event, facts = {}) => logger.error(permitted(facts), event),
  };
}

function permitted(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (!ALLOWED.has(name)) dropped.push(name);
    else if (typeof value === 'string') kept[name] = value.slice(0, LONGEST);
    else if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
    else dropped.push(name);
  }
  return dropped.length === 0 ? kept : { ...kept, dropped: dropped.join(' ').slice(0, LONGEST) };
}
