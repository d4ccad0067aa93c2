import { expect } from 'chai';
import type { Decision } from '../../src/limits/limiter.ts';
import { createMemoryLimiter } from '../../src/limits/memory/memory-limiter.ts';
import { createResilientLimiter } from '../../src/limits/resilient-limiter.ts';
import { policyOf } from '../support/redis-limiter.ts';

const policy = policyOf('3/60');

/** Redis as a count in this process that can be away; `asked` counts the calls that reach it. */
function setUp() {
  const clock = { ms: 0 };
  const counts = () => createMemoryLimiter({ maxKeys: 10, nowUs: () => clock.ms * 1000, epochMs: () => clock.ms });
  const server = counts();
  const state = { away: false, asked: 0 };
  const redis = {
    nodeOf: () => 'server',
    async take(...[policy, key, cost]: Parameters<typeof server.take>): Promise<Decision> {
      state.asked += 1;
      const { takenUs: _, ...decision } = server.take(policy, key, cost);
      return { ...decision, store: 'redis' };
    },
    peek: async (...call: Parameters<typeof server.peek>) => server.peek(...call),
  };
  const health = {
    ask: async <T>(_node: string, call: () => Promise<T>) => (state.away ? undefined : call()),
  };
  const limiter = createResilientLimiter({ redis, health, memory: counts(), maxKeys: 10, nowMs: () => clock.ms });
  const takes = async (times: number) => {
    const seen: string[] = [];
    for (let i = 0; i < times; i++) {
      const { outcome, store, standings } = await limiter.take(policy, 'user:a');
      seen.push(`${outcome} ${standings[0]?.remaining} ${store}`);
    }
    return seen;
  };
  return { clock, state, server, limiter, takes };
}

describe('resilient limiter', () => {
  it('counts what Redis admits, so that an outage grants no second quota', async () => {
    const { state, takes } = setUp();

    expect(await takes(2)).to.deep.equal(['allowed 2 redis', 'allowed 1 redis']);
    state.away = true;
    expect(await takes(2)).to.deep.equal(['allowed 0 local', 'denied 0 local']);
  });

  it('binds a caller by what was admitted here alone until its window ends', async () => {
    const { clock, state, takes } = setUp();
    state.away = true;
    await takes(2);
    state.away = false;

    clock.ms = 1000;
    expect(await takes(2)).to.deep.equal(['allowed 0 redis', 'denied 0 local']);
    clock.ms = 60_000;
    expect(await takes(2)).to.deep.equal(['allowed 1 redis', 'allowed 0 redis']);
    clock.ms = 121_000;
    expect(await takes(4)).to.deep.equal(['allowed 2 redis', 'allowed 1 redis', 'allowed 0 redis', 'denied 0 redis']);
  });

  it('gives back here what Redis refuses', async () => {
    const { clock, state, takes, server, limiter } = setUp();
    state.away = true;
    await takes(1);
    state.away = false;
    for (let i = 0; i < 3; i++) server.take(policy, 'user:a'); // another process

    expect(await takes(1)).to.deep.equal(['denied 0 redis']);
    clock.ms = 59_999;
    state.away = true;
    expect((await limiter.peek(policy, 'user:a'))[0]?.remaining).to.equal(2);
  });

  it('asks Redis once for a refused caller, until a unit returns', async () => {
    const { clock, state, takes } = setUp();
    await takes(4);

    expect(await takes(2)).to.deep.equal(['denied 0 deny_cache', 'denied 0 deny_cache']);
    expect(state.asked).to.equal(4);
    clock.ms = 60_000;
    expect(await takes(1)).to.deep.equal(['allowed 2 redis']);
  });

  it('never remembers a refusal of costs, since those are given back', async () => {
    const { state, limiter } = setUp();
    const budget = { ...policy, spends: 'costs' } as const;
    await limiter.take(budget, 'user:a', 3);

    for (let i = 0; i < 3; i++) expect((await limiter.take(budget, 'user:a', 1)).store).to.equal('redis');
    expect(state.asked).to.equal(4);
  });

  it('needs no store for a limit of nothing, and always says the whole window', async () => {
    const { clock, state, limiter } = setUp();
    for (const ms of [0, 1000, 59_000]) {
      clock.ms = ms;
      expect(await limiter.take(policyOf('0/60'), 'user:a')).to.include({ outcome: 'denied', retryMs: 60_000 });
    }
    expect(state.asked).to.equal(0);
  });
});
