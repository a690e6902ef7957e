// PostgreSQL and Redis servers of our own: on free ports of this machine, in folders that are removed afterwards.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface OwnServer {
  readonly url: string;
  /** As a crash would end it: no goodbye to its clients. What it keeps on disk stays; Redis keeps nothing. */
  kill(): Promise<void>;
  /** On the same port, with what is on its disk; resolves when it answers. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** Path of a server program, also where Debian hides the ones of PostgreSQL; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...versions.map((one) => join(debian, one, 'bin'))];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A Redis that keeps nothing on disk: started again it is empty. Throws Error when it is not installed or not starting. */
export async function openRedis(): Promise<OwnServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  return await open({
    url: `redis://127.0.0.1:${port}`,
    folder,
    command: [program('redis-server'), '--port', String(port), '--dir', folder, ...options],
    crash: 'SIGKILL',
    answers: () => answersPing(port),
  });
}

/**
 * A PostgreSQL with an empty database, without fsync (a kill loses nothing, a power cut might). It refuses to run as
 * root, so root runs it as the user postgres or nobody. Throws Error when it is not installed or not starting.
 */
export async function openPostgres(): Promise<OwnServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  const user = unprivileged();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const made = spawnSync(
    program('initdb'),
    ['--pgdata', data, '--username', 'test', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr ?? ''}${made.error?.message ?? ''}`);
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    max_connections: '300',
    log_min_messages: 'panic',
  };
  const url = `postgres://test@127.0.0.1:${port}/postgres`;
  return await open({
    url,
    folder,
    command: [
      program('postgres'),
      '-D',
      data,
      ...Object.entries(settings).flatMap(([key, to]) => ['-c', `${key}=${to}`]),
    ],
    ...(user === undefined ? {} : { user }),
    // Its own word for ending at once; a SIGKILL would leave its children behind.
    crash: 'SIGQUIT',
    answers: () => answersQuery(url),
  });
}

/** A folder of the server's own user, for a test that gives it a small disk. */
export function folderForServer(path: string): void {
  mkdirSync(path, { recursive: true });
  const user = unprivileged();
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

interface User {
  readonly uid: number;
  readonly gid: number;
}
interface Plan {
  readonly url: string;
  readonly folder: string;
  readonly command: readonly string[];
  readonly user?: User;
  readonly crash: NodeJS.Signals;
  answers(): Promise<boolean>;
}
const PATIENCE_MS = 60_000;

async function open(plan: Plan): Promise<OwnServer> {
  const [path = '', ...args] = plan.command;
  let running: ChildProcess | undefined;
  const orphan = (): void => void running?.kill(plan.crash);
  process.on('exit', orphan);
  const kill = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(plan.crash);
    await ended;
  };
  const start = async (): Promise<void> => {
    const child = spawn(path, args, { ...plan.user, cwd: plan.folder, stdio: ['ignore', 'ignore', 'inherit'] });
    running = child;
    const latest = Date.now() + PATIENCE_MS;
    while (!(await plan.answers())) {
      const ended = child.exitCode ?? child.signalCode;
      if (ended !== null || Date.now() > latest) throw new Error(`${path} does not answer (ended: ${ended ?? 'no'})`);
      await sleep(50);
    }
  };
  await start();
  return {
    url: plan.url,
    kill,
    start,
    async close() {
      await kill();
      process.off('exit', orphan);
      rmSync(plan.folder, { recursive: true, force: true });
    },
  };
}

function program(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

/** Undefined unless we are root: everybody else runs the server as themselves. */
function unprivileged(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (entry === undefined) throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const [answer] = await once(socket, 'data');
    return String(answer).startsWith('+PONG');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function answersQuery(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
