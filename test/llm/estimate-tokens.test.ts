import { expect } from 'chai';
import fc from 'fast-check';
import { countTokens as cl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { countTokens as o200k } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens as gpt2 } from 'gpt-tokenizer/encoding/r50k_base';
import { createEstimate, type Estimate } from '../../src/llm/estimate-tokens.ts';
import { type ModelName, parseModelName } from '../../src/llm/model-name.ts';
import { estimatedTokens } from '../../src/llm/prompt-tokens.ts';
import { loadTokenCosts } from '../../src/llm/token-costs.ts';
import { loadTokenize } from '../../src/llm/tokenize.ts';
import { type Vocabulary, vocabularyOf } from '../../src/llm/vocabularies.ts';
import { ODD_TEXTS } from '../support/odd-texts.ts';
import { TEXT_SAMPLES } from '../support/text-samples.ts';
import counts from './vocabulary-counts.json' with { type: 'json' };

const FAMILIES = ['cl100k', 'claude', 'llama3', 'llama2', 'qwen', 'gemma'] as const;
/** Some vocabularies have words for it that o200k lacks: the estimate is then further above. */
const ODD = [
  'emoji',
  'equal letters',
  'spaces',
  'empty lines',
  'nothing',
  'dashes',
  'private use',
  'rare han',
  'rare hangul',
  'indented',
  'amharic',
  'control tokens',
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
  const estimates = new Map<Vocabulary, Estimate>();
  before(async () => {
    const tokenize = await loadTokenize();
    for (const family of ['o200k', 'other', ...FAMILIES] as const)
      estimates.set(family, createEstimate(tokenize, family, await loadTokenCosts(family)));
  });
  const estimate = (vocabulary: Vocabulary) => estimates.get(vocabulary) as Estimate;

  for (const family of FAMILIES)
    it(`is not below the count of ${family}, and of what documents are made of at most twice that and 100`, () => {
      for (const [name, sample] of Object.entries(TEXT_SAMPLES)) {
        const count = sample === '' ? 0 : counts[name as keyof typeof counts][family];
        const estimated = estimate(family).tokensOf(sample);
        expect(estimated, name).to.be.at.least(count);
        if (!ODD.includes(name)) expect(estimated, name).to.be.at.most(2 * count + 100);
        if (family !== 'claude') expect(estimate('other').tokensOf(sample), name).to.be.at.least(estimated);
      }
    });

  it('is near for ordinary text: a tenth above the count of a known model, and for an unknown one a half above the dearest', () => {
    for (const name of ['english', 'html'] as const) {
      const estimated = (vocabulary: Vocabulary) => estimate(vocabulary).tokensOf(TEXT_SAMPLES[name] as string);
      const most = Math.max(...FAMILIES.map((family) => counts[name][family]));
      for (const family of FAMILIES)
        expect(estimated(family) / counts[name][family], family).to.be.at.most(family === 'claude' ? 1.61 : 1.17);
      expect(estimated('other') / most).to.be.within(1, 1.51);
    }
  });

  it('is the count of OpenAI’s newer models itself, and only in runs of more than 200 letters, marks or spaces a tenth above', () => {
    const { tokensOf } = estimate('o200k');
    for (const [name, sample] of Object.entries(TEXT_SAMPLES)) {
      const count = o200k(sample, asText);
      const isLong = /[\p{L}\p{M}]{201}|[^\s\p{L}\p{N}]{201}|\s{201}/u.test(sample);
      expect(tokensOf(sample), name).to.be.within(count, isLong ? 1.6 * count + 10 : count);
    }
    const units = [
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
      'lardan',
    ];
    for (const unit of units)
      for (const times of [201, 399, 1000]) {
        const run = unit.repeat(times);
        expect(tokensOf(run), `${times} × ${unit}`).to.be.within(o200k(run, asText), 2 * o200k(run, asText) + 100);
      }
  });

  for (const [kind, texts] of Object.entries(ODD_TEXTS))
    it(`is never below the count of a vocabulary at hand, nor above the bytes: ${kind}`, () => {
      fc.assert(
        fc.property(texts, (odd) => {
          const most = Buffer.byteLength(odd) + 1;
          expect(estimate('o200k').tokensOf(odd)).to.be.within(o200k(odd, asText), most);
          expect(estimate('cl100k').tokensOf(odd)).to.be.within(cl100k(odd, asText), most);
          expect(estimate('other').tokensOf(odd)).to.be.at.least(Math.max(cl100k(odd, asText), gpt2(odd, asText)));
        }),
        { numRuns: 40 },
      );
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
      { numRuns: 100, seed: 1 },
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
      'compatible:text-embedding-nomic-embed-text-v1.5': 'other',
      'compatible:phi-4': 'cl100k',
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
