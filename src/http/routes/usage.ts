import type { Limiter, Policy, Standing } from '../../limits/limiter.ts';
import { resetSeconds } from '../rate-limit-headers.ts';
import type { PolicyName, Route } from '../route.ts';

export type UsageDeps = {
  limiter: Pick<Limiter, 'peek'>;
  policies: Readonly<Record<PolicyName, Policy>> | null;
};

/** What the caller has left of every limit and budget. It counts once, under `default`, and spends nothing else. */
export function usageRoutes({ limiter, policies }: UsageDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v1/usage',
      policy: 'default',
      async handle(ctx) {
        const { subject, key } = ctx.state.caller;
        const limits = Object.values(policies ?? {}).map(async (policy) => {
          // its own call has just been counted: body and headers of one answer tell the same
          const counted = policy.name === 'default' ? ctx.state.decision?.standings : undefined;
          return (counted ?? (await limiter.peek(policy, key))).map((standing) => row(policy, standing));
        });
        ctx.body = { subject, limits: (await Promise.all(limits)).flat(), budgets: [] };
      },
    },
  ];
}

function row({ name }: Policy, standing: Standing) {
  return {
    policy: name,
    limit: standing.limit,
    window_seconds: standing.windowSeconds,
    remaining: standing.remaining,
    reset_seconds: resetSeconds(standing),
  };
}
