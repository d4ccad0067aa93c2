import { createOpenAI } from '@ai-sdk/openai';
import type { Generate } from '../generate.ts';
import { LlmError } from '../llm-error.ts';
import type { Access, Provider } from '../provider.ts';
import { createLearningFetch } from './learning-fetch.ts';
import { sdkEmbed } from './sdk-embed.ts';
import { sdkGenerate } from './sdk-generate.ts';
import { tolerantFetch } from './tolerant-fetch.ts';

/** Models that OpenAI serves by its responses API alone. */
const RESPONSES_ONLY = /codex|^(?:gpt-[5-9][\d.]*|o\d)-pro|deep-research|computer-use/;

/** OpenAI, by chat completions, which every server of that API knows; by responses where OpenAI itself needs it. */
export const openai: Provider = {
  generate: (model, access) => {
    const chat = sdkGenerate(client(access).chat(model));
    const responses = sdkGenerate(client(access).responses(model), { always: { openai: { store: false } } });
    return access.baseUrl === undefined && RESPONSES_ONLY.test(model) ? responses : byEither(chat, responses);
  },
  embed: (model, access) => sdkEmbed(client(access).embedding(model)),
};

function client({ baseUrl = 'https://api.openai.com/v1', apiKey = '' }: Access) {
  return createOpenAI({ apiKey, baseURL: baseUrl, fetch: createLearningFetch(tolerantFetch) });
}

/** Chat completions until the server says that this model has responses only. */
function byEither(chat: Generate, responses: Generate): Generate {
  let known = chat;
  return async function generate(call, onSent) {
    try {
      return await known(call, onSent);
    } catch (failure) {
      if (known === responses || !namesResponses(failure)) throw failure;
      known = responses;
      return responses(call, onSent);
    }
  };
}

function namesResponses(failure: unknown): boolean {
  const cause = failure instanceof LlmError ? (failure.cause as { responseBody?: unknown } | undefined) : undefined;
  return /\bv1\/responses\b/.test(String(cause?.responseBody ?? ''));
}
