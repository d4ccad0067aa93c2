import Koa from 'koa';
import { cors } from './http/cors.ts';
import { draining } from './http/draining.ts';
import { createRecordFailure, type FailuresDeps, failures } from './http/failures.ts';
import { type ForeignPagesDeps, rejectForeignPages } from './http/foreign-pages.ts';
import { authenticated, type IdentityDeps, identity } from './http/identity/identity.ts';
import { noStore } from './http/no-store.ts';
import { type RateLimitDeps, rateLimit } from './http/rate-limit.ts';
import { requestHead } from './http/request-head.ts';
import { requestId } from './http/request-id.ts';
import { type RequestTelemetryDeps, requestTelemetry } from './http/request-telemetry.ts';
import { createRouter, matchRoute, runRoute } from './http/router.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { Route, State } from './http/state.ts';
import { unreadBody } from './http/wire/unread-body.ts';
import { workerPaths } from './http/worker-paths.ts';

export type WorkerAppDeps = FailuresDeps &
  RequestTelemetryDeps &
  ForeignPagesDeps & {
    /** Aborted when the service is asked to stop. */
    stopping: AbortSignal;
  };
export type AppDeps = WorkerAppDeps &
  IdentityDeps &
  RateLimitDeps & {
    /** Runs one request: all its calls that wait for Redis in vain do so once. */
    ofRequest: <T>(work: () => T) => T;
  };

/** What every request passes on its way to its route, in this order. `clientError` tells it of one that Node answered. */
export function createApp(routes: readonly Route[], deps: AppDeps): Koa<State> {
  const app = outermost(routes, deps);
  app.use(cors(deps)); // preflights end here
  app.use(identity(deps));
  app.use((_, next) => deps.ofRequest(next));
  app.use(rateLimit(deps)); // before the 401, so that guessing counts, and before any body is read
  app.use(requestHead());
  app.use(rejectForeignPages(deps)); // foreign pages while no token is asked for; their answers carry the limit's headers
  app.use(draining(deps));
  app.use(authenticated());
  app.use(runRoute);
  return app;
}

/** The same for a worker, which has no callers: no identity and no limits. */
export function createWorkerApp(routes: readonly Route[], deps: WorkerAppDeps): Koa<State> {
  const app = outermost(routes, deps);
  app.use(workerPaths());
  app.use(requestHead());
  app.use(rejectForeignPages(deps));
  app.use(draining(deps));
  app.use(runRoute);
  return app;
}

function outermost(routes: readonly Route[], deps: FailuresDeps & RequestTelemetryDeps): Koa<State> {
  const app = new Koa<State>();
  const telemetry = requestTelemetry(deps, routes);
  app.on('error', createRecordFailure(deps));
  app.on('clientError', telemetry.clientError);
  app.use(requestId());
  app.use(securityHeaders()); // failures keep them
  app.use(matchRoute(createRouter(routes)));
  app.use(telemetry.middleware); // sees the final status of everything below
  app.use(unreadBody(deps)); // an answer ahead of the body's end reaches the client
  app.use(failures(deps)); // below this line, throwing is how to fail
  app.use(noStore());
  return app;
}
