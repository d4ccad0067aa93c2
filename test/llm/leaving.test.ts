import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { post, streamEvents } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { slowness } from '../support/slowness.ts';

/** Of many words, so that the stream outlasts any test. */
const ENDLESS = Array.from({ length: 2000 }, (_, at) => `word${at} [1] `);

for (const format of ['openai', 'anthropic'] as const)
  describe(`a caller who leaves, with ${format}`, () => {
    let docent: Generative;
    before(async () => {
      docent = await startGenerative(format);
    });
    after(() => docent[Symbol.asyncDispose]());

    const counted = async () => {
      const values = await scrape(docent.service.url);
      const labels = { model: docent.model, operation: 'completion' };
      return {
        calls: values.sum('llm_requests_total', labels),
        cancelled: values.sum('llm_errors_total', { ...labels, error_type: 'cancelled' }),
        input: values.sum('llm_input_tokens_total', labels),
        output: values.sum('llm_output_tokens_total', labels),
        missing: values.sum('llm_usage_missing_total', labels),
      };
    };
    const moved = async (before: Awaited<ReturnType<typeof counted>>) => {
      const now = await eventually(counted, ({ calls }) => calls > before.calls);
      return Object.fromEntries(
        Object.entries(now).map(([name, value]) => [name, value - before[name as keyof typeof now]]),
      );
    };

    it('after 5 deltas closes the provider’s socket within 500 ms, and is charged once for input and what was produced', async () => {
      docent.does({ text: ENDLESS, betweenMs: 20 });
      const before = await counted();
      const gone = new AbortController();
      const response = await post(docent.service, 'query', { query: QUESTION, stream: true }, { signal: gone.signal });
      let deltas = 0;
      for await (const { event } of streamEvents(response)) if (event === 'delta' && ++deltas === 5) break;

      gone.abort();
      const leftAt = performance.now();
      const [call] = docent.provider.calls;
      const closedAt = (call?.receivedAt ?? 0) + ((await call?.left) ?? 0);

      expect(closedAt - leftAt).to.be.below(500 * slowness());
      const { input, output, ...counts } = await moved(before);
      expect(counts).to.deep.equal({ calls: 1, cancelled: 1, missing: 1 });
      expect(input).to.be.within(100, 2000);
      expect(output).to.be.within(15, 300);
    });

    it('before the first delta does so too', async () => {
      docent.does({ after: { pieces: 0, stop: 'hang' } });
      const before = await counted();
      const gone = new AbortController();
      const asking = post(docent.service, 'query', { query: QUESTION }, { signal: gone.signal }).catch(() => 'gone');
      const call = await eventually(() => docent.provider.calls[0], Boolean);

      gone.abort();
      const leftAt = performance.now();
      const closedAt = (call?.receivedAt ?? 0) + ((await call?.left) ?? 0);

      expect(await asking).to.equal('gone');
      expect(closedAt - leftAt).to.be.below(500 * slowness());
      const { input, ...counts } = await moved(before);
      expect(counts).to.deep.equal({ calls: 1, cancelled: 1, output: 0, missing: 1 });
      expect(input).to.be.within(100, 2000);
      const { lines } = docent.service;
      const begun = lines.findIndex((line) => line.includes(`"msg":"listening"`));
      await eventually(
        () => lines.join('\n'),
        (log) => /"status":499,"aborted":true/.test(log),
      );
      expect(lines.slice(begun).filter((line) => /"level":"(error|warn)"/.test(line))).to.deep.equal([]);
    });
  });
