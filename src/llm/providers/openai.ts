import { createOpenAI } from '@ai-sdk/openai';
import type { Access, Provider } from '../provider.ts';
import { sdkEmbed } from './sdk-embed.ts';
import { sdkGenerate } from './sdk-generate.ts';
import { tolerantFetch } from './tolerant-fetch.ts';

/** OpenAI, by chat completions, which every server of that API knows. */
export const openai: Provider = {
  generate: (model, access) => sdkGenerate(client(access).chat(model)),
  embed: (model, access) => sdkEmbed(client(access).embedding(model)),
};

function client({ baseUrl = 'https://api.openai.com/v1', apiKey = '' }: Access) {
  return createOpenAI({ apiKey, baseURL: baseUrl, fetch: tolerantFetch });
}
