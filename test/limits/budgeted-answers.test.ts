import { expect } from 'chai';
import { type Budgeted, QUESTION, startBudgeted, teach } from '../support/budgeted.ts';
import { eventually } from '../support/eventually.ts';
import type { AnswerBody } from '../support/library.ts';
import { streamEvents } from '../support/library.ts';
import { scrape } from '../support/page.ts';
import { slowness } from '../support/slowness.ts';

const CAP = 500;
const LIMIT = 10_000;

const capOf = ({ body }: { body: Record<string, unknown> }) => Number(body.max_tokens ?? body.max_completion_tokens);

describe('budgeted answers', () => {
  let docent: Budgeted;
  before(async () => {
    docent = await startBudgeted({
      LLM_TOKEN_LIMIT: `${LIMIT}/day`,
      LLM_COST_LIMIT: '0.5/day',
      LLM_TOKEN_LIMIT_GLOBAL: '1000000/day',
      LLM_MAX_OUTPUT_TOKENS: String(CAP),
    });
    await teach(docent, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');
  });
  after(() => docent[Symbol.asyncDispose]());

  const row = async (user: string, budget = 'tokens', process = 0) =>
    (await docent.budgets(user, process)).find((one) => one.budget === budget);
  const settled = (user: string) =>
    eventually(
      () => row(user, 'tokens', 1),
      (one) => one?.reserved === 0,
    );

  /** What one call of QUESTION reserves beside its output cap. */
  async function inputOf(user: string): Promise<number> {
    let release = () => {};
    docent.does({ text: 'It began in 1754 [1].', until: new Promise<void>((open) => (release = open)) });
    const answer = docent.ask(user);
    await eventually(
      () => docent.provider.calls.length,
      (calls) => calls === 1,
    );
    const reserved = (await row(user))?.reserved ?? 0;
    release();
    await (await answer).text();
    return reserved - CAP;
  }

  it('reach the provider floor(L / w) at once at the full cap and one more with the rest, from two processes', async () => {
    const input = await inputOf('a');
    let release = () => {};
    docent.does({ text: 'It began in 1754 [1].', until: new Promise<void>((open) => (release = open)) });
    const worst = input + CAP;
    const full = Math.floor(LIMIT / worst);
    const rest = LIMIT - full * worst - input;
    const before = { ...docent.billed };

    const answers = Array.from({ length: 100 }, (_, n) => docent.ask('b', {}, n % 2));
    let refused = 0;
    const statusOf = async (answer: Promise<Response>) => {
      const { status } = await answer;
      if (status === 429) refused++;
      return status;
    };
    const statuses = Promise.all(answers.map(statusOf));
    await eventually(
      () => docent.provider.calls.length + refused,
      (decided) => decided === answers.length, // what is settled makes room for those that come later
    );
    const caps = docent.provider.calls.map(capOf).sort((x, y) => y - x);
    expect((await row('b', 'tokens', 1))?.used).to.equal(rest >= 64 ? LIMIT : full * worst);
    release();

    expect(caps).to.deep.equal([...Array(full).fill(CAP), ...(rest >= 64 ? [rest] : [])]);
    expect((await statuses).filter((status) => status === 200)).to.have.length(caps.length);
    expect((await statuses).filter((status) => status === 429)).to.have.length(100 - caps.length);
    const used = (await settled('b'))?.used;
    expect(used).to.equal(docent.billed.tokens - before.tokens);
    expect(Math.round(((await row('b', 'cost'))?.used ?? 0) * 1e9)).to.equal(
      docent.billed.nanoDollars - before.nanoDollars,
    );
    expect((await docent.ask('b')).status, 'the rest may go on').to.equal(200);
  });

  it('are refused with budget, Retry-After and no provider call', async () => {
    docent.does({ text: 'It began in 1754 [1].', usage: { prompt_tokens: 9000, completion_tokens: 950 } });
    expect((await docent.ask('c')).status).to.equal(200);
    docent.provider.calls.length = 0;

    for (const stream of [false, true]) {
      const response = await docent.ask('c', { stream });
      const body = (await response.json()) as Record<string, unknown>;
      expect(response.status).to.equal(429);
      expect(body).to.include({ error: 'budget_exhausted', budget: 'tokens' });
      expect(response.headers.get('retry-after')).to.equal(String(body.retry_after));
      expect(body.retry_after).to.be.within(86_000, 88_000);
    }
    expect(docent.provider.calls).to.have.length(0);
    expect((await row('c'))?.used).to.equal(9950);
    expect(
      (await docent.services[0]) && (await scrape(docent.services[0]?.url ?? '')).sum('llm_budget_overrun_total'),
    ).to.equal(1);
  });

  it('say the same usage, and the cost to the nano-dollar', async () => {
    docent.does({ text: 'It began in 1754 [1].', usage: { prompt_tokens: 302, completion_tokens: 0 } });
    const one = (await (await docent.ask('d')).json()) as AnswerBody;
    expect(one.usage).to.include({ cost_usd: 0.0000453, total_tokens: 302, source: 'provider' });
    docent.does({ text: 'It began in 1754 [1].', usage: { prompt_tokens: 0, completion_tokens: 0 } });
    expect(((await (await docent.ask('d')).json()) as AnswerBody).usage).to.include({ total_tokens: 0, cost_usd: 0 });
    expect(await row('d')).to.include({ used: 302, reserved: 0 });
    expect(await row('d', 'cost')).to.include({ used: 0.0000453, reserved: 0, limit: 0.5 });
  });

  it('cost nothing where the provider fails before its first token, and nothing stays reserved', async () => {
    docent.does({ status: 500 });
    const body = (await (await docent.ask('e')).json()) as AnswerBody;
    expect(body.degraded).to.equal('llm_unavailable');
    expect(await row('e')).to.include({ used: 0, reserved: 0 });
  });

  it('cost their input and what was produced where the client leaves', async () => {
    docent.does({ text: ['It began', ' in 1754', ' [1].', ' And more'], betweenMs: 300 });
    const response = await docent.ask('f', { stream: true });
    let deltas = 0;
    for await (const { event } of streamEvents(response)) if (event === 'delta' && ++deltas === 1) break;
    const left = await docent.provider.calls[0]?.left;
    expect(left).to.be.lessThan(2000 * slowness());
    const { used = 0 } = (await settled('f')) ?? {};
    const input = docent.provider.calls[0]
      ? (await import('../support/budgeted.ts')).inputTokens(docent.provider.calls[0])
      : 0;
    expect(used).to.be.within(input + 1, input + 30);
  });

  it('are charged what is reported, to ten times what was sent and capped and 1,000; beyond it what we count', async () => {
    const overruns = async () => (await scrape(docent.services[0]?.url ?? '')).sum('llm_budget_overrun_total');
    const most = { prompt_tokens: (bytes: number) => 10 * bytes + 1000, completion_tokens: () => 10 * CAP + 1000 };

    for (const [user, field] of [
      ['h', 'prompt_tokens'],
      ['i', 'completion_tokens'],
    ] as const)
      for (const more of [1, 0]) {
        const usedBefore = (await row(user))?.used ?? 0;
        const overrunsBefore = await overruns();
        const sent = { bytes: 0 };
        docent.does(({ prompt }) => {
          sent.bytes = Buffer.byteLength(prompt) - 1; // its two messages are joined by a line break
          const usage = { prompt_tokens: 0, completion_tokens: 0, [field]: most[field](sent.bytes) + more };
          return { text: 'It began in 1754 [1].', usage };
        });
        const { usage } = (await (await docent.ask(user)).json()) as AnswerBody;
        const used = ((await row(user))?.used ?? 0) - usedBefore;

        expect(usage, `${field}, ${more} more`).to.include({ total_tokens: used });
        if (more === 0) expect(used, field).to.equal(most[field](sent.bytes));
        else expect(used, field).to.be.within(1, 600);
        expect(usage.source, field).to.equal(more === 0 ? 'provider' : 'estimated');
        expect((await overruns()) - overrunsBefore, field).to.equal(more === 0 ? 1 : 0);
      }
  });

  it(`shrink to what is left of the budget: ${QUESTION}`, async () => {
    const input = await inputOf('g');
    const used = (await row('g'))?.used ?? 0;
    docent.does({
      text: 'It began in 1754 [1].',
      usage: { prompt_tokens: LIMIT - used - input - 70, completion_tokens: 0 },
    });
    await docent.ask('g');
    docent.does({ text: 'It began in 1754 [1].', usage: { prompt_tokens: 7, completion_tokens: 0 } });
    expect((await docent.ask('g')).status).to.equal(200);
    expect(docent.provider.calls.map(capOf)).to.deep.equal([70]);
    expect((await docent.ask('g')).status, 'under 64 tokens').to.equal(429);
  });
});
