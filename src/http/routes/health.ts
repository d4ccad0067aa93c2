import type { Route } from '../route.ts';

/** What one part of the service says of itself. */
export type Check = 'ok' | 'degraded' | 'failed';
export type Readiness = { phase: 'starting' | 'serving' | 'stopping'; checks: Record<string, Check> };
export type HealthDeps = { readiness: () => Promise<Readiness> };

/** Liveness touches nothing; readiness asks the parts, and is 503 while starting, stopping or without the store. */
export function healthRoutes({ readiness }: HealthDeps): Route[] {
  return [
    {
      method: 'GET',
      path: '/health',
      policy: null,
      handle(ctx) {
        ctx.body = { status: 'ok' };
      },
    },
    {
      method: 'GET',
      path: '/health/ready',
      policy: null,
      async handle(ctx) {
        const { phase, checks } = await readiness();
        const states = Object.values(checks);
        const unready = phase !== 'serving' || states.includes('failed');
        const status =
          phase !== 'serving' ? phase : unready ? 'failed' : states.includes('degraded') ? 'degraded' : 'ready';
        if (unready) {
          ctx.status = 503;
          ctx.set('Retry-After', '1');
        }
        ctx.body = { status, checks };
      },
    },
  ];
}
