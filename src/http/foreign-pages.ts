import { isIP } from 'node:net';
import { AppError } from '../errors.ts';
import { isApiPath } from './api-path.ts';
import type { Context, Middleware } from './state.ts';

export type ForeignPagesDeps = {
  authRequired: boolean;
  corsOrigins: readonly string[];
  /** Names by which the service may be called, beside loopback names and addresses: lower case, without port. */
  allowedHosts: readonly string[];
  metricsToken: string | undefined;
};

/**
 * Rejects requests of foreign web pages while no token is required: a browser on this machine or network would send them for
 * the page. An unknown host name may be one that a page has bound to our address (DNS rebinding), which makes it same-origin.
 *
 * Probes and scrapes call by whatever name their network has: health tells nothing that is not public, and metrics are let
 * through where a token of their own guards them.
 */
export function rejectForeignPages({
  authRequired,
  corsOrigins,
  allowedHosts,
  metricsToken,
}: ForeignPagesDeps): Middleware {
  return function rejectForeignPages(ctx, next) {
    if (authRequired || isProbe(ctx)) return next();
    const { host } = ctx.req.headers; // HTTP/1.0 may come without one, which no browser sends
    if (host !== undefined && !isOwnHost(host, allowedHosts)) throw misdirected();
    if (isForeign(ctx)) throw forbiddenOrigin();
    return next();
  };

  function isProbe({ state }: Context): boolean {
    const path = state.route?.path ?? '';
    return path === '/health' || path === '/health/ready' || (path === '/metrics' && metricsToken !== undefined);
  }

  function isForeign(ctx: Context): boolean {
    const origin = ctx.get('Origin');
    const site = ctx.get('Sec-Fetch-Site');
    if (corsOrigins.includes('*') || corsOrigins.includes(origin) || site === 'same-origin') return false;
    if (site === 'cross-site') return !opensPage(ctx);
    return origin !== '' && !isSameHost(origin, ctx.get('Host')); // also where browsers say no site: over plain HTTP
  }
}

/** A loopback name, an address or a listed name, with or without a port. Only names can be bound to our address. */
export function isOwnHost(host: string, allowedHosts: readonly string[]): boolean {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = plain.toLowerCase().replace(/\.$/, '');
  return isIP(name) === 4 || name === 'localhost' || name.endsWith('.localhost') || allowedHosts.includes(name);
}

/** A link that somebody followed to a page of ours: nothing is done, and the page it stands on sees nothing. */
function opensPage(ctx: Context): boolean {
  const asks = ctx.get('Sec-Fetch-Mode') === 'navigate' && ctx.get('Sec-Fetch-Dest') === 'document';
  return asks && ctx.method === 'GET' && !isApiPath(ctx.path);
}

/** Whether an origin is the host that was called; without the scheme, which a proxy in front may have changed. */
export function isSameHost(origin: string, host: string): boolean {
  const from = URL.parse(origin);
  return from !== null && from.host !== '' && from.host === URL.parse(`${from.protocol}//${host}`)?.host;
}

function misdirected(): AppError {
  return new AppError(
    'misdirected_request',
    'This service is not known by that host name. Without AUTH_REQUIRED, names other than localhost have to be listed in ALLOWED_HOSTS.',
  );
}

export function forbiddenOrigin(): AppError {
  return new AppError(
    'forbidden_origin',
    'Pages of this origin may not call the service. CORS_ORIGINS lists those that may.',
  );
}
