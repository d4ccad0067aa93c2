import { MEDIA_TYPES } from '../documents/document.ts';
import { POLICY_NAMES } from '../limits/request-policies.ts';
import type { KnownLabels } from '../telemetry/instruments.ts';
import { modelCalls } from '../telemetry/llm-instruments.ts';

type Known = {
  version: string;
  models: { language: string; embedding: string; prices: ReadonlyMap<string, unknown> };
  limitStore: KnownLabels['limitStore'];
  /** The limits of each budget. */
  budgets: Readonly<Record<string, readonly unknown[]>>;
};

/** The label values that a configuration makes possible. */
export function knownLabels({ version, models, limitStore, budgets }: Known): KnownLabels {
  return {
    version,
    calls: modelCalls(models.language, models.embedding, models.prices),
    policies: POLICY_NAMES,
    limitStore,
    budgets: Object.keys(budgets).filter((name) => budgets[name]?.length),
    mediaTypes: Object.values(MEDIA_TYPES),
  };
}
