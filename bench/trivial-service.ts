import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApp } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { createHttpServer } from '../src/http/wire/server.ts';
import { createMemoryLimiter, localOnly } from '../src/limits/memory/memory-limiter.ts';
import { keepHeapSmall } from '../src/process/heap.ts';
import { silentInstruments } from '../src/telemetry/instruments.ts';
import { createLog } from '../src/telemetry/log.ts';
import { startSdk } from '../src/telemetry/sdk.ts';
import { VERSION } from '../src/version.ts';

/** The service with one route that does nothing, so that what surrounds a request is all that it costs. */
keepHeapSmall();
const config = parseConfig(process.env);
const log = await createLog(config.logLevel);
const sdk = await startSdk({
  metricsEnabled: config.telemetry.metrics,
  tracesEnabled: config.telemetry.traces,
  version: VERSION,
  environment: 'bench',
});
const trivial = {
  method: 'GET',
  path: '/api/v1/trivial/{id}',
  policy: null,
  handle: (ctx: { body: unknown }) => {
    ctx.body = { status: 'ok' };
  },
} as const;
const app = createApp([trivial], {
  log,
  meter: sdk.meter,
  now: () => performance.now(),
  corsOrigins: [],
  allowedHosts: [],
  metricsToken: undefined,
  stopping: new AbortController().signal,
  authRequired: false,
  verifyToken: () => Promise.reject(new Error('No token is expected here')),
  clientAddress: () => '127.0.0.1',
  ofRequest: (work) => work(),
  limiter: localOnly(createMemoryLimiter({ maxKeys: 10 })),
  policies: null,
  instruments: silentInstruments,
});
const server = createHttpServer(app.callback(), { requestTimeoutMs: 120_000, headersTimeoutMs: 15_000 });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
