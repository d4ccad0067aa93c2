import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { connectionLimits, recogniseCallers } from './callers.ts';
import { parseConfig } from './config.ts';
import { exitAtOnce } from './exit-at-once.ts';
import { keepHeapSmall } from './heap.ts';
import { tracksRequests } from './http/draining.ts';
import { fromOperation } from './http/from-operation.ts';
import { type Check, healthRoutes } from './http/routes/health.ts';
import { mcpRoute } from './http/routes/mcp.ts';
import { metricsRoutes } from './http/routes/metrics.ts';
import { openApiRoute } from './http/routes/openapi.ts';
import { operationRoutes } from './http/routes.ts';
import { createHttpServer } from './http/server.ts';
import { openLibrary } from './library.ts';
import { requestPolicies } from './limits/request-policies.ts';
import { startLimiter } from './limits/start-limiter.ts';
import { createAnswerMcp } from './mcp/server.ts';
import { createModels } from './models.ts';
import type { Services } from './operations/scope.ts';
import { createQuestions } from './questions.ts';
import { startWarnings } from './start-warnings.ts';
import { stopSignal } from './stop-signal.ts';
import { logsDiagnostics } from './telemetry/diagnostics.ts';
import { createInstruments, silentInstruments } from './telemetry/instruments.ts';
import { knownLabels } from './telemetry/known-labels.ts';
import { createLog } from './telemetry/log.ts';
import { startSdk } from './telemetry/sdk.ts';
import { VERSION } from './version.ts';
import { within } from './within.ts';

/** Longest wait for the collector at the end. */
const TELEMETRY_FLUSH_MS = 2000;
/** Longest wait for a part of the service that readiness asks. */
const READY_WITHIN_MS = 2000;
/** npm sends its child every signal that it gets, also one that a terminal has sent to both. */
const NPM_ECHO_MS = 500;

keepHeapSmall();
process.umask(0o077); // nobody else reads what is stored here
const config = parseConfigOrExit();
const log = await createLog(config.LOG_LEVEL, {
  pretty: process.stdout.isTTY === true && config.NODE_ENV !== 'production',
});
process.on('uncaughtException', (err) => {
  log.fatal({ err }, 'crashed'); // Node's own report would print the message, and the source line
  exitAtOnce(1);
});
process.removeAllListeners('warning'); // Node's own words quote what callers sent
process.on('warning', (err) => log.warn({ err }, 'warning'));
logsDiagnostics(log);
const sdk = startSdk({
  metricsEnabled: config.METRICS_ENABLED && !config.OTEL_SDK_DISABLED,
  tracesEnabled:
    !config.OTEL_SDK_DISABLED &&
    Boolean(config.OTEL_EXPORTER_OTLP_ENDPOINT || config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
  version: VERSION,
  environment: config.NODE_ENV,
});
const instruments = sdk.meter
  ? createInstruments(sdk.meter, knownLabels(config, VERSION), {
      genAi: config.OTEL_SEMCONV_STABILITY_OPT_IN.includes('gen_ai_latest_experimental'),
    })
  : silentInstruments;
const limits = await startLimiter({
  redisUrls: config.REDIS_URL,
  timeoutMs: config.RATE_LIMIT_REDIS_TIMEOUT_MS,
  maxKeys: config.RATE_LIMIT_LOCAL_MAX_KEYS,
  instruments,
  log,
});
const stopping = new AbortController();
let serving = false;

const models = await createModels(config, { instruments, log });
const { close: closeLibrary, ...library } = await openLibrary(config, {
  log,
  instruments,
  embedder: models.embedder,
}).catch(exitWith);
const policies = requestPolicies(config);
const services: Services = {
  ...library,
  ...createQuestions({ config, store: library.store, models, instruments }),
  limiter: limits.limiter,
  policies,
  embeddingModel: models.embedder?.name ?? null,
  log,
  stopping: stopping.signal,
};
const routes = [
  ...operationRoutes.map((row) => fromOperation(row, { services, uploadMaxBytes: config.UPLOAD_MAX_BYTES, log })),
  ...healthRoutes({
    readiness: async () => ({
      phase: stopping.signal.aborted ? 'stopping' : serving ? 'serving' : 'starting',
      checks: {
        store: await checkOf(library.store.ping()),
        ...(limits.check && { redis: await limits.check() }),
        ...((models.provider || models.embedder) && { llm: models.failing() ? 'degraded' : 'ok' }),
      },
      llmErrorType: models.failing(),
    }),
  }),
  openApiRoute({ version: VERSION }),
  mcpRoute({ services, answerMcp: createAnswerMcp({ version: VERSION }), corsOrigins: config.CORS_ORIGINS }),
  ...metricsRoutes({ collect: sdk.collect, metricsToken: config.METRICS_TOKEN }),
];
const app = createApp(routes, {
  log,
  meter: sdk.meter,
  corsOrigins: config.CORS_ORIGINS,
  allowedHosts: config.ALLOWED_HOSTS,
  metricsToken: config.METRICS_TOKEN,
  stopping: stopping.signal,
  ...recogniseCallers(config, log),
  limiter: limits.limiter,
  policies,
  instruments,
});
const server = createHttpServer(app.callback(), {
  requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
  headersTimeoutMs: config.HEADERS_TIMEOUT_MS,
  connections: connectionLimits(config),
  onRefused: (refusal) => app.emit('refused', refusal),
});
const drain = tracksRequests(server);
const asked = stopSignal({ echoMs: process.env.npm_lifecycle_event ? NPM_ECHO_MS : 0 }); // before anybody can know it serves
server.listen(config.PORT, config.HOST);
await once(server, 'listening').catch(({ code }) =>
  exitWith(new Error(`HOST and PORT cannot be listened on: ${code}`)),
);
serving = true;
const { address, port } = server.address() as AddressInfo;
for (const warning of startWarnings(config, address)) log.warn(warning);
log.info({ address, port }, 'listening');

const signal = await asked;
log.info({ signal }, 'stopping');
stopping.abort();
await Promise.all([drain(config.SHUTDOWN_GRACE_MS), library.ingestion.stop()]);
await Promise.all([closeLibrary(), limits.close()]);
await sdk.shutdown(TELEMETRY_FLUSH_MS);
log.info('stopped');
exitAtOnce(0);

/** A part of the service that does not answer within the time of a probe has failed. */
async function checkOf(answer: Promise<unknown>): Promise<Check> {
  return within(READY_WITHIN_MS, answer).then(
    () => 'ok',
    () => 'failed',
  );
}

function parseConfigOrExit() {
  try {
    return parseConfig(process.env, { constrainedBytes: process.constrainedMemory() });
  } catch (error) {
    return exitWith(error);
  }
}

/** What keeps the service from starting is for its operator to read: one message, no stack. */
function exitWith(error: unknown): never {
  console.error((error as Error).message);
  exitAtOnce(1);
}
