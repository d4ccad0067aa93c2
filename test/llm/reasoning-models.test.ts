import { expect } from 'chai';
import { createMeteredModel } from '../../src/llm/metered-model.ts';
import { openai } from '../../src/llm/providers/openai.ts';
import { createReasoning, THOUGHT_TOKENS } from '../../src/llm/reasoning.ts';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { ask, askStream, upload } from '../support/library.ts';
import type { ProviderCall, ProviderReply } from '../support/provider.ts';
import { WIRE_FORMATS } from '../support/wire-formats.ts';

const REPLIES: Partial<Record<ProviderCall['operation'], ProviderReply>> = {
  rewrite: { text: '["war"]' },
  rerank: { text: '[1]' },
  completion: { text: 'It began in 1754 [1].' },
};
/** A whole answer whose thoughts took all of its cap. */
const EATEN = {
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'length' }],
  usage: { prompt_tokens: 40, completion_tokens: 256, total_tokens: 296 },
};

async function startWith(model: string, format: 'openai' | 'compatible' | 'anthropic' = 'compatible') {
  const docent = await startGenerative(format, { LLM_MODEL: `${format}:${model}` });
  await upload(docent.service, 'tea.txt', 'The French drank tea when the war began. India sold it.');
  docent.does(({ operation }) => REPLIES[operation] ?? {});
  return docent;
}

const enhanced = ({ service }: Generative) => ask(service, QUESTION, {}, 'query/enhanced');
const called = ({ provider }: Generative, operation: string) =>
  provider.calls.findLast((call) => call.operation === operation)?.body;

describe('the side calls of a model that thinks', () => {
  it('get room for thoughts and low effort where its name tells; its answers keep their cap', async () => {
    await using docent = await startWith('deepseek-r1');

    await enhanced(docent);

    expect(called(docent, 'rewrite')).to.include({ max_tokens: 256 + THOUGHT_TOKENS, reasoning_effort: 'low' });
    expect(called(docent, 'rerank')).to.include({ max_tokens: 128 + THOUGHT_TOKENS, reasoning_effort: 'low' });
    expect(called(docent, 'completion')).to.include({ max_tokens: 1024 }).and.not.to.have.property('reasoning_effort');
  });

  it('get none where it does not think, until a cap is used up without a word', async () => {
    await using docent = await startWith('llama3');
    docent.does(({ operation }) =>
      operation === 'rewrite' ? { body: JSON.stringify(EATEN) } : (REPLIES[operation] ?? {}),
    );
    await enhanced(docent);
    expect(called(docent, 'rewrite')).to.include({ max_tokens: 256 }).and.not.to.have.property('reasoning_effort');

    docent.does(({ operation }) => REPLIES[operation] ?? {});
    const { queries_used } = await enhanced(docent);

    expect(called(docent, 'rewrite')).to.include({ max_tokens: 256 + THOUGHT_TOKENS, reasoning_effort: 'low' });
    expect(queries_used).to.deep.equal([QUESTION, 'war']);
  });

  it('are asked of Anthropic’s models by effort, which switches no thoughts on', async () => {
    await using docent = await startWith('claude-opus-5-5', 'anthropic');

    await enhanced(docent);

    expect(called(docent, 'rewrite'))
      .to.include({ max_tokens: 256 + THOUGHT_TOKENS })
      .and.not.to.have.property('thinking');
    expect(called(docent, 'rewrite')?.output_config).to.include({ effort: 'low' });
  });

  it('are reserved with the cap that is sent', async () => {
    const caps: number[] = [];
    const billing = {
      budget: {
        reserve: async (_: unknown, { outputCap }: { outputCap: number }) => {
          caps.push(outputCap);
          return { outcome: 'granted' as const, outputCap, settle: () => {}, release: () => {} };
        },
      },
    };
    const sent: number[] = [];
    const model = createMeteredModel({
      name: 'm',
      instruments: new Proxy({}, { get: () => () => {} }),
      billing: {
        ...billing,
        price: undefined,
        costOf: () => null,
        estimate: { tokensOf: () => 1, isExact: true },
        countTokens: () => 1,
      },
      reasoning: createReasoning('o4-mini'),
      now: () => 0,
      generate: async ({ maxOutputTokens }: { maxOutputTokens: number }) => {
        sent.push(maxOutputTokens);
        return [
          { type: 'text', text: 'x' },
          { type: 'finish', reason: 'stop', usage: { inputTokens: 1, outputTokens: 1 } },
        ];
      },
    } as never);
    for (const isSideCall of [true, false]) {
      const request = {
        operation: 'rewrite',
        prompt: { system: '', user: '' },
        maxOutputTokens: 100,
        streamed: false,
        payer: 'p',
        signal: new AbortController().signal,
        onUsage: () => {},
        isSideCall,
      } as const;
      const reserved = await model.reserve(request);
      if ('outcome' in reserved) throw new Error('denied');
      for await (const _ of model.deltas(request, reserved));
    }

    expect(caps)
      .to.deep.equal([100 + THOUGHT_TOKENS, 100])
      .and.to.deep.equal(sent);
  });

  for (const [name, isKnown] of Object.entries({
    'o4-mini': true,
    'gpt-5-mini': true,
    'gpt-5-chat-latest': false,
    'gpt-4o-mini': false,
    'openai/gpt-oss-20b': true,
    'claude-haiku-4-5': false,
    'claude-sonnet-5-5': true,
    'qwen3:8b': true,
    'Qwen2.5-7B-Instruct': false,
    'DeepSeek-R1-Distill': true,
    'llama3.1': false,
    'gemini-2.5-flash': true,
  }))
    it(`tells by its name that ${name} ${isKnown ? 'thinks' : 'does not think'}`, () => {
      expect(createReasoning(name).isKnown()).to.equal(isKnown);
    });
});

describe('what a server does not take', () => {
  const REFUSALS: Readonly<
    Record<string, { refuses: (body: ProviderCall['body']) => boolean; message: string; sends: object; not: string }>
  > = {
    'the older name of the cap': {
      refuses: (body) => 'max_tokens' in body,
      message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
      sends: { max_completion_tokens: 1024 },
      not: 'max_tokens',
    },
    'structured output': {
      refuses: (body) => 'response_format' in body,
      message: "'response_format' of type 'json_schema' is not supported",
      sends: {},
      not: 'response_format',
    },
    effort: {
      refuses: (body) => 'reasoning_effort' in body,
      message: 'Unrecognized request argument supplied: reasoning_effort',
      sends: {},
      not: 'reasoning_effort',
    },
  };
  let docent: Generative;
  before(async () => {
    docent = await startWith('qwen3');
  });
  after(() => docent[Symbol.asyncDispose]());

  for (const [what, { refuses, message, sends, not }] of Object.entries(REFUSALS))
    it(`is learnt once: ${what}`, async () => {
      docent.does(({ operation, body }) =>
        refuses(body) ? { status: 400, body: JSON.stringify({ error: { message } }) } : (REPLIES[operation] ?? {}),
      );

      const first = await enhanced(docent);
      const refused = docent.provider.calls.filter(({ body }) => refuses(body));
      const second = await askStream(docent.service, QUESTION, {}, 'query/enhanced');

      for (const body of [first, second.done])
        expect(body).to.deep.include({ answered: true, degraded: null, queries_used: [QUESTION, 'war'] });
      expect(refused).to.have.length(1);
      expect(docent.provider.calls.filter(({ body }) => refuses(body))).to.have.length(1);
      expect(called(docent, 'completion')).to.include(sends).and.not.to.have.property(not);
    });

  it('is no reason to ask again where the refusal names none of it', async () => {
    docent.does({ status: 400, body: JSON.stringify({ error: { message: 'The prompt is too long' } }) });

    expect(await ask(docent.service, QUESTION)).to.include({ degraded: 'llm_unavailable' });
    expect(docent.provider.calls).to.have.length(1);
  });
});

describe('a model of OpenAI that has the responses API alone', () => {
  const usage = WIRE_FORMATS.responses.usage(42, 7);
  let docent: Generative;
  before(async () => {
    docent = await startGenerative('openai');
  });
  after(() => docent[Symbol.asyncDispose]());

  it('is asked there once its server has said so, whole and streamed, and leaves nothing stored', async () => {
    const message = 'This model is only supported in v1/responses and not in v1/chat/completions.';
    docent.does(({ path }) =>
      path.endsWith('/responses')
        ? { text: ['It began', ' in 1754 [1].'], usage }
        : { status: 404, body: JSON.stringify({ error: { message } }) },
    );

    const whole = await ask(docent.service, QUESTION);
    const { done, text } = await askStream(docent.service, QUESTION);

    expect(whole).to.include({ answer: 'It began in 1754 [1].', degraded: null });
    expect(done).to.include({ answer: text, degraded: null }).and.to.include({ answer: whole.answer });
    for (const body of [whole, done])
      expect(body.usage).to.include({ input_tokens: 42, output_tokens: 7, source: 'provider' });
    expect(docent.provider.calls.map(({ path }) => path)).to.deep.equal([
      '/v1/chat/completions',
      '/v1/responses',
      '/v1/responses',
    ]);
    expect(docent.provider.calls.at(-1)?.body).to.include({ store: false, max_output_tokens: 1024 });
  });

  it('refuses there too', async () => {
    const refused = { ...(WIRE_FORMATS.responses.whole('', usage) as { output: object[] }) };
    refused.output = [
      {
        type: 'message',
        id: 'm',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'refusal', refusal: 'No.' }],
      },
    ];
    docent.does(({ path }) =>
      path.endsWith('/responses')
        ? { body: JSON.stringify(refused) }
        : { status: 404, body: '{"error":{"message":"see v1/responses"}}' },
    );

    expect(await ask(docent.service, QUESTION)).to.include({ answered: false, refusal_reason: 'model_refused' });
  });

  it('is asked there at once where its name tells, at OpenAI itself', async () => {
    const asked: string[] = [];
    const real = globalThis.fetch;
    globalThis.fetch = async (input) => {
      asked.push(String(input));
      return Response.json(WIRE_FORMATS.responses.whole('It began [1].', usage));
    };
    try {
      const call = {
        prompt: { system: 'a', user: 'b' },
        maxOutputTokens: 9,
        streamed: false,
        signal: new AbortController().signal,
      };
      for (const model of ['gpt-5.1-codex', 'gpt-5-pro', 'o3-deep-research'])
        await openai.generate(model, { baseUrl: undefined, apiKey: 'k' })(call, () => {});
    } finally {
      globalThis.fetch = real;
    }

    expect(asked).to.deep.equal(Array(3).fill('https://api.openai.com/v1/responses'));
  });
});
