import koaCors from '@koa/cors';
import type { Context, Middleware } from './state.ts';

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

/** What a browser asks before a call to another origin (Fetch standard, "CORS-preflight request"). */
export function isPreflight(ctx: Context): boolean {
  return ctx.method === 'OPTIONS' && ctx.get('Origin') !== '' && ctx.get('Access-Control-Request-Method') !== '';
}

/** Lets the listed origins (`*`: all) call from a browser. Every preflight ends here; a stranger's learns nothing. */
export function cors({ corsOrigins }: { corsOrigins: readonly string[] }): Middleware {
  const answers = koaCors({
    origin: (ctx) => {
      if (corsOrigins.includes('*')) return '*';
      return corsOrigins.includes(ctx.get('Origin')) ? ctx.get('Origin') : '';
    },
    allowMethods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowHeaders: ['Authorization', 'Content-Type', 'X-Request-Id', 'traceparent', 'tracestate'],
    exposeHeaders: EXPOSED,
    maxAge: 600,
  }) as Middleware;
  return function cors(ctx, next) {
    if (ctx.req.headers.origin === undefined) {
      ctx.res.setHeader('Vary', 'Origin'); // as for every other: a cache must not give this answer to a page
      return next();
    }
    return answers(ctx, async () => {
      if (!isPreflight(ctx)) return next();
      ctx.status = 204;
    });
  };
}
