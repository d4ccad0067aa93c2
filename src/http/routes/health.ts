import { z } from 'zod';
import type { LlmErrorType } from '../../telemetry/instruments.ts';
import type { EndpointDescription } from '../openapi/endpoint.ts';
import type { Route } from '../state.ts';

/** What one part of the service says of itself. */
export const CHECKS = ['ok', 'degraded', 'failed'] as const;
export type Check = (typeof CHECKS)[number];
export type Readiness = {
  phase: 'starting' | 'serving' | 'stopping';
  checks: Record<string, Check>;
  llmErrorType: LlmErrorType | null;
};
export type HealthDeps = { readiness: () => Promise<Readiness> };

const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });
const readiness = z
  .strictObject({
    status: z.enum(['ready', 'degraded', 'starting', 'stopping', 'failed']).meta({ examples: ['ready'] }),
    checks: z.record(z.string(), z.enum(CHECKS)).meta({ examples: [{ store: 'ok' }] }),
    error_type: z
      .string()
      .optional()
      .meta({ description: 'Of what kind the failures are while `checks.llm` is degraded', examples: ['auth'] }),
  })
  .meta({ id: 'Readiness' });

export const healthEndpoints = [
  {
    method: 'GET',
    path: '/health',
    summary: 'Liveness: answers while the process runs',
    responses: { 200: { description: 'It runs', ...json(z.strictObject({ status: z.literal('ok') })) } },
  },
  {
    method: 'GET',
    path: '/health/ready',
    summary: 'Readiness: whether the service and its parts can serve',
    responses: {
      200: { description: 'It serves, maybe with a part degraded', ...json(readiness) },
      503: { description: 'It starts, stops, or is without its store', ...json(readiness) },
    },
  },
] as const satisfies readonly EndpointDescription[];

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
        const { phase, checks, llmErrorType } = await readiness();
        const states = Object.values(checks);
        const unready = phase !== 'serving' || states.includes('failed');
        const status =
          phase !== 'serving' ? phase : unready ? 'failed' : states.includes('degraded') ? 'degraded' : 'ready';
        if (unready) {
          ctx.status = 503;
          ctx.set('Retry-After', '1');
        }
        ctx.body = { status, checks, ...(llmErrorType && { error_type: llmErrorType }) };
      },
    },
  ];
}
