import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { AppError } from '../../errors.ts';
import { fetchKeySet } from './fetch-key-set.ts';

const READ_TIMEOUT_MS = 2000;
/** After a failed reading the set is not read again for this long. */
const PAUSE_MS = 2000;
/** How long keys that were read outlive their server. */
const STALE_MAX_MS = 3_600_000;

export type PublicKeysDeps = {
  /** Told of an outage once, when it begins. */
  log: Pick<Logger, 'warn'>;
  nowMs?: () => number;
};

/**
 * The key set at `url`: read when first needed, again every ten minutes and for an unknown key, the latter at most every
 * thirty seconds. Known keys go on verifying for an hour while the set cannot be read.
 * @throws AppError `overloaded` where the set cannot be read and no key is known: the token is not at fault then.
 */
export function publicKeys(url: string, { log, nowMs = () => performance.now() }: PublicKeysDeps): JWTVerifyGetKey {
  let reads = 0;
  const find = createRemoteJWKSet(new URL(url), {
    timeoutDuration: READ_TIMEOUT_MS,
    async [customFetch](...request) {
      const response = await fetchKeySet(...request);
      reads++;
      return response;
    },
  });
  let readAtMs = Number.NEGATIVE_INFINITY;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let outage: { readonly reads: number } | null = null;

  return async function publicKey(header, token) {
    if (nowMs() - failedAtMs >= PAUSE_MS)
      try {
        const key = await find(header, token);
        readAtMs = nowMs();
        if (outage && reads > outage.reads) outage = null; // a cached key does not prove that the server is back
        return key;
      } catch (cause) {
        if (isTheTokens(cause)) throw cause;
        if (!outage) log.warn({ err: cause }, 'the key set at JWT_JWKS_URL cannot be read');
        [outage, failedAtMs] = [{ reads }, nowMs()];
      }
    const known = find.jwks();
    if (known && nowMs() - readAtMs < STALE_MAX_MS) return createLocalJWKSet(known)(header, token);
    const message = 'Tokens cannot be checked at the moment. Try again shortly.';
    throw new AppError('overloaded', message, { retryAfterSeconds: Math.ceil(PAUSE_MS / 1000) });
  };
}

function isTheTokens(cause: unknown): boolean {
  return cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys;
}
