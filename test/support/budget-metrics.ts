import type { Budgeted } from './budgeted.ts';
import type { Amount } from './erratic-provider.ts';
import { scrape } from './page.ts';

/** What all processes together say of model calls. */
export type BudgetMetrics = {
  /** Cost in nano-dollars. */
  metrics: Amount & { overruns: number };
  /** Of each budget: how many reservations were made, and how many have ended. */
  reservations: { budget: string; reserved: number; ended: number }[];
  /** Calls that were broken off by us because nothing came in time: on a machine that is too busy. */
  timeouts: number;
};

export async function budgetMetrics({ services }: Budgeted): Promise<BudgetMetrics> {
  const pages = await Promise.all(services.map(({ url }) => scrape(url)));
  const total = (name: string, labels = {}) => pages.reduce((sum, page) => sum + page.sum(name, labels), 0);
  const of = (budget: string, outcome: string) => total('llm_budget_reservations_total', { budget, outcome });
  return {
    metrics: {
      tokens: total('llm_tokens_total'),
      nanoDollars: Math.round(total('llm_cost_usd_total') * 1e9),
      overruns: total('llm_budget_overrun_total'),
    },
    timeouts: total('llm_errors_total', { error_type: 'timeout' }),
    reservations: ['tokens', 'cost', 'tokens_global', 'cost_global'].map((budget) => ({
      budget,
      reserved: of(budget, 'reserved'),
      ended: of(budget, 'settled') + of(budget, 'released'),
    })),
  };
}
