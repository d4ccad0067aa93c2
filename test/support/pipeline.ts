import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type AppDeps, createApp } from '../../src/app.ts';
import { type MetricsDeps, metricsRoutes } from '../../src/http/routes/metrics.ts';
import type { Route } from '../../src/http/state.ts';
import { createHttpServer } from '../../src/http/wire/server.ts';
import { createMemoryLimiter, localOnly } from '../../src/limits/memory/memory-limiter.ts';
import { silentInstruments } from '../../src/telemetry/instruments.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { sdk } from './sdk.ts';

export type Pipeline = AsyncDisposable & { url: string; lines: string[] };

/**
 * Serves `routes` on a free port behind everything that the service puts before its own: for what those never do, such as
 * to stall, fail, or break off.
 */
export async function startPipeline(
  routes: readonly Route[],
  { collect = sdk.collect, ...deps }: Partial<Pick<AppDeps & MetricsDeps, 'policies' | 'limiter' | 'collect'>> = {},
): Promise<Pipeline> {
  const lines: string[] = [];
  const log = await createLog('info', { destination: { write: (line) => void lines.push(line) } });
  const all = [...routes, ...metricsRoutes({ collect, metricsToken: undefined })];
  const app = createApp(all, {
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
    ...deps,
  });
  const server = createHttpServer(app.callback(), { requestTimeoutMs: 10_000, headersTimeoutMs: 10_000 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lines,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
