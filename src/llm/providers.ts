import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { EmbeddingModelV4, LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelName } from './model-name.ts';
import { tolerantFetch } from './tolerant-fetch.ts';

/** Where each provider is reached, and with which key. Nothing here is ever logged. */
export type ProviderAccess = {
  readonly openai: { readonly baseUrl: string | undefined; readonly apiKey: string | undefined };
  readonly anthropic: { readonly baseUrl: string | undefined; readonly apiKey: string | undefined };
  readonly compatible: { readonly baseUrl: string | undefined; readonly apiKey: string | undefined };
};

/** The language model of a name. `openai:` speaks chat completions, which every server of that API knows. */
export function languageModel({ provider, model }: ModelName, access: ProviderAccess): LanguageModelV4 {
  if (provider === 'openai') return openai(access).chat(model);
  if (provider === 'compatible') return compatible(access).chatModel(model);
  const { baseUrl = 'https://api.anthropic.com', apiKey = '' } = access.anthropic;
  return createAnthropic({ apiKey, baseURL: versioned(baseUrl), fetch: tolerantFetch })(model);
}

/** The embedding model of a name. @throws TypeError for `anthropic:`, which has none; the configuration refuses it. */
export function embeddingModel({ provider, model }: ModelName, access: ProviderAccess): EmbeddingModelV4 {
  if (provider === 'openai') return openai(access).embedding(model);
  if (provider === 'compatible') return compatible(access).embeddingModel(model);
  throw new TypeError('Anthropic serves no embedding models');
}

function openai({ openai: { baseUrl = 'https://api.openai.com/v1', apiKey = '' } }: ProviderAccess) {
  return createOpenAI({ apiKey, baseURL: baseUrl, fetch: tolerantFetch });
}

function compatible({ compatible: { baseUrl = '', apiKey } }: ProviderAccess) {
  return createOpenAICompatible({
    name: 'compatible',
    baseURL: baseUrl,
    includeUsage: true, // without it a stream never says what it used
    fetch: tolerantFetch,
    ...(apiKey && { apiKey }),
  });
}

/**
 * Anthropic's own SDK takes its base URL without the version, and so other vendors publish theirs (`…/anthropic`); the AI
 * SDK takes it with the version: both are understood.
 */
function versioned(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/+$/, '');
  return /\/v\d+$/.test(path) ? `${origin}${path}` : `${origin}${path}/v1`;
}
