import { LRUCache } from 'lru-cache';
import type { Claims, Verified, VerifyToken } from './claims.ts';

/** How long a token may outlive its key: a set that was revoked, or a secret that was changed elsewhere. */
const REMEMBERED_MS = 60_000;
const TOKENS_MAX = 20_000;
/** Of all tokens together: one may have the 16 KB that Node takes of a head. */
const CHARS_MAX = 8 * 1024 * 1024;

type Known = { readonly claims: Claims; readonly sinceMs: number; readonly untilMs: number };

/**
 * Verifies a token once a minute, and takes it from memory in between, until its `exp` at the latest: a signature is a
 * quarter of a request's CPU. What fails is not remembered, so that strangers fill nothing.
 */
export function rememberTokens(
  verify: (token: string) => Promise<Verified>,
  epochMs: () => number = () => Date.now(),
): VerifyToken {
  const tokens = new LRUCache<string, Known>({ max: TOKENS_MAX, maxSize: CHARS_MAX });
  return async function verifyToken(token) {
    const known = tokens.get(token);
    const nowMs = epochMs();
    if (known && nowMs >= known.sinceMs && nowMs < known.untilMs) return known.claims; // else the clock may have been set
    const { claims, expiresMs } = await verify(token);
    const untilMs = Math.min(nowMs + REMEMBERED_MS, expiresMs);
    tokens.set(token, { claims, sinceMs: nowMs, untilMs }, { size: token.length });
    return claims;
  };
}
