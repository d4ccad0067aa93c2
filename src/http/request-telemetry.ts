import type { IncomingMessage } from 'node:http';
import { context, type Meter, type Context as OtelContext, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { createHttpInstruments, type Endpoint, type Outcome } from '../telemetry/http-instruments.ts';
import { correlation, withRequestId } from '../telemetry/request-context.ts';
import { startRequestSpan } from '../telemetry/request-span.ts';
import { CutOff } from './draining.ts';
import { statusOf } from './error-body.ts';
import type { Context, Middleware } from './state.ts';
import { brokenBody } from './wire/broken-body.ts';
import type { ClientError } from './wire/client-errors.ts';
import type { CountedResponse } from './wire/counted-response.ts';
import { SMALL_BYTES } from './wire/unread-body.ts';

export type RequestTelemetryDeps = {
  /** Null when metrics are off. */
  meter: Meter | null;
  log: Pick<Logger, 'info'>;
  /** Milliseconds that only go forward. */
  now: () => number;
};

/** Probes and scrapes are not counted as traffic. Exact paths: a pattern would hide `/healthz-report` too. */
const LEFT_OUT = new Set(['/metrics', '/health', '/health/ready']);

export type RequestTelemetry = {
  /** Mount it outermost, so that the status is final, and where the route is known. */
  readonly middleware: Middleware;
  /** Counts and logs a request that was answered before there was one. */
  clientError(error: ClientError): void;
};

/** Nobody saw a status: the client left before the headers. */
const CLIENT_LEFT = 499;

/**
 * Counts, times, sizes, traces and logs every request, once, when its response closes: a stream at its end, a client
 * that left when it did.
 */
export function requestTelemetry(
  { meter, log, now }: RequestTelemetryDeps,
  routes: readonly Endpoint[],
): RequestTelemetry {
  const endpoints = routes.filter(({ path }) => !LEFT_OUT.has(path));
  const http = meter && createHttpInstruments(meter, endpoints);
  return { middleware: requestTelemetry, clientError };

  async function requestTelemetry(ctx: Context, next: () => Promise<unknown>): Promise<unknown> {
    if (LEFT_OUT.has(ctx.path)) return next();
    const startedAt = now();
    const handler = ctx.state.route?.path ?? null;
    const series = http?.seriesOf(handler, ctx.method);
    const span = startRequestSpan({ method: ctx.method, handler, headers: ctx.headers });
    const active = withRequestId(span.active, ctx.state.requestId);
    ctx.state.bodyBytes = 0;
    series?.started();
    ctx.res.once('close', () => {
      const outcome = outcomeOf(ctx, startedAt, now());
      series?.finished(outcome);
      span.end(outcome.status, ctx.state.failure);
      log.info(accessFields(active, ctx.method, handler, outcome), 'request');
    });
    return context.with(active, next);
  }

  function clientError({ status, requestId }: ClientError): void {
    const outcome = { status, seconds: 0, requestBytes: 0, responseBytes: 0, aborted: false };
    const series = http?.seriesOf(null, '_OTHER');
    series?.started();
    series?.finished(outcome);
    const active = withRequestId(ROOT_CONTEXT, requestId);
    log.info(accessFields(active, '_OTHER', null, outcome), 'request');
  }
}

function outcomeOf({ req, res, state }: Context, startedAt: number, now: number): Outcome {
  const { headSent, bodyBytes: responseBytes } = res as CountedResponse;
  const { answeredAt, bodyBytes } = state;
  const cutOff = res.errored instanceof CutOff;
  const failure = state.failure ?? (cutOff ? res.errored : undefined);
  const left = brokenBody(req)?.left === true; // what it is still told, it will not read
  const brokeOff = !res.writableFinished && answeredAt === undefined;
  // An answer that broke off, and not by its client, failed with what broke it, whatever status it began with.
  const sent = brokeOff && failure !== undefined ? statusOf(failure) : res.statusCode;
  return {
    status: !left && (headSent || cutOff) ? sent : CLIENT_LEFT,
    seconds: ((answeredAt ?? now) - startedAt) / 1000,
    requestBytes: brokeOff ? bodyBytes : Math.max(bodyBytes, readAnyway(req)),
    responseBytes,
    aborted: left || (brokeOff && failure === undefined),
  };
}

/** What comes of a body that no handler asked for: Node reads a small one to its end. */
function readAnyway({ headers }: IncomingMessage): number {
  const declared = Number(headers['content-length'] ?? 0);
  return declared <= SMALL_BYTES ? declared : 0;
}

function accessFields(active: OtelContext, method: string, handler: string | null, outcome: Outcome) {
  const fields = correlation(active);
  fields.method = method;
  fields.route = handler ?? 'none';
  fields.status = outcome.status;
  fields.aborted = outcome.aborted;
  fields.duration_ms = Math.round(outcome.seconds * 1000);
  return fields;
}
