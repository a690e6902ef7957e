// Runs a command with servers of its own, which end with it:
//
//   node scripts/ciWithServers.ts postgres redis -- npm test     DATABASE_URL and REDIS_URL are set for the command
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type OwnServer, openPostgres, openRedis } from './ciServers.ts';

const kindsOfServer = {
  postgres: { variable: 'DATABASE_URL', open: openPostgres },
  redis: { variable: 'REDIS_URL', open: openRedis },
} as const;

const given = process.argv.slice(2);
const dashes = given.indexOf('--');
const kinds = given.slice(0, dashes).filter((kind) => kind === 'postgres' || kind === 'redis');
if (dashes < 1 || kinds.length < dashes || given.length === dashes + 1) {
  console.error('Usage: node scripts/ciWithServers.ts [postgres] [redis] -- COMMAND ARGUMENTS...');
  process.exitCode = 2;
} else {
  // An interrupt reaches the command; the servers are closed when that has ended.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.exitCode = await runWith(kinds, given.slice(dashes + 1));
}

async function runWith(kinds: readonly (keyof typeof kindsOfServer)[], command: readonly string[]): Promise<number> {
  const servers: OwnServer[] = [];
  try {
    const urls: Record<string, string> = {};
    for (const kind of kinds) {
      const { variable, open } = kindsOfServer[kind];
      const server = await open();
      servers.push(server);
      urls[variable] = server.url;
      console.error(`${variable}=${server.url}`);
    }
    const [path = '', ...args] = command;
    const child = spawn(path, args, { stdio: 'inherit', env: { ...process.env, ...urls } });
    const [code] = await once(child, 'exit');
    return typeof code === 'number' ? code : 1;
  } finally {
    for (const server of servers) await server.close();
  }
}
