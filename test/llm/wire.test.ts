import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { PROVIDER_NAMES } from '../../src/llm/model-name.ts';
import { anthropic } from '../../src/llm/providers/anthropic.ts';
import { failure } from '../support/failure.ts';
import { ANSWER, type Generative, KEY, QUESTION, startGenerative } from '../support/generative.ts';
import { ask, askStream } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import type { ProviderReply } from '../support/provider.ts';
import { WIRE_OF } from '../support/wire-formats.ts';

const GENERATIVE = { answer: 'It began in 1754 [1].', answer_mode: 'generative', degraded: null };
const EXTRACTIVE = { answer_mode: 'extractive', degraded: 'llm_unavailable' };
const ERROR_MAX_BYTES = 64 * 1024;

for (const format of PROVIDER_NAMES)
  describe(`the wire to a provider that speaks ${format}`, () => {
    const wire = WIRE_OF[format];
    let docent: Generative;
    before(async () => {
      docent = await startGenerative(format);
    });
    after(() => docent[Symbol.asyncDispose]());

    /** `first` to the first call, a good answer to all others. */
    const doesFirst = (first: ProviderReply) =>
      docent.does(() => (docent.provider.calls.length === 1 ? first : { text: ANSWER }));
    const answer = async (streamed: boolean) =>
      streamed ? (await askStream(docent.service, QUESTION)).done : await ask(docent.service, QUESTION);
    const errors = async (error_type: string) =>
      (await scrape(docent.service.url)).sum('llm_errors_total', { model: docent.model, error_type });

    for (const streamed of [false, true]) {
      const how = streamed ? ', streamed' : '';

      for (const status of [301, 302, 303, 307, 308])
        it(`follows no redirect (${status}): no other host sees the key or a passage${how}`, async () => {
          await using other = await startWitness();
          docent.does({ status, headers: { location: `${other.url}/v1/chat/completions` } });
          const before = await errors('bad_request');

          const body = await answer(streamed);

          expect(body).to.include(EXTRACTIVE);
          expect(other.requests).to.deep.equal([]);
          expect(docent.provider.calls).to.have.length(1);
          expect((await errors('bad_request')) - before).to.equal(1);
        });

      for (const status of [408, 409])
        it(`asks once more after a ${status}${how}`, async () => {
          doesFirst({ status });

          expect(await answer(streamed)).to.include(GENERATIVE);
          expect(docent.provider.calls).to.have.length(2);
        });

      it(`asks no third time${how}`, async () => {
        docent.does({ status: 409 });

        expect(await answer(streamed)).to.include(EXTRACTIVE);
        expect(docent.provider.calls).to.have.length(2);
      });

      it(`waits as long as a Retry-After with a fraction says${how}`, async () => {
        doesFirst({ status: 429, headers: { 'retry-after': '1.5' } });

        expect(await answer(streamed)).to.include(GENERATIVE);
        const [first, second] = docent.provider.calls;
        expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).to.be.at.least(1495);
      });

      it(`asks no second time where x-should-retry says false${how}`, async () => {
        docent.does({ status: 503, headers: { 'x-should-retry': 'false' } });

        expect(await answer(streamed)).to.include(EXTRACTIVE);
        expect(docent.provider.calls).to.have.length(1);
      });

      it(`reads of the body of an error 64 KiB at most${how}`, async () => {
        let sent = 0;
        const closed: Promise<unknown>[] = [];
        docent.does({
          raw: async (res) => {
            closed.push(once(res, 'close'));
            res.writeHead(400, { 'Content-Type': 'application/json' });
            sent = await writeWithoutEnd(res);
          },
        });

        expect(await answer(streamed)).to.include(EXTRACTIVE);
        await Promise.all(closed);

        expect(sent).to.be.below(ERROR_MAX_BYTES + 8 * 1024 * 1024); // what lies in the buffers of two sockets
      });

      it(`waits for no body of an error that hangs${how}`, async () => {
        doesFirst({
          raw: (res) => {
            res.writeHead(503, { 'Content-Type': 'application/json' });
            res.write('{"error"');
          },
        });

        expect(await answer(streamed)).to.include(GENERATIVE);
      });
    }

    it('reads a whole answer to a request for a stream, with its usage', async () => {
      docent.does({ body: JSON.stringify(wire.whole('It began in 1754 [1].', wire.usage(42, 7))) });

      const { done, text } = await askStream(docent.service, QUESTION);

      expect(done).to.include(GENERATIVE);
      expect(text).to.equal(GENERATIVE.answer);
      expect(done.usage).to.include({ input_tokens: 42, output_tokens: 7, source: 'provider' });
      expect(docent.provider.calls).to.have.length(1);
    });

    const reported = { error: { type: 'overloaded_error', message: 'Overloaded: sk-provider-secret' } };
    const inStream = (error: unknown) => (res: ServerResponse) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' });
      res.write(wire.opening(undefined));
      res.end(`event: error\ndata: ${JSON.stringify({ type: 'error', ...(error as object) })}\n\n`);
    };

    it('asks once more after an error in a 200 stream before the first word', async () => {
      doesFirst({ raw: inStream(reported) });

      expect((await askStream(docent.service, QUESTION)).done).to.include(GENERATIVE);
      expect(docent.provider.calls).to.have.length(2);
    });

    it('asks once more after an error in a whole answer of status 200', async () => {
      doesFirst({ body: JSON.stringify({ type: 'error', ...reported }) });

      expect(await ask(docent.service, QUESTION)).to.include(GENERATIVE);
      expect(docent.provider.calls).to.have.length(2);
    });

    it('asks no second time after an error in a stream that would come again, and tells its kind', async () => {
      docent.does({ raw: inStream({ error: { type: 'authentication_error', message: 'no' } }) });
      const before = await errors('auth');

      expect((await askStream(docent.service, QUESTION)).done).to.include(EXTRACTIVE);
      expect(docent.provider.calls).to.have.length(1);
      expect((await errors('auth')) - before).to.equal(1);
    });

    it('asks no second time after an error behind the first word, and closes a stream that goes on', async () => {
      const closed: Promise<unknown>[] = [];
      docent.does({
        raw: async (res) => {
          closed.push(once(res, 'close'));
          res.writeHead(200, { 'Content-Type': 'text/event-stream' });
          res.write(wire.opening(undefined) + wire.piece('It began'));
          await pause(100); // what comes with an error in one piece is lost with it
          res.write(`data: ${JSON.stringify(reported)}\n\n`);
          for (let n = 0; n < 100 && !res.destroyed; n++) {
            res.write(wire.piece('more'));
            await pause(100);
          }
        },
      });

      expect((await askStream(docent.service, QUESTION)).done).to.include(EXTRACTIVE);
      await Promise.all(closed);

      expect(docent.provider.calls).to.have.length(1);
    });

    for (const streamed of [false, true])
      it(`believes no usage beyond all that was sent and capped${streamed ? ', streamed' : ''}`, async () => {
        for (const usage of [wire.usage(99_999_999, 7), wire.usage(42, 99_999_999)]) {
          docent.does({ text: ANSWER, usage });

          const body = await answer(streamed);

          expect(body.usage.source).to.equal('estimated');
          expect(body.usage.total_tokens).to.be.within(10, 2000);
        }
      });

    it('believes a usage above its own estimate', async () => {
      docent.does({ text: ANSWER, usage: wire.usage(4000, 2000) });

      expect((await answer(false)).usage).to.include({ input_tokens: 4000, output_tokens: 2000, source: 'provider' });
    });
  });

describe('the base URL of an Anthropic API', () => {
  const call = { prompt: { system: '', user: QUESTION }, maxOutputTokens: 9, streamed: false };
  let witness: Awaited<ReturnType<typeof startWitness>>;
  before(async () => {
    witness = await startWitness();
  });
  after(() => witness[Symbol.asyncDispose]());

  for (const [path, expected] of [
    ['', '/v1/messages'],
    ['/', '/v1/messages'],
    ['/anthropic', '/anthropic/v1/messages'],
    ['/api/anthropic/', '/api/anthropic/v1/messages'],
    ['/v1', '/v1/messages'],
    ['/anthropic/v2/', '/anthropic/v2/messages'],
  ] as const)
    it(`with the path "${path}" is asked at ${expected}`, async () => {
      witness.requests.length = 0;
      const generate = anthropic.generate('claude-haiku-4-5', { baseUrl: `${witness.url}${path}`, apiKey: KEY });

      await failure(generate({ ...call, signal: new AbortController().signal }, () => {}));

      expect(witness.requests).to.deep.equal([{ url: expected, key: true }]);
    });

  it('is that of ANTHROPIC_BASE_URL', async () => {
    witness.requests.length = 0;
    await using docent = await startGenerative('anthropic', { ANTHROPIC_BASE_URL: `${witness.url}/anthropic` });

    await ask(docent.service, QUESTION);

    expect(new Set(witness.requests.map(({ url }) => url))).to.deep.equal(new Set(['/anthropic/v1/messages']));
  });
});

/** Writes until the reader has left, at most 64 MiB. Returns what was written, bytes. */
async function writeWithoutEnd(res: ServerResponse): Promise<number> {
  const piece = Buffer.alloc(ERROR_MAX_BYTES, 'x');
  const closed = once(res, 'close');
  let sent = 0;
  while (sent < 64 * 1024 * 1024 && !res.destroyed) {
    sent += piece.length;
    if (!res.write(piece)) await Promise.race([once(res, 'drain'), closed]);
  }
  res.destroy();
  return sent;
}

/** Another host that keeps every request. */
async function startWitness() {
  const requests: { url: string | undefined; key: unknown }[] = [];
  const server = createServer((req, res) => {
    requests.push({ url: req.url, key: JSON.stringify(req.headers).includes(KEY) });
    res.writeHead(404).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
