import type { BudgetLimit, Scope } from './budget-store.ts';
import type { Limit } from './limiter.ts';

export const BUDGET_NAMES = ['tokens', 'cost', 'tokens_global', 'cost_global'] as const;
export type BudgetName = (typeof BUDGET_NAMES)[number];

/** The limits of each budget: tokens, and nano-dollars. None: it is not kept. */
export type BudgetLimits = Readonly<Record<BudgetName, readonly Limit[]>>;

/** Whose limits a call counts on, and what they are called. */
export type BudgetScopes = {
  /** The caller's own; null: those of all together. */
  own(caller: string | null): Scope;
  /** The caller's and those of all together, as far as there are any. */
  of(caller: string | null): Scope[];
  nameOf(scope: Scope, place: number): BudgetName;
  namesOf(scope: Scope): Set<BudgetName>;
};

export function createBudgetScopes(limits: BudgetLimits): BudgetScopes {
  const callers = [...ofUnit('tokens', limits.tokens), ...ofUnit('cost', limits.cost)];
  const everybody: Scope = {
    key: 'global',
    limits: [...ofUnit('tokens', limits.tokens_global), ...ofUnit('cost', limits.cost_global)],
  };
  const own = (caller: string | null) => (caller === null ? everybody : { key: caller, limits: callers });
  const nameOf = (scope: Scope, place: number): BudgetName => {
    const { unit } = scope.limits[place] as BudgetLimit;
    return scope === everybody ? `${unit}_global` : unit;
  };
  return {
    own,
    of: (caller) => [...new Set([own(caller), everybody])].filter((scope) => scope.limits.length > 0),
    nameOf,
    namesOf: (scope) => new Set(scope.limits.map((_, place) => nameOf(scope, place))),
  };
}

function ofUnit(unit: BudgetLimit['unit'], limits: readonly Limit[]): BudgetLimit[] {
  return limits.map((limit) => ({ ...limit, unit }));
}
