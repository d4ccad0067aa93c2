import { expect } from 'chai';
import { countableUsage } from '../../src/llm/providers/countable-usage.ts';
import { tokenCount } from '../../src/llm/usage.ts';

const usageOf = (message: unknown) => JSON.parse(countableUsage(JSON.stringify(message))).usage;

describe('countable usage', () => {
  it('takes whole numbers from 0 to what a model can read, and nothing else, for a count', () => {
    expect([0, 42, 1_000_000].map(tokenCount)).to.deep.equal([0, 42, 1_000_000]);
    for (const bad of [null, undefined, '12', -5, 1e308, 1.5, Number.NaN, Number.POSITIVE_INFINITY, {}, [], true])
      expect(tokenCount(bad), String(bad)).to.equal(undefined);
  });

  for (const bad of [null, '12', -5, 1e308, 1.5, {}, [], true])
    it(`marks a count of ${JSON.stringify(bad)} as unknown and keeps its good neighbour`, () => {
      expect(usageOf({ choices: [], usage: { prompt_tokens: bad, completion_tokens: 7 } })).to.deep.equal({
        prompt_tokens: -1,
        completion_tokens: 7,
      });
    });

  it('reads the NaN and Infinity that Python writes', () => {
    const text = '{"choices":[],"usage":{"prompt_tokens": NaN,"completion_tokens":-Infinity}}';

    expect(JSON.parse(countableUsage(text)).usage).to.deep.equal({ prompt_tokens: -1, completion_tokens: -1 });
  });

  it('drops bad details, which nobody bills, and keeps good ones', () => {
    const details = { cached_tokens: 'x', audio_tokens: 3 };

    expect(
      usageOf({ usage: { prompt_tokens: 1, completion_tokens: 2, prompt_tokens_details: details } }),
    ).to.deep.equal({
      prompt_tokens: 1,
      completion_tokens: 2,
      prompt_tokens_details: { audio_tokens: 3 },
    });
  });

  it('gives each message of Anthropic the counts that its schema cannot do without', () => {
    expect(usageOf({ type: 'message', content: [] })).to.deep.equal({ input_tokens: -1, output_tokens: -1 });
    expect(usageOf({ type: 'message_delta', delta: {} })).to.deep.equal({ output_tokens: -1 });
    expect(JSON.parse(countableUsage('{"type":"message_start","message":{}}')).message.usage).to.deep.equal({
      input_tokens: -1,
    });
  });

  it('leaves a message alone that says nothing of usage, and what is not JSON', () => {
    for (const text of [
      '{"choices":[{"delta":{"content":"the \\"usage\\" of"}}]}',
      '[DONE]',
      '',
      '{"usage": ',
      'usage',
    ])
      expect(countableUsage(text)).to.equal(text);
  });
});
