import { expect } from 'chai';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { ask, askStream, upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import type { ProviderCall, ProviderReply } from '../support/provider.ts';

const USAGE = { prompt_tokens: 42, completion_tokens: 7 };
const COFFEE = 'Coffee was brought to Vienna by a merchant called Kolschitzky after the siege.';

describe('the enhanced route with a model', () => {
  let docent: Generative;
  before(async () => {
    docent = await startGenerative();
    await upload(docent.service, 'coffee.txt', COFFEE);
    await upload(docent.service, 'tea.txt', 'The French drank tea when the war began. India sold it.');
  });
  after(() => docent[Symbol.asyncDispose]());

  /** Each kind of call answered in its own way. */
  const does = (replies: Partial<Record<ProviderCall['operation'], ProviderReply>>) =>
    docent.does(({ operation }) => ({ text: 'So it is [1].', usage: USAGE, ...replies[operation] }));
  const enhanced = (query: string, options = {}) => ask(docent.service, query, { options }, 'query/enhanced');
  const operations = () => docent.provider.calls.map(({ operation }) => operation);

  it('rewrites, reranks and completes, each metered under its own operation and all in the usage of the answer', async () => {
    docent.does(({ operation, prompt }) => {
      const [, tea] = /passage (\d+) from "tea.txt"/.exec(prompt) ?? [];
      const rewritten = '["When did the war start?", "war outbreak year"]';
      const text = { rewrite: rewritten, rerank: `[${tea}]`, completion: 'So it is [1].', embedding: '' }[operation];
      return { text, usage: USAGE };
    });
    const before = await scrape(docent.service.url);

    const body = await enhanced(QUESTION);

    expect(operations()).to.deep.equal(['rewrite', 'rerank', 'completion']);
    expect(body.queries_used).to.deep.equal([QUESTION, 'When did the war start?', 'war outbreak year']);
    expect(body.citations[0]?.filename).to.equal('tea.txt');
    expect(body.usage).to.include({ input_tokens: 126, output_tokens: 21, total_tokens: 147, source: 'provider' });
    const now = await scrape(docent.service.url);
    for (const operation of ['rewrite', 'rerank', 'completion']) {
      const labels = { model: docent.model, operation };
      for (const [name, by] of [
        ['llm_tokens_total', 49],
        ['llm_requests_total', 1],
      ] as const)
        expect(now.sum(name, labels) - before.sum(name, labels), `${name} ${operation}`).to.equal(by);
    }
  });

  it('finds by another wording what the question’s own words do not', async () => {
    does({ rewrite: { text: '```json\n["Vienna coffee merchant"]\n```' }, rerank: { text: '[]' } });

    const plain = await ask(docent.service, 'Whence did the Austrian espresso come?');
    const { citations, queries_used } = await enhanced('Whence did the Austrian espresso come?');

    expect(plain).to.include({ answered: false });
    expect(queries_used).to.have.length(2);
    expect(citations[0]).to.include({ filename: 'coffee.txt', highlighted_passage: COFFEE, highlight_start: 0 });
  });

  it('asks for no more than it was told to', async () => {
    does({ rewrite: { text: '["a", "b", "c", "d", "e", "f"]' }, rerank: { text: '[1]' } });

    await enhanced(QUESTION, { rewrite: false });
    expect(operations()).to.deep.equal(['rerank', 'completion']);
    docent.provider.calls.length = 0;
    await enhanced(QUESTION, { rerank: false, queries: 1 });
    expect(operations()).to.deep.equal(['completion']);
    expect((await enhanced(QUESTION, { queries: 4 })).queries_used).to.deep.equal([QUESTION, 'a', 'b', 'c']);
    expect((await enhanced(QUESTION, { queries: 1 })).queries_used).to.deep.equal([QUESTION]);
  });

  for (const [what, reply] of Object.entries({
    'is down': { status: 503 },
    'says something else': { text: 'Of course! [2] is the best, then [1].' },
    'sends wrong JSON': { text: '[2, 1' },
    'names passages that do not exist': { text: '[99, -1, 0, 1.5, "x", null, 1]' },
    'sends an object': { text: '{"order": "2, 1"}' },
    'says nothing': { text: [] },
  } satisfies Record<string, ProviderReply>))
    it(`keeps the lexical order and its own words where the model ${what} on the way`, async () => {
      does({ rewrite: reply, rerank: reply });
      const plain = await ask(docent.service, QUESTION);

      const body = await enhanced(QUESTION);

      expect(body).to.include({ answered: true, degraded: null, answer_mode: 'generative' });
      expect(body.queries_used?.[0]).to.equal(QUESTION);
      expect(body.citations[0]?.document_id).to.equal(plain.citations[0]?.document_id);
    });

  for (const text of [
    '[TEA]',
    '{"passages": [TEA]}',
    '```json\n[TEA]\n```',
    'Here is the order you asked for:\n\n[TEA, 99]\n\nThe others [x] do not help.',
    'Passage [1] is no help. So: [TEA, TEA]',
  ])
    it(`finds the list in ${JSON.stringify(text)}`, async () => {
      docent.does(({ operation, prompt }) => {
        const [, tea = ''] = /passage (\d+) from "tea.txt"/.exec(prompt) ?? [];
        return { text: operation === 'rerank' ? text.replaceAll('TEA', tea) : 'So it is [1].', usage: USAGE };
      });

      const body = await enhanced(QUESTION, { rewrite: false });

      expect(body.citations[0]?.filename).to.equal('tea.txt');
    });

  it('asks for the list as structured output, and shows the rewriter how the documents begin', async () => {
    does({ rewrite: { text: '{"queries": ["Kolschitzky Wien"]}' }, rerank: { text: '{"passages": [1]}' } });

    const { queries_used } = await enhanced('誰がウィーンにコーヒーをもたらしましたか？');

    expect(queries_used?.[1]).to.equal('Kolschitzky Wien');
    const [rewrite] = docent.provider.calls;
    expect(JSON.stringify(rewrite?.body.response_format)).to.contain('"json_schema"').and.to.contain('"queries"');
    expect(rewrite?.prompt).to.contain(COFFEE).and.to.contain('Queries: 2');
    expect(docent.provider.calls.at(-1)?.body).not.to.have.property('response_format');
  });

  it('counts what was paid for and could not be used', async () => {
    const unusable = async (operation: string) =>
      (await scrape(docent.service.url)).sum('llm_unusable_total', { model: docent.model, operation });
    const before = [await unusable('rewrite'), await unusable('rerank')];
    does({ rewrite: { text: 'I would rather not.', usage: USAGE }, rerank: { text: '[99]', usage: USAGE } });
    await enhanced(QUESTION);
    does({ rewrite: { text: '["war"]', usage: USAGE }, rerank: { text: '[]', usage: USAGE } });
    await enhanced(QUESTION);
    does({ rewrite: { status: 503 }, rerank: { status: 503 } });
    await enhanced(QUESTION);

    // the first rewrite gave no list, so that the rerank behind it was not asked for
    expect([await unusable('rewrite'), await unusable('rerank')]).to.deep.equal([before[0]! + 1, before[1]]);
    does({ rewrite: { text: '["war"]', usage: USAGE }, rerank: { text: '[99]', usage: USAGE } });
    await enhanced(QUESTION);
    expect(await unusable('rerank')).to.equal(before[1]! + 1);
  });

  it('leaves time for the answer where the calls on the way hang', async () => {
    await using other = await startGenerative('openai', { LLM_TIMEOUT_MS: '5000' });
    other.does(({ operation }) =>
      operation === 'completion' ? { text: 'It began in 1754 [1].' } : { after: { pieces: 0, stop: 'hang' } },
    );
    await upload(other.service, 'tea.txt', 'The French drank tea when the war began. India sold it.');

    const body = await ask(other.service, QUESTION, {}, 'query/enhanced');

    expect(body).to.include({ answered: true, degraded: null, answer_mode: 'generative' });
    expect(other.provider.calls.map(({ operation }) => operation)).to.deep.equal(['rewrite', 'completion']);
  });

  it('streams with the same body', async () => {
    does({ rewrite: { text: '["war"]' }, rerank: { text: '[1]' } });

    const { done, text } = await askStream(docent.service, QUESTION, {}, 'query/enhanced');

    expect(text).to.equal('So it is [1].').and.to.equal(done.answer);
    expect(done.queries_used).to.deep.equal([QUESTION, 'war']);
    expect(done.citations[0]).to.include.keys('highlighted_passage', 'highlight_start', 'highlight_end');
  });

  it('has no confidence in an answer that it did not give', async () => {
    does({ completion: { text: 'NOT_IN_DOCUMENTS' } });

    const body = await enhanced(QUESTION);

    expect(body).to.deep.include({ answered: false, confidence: { score: 0, level: 'low' } });
  });
});
