import { z } from 'zod';
import type { BudgetStanding } from '../limits/budget-store.ts';
import type { Standing } from '../limits/limiter.ts';
import { POLICY_NAMES, type PolicyName } from '../limits/request-policies.ts';
import type { Operation } from './operation.ts';
import type { Scope } from './scope.ts';

const NANO = 1e9;

const input = z.strictObject({});
const limit = z.strictObject({
  policy: z.enum(POLICY_NAMES).meta({ examples: ['query'] }),
  limit: z
    .int()
    .min(0)
    .meta({ examples: [20] }),
  window_seconds: z
    .int()
    .min(1)
    .meta({ examples: [60] }),
  remaining: z
    .int()
    .min(0)
    .meta({ examples: [13] }),
  reset_seconds: z
    .int()
    .min(0)
    .meta({ description: 'Until the next unit returns', examples: [42] }),
});
const budget = z.strictObject({
  budget: z.enum(['tokens', 'cost']).meta({ examples: ['tokens'] }),
  limit: z
    .number()
    .min(0)
    .meta({ description: 'Tokens, or US dollars', examples: [200_000] }),
  used: z
    .number()
    .min(0)
    .meta({ description: 'Spent and reserved', examples: [1200] }),
  reserved: z
    .number()
    .min(0)
    .meta({ description: 'The part of it that calls under way hold', examples: [0] }),
  remaining: z
    .number()
    .min(0)
    .meta({ examples: [198_800] }),
  window_seconds: z
    .int()
    .min(1)
    .meta({ examples: [86_400] }),
  reset_seconds: z
    .int()
    .min(0)
    .meta({ examples: [3600] }),
});
const output = z
  .strictObject({
    subject: z.enum(['user', 'ip']).meta({ examples: ['user'] }),
    limits: z.array(limit),
    budgets: z.array(budget),
  })
  .meta({ id: 'Usage' });

export const usage = {
  name: 'usage',
  summary: 'Shows what the caller has left of every limit; counts once, under `default`, and spends nothing else',
  policy: 'default',
  input,
  output,
  errors: [],
  async run(scope) {
    const { budget, caller } = scope;
    const [limits, standings] = await Promise.all([limitsOf(scope), budget.usage(caller.key)]);
    return { subject: caller.subject, limits, budgets: standings.map(budgetView) };
  },
} as const satisfies Operation<typeof input, typeof output>;

async function limitsOf({ limiter, policies, caller, decision }: Scope): Promise<z.input<typeof limit>[]> {
  if (!policies) return [];
  const limits = POLICY_NAMES.map(async (name) => {
    // its own call has just been counted: body and headers of one answer tell the same
    const counted = name === 'default' ? decision?.standings : undefined;
    const standings = counted ?? (await limiter.peek(policies[name], caller.key));
    return standings.map((standing) => limitView(name, standing));
  });
  return (await Promise.all(limits)).flat();
}

/** Dollars are told as decimals; they are counted in whole nano-dollars. */
function budgetView({ unit, limit, used, reserved, windowSeconds, resetMs }: BudgetStanding): z.input<typeof budget> {
  const told = (units: number) => (unit === 'cost' ? units / NANO : units);
  return {
    budget: unit,
    limit: told(limit),
    used: told(used),
    reserved: told(reserved),
    remaining: told(Math.max(0, limit - used)),
    window_seconds: windowSeconds,
    reset_seconds: Math.ceil(resetMs / 1000),
  };
}

function limitView(policy: PolicyName, standing: Standing): z.input<typeof limit> {
  return {
    policy,
    limit: standing.limit,
    window_seconds: standing.windowSeconds,
    remaining: standing.remaining,
    reset_seconds: Math.ceil(standing.resetMs / 1000),
  };
}
