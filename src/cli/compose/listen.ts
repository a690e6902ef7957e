/** An HTTP server around an application. */

import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Fault } from '../../ports.ts';

export interface Listening {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no more requests, lets those in hand end for a few seconds, then cuts what is left. */
  close(): Promise<void>;
}

const LAST_REQUESTS_MS = 5_000;

/** Listens on the address; port 0 picks a free one. Throws a Fault when the address cannot be had. */
export async function listen(app: RequestListener, host: string, port: number): Promise<Listening> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (problem: NodeJS.ErrnoException) => reject(refused(problem.code ?? 'unknown', host, port)));
    server.listen(port, host, resolve);
  });
  server.on('error', () => undefined);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), LAST_REQUESTS_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function refused(code: string, host: string, port: number): Fault {
  const advice =
    code === 'EADDRINUSE'
      ? 'another program uses it. Stop that one, or choose another port (PORT, web.port)'
      : 'choose an address of this machine and a port it may use (web.host, web.port)';
  return new Fault(`cannot listen on ${host} port ${port} (${code}): ${advice}.`);
}
