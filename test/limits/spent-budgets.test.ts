import { expect } from 'chai';
import { type Budgeted, EMBEDDING_MODEL, startBudgeted, teach } from '../support/budgeted.ts';
import { eventually } from '../support/eventually.ts';
import { type AnswerBody, streamEvents } from '../support/library.ts';
import type { ProviderCall, ProviderReply } from '../support/provider.ts';
import { slowness } from '../support/slowness.ts';

const ANSWER = 'It began in 1754 [1].';
const embedded = ({ body }: ProviderCall) => ({ vectors: (body.input ?? []).map(() => [1, 0]) });
/** Whatever it is asked, with a usage of so many tokens for an answer. */
const uses =
  (tokens: number) =>
  (call: ProviderCall): ProviderReply =>
    call.operation === 'embedding'
      ? { ...embedded(call), usage: { prompt_tokens: 0, total_tokens: 0 } }
      : { text: ANSWER, usage: { prompt_tokens: tokens, completion_tokens: 0 } };
const operations = ({ provider }: Budgeted) => provider.calls.map(({ operation }) => operation);

describe('a spent budget, degrade', () => {
  let docent: Budgeted;
  before(async () => {
    docent = await startBudgeted(
      { LLM_TOKEN_LIMIT: '5000/day', LLM_BUDGET_ON_EXHAUSTED: 'degrade', EMBEDDING_MODEL },
      1,
    );
    docent.does(uses(0));
    await teach(docent, 'a', 'b', 'c', 'd');
  });
  after(() => docent[Symbol.asyncDispose]());

  it('gives the extractive answer, marked, whole and streamed', async () => {
    docent.does(uses(4950));
    await docent.ask('a');
    docent.provider.calls.length = 0;

    const whole = (await (await docent.ask('a')).json()) as AnswerBody;
    const events = [];
    for await (const event of streamEvents(await docent.ask('a', { stream: true }))) events.push(event);

    const degraded = { answered: true, answer_mode: 'extractive', model: 'local:extractive', degraded: 'token_budget' };
    expect(whole).to.include(degraded);
    expect(events[0]).to.deep.include({ event: 'meta' });
    expect(events[0]?.data).to.include({ answer_mode: 'extractive', model: 'local:extractive' });
    expect(events.at(-1)?.data).to.include(degraded);
    expect(operations(docent)).to.not.include('completion');
  });

  it('leaves rewrite and rerank out, and answers with what is left', async () => {
    docent.does(uses(4550)); // what is left fits an answer of 64 tokens, and no rewrite
    await docent.ask('b');
    docent.does(uses(0));

    const answer = (await (await docent.ask('b', {}, 0, 'query/enhanced')).json()) as AnswerBody;

    expect(answer).to.include({ degraded: null, answer_mode: 'generative' });
    expect(answer.queries_used).to.have.length(1);
    expect(operations(docent)).to.include('completion').and.not.include('rewrite').and.not.include('rerank');
  });

  it('ends an answer in the extractive one whose retry it refuses', async () => {
    const spent = Promise.withResolvers<void>();
    docent.does((call) => {
      if (call.operation === 'embedding') return uses(0)(call);
      return call.prompt.includes('slowly')
        ? { status: 503, until: spent.promise }
        : { text: ANSWER, usage: { prompt_tokens: 4900, completion_tokens: 0 } };
    });

    const retried = docent.ask('c', { query: 'When did the French and Indian War begin, slowly?' });
    await eventually(
      () => operations(docent).filter((operation) => operation === 'completion').length,
      (calls) => calls === 1,
    );
    const other = (await (await docent.ask('c')).json()) as AnswerBody;
    spent.resolve();

    expect(other.degraded).to.equal(null);
    expect(((await (await retried).json()) as AnswerBody).degraded).to.equal('token_budget');
    expect((await docent.budgets('c'))[0]).to.include({ reserved: 0, used: 4900 });
  });

  it('is not widened by any cap in the body', async () => {
    docent.does(uses(1));
    for (const field of ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'maxTokens', 'maxOutputTokens']) {
      const response = await docent.ask('d', { [field]: 100_000 });
      expect(response.status, field).to.equal(422);
    }
    expect(operations(docent)).to.deep.equal([]);
  });

  it('refuses no question that needs no provider', async () => {
    docent.does(uses(5000));
    await docent.ask('d');

    const headers = await docent.as('nobody-with-documents');
    const empty = await fetch(`${docent.services[0]?.url}/api/v1/query`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ query: 'Anything?' }),
    });

    expect(await empty.json()).to.include({ answered: false, refusal_reason: 'no_documents', degraded: null });
    expect((await docent.ask('d', {}, 0, 'search')).status).to.equal(200);
  });
});

describe('the budget of all', () => {
  it('refuses whoever comes, and gives the caller back what it had reserved', async () => {
    await using docent = await startBudgeted({ LLM_TOKEN_LIMIT_GLOBAL: '3000/day', LLM_COST_LIMIT: '1/day' });
    await teach(docent, 'a', 'b');
    docent.does(uses(2950));
    await docent.ask('a');

    const refused = await docent.ask('b', {}, 1);

    expect(refused.status).to.equal(429);
    expect(await refused.json()).to.include({ error: 'budget_exhausted', budget: 'tokens_global' });
    for (const row of await docent.budgets('b')) expect(row).to.include({ used: 0, reserved: 0 });
    expect(await docent.budgets('b')).to.have.length(2);
  });
});

describe('budgets after a kill', () => {
  it('keep at most the worst case of what was in flight, serve the caller again, and free it with its window', async () => {
    const seconds = Math.ceil(8 * slowness()); // for the second start, and less than the test may take
    await using docent = await startBudgeted(
      { LLM_TOKEN_LIMIT: `3000/${seconds} second`, LLM_MAX_OUTPUT_TOKENS: '300' },
      1,
    );
    await teach(docent, 'a');
    docent.does({ text: ANSWER, until: new Promise(() => {}) });
    const cut = docent.ask('a').catch(() => {});
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );
    const worst = (await docent.budgets('a'))[0]?.reserved ?? 0;
    await docent.services[0]?.stop('SIGKILL');
    await cut;

    docent.services[0] = await docent.start();
    await teach(docent, 'a');
    docent.does({ text: ANSWER, usage: { prompt_tokens: 10, completion_tokens: 1 } });
    expect((await docent.budgets('a'))[0]).to.include({ used: worst, reserved: worst });
    expect((await docent.ask('a')).status).to.equal(200);
    await eventually(
      () => docent.budgets('a'),
      ([row]) => row?.used === 0 || row?.used === 11,
      { withinMs: 2000 * seconds },
    );
  });
});

for (const failMode of ['closed', 'local'] as const)
  describe(`budgets without Redis, ${failMode}`, () => {
    const LIMIT = 6000;
    let docent: Budgeted;
    before(async () => {
      docent = await startBudgeted(
        {
          RATE_LIMIT_REDIS_TIMEOUT_MS: '75',
          LLM_BUDGET_FAIL_MODE: failMode,
          LLM_TOKEN_LIMIT: `${LIMIT}/day`,
          LLM_BUDGET_ON_EXHAUSTED: 'degrade',
        },
        1,
      );
      await teach(docent, 'a', 'b');
    });
    after(() => docent[Symbol.asyncDispose]());

    it('answer so within 250 ms, and charge nothing twice once it is back', async () => {
      docent.does(uses(1000));
      await docent.ask('a');
      await docent.redis.kill();
      docent.provider.calls.length = 0;

      const startedAt = performance.now();
      const first = await docent.ask('a');
      const tookMs = performance.now() - startedAt;
      const statuses = [];
      for (let n = 0; n < 8; n++) statuses.push((await docent.ask('b')).status);

      if (failMode === 'closed') {
        expect(first.status).to.equal(503);
        expect(await first.json()).to.include({ error: 'budget_unavailable' });
        expect(first.headers.get('retry-after')).to.equal('1');
        expect(tookMs).to.be.lessThan(250 * slowness());
        expect(new Set(statuses)).to.deep.equal(new Set([503]));
        expect(docent.provider.calls).to.have.length(0);
      } else {
        expect(await first.json()).to.include({ degraded: null, answer_mode: 'generative' });
        expect(docent.provider.calls.length, 'one limit for this process').to.equal(1 + LIMIT / 1000);
      }
      await docent.redis.start();
      await eventually(
        async () => (await docent.ask('a')).status,
        (status) => status === 200,
      );
      const calls = docent.provider.calls.length;
      const settled = await eventually(
        () => docent.budgets('a'),
        ([row]) => row?.reserved === 0,
        { withinMs: 10_000 },
      );
      expect(settled[0]?.used).to.be.at.most(1000 * (1 + calls));
    });
  });
