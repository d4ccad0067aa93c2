import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Koa, { type Middleware } from 'koa';
import { createHttpServer } from '../../src/http/wire/server.ts';

/** A server that answers every request so. */
export async function serving(answer: Middleware, stallTimes: { stalledMs: number; everyMs: number }) {
  const app = new Koa();
  app.silent = true;
  app.use(answer);
  const times = { requestTimeoutMs: 10_000, headersTimeoutMs: 10_000, stallTimes };
  const server = createHttpServer(app.callback(), times).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
