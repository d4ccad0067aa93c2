import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type ClientAddressDeps, createClientAddress, createPeerOf } from './http/client-address.ts';
import type { ConnectionLimits } from './http/connection-limits.ts';
import type { IdentityDeps } from './http/identity.ts';
import { createVerifyToken } from './http/verify-token.ts';
import { parseAddress } from './network.ts';

/** RFC 7518, 3.2: an HS256 key has at least the 256 bits of its hash. */
const SECRET_MIN_BYTES = 32;

/** Builds what tells callers apart, as configured; warns of a configuration that lets in more of them than it seems to. */
export function recogniseCallers(config: Config, log: Pick<Logger, 'warn'>): IdentityDeps {
  const { AUTH_REQUIRED: authRequired, JWT_SECRET: secret } = config;
  if (secret !== undefined && Buffer.byteLength(secret) < SECRET_MIN_BYTES)
    log.warn(`JWT_SECRET is shorter than ${SECRET_MIN_BYTES} bytes: its tokens can be guessed`);
  return {
    authRequired,
    verifyToken: createVerifyToken({
      secret,
      jwksUrl: config.JWT_JWKS_URL,
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
    }),
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

/** Warns of a service that others may reach and use without a token. `address`: where it listens. */
export function warnOfOpenDoor(config: Config, address: string, log: Pick<Logger, 'warn'>): void {
  const reachable = parseAddress(address)?.range() !== 'loopback' || config.NODE_ENV === 'production';
  if (reachable && !config.AUTH_REQUIRED)
    log.warn('AUTH_REQUIRED is off: whoever reaches the port may read and delete in the public library');
}

function addresses(config: Config): ClientAddressDeps {
  return { trustedProxies: config.TRUSTED_PROXIES, ipv6Prefix: config.RATE_LIMIT_IPV6_PREFIX };
}
