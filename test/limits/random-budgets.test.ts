import { expect } from 'chai';
import { type Budgeted, EMBEDDING_MODEL, startBudgeted, teach } from '../support/budgeted.ts';
import { eventually } from '../support/eventually.ts';
import { scrape } from '../support/page.ts';
import { askAtRandom, randomOf } from '../support/random-questions.ts';

const FOR_MS = 6000;
const LANES = 50;

describe('budgets of random questions', () => {
  const users = ['a', 'b', 'c', 'd', 'e'];
  let docent: Budgeted;
  before(async () => {
    docent = await startBudgeted({
      EMBEDDING_MODEL,
      LLM_TOKEN_LIMIT: '9000/day',
      LLM_COST_LIMIT: '1/day',
      LLM_TOKEN_LIMIT_GLOBAL: '100000000/day',
      LLM_COST_LIMIT_GLOBAL: '1000/day',
    });
    docent.does(({ body }) => ({
      vectors: (body.input ?? []).map(() => [1, 0]),
      usage: { prompt_tokens: 0, total_tokens: 0 },
    }));
    await teach(docent, ...users);
  });
  after(() => docent[Symbol.asyncDispose]());

  const total = async (name: string, labels = {}) => {
    const pages = await Promise.all(docent.services.map(({ url }) => scrape(url)));
    return pages.reduce((sum, page) => sum + page.sum(name, labels), 0);
  };
  const rows = async (budget: string) => {
    const all = await Promise.all(users.map((user) => docent.budgets(user)));
    return all.flat().filter((row) => row.budget === budget);
  };

  it('record what the provider bills, to the token and the nano-dollar, and leave nothing reserved', async () => {
    const seed = Date.now() % 2 ** 31;

    const asked = await askAtRandom(docent, { users, lanes: LANES, forMs: FOR_MS, random: randomOf(seed) });

    const tokens = await eventually(
      () => rows('tokens'),
      (all) => all.every(({ reserved }) => reserved === 0),
    );
    const recorded = tokens.reduce((sum, { used }) => sum + used, 0);
    const nanoDollars = (await rows('cost')).reduce((sum, { used }) => sum + Math.round(used * 1e9), 0);
    const why = `seed ${seed}, ${JSON.stringify([...asked.statuses])}`;
    expect([...asked.statuses.keys()].sort(), why).to.deep.equal([200, 429]);
    expect(await total('llm_tokens_total'), why).to.equal(recorded);
    expect(Math.round((await total('llm_cost_usd_total')) * 1e9), why).to.equal(nanoDollars);
    expect(recorded, why).to.be.within(asked.least, asked.most);
    expect(asked.told, why).to.be.at.most(recorded);
    for (const budget of ['tokens', 'cost', 'tokens_global', 'cost_global']) {
      const of = (outcome: string) => total('llm_budget_reservations_total', { budget, outcome });
      expect(await of('reserved'), `${budget}, ${why}`).to.equal((await of('settled')) + (await of('released')));
    }
    expect(await total('llm_budget_overrun_total'), why).to.be.greaterThan(0);
  });
});
