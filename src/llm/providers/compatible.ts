import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Access, Provider } from '../provider.ts';
import { createLearningFetch } from './learning-fetch.ts';
import { sdkEmbed } from './sdk-embed.ts';
import { sdkGenerate } from './sdk-generate.ts';
import { tolerantFetch } from './tolerant-fetch.ts';

/** Any server that speaks OpenAI's chat completions and embeddings. */
export const compatible: Provider = {
  generate: (model, access) => sdkGenerate(client(access).chatModel(model)),
  embed: (model, access) => sdkEmbed(client(access).embeddingModel(model)),
};

function client({ baseUrl = '', apiKey }: Access) {
  return createOpenAICompatible({
    name: 'compatible',
    supportsStructuredOutputs: true, // where it is not, the server says so
    baseURL: baseUrl,
    includeUsage: true, // without it a stream never says what it used
    fetch: createLearningFetch(tolerantFetch),
    ...(apiKey && { apiKey }),
  });
}
