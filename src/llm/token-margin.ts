import type { ModelName } from './model-name.ts';

/** OpenAI's models that cut text as o200k does. */
const O200K = /^(gpt-4o|gpt-4\.[15]|gpt-[5-9]|o[1-9]|chatgpt-4o)/;

/**
 * How many times as much as o200k another vocabulary may count. English prose takes Claude and Llama 1.0–1.35 times as many
 * tokens; other scripts and cl100k (text-embedding-3) more. With 1.5 an estimate stays below twice the provider's count.
 */
const OTHER_MARGIN = 1.5;

/** What a count by o200k is multiplied with, so that a reservation is not below what the provider will count. */
export function tokenMargin({ provider, model }: ModelName): number {
  return provider === 'openai' && O200K.test(model) ? 1 : OTHER_MARGIN;
}
