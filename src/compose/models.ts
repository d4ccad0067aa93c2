import type { Logger } from 'pino';
import { createExtractive, type ExtractiveInput } from '../answering/say/extractive.ts';
import type { Config } from '../config.ts';
import type { Budget } from '../limits/budget.ts';
import { type CallTokens, nanoDollars } from '../limits/nano-price.ts';
import { createCallWatch } from '../llm/call-watch.ts';
import { type Completions, createCompletions } from '../llm/completions.ts';
import { createConcurrencyLimiter } from '../llm/concurrency-limiter.ts';
import { createEmbedder, type Embedder } from '../llm/embedder.ts';
import { createEstimate } from '../llm/estimate-tokens.ts';
import { createMeteredModel } from '../llm/metered-model.ts';
import { LOCAL_MODEL, type ModelName, parseModelName } from '../llm/model-name.ts';
import { PROVIDERS } from '../llm/providers/providers.ts';
import { createReasoning } from '../llm/reasoning.ts';
import type { CallAccount } from '../llm/record-call.ts';
import { loadTokenCosts } from '../llm/token-costs.ts';
import { loadTokenize } from '../llm/tokenize.ts';
import { vocabularyOf } from '../llm/vocabularies.ts';
import type { Instruments, LlmErrorType } from '../telemetry/instruments.ts';

export type Models = {
  /** The extractive model: there whatever happens. */
  local: (input: ExtractiveInput) => Completions;
  /** Null where no provider is configured. */
  provider: Completions | null;
  /** Null where no embedding model is configured. */
  embedder: Embedder | null;
  /** The kind of failure of a model that fails call after call; null: all is well. */
  failing: () => LlmErrorType | null;
};

type ModelsDeps = {
  instruments: Instruments;
  log: Pick<Logger, 'info' | 'warn'>;
  budget: Pick<Budget, 'reserve' | 'isReadable'>;
};

/** Every model of this configuration, metered. All that is asked of providers shares the same slots. The tokenizer and the SDKs are loaded only where they are called. */
export async function createModels(config: Config, { instruments, log, budget }: ModelsDeps): Promise<Models> {
  const watch = createCallWatch({ log });
  const now = () => performance.now();
  const limiter = createConcurrencyLimiter(config.models.concurrency);
  const language = parseModelName(config.models.language);
  const embedding = parseModelName(config.models.embedding);
  const tokenize = language || embedding ? await loadTokenize() : () => [];
  const countTokens = (text: string) => tokenize(text).length;
  const account = async (model: ModelName): Promise<CallAccount> => {
    const price = config.models.prices.get(model.label);
    const costOf = (used: CallTokens) => (price ? nanoDollars(price, used) : null);
    const vocabulary = vocabularyOf(model);
    const estimate = createEstimate(tokenize, vocabulary, await loadTokenCosts(vocabulary));
    const billing = { budget, price, costOf, countTokens, estimate };
    return { name: model.label, instruments, now, billing, watch };
  };
  return {
    local: local(createExtractive(config.models.refusalThreshold)),
    provider: language && (await provider(language)),
    embedder: embedding && (await embedder(embedding)),
    failing: watch.failing,
  };

  function local(extractive: ReturnType<typeof createExtractive>): Models['local'] {
    const account = { name: LOCAL_MODEL, instruments, now, billing: null };
    return (input) =>
      createCompletions({ model: createMeteredModel({ ...account, generate: extractive(input) }), limiter: null, now });
  }

  async function provider(name: ModelName): Promise<Completions> {
    const { generate: generateBy } = await PROVIDERS[name.provider]();
    const generate = generateBy(name.model, config.models.access[name.provider]);
    const reasoning = createReasoning(name.model);
    return createCompletions({
      model: createMeteredModel({ ...(await account(name)), generate, reasoning }),
      limiter,
      now,
    });
  }

  async function embedder(name: ModelName): Promise<Embedder> {
    const { embed } = await PROVIDERS[name.provider]();
    const model = embed?.(name.model, config.models.embeddingAccess[name.provider]);
    if (!model) throw new TypeError(`${name.provider} serves no embedding models`); // the configuration refuses it
    return createEmbedder({ ...(await account(name)), model, limiter });
  }
}
