import type { IncomingMessage } from 'node:http';
import { AppError } from '../../errors.ts';
import type { Caller } from '../../limits/caller.ts';
import { isApiPath } from '../api-path.ts';
import { countHeader } from '../request-head.ts';
import type { Middleware } from '../state.ts';
import type { Claims, VerifyToken } from './claims.ts';
import type { ClientAddress } from './client-address.ts';
import { invalidToken } from './invalid-token.ts';
import { keySafe, limitKey } from './key-safe.ts';

export type IdentityDeps = {
  verifyToken: VerifyToken;
  clientAddress: ClientAddress;
  authRequired: boolean;
};

/**
 * Names the caller. A token that fails, or is missing where one is required, is kept for `authenticated` to answer:
 * the attempt counts against the address first. Tokens act on the API's paths only.
 */
export function identity({ verifyToken, clientAddress, authRequired }: IdentityDeps): Middleware {
  const users = new WeakMap<Claims, Caller>();
  return async function identity(ctx, next) {
    const address: Caller = { owner: 'public', subject: 'ip', key: `ip:${clientAddress(ctx.req)}` };
    ctx.state.caller = address;
    ctx.state.unauthorized = null;
    if (isApiPath(ctx.path))
      try {
        const token = bearerToken(ctx.req);
        if (token !== null) ctx.state.caller = await bearer(token, address);
        else if (authRequired) ctx.state.unauthorized = new AppError('unauthorized', 'Send a bearer token.');
      } catch (failure) {
        if (!(failure instanceof AppError)) throw failure;
        ctx.state.unauthorized = failure;
      }
    return next();
  };

  async function bearer(token: string, address: Caller): Promise<Caller> {
    const claims = await verifyToken(token);
    const user = users.get(claims) ?? userOf(claims);
    users.set(claims, user);
    return claims.isAnonymous ? { ...address, owner: user.owner } : user;
  }
}

function userOf({ sub }: Claims): Caller {
  const owner = `user:${keySafe(sub)}` as const;
  return { owner, subject: 'user', key: limitKey(owner) };
}

/** Throws the error that `identity` kept. Comes after the rate limit, so that guessing tokens is limited too. */
export function authenticated(): Middleware {
  return function authenticated(ctx, next) {
    if (ctx.state.unauthorized) throw ctx.state.unauthorized;
    return next();
  };
}

/** Null without bearer credentials; another scheme is none of ours. @throws AppError `invalid_token` when there are several. */
function bearerToken(req: Pick<IncomingMessage, 'headers' | 'rawHeaders'>): string | null {
  const given = req.headers.authorization;
  if (given === undefined) return null;
  if (countHeader(req, 'authorization') > 1) throw invalidToken(); // ambiguous: Node itself would silently take the first
  const bearer = /^bearer(?:[ \t]+(.*))?$/i.exec(given.trim());
  return bearer ? (bearer[1] ?? '') : null;
}
