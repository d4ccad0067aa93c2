import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { createClientAddress, createPeerOf } from '../http/identity/client-address.ts';
import type { IdentityDeps } from '../http/identity/identity.ts';
import { createVerifyToken } from '../http/identity/verify-token.ts';
import type { ConnectionLimits } from '../http/wire/connection-limits.ts';

/** Builds what tells callers apart, as configured. */
export function recogniseCallers(config: Config, log: Pick<Logger, 'warn'>): IdentityDeps {
  return {
    authRequired: config.door.authRequired,
    verifyToken: createVerifyToken(config.tokens, { log }),
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
