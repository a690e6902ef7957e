import { readFileSync } from 'node:fs';
import { link, mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '../ports.ts';

export interface DirectoryLock {
  release(): Promise<void>;
}

/** A holder on another machine cannot be asked whether it lives; its lock counts as dead when it stops being touched. */
const HEARTBEAT_MS = 5_000;
const SILENT_AFTER_MS = 30_000;

/** Locks this process holds: a container that restarts may get the very process id its crashed predecessor had. */
const held = new Set<string>();

/**
 * Makes this process the only one to use `directory` (created if missing) until released.
 * Throws a Fault naming the holder when another living process has it; takes over from a dead one.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true });
  const path = resolve(join(directory, 'lock'));
  if (held.has(path)) throw inUse(directory, `this process (${process.pid})`);
  held.add(path);
  try {
    const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid), host: hostname() });
    if (!(await create(path, mine))) await takeOver(directory, path, mine);
    return hold(path, mine);
  } catch (error) {
    held.delete(path);
    throw error;
  }
}

/** Of all that find a dead holder's lock, the one that gets the second lock looks again and puts its own in place. */
async function takeOver(directory: string, path: string, mine: string): Promise<void> {
  await refuseIfAlive(directory, path);
  const second = `${path}.takeover`;
  const touched = await stat(second).catch(() => undefined);
  // Held for milliseconds; one this old belongs to a process that died in the middle of taking over.
  if (touched !== undefined && Date.now() - touched.mtimeMs > SILENT_AFTER_MS) await rm(second, { force: true });
  if (!(await create(second, mine))) throw inUse(directory, 'a process that is starting just now');
  try {
    await refuseIfAlive(directory, path);
    await rm(path, { force: true });
    if (!(await create(path, mine))) throw inUse(directory, 'a process that is starting just now');
  } finally {
    await rm(second, { force: true });
  }
}

async function refuseIfAlive(directory: string, path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) return;
  const holder = parse(content);
  if (await isAlive(path, holder)) {
    throw inUse(directory, holder === undefined ? 'an unknown process' : `process ${holder.pid} on ${holder.host}`);
  }
}

const inUse = (directory: string, holder: string): Fault =>
  new Fault(
    `The data directory ${directory} is in use by ${holder}. Only one process may open it: ` +
      'stop that process, or use a PostgreSQL server (DATABASE_URL), which several processes can share.',
  );

async function create(path: string, content: string): Promise<boolean> {
  // Written aside and linked into place, so that nobody ever reads a lock without its holder's name.
  const draft = `${path}.${process.pid}.${Math.round(performance.now() * 1000)}`;
  const file = await open(draft, 'wx', 0o600);
  await file.writeFile(content);
  await file.close();
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function hold(path: string, mine: string): DirectoryLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    async release() {
      clearInterval(heartbeat);
      held.delete(path);
      if ((await readFile(path, 'utf8').catch(() => undefined)) === mine) await rm(path, { force: true });
    },
  };
}

interface Holder {
  readonly pid: number;
  readonly started: string;
  readonly host: string;
}

function parse(content: string): Holder | undefined {
  try {
    const { pid, started, host } = JSON.parse(content) as Record<string, unknown>;
    return Number.isInteger(pid) ? { pid: pid as number, started: String(started), host: String(host) } : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive(path: string, holder: Holder | undefined): Promise<boolean> {
  if (holder?.host === hostname()) {
    return holder.pid !== process.pid && exists(holder.pid) && startOf(holder.pid) === holder.started;
  }
  const touched = await stat(path).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < SILENT_AFTER_MS;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Boot and start time of a process where the system tells (Linux): tells a reused process id from the old one. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return `${boot}/${fields?.[19] ?? ''}`;
  } catch {
    return '';
  }
}
