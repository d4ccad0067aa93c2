import type { Decision, Limit, Policy, Standing } from '../limits/limiter.ts';

/**
 * The headers of a limited route: `X-RateLimit-*` for the limit with the fewest left, at a tie the later reset, and all
 * limits as structured fields of draft-ietf-httpapi-ratelimit-headers-10. Seconds are rounded up.
 */
export function rateLimitHeaders(policy: Policy, { standings, epochMs }: Decision): Record<string, string> {
  const tightest = standings.reduce((a, b) =>
    b.remaining < a.remaining || (b.remaining === a.remaining && b.resetMs > a.resetMs) ? b : a,
  );
  const named = (limit: Limit) => `"${limitName(policy, limit)}"`;
  return {
    'X-RateLimit-Limit': String(tightest.limit),
    'X-RateLimit-Remaining': String(tightest.remaining),
    'X-RateLimit-Reset': String(Math.ceil((epochMs + tightest.resetMs) / 1000)),
    'RateLimit-Policy': policy.limits.map((one) => `${named(one)};q=${one.limit};w=${one.windowSeconds}`).join(', '),
    RateLimit: standings.map((one) => `${named(one)};r=${one.remaining};t=${resetSeconds(one)}`).join(', '),
  };
}

/** Whole seconds until the limit's next unit returns, rounded up. */
export function resetSeconds({ resetMs }: Standing): number {
  return Math.ceil(resetMs / 1000);
}

/** The policy's name where it has one limit, else one with the window: `query-60s`. */
function limitName({ name, limits }: Policy, { windowSeconds }: Limit): string {
  return limits.length === 1 ? name : `${name}-${windowSeconds}s`;
}
