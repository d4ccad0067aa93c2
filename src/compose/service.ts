import type { Logger } from 'pino';
import { createApp } from '../app.ts';
import type { Config } from '../config.ts';
import { fromOperation } from '../http/from-operation.ts';
import { type Check, healthRoutes, type Readiness } from '../http/routes/health.ts';
import { mcpRoute } from '../http/routes/mcp.ts';
import { metricsRoutes } from '../http/routes/metrics.ts';
import { openApiRoute } from '../http/routes/openapi.ts';
import { webRoutes } from '../http/routes/web.ts';
import { operationRoutes } from '../http/routes.ts';
import { createHttpServer } from '../http/wire/server.ts';
import { createBudget } from '../limits/budget.ts';
import { requestPolicies } from '../limits/request-policies.ts';
import { createAnswerMcp } from '../mcp/server.ts';
import type { Services } from '../operations/scope.ts';
import { VERSION } from '../version.ts';
import { within } from '../within.ts';
import { createQuestions } from './answering.ts';
import { type DocumentParts, openDocuments } from './documents.ts';
import { startFigures } from './figures.ts';
import { connectionLimits, recogniseCallers } from './identity.ts';
import { type StartedLimiter, startLimiter } from './limiter.ts';
import { createModels, type Models } from './models.ts';
import type { Telemetry } from './telemetry.ts';

export type Phase = Readiness['phase'];
type ServiceDeps = { log: Logger; telemetry: Telemetry; phase: () => Phase; stopping: AbortSignal };

/** Longest wait for a part of the service that readiness asks. */
const READY_WITHIN_MS = 2000;

/** Longest wait for model calls that the stop has broken off to say what they used. */
const CALLS_END_WITHIN_MS = 1000;

/** Everything of the service but its process: adapters, operations, routes and the server that is to listen. */
export async function createService(config: Config, { log, telemetry, phase, stopping }: ServiceDeps) {
  const { sdk, instruments } = telemetry;
  const limits = await startLimiter({ ...config.limiter, instruments, log });
  const budget = createBudget({ guard: limits.budgets, limits: config.budgets.limits, instruments });
  const models = await createModels(config, { instruments, log, budget });
  const { store, ingestion, uploads, close } = await openDocuments(config, {
    log,
    instruments,
    embedder: models.embedder,
  });
  const policies = requestPolicies(config.limits);
  const { folder } = config.documents;
  const stopFigures = sdk.meter ? startFigures({ store, budget, folder, instruments }) : () => {};
  const services: Services = {
    documents: store.documents,
    originals: store.originals,
    ingestion,
    uploads,
    ...createQuestions({ config, store, models, instruments }),
    limiter: limits.limiter,
    policies,
    budget,
    embeddingModel: models.embedder?.name ?? null,
    log,
    stopping,
  };
  const { corsOrigins } = config.door;
  const { metricsToken } = config.telemetry;
  const { uploadMaxBytes } = config.documents;
  const routes = [
    ...operationRoutes.map((row) => fromOperation(row, { services, uploadMaxBytes, log })),
    ...healthRoutes({ readiness: readiness(phase, { store, limits, models }) }),
    openApiRoute({ version: VERSION }),
    ...webRoutes(),
    mcpRoute({ services, answerMcp: createAnswerMcp({ version: VERSION }), corsOrigins }),
    ...metricsRoutes({ collect: sdk.collect, metricsToken }),
  ];
  const app = createApp(routes, {
    log,
    meter: sdk.meter,
    ...config.door,
    metricsToken,
    stopping,
    ...recogniseCallers(config, log),
    ofRequest: limits.ofRequest,
    limiter: limits.limiter,
    policies,
    instruments,
  });
  const server = createHttpServer(app.callback(), {
    ...config.server,
    connections: connectionLimits(config),
    onAnswered: (error) => app.emit('clientError', error),
  });
  return {
    server,
    /** Hands running ingestions back: nothing new is begun. */
    stopWorking: () => ingestion.stop(),
    async close() {
      stopFigures();
      await within(CALLS_END_WITHIN_MS, budget.ended()).catch(() => log.warn('model calls under way are not settled'));
      await Promise.all([close(), limits.close()]);
    },
  };
}

type Parts = { store: DocumentParts['store']; limits: StartedLimiter; models: Models };

function readiness(phase: () => Phase, { store, limits, models }: Parts): () => Promise<Readiness> {
  return async () => ({
    phase: phase(),
    checks: {
      store: await checkOf(store.ping()),
      ...(limits.check && { redis: await limits.check() }),
      ...((models.provider || models.embedder) && { llm: models.failing() ? 'degraded' : 'ok' }),
    },
    llmErrorType: models.failing(),
  });
}

/** A part of the service that does not answer within the time of a probe has failed. */
async function checkOf(answer: Promise<unknown>): Promise<Check> {
  return within(READY_WITHIN_MS, answer).then(
    () => 'ok',
    () => 'failed',
  );
}
