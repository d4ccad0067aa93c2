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

/** The part of koa-ratelimit's options that is used here; its published types lack `onLimited`. */
type Guard = (options: {
  driver: 'redis';
  db: { ratelimiter: () => Promise<[remaining: number, resetSeconds: number, total: number]> };
  id: () => string;
  max: number;
  duration: number;
  disableHeader: true;
  onLimited: () => never;
}) => Middleware;
const guard = koaRateLimit as unknown as Guard;

/**
 * Spends one call of the route's policy, sets the headers that every answer below then carries, and refuses with
 * `rate_limited` when none is left. Under /api/v1 what no route serves counts as `default`.
 *
 * koa-ratelimit decides nothing itself: its database call is our limiter, asked anew for each request, since that is the
 * one place where it lets policy and key through. It asks for the calls left before this one: 1 admits, 0 refuses.
 */
export function rateLimit({ limiter, policies, instruments }: RateLimitDeps): Middleware {
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
    const { key, subject } = ctx.state.caller;
    let denied: AppError | undefined;
    const ratelimiter = async (): Promise<[number, number, number]> => {
      const decision = await limiter.take(policy, key);
      instruments.recordRateLimitDecision(policy.name, subject, decision.outcome, decision.store);
      ctx.state.decision = decision;
      ctx.set(rateLimitHeaders(policy, decision));
      if (decision.outcome === 'denied') denied = rateLimited(policy, decision.retryMs);
      return [denied ? 0 : 1, 0, 1];
    };
    const onLimited = () => {
      throw denied;
    };
    const options = { driver: 'redis', max: 1, duration: 1, disableHeader: true } as const;
    return guard({ ...options, db: { ratelimiter }, id: () => key, onLimited })(ctx, next);
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
