import { PROVIDER_NAMES, type ProviderName } from '../llm/model-name.ts';
import type { ProviderAccess } from '../llm/provider.ts';

export type KeyVariable = `${string}_API_KEY`;
export type UrlVariable = `${string}_BASE_URL`;
export type ProviderSettings = { readonly [name in KeyVariable | UrlVariable]: string | undefined };

type Variables = {
  readonly key: KeyVariable;
  readonly url: UrlVariable;
  /** Of another server for embeddings; without a value it is `url`. */
  readonly embeddingUrl?: UrlVariable;
  /** The one without which it cannot be reached. */
  readonly needed: 'key' | 'url';
  /** Whether it serves embedding models. */
  readonly embeds: boolean;
};

/** The variables by which each provider is reached. */
export const PROVIDER_VARIABLES: Readonly<Record<ProviderName, Variables>> = {
  openai: { key: 'OPENAI_API_KEY', url: 'OPENAI_BASE_URL', needed: 'key', embeds: true },
  anthropic: { key: 'ANTHROPIC_API_KEY', url: 'ANTHROPIC_BASE_URL', needed: 'key', embeds: false },
  compatible: {
    key: 'LLM_API_KEY',
    url: 'LLM_BASE_URL',
    embeddingUrl: 'EMBEDDING_BASE_URL',
    needed: 'url',
    embeds: true,
  },
};

/** Where each provider is reached for language models, or for embeddings, and with which key. */
export function providerAccess(settings: ProviderSettings, use: 'language' | 'embedding'): ProviderAccess {
  const access = PROVIDER_NAMES.map((name) => {
    const { key, url, embeddingUrl } = PROVIDER_VARIABLES[name];
    const own = use === 'embedding' && embeddingUrl ? settings[embeddingUrl] : undefined;
    return [name, { baseUrl: own ?? settings[url], apiKey: settings[key] }] as const;
  });
  return Object.fromEntries(access) as ProviderAccess;
}
