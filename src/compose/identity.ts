import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { VerifyToken } from '../http/identity/claims.ts';
import { createClientAddress, createPeerOf } from '../http/identity/client-address.ts';
import type { IdentityDeps } from '../http/identity/identity.ts';
import { invalidToken } from '../http/identity/invalid-token.ts';
import type { ConnectionLimits } from '../http/wire/connection-limits.ts';

/** Builds what tells callers apart, as configured. */
export async function recogniseCallers(config: Config, log: Pick<Logger, 'warn'>): Promise<IdentityDeps> {
  return {
    authRequired: config.callers.authRequired,
    verifyToken: await tokenVerifier(config, log),
    clientAddress: createClientAddress({
      ...config.addresses,
      onUntrustedProxy: () =>
        log.warn('A private address sends X-Forwarded-For, but TRUSTED_PROXIES is empty: all behind it are one caller'),
    }),
  };
}

export function connectionLimits(config: Config): ConnectionLimits {
  return { maxConnections: config.server.maxConnections, peerOf: createPeerOf(config.addresses) };
}

/** Where no kind of token is configured, none is valid, and what checks them is not loaded. */
async function tokenVerifier({ tokens }: Config, log: Pick<Logger, 'warn'>): Promise<VerifyToken> {
  if (tokens.secret === undefined && tokens.jwksUrl === undefined)
    return async () => {
      throw invalidToken();
    };
  const { createVerifyToken } = await import('../http/identity/verify-token.ts');
  return createVerifyToken(tokens, { log });
}
