import type { Limit } from '../limits/limiter.ts';
import type { Prices } from '../limits/prices.ts';
import { LOCAL_MODEL } from '../llm/model-name.ts';

export type BudgetSettings = {
  readonly LLM_MODEL: string;
  readonly EMBEDDING_MODEL: string;
  readonly LLM_PRICES: Prices;
  readonly LLM_COST_LIMIT: readonly Limit[];
  readonly LLM_COST_LIMIT_GLOBAL: readonly Limit[];
};

type Fault = { readonly variable: keyof BudgetSettings; readonly message: string };

const MODELS = ['LLM_MODEL', 'EMBEDDING_MODEL'] as const;
const COST_LIMITS = ['LLM_COST_LIMIT', 'LLM_COST_LIMIT_GLOBAL'] as const;

/** A limit of dollars holds only where every model has a price. */
export function budgetFaults(settings: BudgetSettings): Fault[] {
  const kept = COST_LIMITS.filter((name) => settings[name].length > 0);
  if (kept.length === 0) return [];
  const unpriced = paidModels(settings).filter(({ model }) => !settings.LLM_PRICES.has(model));
  const unknown = unknownPrices(settings).map((model) => `; it has one for ${model}, which is not configured`);
  return unpriced.map(({ variable }) => ({
    variable: 'LLM_PRICES',
    message: `has no price for the model of ${variable}, which ${kept.join(' and ')} cannot do without${unknown.join('')}`,
  }));
}

/** Prices of models that are not configured: a typing error, perhaps, that leaves the real one without a price. */
export function unknownPrices(settings: Pick<BudgetSettings, (typeof MODELS)[number] | 'LLM_PRICES'>): string[] {
  const known = new Set(MODELS.map((name) => settings[name]));
  return [...settings.LLM_PRICES.keys()].filter((model) => !known.has(model));
}

function paidModels(settings: BudgetSettings) {
  return MODELS.map((variable) => ({ variable, model: settings[variable] })).filter(
    ({ model }) => model !== '' && model !== LOCAL_MODEL,
  );
}
