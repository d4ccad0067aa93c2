import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { AppError } from '../errors.ts';

const READ_TIMEOUT_MS = 2000;
/** After a failed reading, nobody waits for another one for so long. */
const PAUSE_MS = 2000;
/** How long keys that were read outlive their server. */
const STALE_MAX_MS = 3_600_000;

/**
 * The key set at `url`: read when first needed, again every ten minutes and for an unknown key, the latter at most every
 * thirty seconds. Known keys go on verifying for an hour while the set cannot be read.
 * @throws AppError `overloaded` where the set cannot be read and no key is known: the token is not at fault then.
 */
export function publicKeys(url: string, { nowMs = () => performance.now() } = {}): JWTVerifyGetKey {
  const find = createRemoteJWKSet(new URL(url), { timeoutDuration: READ_TIMEOUT_MS });
  let readAtMs = Number.NEGATIVE_INFINITY;
  let failedAtMs = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  return async function publicKey(header, token) {
    if (find.fresh || nowMs() - failedAtMs >= PAUSE_MS)
      try {
        const key = await find(header, token);
        readAtMs = nowMs();
        return key;
      } catch (cause) {
        if (isTheTokens(cause)) throw cause;
        [failure, failedAtMs] = [cause, nowMs()];
      }
    const known = find.jwks();
    if (known && nowMs() - readAtMs < STALE_MAX_MS) return createLocalJWKSet(known)(header, token);
    const message = 'Tokens cannot be checked at the moment. Try again shortly.';
    throw new AppError('overloaded', message, { cause: failure, retryAfterSeconds: Math.ceil(PAUSE_MS / 1000) });
  };
}

function isTheTokens(cause: unknown): boolean {
  return cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys;
}
