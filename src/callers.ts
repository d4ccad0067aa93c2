import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type ClientAddressDeps, createClientAddress, createPeerOf } from './http/client-address.ts';
import type { ConnectionLimits } from './http/connection-limits.ts';
import type { IdentityDeps } from './http/identity.ts';
import { createVerifyToken } from './http/verify-token.ts';

/** Builds what tells callers apart, as configured. */
export function recogniseCallers(config: Config, log: Pick<Logger, 'warn'>): IdentityDeps {
  return {
    authRequired: config.AUTH_REQUIRED,
    verifyToken: createVerifyToken(
      {
        secret: config.JWT_SECRET,
        jwksUrl: config.JWT_JWKS_URL,
        issuer: config.JWT_ISSUER,
        audience: config.JWT_AUDIENCE,
      },
      { log },
    ),
    clientAddress: createClientAddress({
      ...addresses(config),
      onUntrustedProxy: () =>
        log.warn('A private address sends X-Forwarded-For, but TRUSTED_PROXIES is empty: all behind it are one caller'),
    }),
  };
}

export function connectionLimits(config: Config): ConnectionLimits {
  return { maxConnections: config.MAX_CONNECTIONS, peerOf: createPeerOf(addresses(config)) };
}

function addresses(config: Config): ClientAddressDeps {
  return { trustedProxies: config.TRUSTED_PROXIES, ipv6Prefix: config.RATE_LIMIT_IPV6_PREFIX };
}
