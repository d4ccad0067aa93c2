import koaCors from '@koa/cors';
import type { Middleware } from './state.ts';

/** Headers that scripts on other origins may read. */
const EXPOSED = [
  'X-Request-Id',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Location',
  'Content-Disposition',
];

/** Lets the listed origins (`*`: all) call from a browser; a preflight ends here. No origins: same-origin only. */
export function cors({ corsOrigins }: { corsOrigins: readonly string[] }): Middleware {
  if (corsOrigins.length === 0) return (_ctx, next) => next();
  return koaCors({
    origin: (ctx) => {
      const origin = ctx.get('Origin');
      return corsOrigins.includes('*') ? '*' : corsOrigins.includes(origin) ? origin : '';
    },
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'X-Request-Id', 'traceparent', 'tracestate'],
    exposeHeaders: EXPOSED,
    maxAge: 600,
  }) as Middleware;
}
