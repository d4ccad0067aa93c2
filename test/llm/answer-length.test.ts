import { expect } from 'chai';
import type { Generate, GeneratedPart } from '../../src/llm/generate.ts';
import { createMeteredModel } from '../../src/llm/metered-model.ts';
import { silentInstruments } from '../../src/telemetry/instruments.ts';
import { failure } from '../support/failure.ts';

/** A model that ignores its cap and says `length` letters, one at a time. */
function talkative(length: number): Generate {
  const parts = async function* (): AsyncGenerator<GeneratedPart> {
    for (let n = 0; n < length; n++) yield { type: 'text', text: 'x' };
    yield { type: 'finish', reason: 'stop', usage: { inputTokens: 0, outputTokens: 0 } };
  };
  return async () => parts();
}

describe('the length of an answer', () => {
  const said = async (length: number, bound: { answerMaxChars?: number } = { answerMaxChars: 10 }) => {
    const account = { name: 'm', instruments: silentInstruments, billing: null, ...bound, now: () => 0 };
    const request = {
      operation: 'completion' as const,
      prompt: { system: '', user: '' },
      maxOutputTokens: 1,
      streamed: true,
    };
    const { signal } = new AbortController();
    const reserved = { outputCap: 1, settle: () => {} };
    let text = '';
    const model = createMeteredModel({ ...account, generate: talkative(length) });
    for await (const delta of model.deltas({ ...request, signal, payer: null, onUsage: () => {} }, reserved))
      text += delta;
    return text;
  };

  it('may reach its bound', async () => {
    expect(await said(10)).to.have.length(10);
  });

  it('is cut off one letter beyond', async () => {
    expect(await failure(said(11))).to.include({ name: 'LlmError', type: 'other' });
  });

  it('follows the output cap where nothing else is said', async () => {
    expect(await failure(said(20_000, {}))).to.include({ name: 'LlmError', type: 'other' });
  });
});
