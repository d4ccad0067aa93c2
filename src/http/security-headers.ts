import type { Middleware } from './state.ts';

/** What every answer tells browsers; one that is a page says a policy of its own. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
};

/** For bytes that somebody uploaded: whatever they are, they run nothing and belong to no origin. */
export const SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'";

/** Keeps browsers from guessing types, telling where they came from, running and framing what the service answers. */
export function securityHeaders(): Middleware {
  const headers = Object.entries(SECURITY_HEADERS);
  return function securityHeaders(ctx, next) {
    for (const [name, value] of headers) ctx.res.setHeader(name, value);
    return next();
  };
}
