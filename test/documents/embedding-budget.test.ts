import { expect } from 'chai';
import { type Budgeted, startBudgeted } from '../support/budgeted.ts';
import { eventually } from '../support/eventually.ts';
import { upload } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import type { ProviderCall } from '../support/provider.ts';
import type { Service } from '../support/service.ts';

const TEXT = 'A boat is built of wood, and a ship of iron. '.repeat(30);
const embeds = ({ body, path }: ProviderCall) =>
  path.endsWith('/embeddings') ? { vectors: (body.input ?? []).map(() => [1, 0]) } : { text: 'Of wood [1].' };

describe('the budget of embeddings', () => {
  let docent: Budgeted;
  before(async () => {
    docent = await startBudgeted(
      {
        EMBEDDING_MODEL: 'openai:text-embedding-3-small',
        LLM_TOKEN_LIMIT: '700/8 second',
        LLM_TOKEN_LIMIT_GLOBAL: '1000000/day',
      },
      1,
    );
    docent.does(embeds);
  });
  after(() => docent[Symbol.asyncDispose]());

  const service = () => docent.services[0] as Service;
  const stateOf = async (user: string, id: string) => {
    const answer = await fetch(`${service().url}/api/v1/documents/${id}`, { headers: await docent.as(user) });
    return ((await answer.json()) as { status: string; embedding: string }).embedding;
  };
  const usedBy = async (user: string) => (await docent.budgets(user))[0]?.used;

  it('is that of who uploads: a spent one is shown with the document, which goes on when there is room', async () => {
    const first = await upload(service(), 'one.txt', TEXT, await docent.as('a'));
    expect(await stateOf('a', first)).to.equal('completed');
    expect(await usedBy('a')).to.be.within(330, 500);

    const second = await upload(service(), 'two.txt', `${TEXT}!`, await docent.as('a'));
    const others = await upload(service(), 'one.txt', TEXT, await docent.as('b'));

    expect(await stateOf('a', second)).to.equal('budget_exhausted');
    expect(await stateOf('b', others)).to.equal('completed');
    await eventually(
      () => stateOf('a', second),
      (state) => state === 'completed',
      { withinMs: 30_000 },
    );
  });

  it('leaves a question without its vector, and goes on by words', async () => {
    await upload(service(), 'one.txt', TEXT, await docent.as('c'));
    docent.does((call) => (call.operation === 'embedding' ? embeds(call) : { text: 'Of wood [1].' }));

    const answer = await docent.ask('c', { query: `boat ${'wood iron ship '.repeat(120)}` }, 0, 'search');

    expect(answer.status).to.equal(200);
    expect(docent.provider.calls).to.have.length(0);
  });

  it('is the global one alone where the operator has changed the model, as the probe at the start is', async () => {
    await upload(service(), 'one.txt', TEXT, await docent.as('d'));
    const { redis, provider } = docent;
    const before = await usedBy('d');
    await service().stop();
    docent.does(embeds);
    const { startService } = await import('../support/service.ts');
    await using again = await startService(
      {
        OPENAI_API_KEY: 'key',
        OPENAI_BASE_URL: provider.url,
        EMBEDDING_MODEL: 'openai:text-embedding-3-large',
        REDIS_URL: redis.url,
        LLM_TOKEN_LIMIT_GLOBAL: '1000000/day',
      },
      { dataDir: service().dataDir },
    );

    await eventually(
      () => provider.calls.length,
      (calls) => calls >= 6,
      { withinMs: 30_000 },
    );

    const page = await eventually(
      () => scrape(again.url),
      ({ sum }) => sum('llm_budget_reservations_total', { budget: 'tokens_global', outcome: 'settled' }) >= 6,
    );
    expect(page.sum('llm_budget_reservations_total', { budget: 'tokens' })).to.equal(0);
    expect(before).to.be.greaterThan(0);
  });
});
