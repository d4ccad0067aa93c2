import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import { countTokens } from 'gpt-tokenizer/model/gpt-4o';
import { PROVIDERS } from '../../src/llm/providers/providers.ts';
import { deadline } from '../../src/within.ts';
import { eventually } from '../support/eventually.ts';
import { failure } from '../support/failure.ts';
import { QUESTION, startGenerative } from '../support/generative.ts';
import { post, streamEvents } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { type ProviderReply, startProvider } from '../support/provider.ts';
import { WIRE_FORMATS } from '../support/wire-formats.ts';

/** Cached input counts, too. */
const INPUT = { input_tokens: 700, cache_read_input_tokens: 40, cache_creation_input_tokens: 2 };

/** What a stream is charged whose caller leaves when `isSeen` is true of an event, or of the provider's call. */
async function charged(format: 'anthropic' | 'compatible', reply: ProviderReply, leavesAt: 'delta' | 'call') {
  await using docent = await startGenerative(format);
  docent.does(reply);
  const gone = new AbortController();
  const asking = post(docent.service, 'query', { query: QUESTION, stream: true }, { signal: gone.signal });
  const call = await eventually(
    () => docent.provider.calls[0],
    (seen) => seen !== undefined,
  );
  if (leavesAt === 'delta') for await (const { event } of streamEvents(await asking)) if (event === 'delta') break;
  gone.abort();
  await asking.then((response) => response.text()).catch(() => 'gone');
  await call?.left;
  const labels = { model: docent.model, operation: 'completion' };
  const page = await eventually(
    () => scrape(docent.service.url),
    ({ sum }) => sum('llm_requests_total', labels) === 1,
  );
  const [input, output] = ['llm_input_tokens_total', 'llm_output_tokens_total'].map((name) => page.sum(name, labels));
  return { input, output, missing: page.sum('llm_usage_missing_total', labels), prompt: call?.prompt ?? '' };
}

describe('a stream that is cut off by its caller', () => {
  it('is charged the figure that Anthropic began it with, and nothing for no word', async () => {
    const opening = WIRE_FORMATS.anthropic.opening(INPUT);

    const { input, output, missing } = await charged(
      'anthropic',
      {
        raw: async (res) => {
          res.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(opening);
          await once(res, 'close');
        },
      },
      'call',
    );

    expect({ input, output, missing }).to.deep.equal({ input: 742, output: 0, missing: 1 });
  });

  it('is charged what its provider had told by then, to the last token', async () => {
    const { opening, piece } = WIRE_FORMATS.openai;
    const usage = {
      prompt_tokens: 321,
      completion_tokens: 45,
      total_tokens: 366,
      prompt_tokens_details: { cached_tokens: 20 },
    };
    const last = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], usage })}\n\n`;

    const { input, output, missing } = await charged(
      'compatible',
      {
        raw: async (res) => {
          res.writeHead(200, { 'Content-Type': 'text/event-stream' });
          res.write(opening(undefined) + last + piece('It began in 1754 [1]. It was fought there.'));
          await once(res, 'close');
        },
      },
      'delta',
    );

    expect({ input, output, missing }).to.deep.equal({ input: 321, output: 45, missing: 0 });
  });

  it('is charged that figure and the words that came', async () => {
    const text = ['It began in 1754 [1].', ' It was fought'];

    const { input, output } = await charged(
      'anthropic',
      { text, usage: INPUT, after: { pieces: 2, stop: 'hang' } },
      'delta',
    );

    expect(input).to.equal(742);
    expect(output).to.be.within(countTokens(text[0] as string), countTokens(text.join('')));
  });

  it('is charged its estimate where the provider began with none, with the margin of its family', async () => {
    const { input, output, prompt } = await charged('compatible', { after: { pieces: 0, stop: 'hang' } }, 'call');

    expect(input).to.be.within(1.1 * countTokens(prompt), 2 * countTokens(prompt) + 100);
    expect(output).to.equal(0);
  });
});

describe('a request', () => {
  const prompt = { system: 'Be brief.', user: 'Why?' };
  const limits = { prompt, maxOutputTokens: 10 };

  for (const streamed of [false, true])
    it(`${streamed ? 'for a stream ' : ''}is known to be sent once the provider has all of it, and not before`, async () => {
      await using provider = await startProvider(() => ({ text: 'So.' }));
      let sent = 0;
      const generate = (await PROVIDERS.openai()).generate('gpt-4o', { baseUrl: provider.url, apiKey: 'key' });

      for (const times of [1, 2]) {
        const { signal } = new AbortController();
        for await (const _ of await generate({ ...limits, streamed, signal }, () => sent++));
        expect(sent).to.equal(times);
      }
    });

  it('that no connection carried is none that the provider bills', async () => {
    const sockets = new Set<Socket>();
    await using silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1'); // it never greets by TLS
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    let sent = 0;
    const generate = (await PROVIDERS.openai()).generate('gpt-4o', {
      baseUrl: `https://127.0.0.1:${port}/v1`,
      apiKey: 'key',
    });
    using late = deadline(300, new AbortController().signal);

    await failure(generate({ ...limits, streamed: false, signal: late.signal }, () => sent++));
    for (const socket of sockets) socket.destroy();

    expect(sockets.size).to.equal(1);
    expect(sent).to.equal(0);
  });

  it('that no connection carried in its time costs nothing', async () => {
    const sockets = new Set<Socket>();
    await using silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await using docent = await startGenerative('openai', {
      OPENAI_BASE_URL: `https://127.0.0.1:${port}/v1`,
      LLM_TIMEOUT_MS: '500',
    });

    const answer = await (await post(docent.service, 'query', { query: QUESTION })).json();
    const page = await scrape(docent.service.url);
    for (const socket of sockets) socket.destroy();

    expect(answer).to.deep.include({ degraded: 'llm_unavailable' });
    expect(page.sum('llm_errors_total', { error_type: 'timeout' })).to.equal(1);
    expect([page.sum('llm_tokens_total'), page.sum('llm_usage_missing_total')]).to.deep.equal([0, 0]);
  });
});
