import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { expect } from 'chai';
import { reported, told } from '../../src/llm/providers/sdk-answer.ts';

const usage = (total: number, noCache: number, cacheRead: number): LanguageModelV4Usage => ({
  inputTokens: { total, noCache, cacheRead, cacheWrite: undefined },
  outputTokens: { total: 5, text: 5, reasoning: undefined },
});

describe('what a provider says was used', () => {
  it('is its count of the input, also where it says that more of it was cached, and none where it sent none', () => {
    expect(reported(usage(100, 60, 40)).inputTokens).to.equal(100);
    expect(reported(usage(10, 10 - 99, 99)).inputTokens).to.equal(10);
    expect(reported(usage(39, -1, 40)).inputTokens, 'the cached part alone').to.equal(undefined);
  });

  it('is told ahead of the end by a chunk without a choice, and by no other', () => {
    const counts = { prompt_tokens: 100, completion_tokens: 9, prompt_tokens_details: { cached_tokens: 40 } };

    expect(told({ choices: [], usage: counts })).to.deep.equal([
      { type: 'told', usage: { inputTokens: 100, outputTokens: 9, cachedInputTokens: 40 } },
    ]);
    for (const other of [
      null,
      'x',
      {},
      { choices: [] },
      { choices: [], usage: null },
      { choices: [{}], usage: counts },
    ])
      expect(told(other)).to.deep.equal([]);
  });
});
