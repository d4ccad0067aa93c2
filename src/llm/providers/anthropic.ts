import { createAnthropic } from '@ai-sdk/anthropic';
import type { Provider } from '../provider.ts';
import { createLearningFetch } from './learning-fetch.ts';
import { sdkGenerate } from './sdk-generate.ts';
import { tolerantFetch } from './tolerant-fetch.ts';

/** Anthropic, by its messages. */
export const anthropic: Provider = {
  generate(model, { baseUrl = 'https://api.anthropic.com', apiKey = '' }) {
    const fetch = createLearningFetch(tolerantFetch);
    return sdkGenerate(createAnthropic({ apiKey, baseURL: versioned(baseUrl), fetch })(model), {
      always: { anthropic: { structuredOutputMode: 'outputFormat' } },
      thinksLittle: { providerOptions: { anthropic: { effort: 'low' } } }, // `reasoning` would switch thoughts on
    });
  },
  embed: null,
};

/**
 * Anthropic's own SDK takes its base URL without the version, and so other vendors publish theirs (`…/anthropic`); the AI
 * SDK takes it with the version: both are understood.
 */
function versioned(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/+$/, '');
  return /\/v\d+$/.test(path) ? `${origin}${path}` : `${origin}${path}/v1`;
}
