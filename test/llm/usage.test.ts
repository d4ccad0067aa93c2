import { expect } from 'chai';
import { countTokens } from 'gpt-tokenizer/model/gpt-4o';
import { PROVIDER_NAMES } from '../../src/llm/model-name.ts';
import { ANSWER, type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { ask, askStream, upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { startService } from '../support/service.ts';
import { WIRE_OF } from '../support/wire-formats.ts';

const PRICES = JSON.stringify({
  'openai:gpt-4o-mini': { input: 1, output: 10 },
  'anthropic:claude-haiku-4-5': { input: 1, output: 10 },
});

for (const format of PROVIDER_NAMES)
  describe(`usage of ${format}`, () => {
    const wire = WIRE_OF[format];
    let docent: Generative;
    before(async () => {
      docent = await startGenerative(format, { LLM_PRICES: PRICES });
    });
    after(() => docent[Symbol.asyncDispose]());

    /** One answer, and by how much each counter of the model's completions moved. */
    const asked = async (streamed: boolean) => {
      const labels = { model: docent.model, operation: 'completion' };
      const before = await scrape(docent.service.url);
      const body = streamed ? (await askStream(docent.service, QUESTION)).done : await ask(docent.service, QUESTION);
      const now = await scrape(docent.service.url);
      const moved = (name: string, more = {}) =>
        now.sum(name, { ...labels, ...more }) - before.sum(name, { ...labels, ...more });
      return { body, moved };
    };

    for (const streamed of [false, true]) {
      const how = streamed ? 'streamed' : 'whole';

      it(`${how}: the response and the counters move by what the provider says`, async () => {
        docent.does({ text: ANSWER, usage: wire.usage(42, 7) });

        const { body, moved } = await asked(streamed);

        expect(body).to.include({ answer: 'It began in 1754 [1].', answer_mode: 'generative', model: docent.model });
        expect(body.usage).to.include({ input_tokens: 42, output_tokens: 7, total_tokens: 49, source: 'provider' });
        const cost = PRICES.includes(`${format}:`) ? (42 + 70) / 1e6 : null;
        expect(body.usage.cost_usd).to.equal(cost);
        expect(moved('llm_tokens_total')).to.equal(49);
        expect([moved('llm_input_tokens_total'), moved('llm_output_tokens_total')]).to.deep.equal([42, 7]);
        expect(moved('llm_cost_usd_total')).to.be.closeTo(cost ?? 0, 1e-9);
        expect(moved('llm_requests_total', { status: 'success' })).to.equal(1);
        expect(moved('llm_requests_total')).to.equal(1);
        expect(moved('llm_usage_missing_total')).to.equal(0);
        expect(moved('llm_request_duration_seconds_count')).to.equal(1);
        expect(moved('llm_time_to_first_token_seconds_count')).to.equal(streamed ? 1 : 0);
      });

      it(`${how}: a provider that says 0 is believed`, async () => {
        docent.does({ text: ANSWER, usage: wire.usage(0, 0) });

        const { body, moved } = await asked(streamed);

        expect(body.usage).to.include({ input_tokens: 0, output_tokens: 0, source: 'provider' });
        expect([moved('llm_tokens_total'), moved('llm_usage_missing_total')]).to.deep.equal([0, 0]);
      });

      it(`${how}: what a provider leaves out is estimated within 15 %, and counted as missing`, async () => {
        const { input, output } = await tokensOf(docent, LONG_ANSWER);
        docent.does({ text: LONG_ANSWER });

        const { body, moved } = await asked(streamed);

        expect(body.usage.source).to.equal('estimated');
        expect(body.usage.input_tokens).to.be.within(input * 0.85, input * 1.15);
        expect(body.usage.output_tokens).to.be.within(output * 0.85, output * 1.15);
        expect(moved('llm_tokens_total')).to.equal(body.usage.total_tokens);
        expect([moved('llm_usage_missing_total'), moved('llm_requests_total')]).to.deep.equal([1, 1]);
      });

      for (const bad of [Number.NaN, -5, null, '12', 1e308])
        it(`${how}: a count of ${JSON.stringify(bad)} (${String(bad)}) poisons nothing`, async () => {
          const keys = Object.keys(wire.usage(1, 1) as object);
          docent.does({ text: ANSWER, usage: Object.fromEntries(keys.map((key) => [key, bad])) });

          const { body, moved } = await asked(streamed);

          expect(body).to.deep.include({ answered: true, degraded: null });
          expect(body.usage.source).to.equal('estimated');
          expect(body.usage.total_tokens).to.be.within(10, 2000);
          expect(moved('llm_tokens_total')).to.equal(body.usage.total_tokens);
          expect(moved('llm_usage_missing_total')).to.equal(1);
        });
    }
  });

describe('usage without a provider', () => {
  it('counts the extractive model as a model that costs nothing', async () => {
    await using service = await startService();
    await upload(service, 'war.txt', 'The French and Indian War began in 1754.');

    await ask(service, QUESTION);
    await askStream(service, QUESTION);

    const values = await scrape(service.url);
    const labels = { model: 'local:extractive', operation: 'completion' };
    expect(values.sum('llm_requests_total', { ...labels, status: 'success' })).to.equal(2);
    expect(values.sum('llm_requests_total')).to.equal(2);
    for (const name of ['llm_tokens_total', 'llm_usage_missing_total', 'llm_cost_usd_total'])
      expect(values.sum(name), name).to.equal(0);
  });
});

const LONG_ANSWER = `${'The war that was fought between the colonies began in the year 1754, as the passage says. '.repeat(20)}[1]`;

/** What the provider was sent and said, counted by the vocabulary of GPT-4o. */
async function tokensOf(docent: Generative, answer: string) {
  docent.does({ text: answer, usage: {} });
  await ask(docent.service, QUESTION);
  return { input: countTokens(docent.provider.calls[0]?.prompt ?? ''), output: countTokens(answer) };
}
