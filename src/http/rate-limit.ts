import koaRateLimit from 'koa-ratelimit';
import { AppError } from '../errors.ts';
import type { Limiter } from '../limits/limiter.ts';
import type { RequestPolicies, RequestPolicy } from '../limits/request-policies.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { isApiPath } from './api-path.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import type { Context, Middleware, Route } from './state.ts';

export type RateLimitDeps = {
  limiter: Limiter;
  /** The request limits; null: none are kept. */
  policies: RequestPolicies | null;
  instruments: Pick<Instruments, 'recordRateLimitDecision'>;
};

/** The part of koa-ratelimit's options that is used here, as its own types do not name it. */
type Guard = (options: {
  driver: 'redis';
  db: { ratelimiter: () => Promise<[remaining: number, resetSeconds: number, total: number]> };
  id: (ctx: Context) => string;
  max: number;
  duration: number;
  disableHeader: true;
}) => Middleware;

/** What koa-ratelimit spends for, of which its database is told nothing. */
type Call = { readonly ctx: Context; readonly policy: RequestPolicy };

/**
 * Spends one call of the route's policy, sets the rate limit headers of the answer, and throws
 * `rate_limited` when none is left. Under /api/v1 what no route serves counts as `default`.
 *
 * koa-ratelimit decides nothing itself: its database call is our limiter, which throws when the call is denied. It is told
 * no request, but is called before the guard first waits, so the request is the one that the guard was just given; were it
 * called later, it would find none and fail. koa-ratelimit reads the calls left before this one; 1 lets it pass.
 */
export function rateLimit({ limiter, policies, instruments }: RateLimitDeps): Middleware {
  let begun: Call | undefined;
  const guard = (koaRateLimit as unknown as Guard)({
    driver: 'redis',
    db: { ratelimiter: () => take(begun as Call) },
    id: ({ state }) => state.caller.key,
    max: 1,
    duration: 1,
    disableHeader: true,
  });
  return async function rateLimit(ctx, next) {
    const policy = policyOf(ctx);
    if (!policy || !policies) return next();
    if (policy !== 'by_message') return spend(ctx, policies[policy], next);
    return spendByMessage(ctx, policies, next);
  };

  /** Whatever fails before its message has named a limit counts as `default`. */
  async function spendByMessage(ctx: Context, all: RequestPolicies, next: () => Promise<unknown>) {
    let spent = false;
    ctx.state.spendCall = (name) => {
      spent = true;
      return spend(ctx, all[name], async () => {});
    };
    try {
      await next();
    } catch (failure) {
      if (!spent) await ctx.state.spendCall('default');
      throw failure;
    }
  }

  function spend(ctx: Context, policy: RequestPolicy, next: () => Promise<unknown>) {
    begun = { ctx, policy };
    try {
      return guard(ctx, next);
    } finally {
      begun = undefined;
    }
  }

  async function take({ ctx, policy }: Call): Promise<[number, number, number]> {
    const { key, subject } = ctx.state.caller;
    const decision = await limiter.take(policy, key);
    instruments.recordRateLimitDecision(policy.name, subject, decision.outcome, decision.store);
    ctx.state.decision = decision;
    for (const [name, value] of rateLimitHeaders(policy, decision)) ctx.res.setHeader(name, value);
    if (decision.outcome === 'denied') throw rateLimited(policy, decision.retryMs);
    return [1, 0, 1];
  }

  function policyOf({ path, state }: Context): Route['policy'] {
    if (state.route) return state.route.policy;
    return isApiPath(path) ? 'default' : null;
  }
}

function rateLimited(policy: RequestPolicy, retryMs: number | null): AppError {
  if (retryMs === null)
    return new AppError('rate_limited', 'This call is larger than the whole limit.', {
      extra: { policy: policy.name },
    });
  const retryAfterSeconds = Math.max(1, Math.ceil(retryMs / 1000));
  const again = `${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}`;
  return new AppError('rate_limited', `Rate limit exceeded. Try again in ${again}.`, {
    extra: { policy: policy.name, retry_after: retryAfterSeconds },
    retryAfterSeconds,
  });
}
