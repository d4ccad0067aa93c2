import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createClientAddress } from './http/client-address.ts';
import type { IdentityDeps } from './http/identity.ts';
import { createVerifyToken } from './http/verify-token.ts';

/** RFC 7518, 3.2: an HS256 key has at least the 256 bits of its hash. */
const SECRET_MIN_BYTES = 32;

/** Builds what tells callers apart, as configured; warns of a configuration that lets in more of them than it seems to. */
export function recogniseCallers(config: Config, log: Pick<Logger, 'warn'>): IdentityDeps {
  const { AUTH_REQUIRED: authRequired, JWT_SECRET: secret, NODE_ENV } = config;
  if (NODE_ENV === 'production' && !authRequired)
    log.warn('AUTH_REQUIRED is off: anyone may read and delete in the public library');
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
      trustedProxies: config.TRUSTED_PROXIES,
      ipv6Prefix: config.RATE_LIMIT_IPV6_PREFIX,
    }),
  };
}
