import { createBudget } from '../../src/limits/budget.ts';
import type { BudgetGuard } from '../../src/limits/budget-guard.ts';
import type { BudgetLimits } from '../../src/limits/budget-scopes.ts';
import { parseDollarLimits, parseLimits } from '../../src/limits/notation.ts';

/** The limits of each budget as an operator writes them. */
export type WrittenLimits = { tokens?: string; tokens_global?: string; cost?: string; cost_global?: string };

/** A budget with these limits, and the metrics that it has moved: `tokens reserved` → how often. */
export function budgetOf(guard: BudgetGuard, written: WrittenLimits) {
  const moved: Record<string, number> = {};
  const move = (name: string) => {
    moved[name] = (moved[name] ?? 0) + 1;
  };
  const limits: BudgetLimits = {
    tokens: read(written.tokens, parseLimits),
    tokens_global: read(written.tokens_global, parseLimits),
    cost: read(written.cost, parseDollarLimits),
    cost_global: read(written.cost_global, parseDollarLimits),
  };
  const instruments = {
    recordBudgetReservation: (budget: string, outcome: string) => move(`${budget} ${outcome}`),
    recordBudgetOverrun: () => move('overrun'),
  };
  return { ...createBudget({ guard, limits, instruments }), moved };
}

function read<T>(text: string | undefined, parse: (text: string) => readonly T[] | null): readonly T[] {
  return text === undefined ? [] : (parse(text) ?? []);
}
