import { createHash, timingSafeEqual } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../errors.ts';
import { within } from '../../within.ts';
import type { EndpointDescription } from '../openapi/endpoint.ts';
import { errorSchema } from '../openapi/error-schema.ts';
import type { Context, Route } from '../state.ts';

export type MetricsDeps = {
  /** Reads every metric into a page. Null when metrics are off. */
  collect: (() => Promise<string>) | null;
  /** Asked for as a bearer token, if set. */
  metricsToken: string | undefined;
};

export const metricsEndpoint = {
  method: 'GET',
  path: '/metrics',
  summary: 'The metrics page for Prometheus',
  responses: {
    200: {
      description: 'Every metric, in the text format 0.0.4',
      content: { 'text/plain': { schema: { type: 'string' } } },
    },
    401: { description: '`METRICS_TOKEN` is set and was not sent', ...error('unauthorized', 'invalid_token') },
    404: { description: 'Metrics are off', ...error('not_found') },
    503: { description: 'The metrics could not be read', ...error('overloaded') },
  },
} as const satisfies EndpointDescription;

function error(...codes: ErrorCode[]) {
  return { content: { 'application/json': { schema: z.union(codes.map(errorSchema)) } } };
}

const COLLECT_TIMEOUT_MS = 2000;
const compress = promisify(gzip);

/** The page that Prometheus scrapes. One that could not be read whole is 503: a 200 would keep `up` at 1. */
export function metricsRoutes({ collect, metricsToken }: MetricsDeps): Route[] {
  if (!collect) return [];
  const collectOnce = shared(collect);
  return [
    {
      method: 'GET',
      path: '/metrics',
      policy: null,
      async handle(ctx) {
        if (metricsToken !== undefined) authorize(ctx, metricsToken);
        const page = await collectOnce().catch((cause) => {
          throw new AppError('overloaded', 'The metrics could not be read. Try again in a moment.', { cause });
        });
        ctx.set({ 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', Vary: 'Accept-Encoding' });
        const zipped = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
        if (zipped) ctx.set('Content-Encoding', 'gzip');
        ctx.body = zipped ? await compress(page) : page;
      },
    },
  ];
}

/**
 * Runs one collection at a time; scrapes that arrive meanwhile get the same page. A collection that hangs is abandoned, so
 * that the next one can begin.
 */
function shared(collect: () => Promise<string>): () => Promise<string> {
  let running: Promise<string> | null = null;
  return () => {
    running ??= within(COLLECT_TIMEOUT_MS, turn().then(collect)).finally(() => {
      running = null;
    });
    return running;
  };
}

/** @throws AppError `unauthorized` or `invalid_token`. */
function authorize(ctx: Context, expected: string): void {
  const given = /^bearer +(.+)$/i.exec(ctx.get('Authorization'))?.[1];
  if (given === undefined) throw new AppError('unauthorized', 'Send the metrics token as a bearer token.');
  if (!timingSafeEqual(digest(given), digest(expected)))
    throw new AppError('invalid_token', 'The metrics token is not valid.');
}

/** Equal lengths for the comparison, which must not tell by its time how much was right. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
