export const PROVIDER_NAMES = ['openai', 'anthropic', 'compatible'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** A configured model: who serves it, its name there, and the string that names it in answers and metrics. */
export type ModelName = {
  readonly provider: ProviderName;
  readonly model: string;
  readonly label: string;
};

/** The model that needs no provider: verbatim sentences of the passages. */
export const LOCAL_MODEL = 'local:extractive';

/** Reads `provider:model`; null where the text is anything else. */
export function parseModelName(text: string): ModelName | null {
  const [, name, model] = /^(\w+):([\w./:@+-]{1,128})$/.exec(text) ?? [];
  const provider = PROVIDER_NAMES.find((known) => known === name);
  return provider && model ? { provider, model, label: text } : null;
}
