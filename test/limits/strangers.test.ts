import { expect } from 'chai';
import { type Budgeted, FACT, QUESTION, startBudgeted } from '../support/budgeted.ts';
import { eventually } from '../support/eventually.ts';
import { heldInRedis } from '../support/held-in-redis.ts';
import { post, upload } from '../support/library.ts';

const LIMIT = 20_000;
const STRANGERS = 500;
const AT_ONCE = 25;
const CAP = 300;

describe('strangers of one /48, each from a /64 of its own', () => {
  let docent: Budgeted;
  before(async () => {
    docent = await startBudgeted({
      TRUSTED_PROXIES: '127.0.0.1',
      LLM_TOKEN_LIMIT_GLOBAL: `${LIMIT}/day`,
      LLM_MAX_OUTPUT_TOKENS: String(CAP),
    });
    for (const service of docent.services) await upload(service, 'war.txt', FACT);
  });
  after(() => docent[Symbol.asyncDispose]());

  it('together spend the budget of all, to the token that the provider bills, and not one more', async () => {
    const statuses = new Map<number, number>();
    const refused = new Set<string>();
    let next = 0;
    const ask = async (n: number) => {
      const headers = { 'X-Forwarded-For': `2001:db8:7:${n.toString(16)}::1` };
      const answer = await post(
        docent.services[n % 2] as (typeof docent.services)[0],
        'query',
        { query: QUESTION },
        { headers },
      );
      const body = (await answer.json()) as { budget?: string };
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 429) refused.add(String(body.budget));
    };

    const lane = async () => {
      while (next < STRANGERS) await ask(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));

    const held = await eventually(
      () => heldInRedis(docent.redis, 'global', `${LIMIT}/86400`),
      ({ reservations }) => reservations === 0,
    );
    expect([...statuses.keys()].sort()).to.deep.equal([200, 429]);
    expect(refused, 'each has a budget of its own, which is full').to.deep.equal(new Set(['tokens_global']));
    expect(docent.billed.tokens).to.be.within(LIMIT - 2 * CAP - 600, LIMIT);
    expect(held.units).to.equal(docent.billed.tokens);
    const first = await heldInRedis(docent.redis, 'ip:2001:db8:7::', '200000/86400');
    expect(first.units, 'that of the first one').to.be.within(1, 2000);
  });
});
