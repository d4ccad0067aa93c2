import { expect } from 'chai';
import { ANSWER, QUESTION, startGenerative } from '../support/generative.ts';
import { ask } from '../support/library.ts';
import { type Page, scrape } from '../support/page.ts';
import { WIRE_FORMATS } from '../support/wire-formats.ts';

const CALL = 'gen_ai_operation_name="chat",gen_ai_provider_name="openai",gen_ai_request_model="gpt-4o-mini"';

describe('the metrics of the GenAI convention', () => {
  it('count and time the same calls as ours for whoever opts in, with the tokens that the provider counted', async () => {
    await using docent = await startGenerative('openai', {
      OTEL_SEMCONV_STABILITY_OPT_IN: 'http, gen_ai_latest_experimental',
    });
    docent.does({ text: ANSWER, usage: WIRE_FORMATS.openai.usage(300, 7) });
    await ask(docent.service, QUESTION);
    docent.does({ text: ANSWER }); // without a usage
    await ask(docent.service, QUESTION);
    docent.does({ status: 401 });
    await ask(docent.service, QUESTION);

    const page = await scrape(docent.service.url);

    expect(page.value(`gen_ai_client_operation_duration_count{${CALL}}`)).to.equal(2);
    expect(page.value(`gen_ai_client_operation_duration_count{${CALL},error_type="auth"}`)).to.equal(1);
    expect(page.sum('gen_ai_client_operation_duration_sum', { gen_ai_request_model: 'gpt-4o-mini' })).to.be.closeTo(
      page.sum('llm_request_duration_seconds_sum', { model: 'openai:gpt-4o-mini' }),
      1e-9,
    );
    expect(page.value(`gen_ai_client_token_usage_sum{${CALL},gen_ai_token_type="input"}`)).to.equal(300);
    expect(page.value(`gen_ai_client_token_usage_count{${CALL},gen_ai_token_type="output"}`)).to.equal(1);
    expect(bounds(page, 'gen_ai_client_operation_duration')).to.equal(
      '0.01 0.02 0.04 0.08 0.16 0.32 0.64 1.28 2.56 5.12 10.24 20.48 40.96 81.92 +Inf',
    );
    expect(bounds(page, 'gen_ai_client_token_usage')).to.equal(
      '1 4 16 64 256 1024 4096 16384 65536 262144 1048576 4194304 16777216 67108864 +Inf',
    );
  });

  it('are not there for anybody else', async () => {
    await using docent = await startGenerative('openai');
    docent.does({ text: ANSWER });

    await ask(docent.service, QUESTION);

    const { families } = await scrape(docent.service.url);
    expect([...families.keys()].filter((name) => name.startsWith('gen_ai'))).to.deep.equal([]);
  });

  /** The buckets of a histogram, each once, in their order. */
  function bounds({ series }: Page, name: string): string {
    const buckets = [...series.keys()].flatMap((one) =>
      one.startsWith(`${name}_bucket`) ? (/le="([^"]+)"/.exec(one)?.[1] ?? []) : [],
    );
    return [...new Set(buckets)].join(' ');
  }
});
