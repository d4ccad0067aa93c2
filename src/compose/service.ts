import type { Logger } from 'pino';
import { createWorkerApp } from '../app.ts';
import type { Config } from '../config.ts';
import { type Check, healthRoutes, type Readiness } from '../http/routes/health.ts';
import { metricsRoutes } from '../http/routes/metrics.ts';
import { createHttpServer } from '../http/wire/server.ts';
import { createBudget } from '../limits/budget.ts';
import { within } from '../within.ts';
import { createApi } from './api.ts';
import { type DocumentParts, openDocuments } from './documents.ts';
import { startFigures } from './figures.ts';
import { connectionLimits } from './identity.ts';
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
  const documents = await openDocuments(config, { log, instruments, embedder: models.embedder });
  const { store, ingestion, close } = documents;
  const figures = sdk.meter ? startFigures({ store, budget, folder: config.documents.folder, instruments }) : null;
  await figures?.budgetsRead;
  const { metricsToken } = config.telemetry;
  const probes = [
    ...healthRoutes({ readiness: readiness(phase, { documents, limits, models }) }),
    ...metricsRoutes({ collect: sdk.collect, metricsToken }),
  ];
  const now = () => performance.now();
  const deps = { log, meter: sdk.meter, now, ...config.callers, metricsToken, stopping };
  const app =
    config.role === 'worker'
      ? createWorkerApp(probes, deps)
      : await createApi(config, { ...deps, probes, documents, models, budget, limits, instruments });
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
      figures?.stop();
      await within(CALLS_END_WITHIN_MS, budget.ended()).catch(() => log.warn('model calls under way are not settled'));
      await Promise.all([close(), limits.close()]);
    },
  };
}

type Parts = { documents: Pick<DocumentParts, 'store' | 'originalsCheck'>; limits: StartedLimiter; models: Models };

function readiness(phase: () => Phase, { documents, limits, models }: Parts): () => Promise<Readiness> {
  return async () => ({
    phase: phase(),
    checks: {
      store: await checkOf(documents.store.ping()),
      ...(documents.originalsCheck && { originals: documents.originalsCheck() }),
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
