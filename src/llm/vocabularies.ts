import type { ModelName } from './model-name.ts';
import type { TextKind } from './text-kinds.ts';

/** Families of models that cut text alike. `other`: a model of no known family. */
export type Vocabulary = 'o200k' | 'cl100k' | 'claude' | 'llama3' | 'llama2' | 'qwen' | 'gemma' | 'other';

/** By how the models are called; the first that fits. */
const NAMES: readonly (readonly [RegExp, Vocabulary])[] = [
  [/claude/, 'claude'],
  [/gpt-oss|gpt-4o|gpt-4\.[15]|gpt-[5-9]|chatgpt-4o|\bo[1-9]\b/, 'o200k'],
  [/text-embedding|gpt-4|gpt-3\.5/, 'cl100k'],
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

type Margins = readonly [cl100k: number, claude: number, llama3: number, llama2: number, qwen: number, gemma: number];
const COLUMNS: readonly Vocabulary[] = ['cl100k', 'claude', 'llama3', 'llama2', 'qwen', 'gemma'];

/**
 * How many times as many tokens as o200k a vocabulary makes of a kind of text, at most: the most that was measured of the
 * samples in test/support/text-samples.ts by the vocabularies themselves (bench/vocabularies.ts; Claude's is that of
 * Claude 2, the last one published; llama2 stands for Mistral 7B, too), and a tenth more. English prose is 1.0 to 1.2.
 */
const MARGINS: Readonly<Record<TextKind, Margins>> = {
  latin: [1.6, 1.6, 1.6, 1.6, 1.5, 1.35],
  accented: [1.65, 2.5, 1.65, 2.3, 1.6, 1.35],
  digits: [1.1, 1.3, 1.1, 3.1, 3.1, 3.1],
  cyrillic: [2, 2.05, 1.3, 1.5, 1.5, 1.15],
  greek: [2.6, 3.1, 1.1, 2.9, 2.6, 1.4],
  arabic: [2.7, 3.3, 1.5, 3.6, 1.6, 1.5],
  hebrew: [2.8, 2.6, 2.8, 3.2, 1.4, 1.4],
  devanagari: [4.2, 4.2, 2, 4.2, 3.9, 1.6],
  indic: [4.6, 5.7, 4.6, 4.8, 3.9, 1.8],
  thai: [2.7, 4.3, 1.4, 2.8, 1.6, 1.3],
  khmer: [3.2, 5.4, 3.2, 4.3, 2.5, 1.9],
  burmese: [3.8, 2.2, 3.8, 3.8, 2.9, 1.6],
  caucasian: [7, 7, 5.9, 4, 3.7, 2.2],
  ethiopic: [1.5, 1.6, 1.5, 1.7, 1.1, 1.1],
  chinese: [1.97, 1.9, 1.2, 2.15, 1.2, 1.2],
  hangul: [2.1, 2.2, 1.15, 2.8, 1.4, 1.4],
  pictures: [2.2, 3.3, 2.2, 4.4, 1.1, 1.1],
  newlines: [1.1, 1.1, 1.1, 17, 1.1, 1.1],
  spaces: [1.1, 1.1, 1.1, 6.9, 1.1, 6.9],
  marks: [1.3, 1.8, 1.3, 4.9, 1.3, 4.8],
  letters: [2.1, 1.2, 2.1, 4.3, 2.1, 2.2],
  rare: [2.2, 2.2, 2.2, 2.2, 2.2, 2.2],
};

/** What a count of o200k is multiplied with; of a model of no known family, the most. */
export function marginOf(vocabulary: Vocabulary, kind: TextKind): number {
  return vocabulary === 'other' ? Math.max(...MARGINS[kind]) : (MARGINS[kind][COLUMNS.indexOf(vocabulary)] ?? 1);
}
