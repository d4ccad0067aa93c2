import { context, type Meter } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { createHttpInstruments, type Endpoint } from '../telemetry/http-instruments.ts';
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
 * Counts, times, sizes, traces and logs every request, once, when its response closes: a stream at its end, a client that
 * left when it did. Mount it outermost, so that the status is final, and where the route is known.
 */
export function requestTelemetry({ meter, log }: RequestTelemetryDeps, routes: readonly Endpoint[]): Middleware {
  const http =
    meter &&
    createHttpInstruments(
      meter,
      routes.filter(({ path }) => !LEFT_OUT.has(path)),
    );
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
      const status = finalStatus(ctx);
      const { failure, answeredAt, bodyBytes } = ctx.state;
      const seconds = ((answeredAt ?? performance.now()) - startedAt) / 1000;
      const aborted = !ctx.res.writableFinished && failure === undefined && answeredAt === undefined;
      series?.finished({ status, seconds, aborted, requestBytes: bodyBytes, responseBytes: responseBytes() });
      span.end(status, failure);
      context.with(active, () => {
        const duration_ms = Math.round(seconds * 1000);
        log.info({ method: ctx.method, route: handler ?? 'none', status, aborted, duration_ms }, 'request');
      });
    });
    return context.with(active, next);
  };
}

/** The status the client saw, unless the answer broke off through our fault: that is a failure, whatever it began with. */
function finalStatus({ res, state }: Context): number {
  if (!res.headersSent) return CLIENT_LEFT;
  return state.failure !== undefined && !res.writableFinished ? 500 : res.statusCode;
}
