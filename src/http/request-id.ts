import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Middleware } from './state.ts';

/** The caller's `X-Request-Id` if it is 1–128 of `[A-Za-z0-9._-]`, else one of ours. */
export function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}

/** Names the request, in the state and in every answer. */
export function requestId(): Middleware {
  return function requestId(ctx, next) {
    ctx.state.requestId = requestIdOf(ctx.req);
    ctx.res.setHeader('X-Request-Id', ctx.state.requestId);
    return next();
  };
}
