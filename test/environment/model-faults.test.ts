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
    [{ LLM_MODEL: 'openai:gpt-4o', OPENAI_API_KEY: 'sk-secret\n' }, 'OPENAI_API_KEY'],
    [{ LLM_MODEL: 'anthropic:claude-x', ANTHROPIC_API_KEY: 'sk secret' }, 'ANTHROPIC_API_KEY'],
    [{ LLM_MODEL: 'compatible:m', LLM_BASE_URL: 'http://h/v1', LLM_API_KEY: 'sk-sécret' }, 'LLM_API_KEY'],
    [{ LLM_MODEL: 'compatible:m', LLM_BASE_URL: 'http://user:secret@h/v1' }, 'LLM_BASE_URL'],
    [{ LLM_MODEL: 'openai:m', OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://user@h/v1' }, 'OPENAI_BASE_URL'],
  ] as const)
    it(`stops the start for ${JSON.stringify(env)}, naming ${named}`, () => {
      expect(() => parseConfig(env)).to.throw(Error, new RegExp(`${named} (?!.*secret)`));
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
