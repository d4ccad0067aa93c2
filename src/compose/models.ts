import type { Logger } from 'pino';
import { extract } from '../answering/extract.ts';
import { NOT_IN_DOCUMENTS } from '../answering/prompt.ts';
import type { Config } from '../config.ts';
import { createCallWatch } from '../llm/call-watch.ts';
import { type Completions, createCompletions } from '../llm/completions.ts';
import { loadCountTokens } from '../llm/count-tokens.ts';
import { createEmbedder, type Embedder } from '../llm/embedder.ts';
import { createExtractiveModel } from '../llm/extractive-model.ts';
import { createGate } from '../llm/gate.ts';
import { createMeteredModel } from '../llm/metered-model.ts';
import { LOCAL_MODEL, type ModelName, parseModelName } from '../llm/model-name.ts';
import { embeddingModel, languageModel } from '../llm/providers.ts';
import type { CallAccount } from '../llm/record-call.ts';
import type { Instruments, LlmErrorType } from '../telemetry/instruments.ts';

export type Models = {
  /** The extractive model: there whatever happens. */
  local: Completions;
  /** Null where no provider is configured. */
  provider: Completions | null;
  /** Null where no embedding model is configured. */
  embedder: Embedder | null;
  /** The kind of failure of a model that fails call after call; null: all is well. */
  failing: () => LlmErrorType | null;
};

type ModelsDeps = { instruments: Instruments; log: Pick<Logger, 'info' | 'warn'> };

/** Every model of this configuration, metered. All that is asked of providers shares the same places. The tokenizer is loaded only where tokens are billed. */
export async function createModels(config: Config, { instruments, log }: ModelsDeps): Promise<Models> {
  const watch = createCallWatch({ log });
  const gate = createGate(config.models.concurrency);
  const language = parseModelName(config.models.language);
  const embedding = parseModelName(config.models.embedding);
  const countTokens = language || embedding ? await loadCountTokens() : () => 0;
  const account = ({ label: name }: ModelName): CallAccount => ({
    name,
    instruments,
    billing: { price: config.models.prices.get(name), countTokens },
    watch,
  });
  return {
    local: local(),
    provider: language && provider(language),
    embedder: embedding && embedder(embedding),
    failing: watch.failing,
  };

  function local(): Completions {
    const { refusalThreshold } = config.models;
    const model = createExtractiveModel({ extract, refusalThreshold, refusal: NOT_IN_DOCUMENTS });
    const metered = createMeteredModel({ model, name: LOCAL_MODEL, instruments, billing: null });
    return createCompletions({ model: metered, gate: null });
  }

  function provider(name: ModelName): Completions {
    const model = languageModel(name, config.models.access);
    return createCompletions({ model: createMeteredModel({ ...account(name), model }), gate });
  }

  function embedder(name: ModelName): Embedder {
    const model = embeddingModel(name, config.models.embeddingAccess);
    return createEmbedder({ ...account(name), model, gate });
  }
}
