import { isApiPath } from './api-path.ts';
import type { Middleware } from './state.ts';

/** Keeps every answer of the API and every scrape, errors included, out of caches. */
export function noStore(): Middleware {
  return function noStore(ctx, next) {
    if (isApiPath(ctx.path) || ctx.path === '/metrics') ctx.res.setHeader('Cache-Control', 'no-store');
    return next();
  };
}
