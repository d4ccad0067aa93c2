import type { Logger } from 'pino';
import { type AppDeps, createApp } from '../app.ts';
import type { Config } from '../config.ts';
import { fromOperation } from '../http/from-operation.ts';
import { mcpRoute } from '../http/routes/mcp.ts';
import { openApiRoute } from '../http/routes/openapi.ts';
import { webRoutes } from '../http/routes/web.ts';
import { operationRoutes } from '../http/routes.ts';
import type { Route } from '../http/state.ts';
import type { Budget } from '../limits/budget.ts';
import { requestPolicies } from '../limits/request-policies.ts';
import { createAnswerMcp } from '../mcp/server.ts';
import type { Services } from '../operations/scope.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { VERSION } from '../version.ts';
import { createQuestions } from './answering.ts';
import type { DocumentParts } from './documents.ts';
import { recogniseCallers } from './identity.ts';
import type { StartedLimiter } from './limiter.ts';
import type { Models } from './models.ts';

type ApiDeps = Pick<AppDeps, 'meter' | 'now' | 'stopping'> & {
  log: Logger;
  /** Health and metrics, which every role serves. */
  probes: readonly Route[];
  documents: Pick<DocumentParts, 'store' | 'ingestion' | 'uploads'>;
  models: Models;
  budget: Budget;
  limits: Pick<StartedLimiter, 'limiter' | 'ofRequest'>;
  instruments: Instruments;
};

/** Everything that callers reach: operations, tools, pages and their description, behind identity and limits. */
export async function createApi(
  config: Config,
  { log, meter, now, stopping, probes, documents, models, budget, limits, instruments }: ApiDeps,
) {
  const { store, ingestion, uploads } = documents;
  const { limiter, ofRequest } = limits;
  const policies = requestPolicies(config.limits);
  const services: Services = {
    documents: store.documents,
    originals: store.originals,
    ingestion,
    uploads,
    ...createQuestions({ config, store, models, instruments }),
    limiter,
    policies,
    budget,
    embeddingModel: models.embedder?.name ?? null,
    log,
    stopping,
  };
  const { corsOrigins } = config.callers;
  const { uploadMaxBytes } = config.documents;
  const routes = [
    ...operationRoutes.map((row) => fromOperation(row, { services, uploadMaxBytes, log })),
    ...probes,
    openApiRoute({ version: VERSION }),
    ...webRoutes(),
    mcpRoute({ services, answerMcp: createAnswerMcp({ version: VERSION }), corsOrigins }),
  ];
  return createApp(routes, {
    log,
    meter,
    now,
    stopping,
    ...config.callers,
    metricsToken: config.telemetry.metricsToken,
    ...(await recogniseCallers(config, log)),
    ofRequest,
    limiter,
    policies,
    instruments,
  });
}
