import type { ModelName } from './model-name.ts';

/** Families of models that cut text alike. `llama2`: Mistral 7B, too. `other`: a model of no known family. */
export type Vocabulary = 'o200k' | 'cl100k' | 'claude' | 'llama3' | 'llama2' | 'qwen' | 'gemma' | 'other';

/** By how the models are called; the first that fits. */
const NAMES: readonly (readonly [RegExp, Vocabulary])[] = [
  [/claude/, 'claude'],
  [/gpt-oss|gpt-4o|gpt-4\.[15]|gpt-[5-9]|chatgpt-4o|\bo[1-9]\b/, 'o200k'],
  [/text-embedding-(?:3|ada-002)|gpt-4|gpt-3\.5|phi-4/, 'cl100k'],
  [/llama-?[34]/, 'llama3'],
  [/qwen|qwq/, 'qwen'],
  [/gemma|gemini/, 'gemma'],
  [/llama|mistral-?7b|mixtral|vicuna|zephyr|phi-?[123]/, 'llama2'],
];

/** Which vocabulary a model cuts text by, as far as its name tells. */
export function vocabularyOf({ provider, model }: ModelName): Vocabulary {
  const [, known] = NAMES.find(([name]) => name.test(model.toLowerCase())) ?? [];
  if (provider === 'anthropic') return 'claude';
  return known ?? 'other';
}
