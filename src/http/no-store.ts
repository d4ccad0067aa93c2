import type { Middleware } from './state.ts';

/** True for every path where callers are told apart: the versioned API, also what no route serves there, and the agents' door. */
export function isApiPath(path: string): boolean {
  return path === '/mcp' || path === '/api/v1' || path.startsWith('/api/v1/');
}

/** Keeps every answer of the API and every scrape, errors included, out of caches. */
export function noStore(): Middleware {
  return async function noStore(ctx, next) {
    if (isApiPath(ctx.path) || ctx.path === '/metrics') ctx.set('Cache-Control', 'no-store');
    return next();
  };
}
