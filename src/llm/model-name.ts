/** A configured model: who serves it, its name there, and the string that names it in answers and metrics. */
export type ModelName = {
  readonly provider: 'openai' | 'anthropic' | 'compatible';
  readonly model: string;
  readonly label: string;
};

/** The model that needs no provider: verbatim sentences of the passages. */
export const LOCAL_MODEL = 'local:extractive';

/** Reads `provider:model`; null where the text is anything else. */
export function parseModelName(text: string): ModelName | null {
  const [, provider, model] = /^(openai|anthropic|compatible):([\w./:@+-]{1,128})$/.exec(text) ?? [];
  if (!provider || !model) return null;
  return { provider: provider as ModelName['provider'], model, label: text };
}
