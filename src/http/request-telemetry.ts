import { context, type Meter } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { createHttpInstruments, type Endpoint, type Outcome } from '../telemetry/http-instruments.ts';
import { withRequestId } from '../telemetry/request-context.ts';
import { startRequestSpan } from '../telemetry/request-span.ts';
import { countsBody } from './body-size.ts';
import type { Context, Middleware } from './state.ts';

export type RequestTelemetryDeps = {
  /** Null when metrics are off. */
  meter: Meter | null;
  log: Pick<Logger, 'info'>;
};

/** Whoever asks how we are is no traffic. Exact paths: a pattern would hide `/healthz-report` too. */
const LEFT_OUT = new Set(['/metrics', '/health', '/health/ready']);

/** Nobody saw a status: the client left before the headers. */
const CLIENT_LEFT = 499;

/**
 * Counts, times, sizes, traces and logs every request, once, when its response closes: a stream at its end, a client
 * that left when it did. Mount it outermost, so that the status is final, and where the route is known.
 */
export function requestTelemetry({ meter, log }: RequestTelemetryDeps, routes: readonly Endpoint[]): Middleware {
  const endpoints = routes.filter(({ path }) => !LEFT_OUT.has(path));
  const http = meter && createHttpInstruments(meter, endpoints);
  return async function requestTelemetry(ctx, next) {
    if (LEFT_OUT.has(ctx.path)) return next();
    const startedAt = performance.now();
    const handler = ctx.state.route?.path ?? null;
    const series = http?.seriesOf(handler, ctx.method);
    const span = startRequestSpan(ctx.method, handler, ctx.headers);
    const active = withRequestId(span.active, ctx.state.requestId);
    const responseBytes = countsBody(ctx.res);
    ctx.state.bodyBytes = 0;
    series?.started();
    ctx.res.once('close', () => {
      const outcome = outcomeOf(ctx, startedAt, responseBytes());
      series?.finished(outcome);
      span.end(outcome.status, ctx.state.failure);
      context.with(active, () => log.info(accessFields(ctx.method, handler, outcome), 'request'));
    });
    return context.with(active, next);
  };
}

function outcomeOf({ res, state }: Context, startedAt: number, responseBytes: number): Outcome {
  const { failure, answeredAt, bodyBytes } = state;
  const brokeOff = !res.writableFinished && answeredAt === undefined;
  // An answer that broke off through our fault is a failure, whatever status it began with.
  const sent = brokeOff && failure !== undefined ? 500 : res.statusCode;
  return {
    status: res.headersSent ? sent : CLIENT_LEFT,
    seconds: ((answeredAt ?? performance.now()) - startedAt) / 1000,
    requestBytes: bodyBytes,
    responseBytes,
    aborted: brokeOff && failure === undefined,
  };
}

function accessFields(method: string, handler: string | null, { status, seconds, aborted }: Outcome) {
  return { method, route: handler ?? 'none', status, aborted, duration_ms: Math.round(seconds * 1000) };
}
