import { expect } from 'chai';
import { parseConfig } from '../../src/config.ts';

describe('configured models', () => {
  for (const [env, named] of [
    [{ LLM_MODEL: 'gpt-4o' }, 'LLM_MODEL'],
    [{ LLM_MODEL: 'openai:' }, 'LLM_MODEL'],
    [{ LLM_MODEL: 'openai:gpt-4o' }, 'OPENAI_API_KEY'],
    [{ LLM_MODEL: 'anthropic:claude-x' }, 'ANTHROPIC_API_KEY'],
    [{ LLM_MODEL: 'compatible:llama3' }, 'LLM_BASE_URL'],
    [{ EMBEDDING_MODEL: 'compatible:nomic' }, 'EMBEDDING_BASE_URL'],
    [{ EMBEDDING_MODEL: 'anthropic:claude-x', ANTHROPIC_API_KEY: 'k' }, 'EMBEDDING_MODEL'],
    [{ LLM_PRICES: '{"openai:gpt-4o": 3}' }, 'LLM_PRICES'],
    [{ LLM_PRICES: '{"openai:gpt-4o": {"input": -1, "output": 1}}' }, 'LLM_PRICES'],
    [{ LLM_PRICES: 'cheap' }, 'LLM_PRICES'],
  ] as const)
    it(`stops the start for ${JSON.stringify(env)}, naming ${named}`, () => {
      expect(() => parseConfig(env)).to.throw(Error, named);
    });

  it('takes every kind of model with what it needs', () => {
    expect(() => parseConfig({ LLM_MODEL: 'local:extractive' })).not.to.throw();
    expect(() => parseConfig({ LLM_MODEL: 'openai:gpt-4o-mini', OPENAI_API_KEY: 'k' })).not.to.throw();
    expect(() => parseConfig({ LLM_MODEL: 'anthropic:claude-x', ANTHROPIC_API_KEY: 'k' })).not.to.throw();
    expect(() =>
      parseConfig({
        LLM_MODEL: 'compatible:org/llama-3.2:3b',
        LLM_BASE_URL: 'http://h/v1',
        EMBEDDING_MODEL: 'compatible:n',
      }),
    ).not.to.throw();
  });
});
