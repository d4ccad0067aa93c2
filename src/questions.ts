import { randomBytes, randomUUID } from 'node:crypto';
import { type AnswerQuestion, createAnswer } from './answering/answer.ts';
import { extract } from './answering/extract.ts';
import { createFind } from './answering/find.ts';
import { createFindEnhanced } from './answering/find-enhanced.ts';
import { NOT_IN_DOCUMENTS } from './answering/prompt.ts';
import { createRerank } from './answering/rerank.ts';
import { createRetrieve } from './answering/retrieve.ts';
import { createRewrite } from './answering/rewrite.ts';
import type { Config } from './config.ts';
import type { DocumentStore } from './documents/document-store.ts';
import { type Completions, createCompletions } from './llm/completions.ts';
import { loadCountTokens } from './llm/count-tokens.ts';
import { createExtractiveModel } from './llm/extractive-model.ts';
import { createGate } from './llm/gate.ts';
import { createMeteredModel } from './llm/metered-model.ts';
import { LOCAL_MODEL, parseModelName } from './llm/model-name.ts';
import { languageModel } from './llm/providers.ts';
import type { Instruments } from './telemetry/instruments.ts';

type QuestionsDeps = { config: Config; store: DocumentStore; instruments: Instruments };

/** Composes the answering of questions from the configuration: retrieval, models, and both routes' ways to find. */
export async function createAnswerQuestion({ config, store, instruments }: QuestionsDeps): Promise<AnswerQuestion> {
  const retrieve = createRetrieve({ store, instruments });
  const provider = await providerCompletions(config, instruments);
  const newBoundary = () => randomBytes(12).toString('base64url');
  const model = provider && {
    rewrite: createRewrite({ completions: provider }),
    rerank: createRerank({ completions: provider, newBoundary }),
  };
  return createAnswer({
    store,
    find: createFind({ retrieve }),
    findEnhanced: createFindEnhanced({ retrieve, model }),
    local: localCompletions(config, instruments),
    provider,
    maxOutputTokens: config.LLM_MAX_OUTPUT_TOKENS,
    timeoutMs: config.LLM_TIMEOUT_MS,
    newBoundary,
    newQueryId: () => `q_${randomUUID().replaceAll('-', '')}`,
  });
}

function localCompletions(config: Config, instruments: Instruments): Completions {
  const model = createExtractiveModel({
    extract,
    refusalThreshold: config.REFUSAL_THRESHOLD,
    refusal: NOT_IN_DOCUMENTS,
  });
  return createCompletions({
    model: createMeteredModel({ model, name: LOCAL_MODEL, instruments, billing: null }),
    gate: null,
  });
}

async function providerCompletions(config: Config, instruments: Instruments): Promise<Completions | null> {
  const name = parseModelName(config.LLM_MODEL);
  if (!name) return null;
  const model = languageModel(name, {
    openai: { baseUrl: config.OPENAI_BASE_URL, apiKey: config.OPENAI_API_KEY },
    anthropic: { baseUrl: config.ANTHROPIC_BASE_URL, apiKey: config.ANTHROPIC_API_KEY },
    compatible: { baseUrl: config.LLM_BASE_URL, apiKey: config.LLM_API_KEY },
  });
  const billing = { price: config.LLM_PRICES.get(name.label), countTokens: await loadCountTokens() };
  return createCompletions({
    model: createMeteredModel({ model, name: name.label, instruments, billing }),
    gate: createGate({ places: config.LLM_MAX_CONCURRENCY, waiting: config.LLM_MAX_WAITING }),
  });
}
