import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { AppError } from '../../src/errors.ts';
import { createConcurrencyLimiter, type Release } from '../../src/llm/concurrency-limiter.ts';
import { waitForSlot } from '../../src/llm/wait-for-slot.ts';
import { budgetOf } from '../support/budget.ts';
import { eventually } from '../support/eventually.ts';
import { type Redis, startRedis } from '../support/redis.ts';
import { startedLimiter } from '../support/started-limiter.ts';

const { signal } = new AbortController();
const toCode = (error: unknown) => (error instanceof AppError ? error.code : error);
const toRelease = (release: Release) => release;

describe('waiting for a slot at a busy provider', () => {
  let redis: Redis;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis[Symbol.asyncDispose]());

  async function startBusy(failMode: 'local' | 'closed') {
    const started = await startedLimiter(redis.url, failMode);
    const budget = budgetOf(started.budgets, { tokens: '10000/day', tokens_global: '1000000/day' });
    const slots = createConcurrencyLimiter({ limit: 1, maxWaiting: 1 });
    const release = await slots.acquire('first', signal);
    return {
      release,
      /** A slot's release, or the code of what it was told instead. */
      waits: (payer: string) => waitForSlot(slots, budget, { payer, signal }).then(toRelease, toCode),
      degraded: started.degraded,
      [Symbol.asyncDispose]: started[Symbol.asyncDispose],
    };
  }

  it('ends at once without Redis where budgets are closed, and leaves its place to another', async () => {
    await using busy = await startBusy('closed');
    redis.signal('SIGSTOP');

    expect(await busy.waits('user:a')).to.equal('budget_unavailable');
    expect(await busy.waits('user:b'), 'of one place').to.equal('budget_unavailable');
    redis.signal('SIGCONT');
  });

  it('ends for who has been waiting when Redis goes', async () => {
    await using busy = await startBusy('closed');
    const waiting = busy.waits('user:a');
    await wait(200); // it has asked Redis, which answered
    await redis.kill();

    expect(await waiting).to.equal('budget_unavailable');
  });

  it('goes on while Redis answers, and without it where budgets are local', async () => {
    for (const failMode of ['closed', 'local'] as const) {
      await using busy = await startBusy(failMode);
      if (failMode === 'local') await redis.kill();
      if (failMode === 'local') await eventually(busy.degraded, Boolean);
      const waiting = busy.waits('user:a');
      await wait(300);
      busy.release();

      expect(await waiting, failMode).to.be.a('function');
    }
  });
});
