import { z } from 'zod';
import type { Standing } from '../limits/limiter.ts';
import { POLICY_NAMES, type PolicyName } from '../limits/request-policies.ts';
import type { Operation } from './operation.ts';

const input = z.strictObject({});
const limit = z.object({
  policy: z.enum(POLICY_NAMES),
  limit: z.int().min(0).meta({ example: 20 }),
  window_seconds: z.int().min(1).meta({ example: 60 }),
  remaining: z.int().min(0).meta({ example: 13 }),
  reset_seconds: z.int().min(0).meta({ description: 'Until the next unit returns', example: 42 }),
});
const budget = z.object({
  budget: z.enum(['tokens', 'cost']),
  limit: z.number(),
  used: z.number(),
  reserved: z.number(),
  remaining: z.number(),
  window_seconds: z.int(),
  reset_seconds: z.int(),
});
const output = z
  .object({ subject: z.enum(['user', 'ip']), limits: z.array(limit), budgets: z.array(budget) })
  .meta({ id: 'Usage' });

export const usage = {
  name: 'usage',
  summary: 'Shows what the caller has left of every limit; counts once, under `default`, and spends nothing else',
  policy: 'default',
  input,
  output,
  errors: [],
  async run({ limiter, policies, caller, decision }) {
    if (!policies) return { subject: caller.subject, limits: [], budgets: [] };
    const limits = POLICY_NAMES.map(async (name) => {
      // its own call has just been counted: body and headers of one answer tell the same
      const counted = name === 'default' ? decision?.standings : undefined;
      const standings = counted ?? (await limiter.peek(policies[name], caller.key));
      return standings.map((standing) => limitView(name, standing));
    });
    return { subject: caller.subject, limits: (await Promise.all(limits)).flat(), budgets: [] };
  },
} as const satisfies Operation<typeof input, typeof output>;

function limitView(policy: PolicyName, standing: Standing): z.input<typeof limit> {
  return {
    policy,
    limit: standing.limit,
    window_seconds: standing.windowSeconds,
    remaining: standing.remaining,
    reset_seconds: Math.ceil(standing.resetMs / 1000),
  };
}
