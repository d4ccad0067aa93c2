import { expect } from 'chai';
import { ANSWER, type Generative, KEY, QUESTION, startGenerative } from '../support/generative.ts';
import { type AnswerBody, ask, askStream } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import type { ProviderReply } from '../support/provider.ts';
import { slowness } from '../support/slowness.ts';

const EXTRACTIVE = 'The French and Indian War began in 1754. [1]';
/** Of the service that is asked where a call never ends; the other one has all the time it needs. */
const DEADLINE_MS = 1000;

/** Cites early: what comes before may yet turn out to be thoughts, and is held back. */
const LONGER = ['It began in 1754 [1]. It was fought in North', ' America', ' [1].'];

/** What the provider does, and how the call, or both calls where there was a retry, must then be counted. */
const FAILURES: Record<string, { reply: ProviderReply; calls: number; error: string; onlyStreamed?: true }> = {
  'refuses the key (401)': { reply: { status: 401 }, calls: 1, error: 'auth' },
  'refuses the request (400)': { reply: { status: 400 }, calls: 1, error: 'bad_request' },
  'is down (503)': { reply: { status: 503 }, calls: 2, error: 'server' },
  'is overloaded (529)': { reply: { status: 529 }, calls: 2, error: 'server' },
  'limits us for longer than the question may take (429)': {
    reply: { status: 429, headers: { 'retry-after': '3600' } },
    calls: 1,
    error: 'rate_limited',
  },
  'never answers': { reply: { after: { pieces: 0, stop: 'hang' } }, calls: 1, error: 'timeout' },
  'kills the socket at once': { reply: { after: { pieces: 0, stop: 'destroy' } }, calls: 2, error: 'network' },
  'says nothing': { reply: { text: [] }, calls: 1, error: 'other' },
  'says only white space': { reply: { text: [' ', '\n'] }, calls: 1, error: 'other' },
  'sends what is not JSON': { reply: { body: '<html>provider says no: sk-provider-secret' }, calls: 1, error: 'other' },
  'sends JSON of another kind': { reply: { body: '{"hello": "sk-provider-secret"}' }, calls: 1, error: 'other' },
  'kills the socket in mid-stream': {
    reply: { text: LONGER, after: { pieces: 2, stop: 'destroy' } },
    calls: 1,
    error: 'network',
    onlyStreamed: true,
  },
  'ends the stream early': {
    reply: { text: LONGER, after: { pieces: 2, stop: 'end' } },
    calls: 1,
    error: 'other',
    onlyStreamed: true,
  },
  'falls silent in mid-stream': {
    reply: { text: LONGER, after: { pieces: 2, stop: 'hang' } },
    calls: 1,
    error: 'timeout',
    onlyStreamed: true,
  },
};

for (const format of ['openai', 'anthropic'] as const)
  describe(`a provider that fails, speaking ${format}`, () => {
    let patient: Generative;
    let hasty: Generative;
    before(async () => {
      patient = await startGenerative(format, { LOG_LEVEL: 'trace' });
      hasty = await startGenerative(format, { LOG_LEVEL: 'trace', LLM_TIMEOUT_MS: String(DEADLINE_MS) });
    });
    after(async () => {
      await patient[Symbol.asyncDispose]();
      await hasty[Symbol.asyncDispose]();
    });

    const errors = async (docent: Generative, error_type?: string) =>
      (await scrape(docent.service.url)).sum('llm_errors_total', {
        model: docent.model,
        ...(error_type && { error_type }),
      });

    const expectExtractive = (body: AnswerBody) => {
      expect(body).to.include({ answer: EXTRACTIVE, answered: true, degraded: 'llm_unavailable' });
      expect(body).to.include({ answer_mode: 'extractive', model: 'local:extractive' });
      expect(body.citations).not.to.be.empty;
    };

    for (const [what, { reply, calls, error, onlyStreamed }] of Object.entries(FAILURES))
      for (const streamed of onlyStreamed ? [true] : [false, true])
        it(`${what}: the extractive answer, marked${streamed ? ', streamed' : ''}`, async () => {
          const docent = error === 'timeout' ? hasty : patient;
          docent.does(reply);
          const [all, ofType] = [await errors(docent), await errors(docent, error)];

          const { done, text, names } = streamed
            ? await askStream(docent.service, QUESTION)
            : { done: await ask(docent.service, QUESTION), text: EXTRACTIVE, names: ['done'] };

          expectExtractive(done);
          expect(docent.provider.calls).to.have.length(calls);
          expect([(await errors(docent)) - all, (await errors(docent, error)) - ofType]).to.deep.equal([calls, calls]);
          expect(names.at(-1)).to.equal('done');
          expect(text).to.equal(onlyStreamed ? LONGER.slice(0, 2).join('') : EXTRACTIVE);
          const seen = JSON.stringify([done, text, docent.service.lines]);
          for (const secret of [KEY, 'sk-provider-secret', 'provider says no', QUESTION])
            expect(seen.includes(secret), secret).to.equal(false);
        });

    for (const streamed of [false, true])
      it(`asks once more after a 503, and answers${streamed ? ', streamed' : ''}`, async () => {
        patient.does(() => (patient.provider.calls.length === 1 ? { status: 503 } : { text: ANSWER }));

        const body = streamed
          ? (await askStream(patient.service, QUESTION)).done
          : await ask(patient.service, QUESTION);

        expect(body).to.include({ answer_mode: 'generative', degraded: null });
        expect(patient.provider.calls).to.have.length(2);
      });

    it('closes the socket of a provider that outlasts the deadline', async () => {
      hasty.does({ after: { pieces: 0, stop: 'hang' } });

      await ask(hasty.service, QUESTION);

      const [call] = hasty.provider.calls;
      expect(await call?.left).to.be.within(0, DEADLINE_MS + 5000 * slowness());
    });

    it('charges what a provider said that it used for an answer that was of no use', async () => {
      patient.does({
        text: [],
        usage:
          format === 'anthropic' ? { input_tokens: 30, output_tokens: 0 } : { prompt_tokens: 30, completion_tokens: 0 },
      });

      const body = await ask(patient.service, QUESTION);

      expect(body.usage).to.include({ input_tokens: 30, output_tokens: 0, source: 'provider' });
    });

    it('charges nothing for a call that failed before its first word', async () => {
      patient.does({ status: 503 });

      expect((await ask(patient.service, QUESTION)).usage).to.include({ total_tokens: 0, source: 'none' });
    });
  });

describe('a provider that asks us to wait', () => {
  it('is asked once more, after as long as its 429 says, and answers', async () => {
    await using docent = await startGenerative('compatible');
    const { provider } = docent;
    docent.does(() =>
      provider.calls.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { text: ANSWER },
    );

    const body = await ask(docent.service, QUESTION);

    expect(body).to.include({ answer_mode: 'generative', degraded: null });
    const [first, second, ...more] = provider.calls;
    expect(more).to.have.length(0);
    expect((second?.receivedAt ?? 0) - (first?.receivedAt ?? 0)).to.be.at.least(995);
  });
});

describe('a provider that is not there', () => {
  it('costs no answer', async () => {
    await using docent = await startGenerative('compatible', { LLM_BASE_URL: 'http://127.0.0.1:1/v1' });

    expect(await ask(docent.service, QUESTION)).to.include({ answer: EXTRACTIVE, degraded: 'llm_unavailable' });
  });
});
