import { expect } from 'chai';
import fc from 'fast-check';
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { type CountTokens, loadCountTokens } from '../../src/llm/count-tokens.ts';
import { createEstimate } from '../../src/llm/estimate-tokens.ts';
import { type ModelName, parseModelName } from '../../src/llm/model-name.ts';
import { estimatedTokens } from '../../src/llm/prompt-tokens.ts';
import { type Vocabulary, vocabularyOf } from '../../src/llm/vocabularies.ts';
import { TEXT_SAMPLES } from '../support/text-samples.ts';
import counts from './vocabulary-counts.json' with { type: 'json' };

const FAMILIES = ['cl100k', 'claude', 'llama3', 'llama2', 'qwen', 'gemma'] as const;
/** What no document is made of, and vocabularies differ in by up to seven times: the estimate is then further above. */
const ODD = [
  ...['one emoji', 'emoji', 'equal letters', 'one han', 'joiners', 'nothing', 'indented', 'accents'],
  ...['private use', 'rarer han', 'rare hangul', 'control tokens'],
];
const asText = { disallowedSpecial: new Set<string>() };

/** Slices of samples, one after the other; without the runs on which a real tokenizer takes seconds. */
const text = fc
  .array(
    fc.record({
      name: fc.constantFrom(...Object.keys(TEXT_SAMPLES).filter((name) => !ODD.includes(name))),
      start: fc.nat(400),
      length: fc.integer({ min: 1, max: 500 }),
      end: fc.constantFrom('', ' ', '\n', '. '),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((slices) =>
    slices
      .map(({ name, start, length, end }) => `${TEXT_SAMPLES[name]?.slice(start, start + length).toWellFormed()}${end}`)
      .join(''),
  );

describe('the estimate of a text', () => {
  let countTokens: CountTokens;
  before(async () => {
    countTokens = await loadCountTokens();
  });
  const estimate = (vocabulary: Vocabulary) => createEstimate(countTokens, vocabulary);

  for (const family of FAMILIES)
    it(`is not below the count of ${family}, and of what documents are made of at most twice that and 100`, () => {
      for (const [name, sample] of Object.entries(TEXT_SAMPLES)) {
        const count = sample === '' ? 0 : counts[name as keyof typeof counts][family];
        const estimated = estimate(family).tokensOf(sample);
        expect(estimated, name).to.be.at.least(count);
        if (!ODD.includes(name)) expect(estimated, name).to.be.at.most(2 * count + 100);
        expect(estimate('other').tokensOf(sample), name).to.be.at.least(estimated);
      }
    });

  it('is the count of OpenAI’s newer models itself, and only in long runs a tenth above', () => {
    const { tokensOf } = estimate('o200k');
    for (const [name, sample] of Object.entries(TEXT_SAMPLES)) {
      const count = o200k(sample, asText);
      expect(tokensOf(sample), name).to.be.within(count, /\S{201}|\s{201}/.test(sample) ? 1.6 * count + 10 : count);
    }
    for (const mark of [
      '-',
      '=',
      '_',
      '#',
      '.',
      '/',
      '\\',
      '*',
      '~',
      'A',
      'ab',
      '0',
      ' ',
      '\n',
      '\t',
      '-=',
      '法',
      '🙂',
    ])
      for (const length of [201, 399, 1000]) {
        const run = mark.repeat(length);
        expect(tokensOf(run), `${length} × ${mark}`).to.be.within(o200k(run, asText), 2 * o200k(run, asText) + 100);
      }
  });

  it('is within the same bounds for any mixture, as a prompt is counted: by the real vocabularies of OpenAI', () => {
    const prompt = (user: string) => ({ system: 'You answer a question from numbered passages.', user });
    const sides = [
      ['o200k', o200k],
      ['cl100k', cl100k],
    ] as const;
    fc.assert(
      fc.property(text, (user) => {
        for (const [vocabulary, real] of sides) {
          const { system } = prompt(user);
          const count = 11 + real(system, asText) + real(user, asText);
          expect(estimatedTokens(prompt(user), estimate(vocabulary))).to.be.within(count, 2 * count + 100);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('the vocabulary of a model', () => {
  it('is told by its name, and of an unknown one the dearest is taken', () => {
    const known: Record<string, Vocabulary> = {
      'openai:gpt-4o-mini': 'o200k',
      'openai:gpt-4.1': 'o200k',
      'openai:gpt-5-nano': 'o200k',
      'openai:o3-mini': 'o200k',
      'openai:gpt-4-turbo': 'cl100k',
      'openai:text-embedding-3-small': 'cl100k',
      'anthropic:claude-haiku-4-5': 'claude',
      'anthropic:any': 'claude',
      'compatible:anthropic/claude-3.5': 'claude',
      'compatible:llama3.2:1b': 'llama3',
      'compatible:meta-llama/Llama-3.3-70B': 'llama3',
      'compatible:qwen2.5:7b': 'qwen',
      'compatible:gemma3': 'gemma',
      'compatible:llama2': 'llama2',
      'compatible:gpt-oss:20b': 'o200k',
      'compatible:nomic-embed-text': 'other',
      'openai:deepseek-chat': 'other',
    };
    for (const [name, vocabulary] of Object.entries(known))
      expect(vocabularyOf(parseModelName(name) as ModelName), name).to.equal(vocabulary);
  });
});
