import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createApp } from '../../src/app.ts';
import { recogniseCallers } from '../../src/compose/identity.ts';
import { startLimiter } from '../../src/compose/limiter.ts';
import { startTelemetry } from '../../src/compose/telemetry.ts';
import { parseConfig } from '../../src/config.ts';
import { metricsRoutes } from '../../src/http/routes/metrics.ts';
import { jsonBody } from '../../src/http/wire/json-body.ts';
import { createHttpServer } from '../../src/http/wire/server.ts';
import { requestPolicies } from '../../src/limits/request-policies.ts';
import { keepHeapSmall } from '../../src/process/heap.ts';
import { createLog } from '../../src/telemetry/log.ts';

/** The service as it ships, with the handlers of its peers in place of its operations. */
keepHeapSmall();
const config = parseConfig(process.env);
const log = await createLog(config.logLevel);
const { sdk, instruments } = await startTelemetry(config);
const { limiter, ofRequest } = await startLimiter({ ...config.limiter, instruments, log });
const said = z.strictObject({ said: z.string() });
const trivial = (path: string, policy: 'default' | 'query') =>
  ({
    method: 'POST',
    path,
    policy,
    async handle(ctx: Parameters<typeof jsonBody>[0]) {
      ctx.body = { status: 'ok', ...(await jsonBody(ctx, said)) };
    },
  }) as const;
const routes = [
  trivial('/api/v1/trivial', 'default'),
  trivial('/api/v1/hot', 'query'),
  ...metricsRoutes({ collect: sdk.collect, metricsToken: undefined }),
];
const app = createApp(routes, {
  log,
  meter: sdk.meter,
  now: () => performance.now(),
  ...config.callers,
  metricsToken: undefined,
  stopping: new AbortController().signal,
  ...(await recogniseCallers(config, log)),
  ofRequest,
  limiter,
  policies: requestPolicies(config.limits),
  instruments,
});
const server = createHttpServer(app.callback(), config.server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
