import type { Decision, Limit, Policy, Standing } from '../limits/limiter.ts';

/**
 * The headers of a limited route: `X-RateLimit-*` for the limit with the fewest left, at a tie the later reset, and all
 * limits as structured fields of draft-ietf-httpapi-ratelimit-headers-10. Seconds are rounded up.
 */
export function rateLimitHeaders(
  policy: Policy,
  { standings, epochMs }: Decision,
): readonly [name: string, value: string][] {
  const tightest = standings.reduce((a, b) =>
    b.remaining < a.remaining || (b.remaining === a.remaining && b.resetMs > a.resetMs) ? b : a,
  );
  const { names, all } = wordsOf(policy);
  return [
    ['X-RateLimit-Limit', String(tightest.limit)],
    ['X-RateLimit-Remaining', String(tightest.remaining)],
    ['X-RateLimit-Reset', String(Math.ceil((epochMs + tightest.resetMs) / 1000))],
    ['RateLimit-Policy', all],
    ['RateLimit', standings.map((one, i) => `${names[i]};r=${one.remaining};t=${resetSeconds(one)}`).join(', ')],
  ];
}

/** Whole seconds until the limit's next unit returns, rounded up. */
export function resetSeconds({ resetMs }: Standing): number {
  return Math.ceil(resetMs / 1000);
}

/** What is the same in every answer of a policy: the quoted names of its limits, and `RateLimit-Policy`. */
type Words = { readonly names: readonly string[]; readonly all: string };
const words = new WeakMap<Policy, Words>();

function wordsOf(policy: Policy): Words {
  const known = words.get(policy);
  if (known) return known;
  const names = policy.limits.map((limit) => `"${limitName(policy, limit)}"`);
  const all = policy.limits.map((one, i) => `${names[i]};q=${one.limit};w=${one.windowSeconds}`).join(', ');
  words.set(policy, { names, all });
  return { names, all };
}

/** The policy's name where it has one limit, else one with the window: `query-60s`. */
function limitName({ name, limits }: Policy, { windowSeconds }: Limit): string {
  return limits.length === 1 ? name : `${name}-${windowSeconds}s`;
}
