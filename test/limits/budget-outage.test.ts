import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import type { ModelCall } from '../../src/limits/model-call.ts';
import { budgetOf, type WrittenLimits } from '../support/budget.ts';
import { eventually } from '../support/eventually.ts';
import { heldInRedis } from '../support/held-in-redis.ts';
import { type Redis, startRedis, startRedisCluster } from '../support/redis.ts';
import { slowness } from '../support/slowness.ts';
import { startedLimiter } from '../support/started-limiter.ts';
import { startSwitch } from '../support/tcp-switch.ts';

const call = (inputTokens: number, outputCap: number): ModelCall => ({
  inputTokens,
  outputCap,
  shrinks: true,
  price: { input: 0, output: 0 },
});

/** Where nothing fails, a Redis that answers late is no outage. */
const PATIENT = { timeoutMs: 5000 };

/** A process with these limits, over that Redis. */
async function startBudget(
  redisUrl: string,
  limits: WrittenLimits,
  { failMode = 'local' as 'local' | 'closed', timeoutMs = 300 } = {},
) {
  const limiter = await startedLimiter(redisUrl, failMode, timeoutMs);
  const budget = budgetOf(limiter.budgets, limits);
  return {
    ...budget,
    limiter,
    /** The caps that so many calls at once are granted. */
    async caps(times: number, caller: string, asked = call(100, 900)) {
      const answers = await Promise.all(Array.from({ length: times }, () => budget.reserve(caller, asked)));
      return answers.flatMap((answer) => (answer.outcome === 'granted' ? [answer.outputCap] : []));
    },
    [Symbol.asyncDispose]: limiter[Symbol.asyncDispose],
  };
}

describe('budgets over Redis', () => {
  let redis: Redis;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis[Symbol.asyncDispose]());

  const held = (caller: string) => heldInRedis(redis, caller);

  it('grant exactly floor(L / w) of 100 calls at once from two processes at the full cap, and one more with the rest', async () => {
    const limits = { tokens: '10500/day', tokens_global: '1000000/day', cost: '1/day' };
    await using one = await startBudget(redis.url, limits, PATIENT);
    await using other = await startBudget(redis.url, limits, PATIENT);

    const caps = await Promise.all([one, other].map((budget) => budget.caps(50, 'user:a')));

    expect(caps.flat().sort((a, b) => b - a)).to.deep.equal([...Array(10).fill(900), 400]);
    expect((await one.usage('user:a'))[0]).to.include({ budget: 'tokens', used: 10_500, reserved: 10_500 });
  });

  it('ask Redis once to reserve and once to settle in each scope', async () => {
    await using budget = await startBudget(
      redis.url,
      {
        tokens: '10000/day;100000/month',
        tokens_global: '1000000/day',
        cost: '1/day',
      },
      PATIENT,
    );
    const asked = async () =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(String(await redis.command('INFO', 'commandstats')))?.[1]);
    const once = async () => {
      const answer = await budget.reserve('user:a', call(100, 100));
      if (answer.outcome === 'granted') answer.settle({ inputTokens: 100, outputTokens: 50 });
      await budget.limiter.budgets.settled();
    };
    await once(); // loads the scripts, and learns the clock
    const before = await asked();

    for (let i = 0; i < 5; i++) await once();

    expect((await asked()) - before).to.equal(5 * 4);
    expect(await held('user:a')).to.deep.equal({ units: 900, reservations: 0 });
  });

  it('are told as settled at once, also by a Redis that knew no script of ours before', async () => {
    await using budget = await startBudget(redis.url, { tokens: '10000/day' }, PATIENT);

    const answer = await budget.reserve('user:a', call(100, 900));
    if (answer.outcome === 'granted') answer.settle({ inputTokens: 100, outputTokens: 50 });

    expect((await budget.usage('user:a'))[0]).to.include({ used: 150, reserved: 0 });
  });

  it('are one limit in all for a process that loses Redis: what it saw granted counts along, and binds afterwards', async () => {
    await using budget = await startBudget(redis.url, { tokens: '10000/day' });
    const caller = randomUUID();
    expect(await budget.caps(4, caller)).to.deep.equal(Array(4).fill(900));

    redis.signal('SIGSTOP');
    expect(await budget.caps(20, caller)).to.deep.equal(Array(6).fill(900));
    redis.signal('SIGCONT');
    await eventually(budget.limiter.degraded, (degraded) => !degraded);

    expect(await budget.caps(20, caller), 'no fresh quota').to.deep.equal([]);
    expect(await held(caller), 'nothing was charged twice, nothing replayed').to.deep.equal({
      units: 4000,
      reservations: 4,
    });
    expect(await budget.caps(20, randomUUID())).to.deep.equal(Array(10).fill(900));
  });

  it('are unavailable without Redis where they are closed, at once, and nothing is left of it', async () => {
    await using budget = await startBudget(
      redis.url,
      { tokens: '10000/day', tokens_global: '1000000/day' },
      { failMode: 'closed' },
    );
    const caller = randomUUID();
    redis.signal('SIGSTOP');
    await budget.reserve(caller, call(100, 900)); // the three that find out may wait for Redis
    await eventually(() => budget.limiter.degraded(), Boolean);
    await wait(1500);

    const startedMs = performance.now();
    expect(await budget.reserve(caller, call(100, 900))).to.deep.equal({ outcome: 'unavailable' });
    expect(performance.now() - startedMs).to.be.below(250 * slowness());
    redis.signal('SIGCONT');
    await eventually(budget.limiter.degraded, (degraded) => !degraded);
    await budget.limiter.budgets.settled();

    expect(await held(caller)).to.deep.include({ reservations: 0 });
    expect(await budget.caps(20, caller)).to.deep.equal(Array(10).fill(900));
    expect(budget.moved['tokens reserved']).to.equal(10);
  });

  it('keep a request waiting for a stalled Redis once, whatever it asks of it', async () => {
    await using limiter = await startedLimiter(redis.url, 'closed', 500);
    const budget = budgetOf(limiter.budgets, { tokens: '10000/day', tokens_global: '1000000/day' });
    const timed = async (work: () => Promise<unknown>) => {
      const startedMs = performance.now();
      await work();
      return performance.now() - startedMs;
    };
    redis.signal('SIGSTOP');

    await limiter.ofRequest(async () => {
      const first = await timed(() => limiter.take(randomUUID()));
      const others = await timed(async () => {
        for (let n = 0; n < 2; n++)
          expect(await budget.reserve(randomUUID(), call(100, 900))).to.deep.equal({ outcome: 'unavailable' });
      });

      expect(others, `${first} ms before`).to.be.below(first); // each alone would wait as long
    });
    redis.signal('SIGCONT');
  });

  it('settle again what the network lost, for two seconds, and leave the worst case spent where Redis takes no longer', async () => {
    await using address = await startSwitch(redis.port);
    await using budget = await startBudget(`redis://127.0.0.1:${address.port}`, { tokens: '10000/day' });
    const [soon, late] = [randomUUID(), randomUUID()];
    const reserved = await Promise.all([soon, late].map((caller) => budget.reserve(caller, call(100, 900))));
    const settle = (place: number) => {
      const answer = reserved[place];
      if (answer?.outcome === 'granted') answer.settle({ inputTokens: 100, outputTokens: 50 });
    };

    address.swallow();
    settle(0);
    await wait(500);
    address.leadTo(redis.port);
    await budget.limiter.budgets.settled();
    expect(await held(soon)).to.deep.equal({ units: 150, reservations: 0 });

    await eventually(budget.limiter.degraded, (degraded) => !degraded);
    await redis.command('REPLICAOF', '127.0.0.1', '1');
    settle(1);
    await budget.limiter.budgets.settled();
    await redis.command('REPLICAOF', 'NO', 'ONE');
    expect(await held(late)).to.deep.equal({ units: 1000, reservations: 1 });
  });

  it('give back what Redis reserved without its answer arriving', async () => {
    await using address = await startSwitch(redis.port);
    await using budget = await startBudget(`redis://127.0.0.1:${address.port}`, { tokens: '10000/day' });
    const [first, caller] = [randomUUID(), randomUUID()];
    await budget.reserve(first, call(100, 900)); // its clock is known, its script loaded

    address.swallowAnswers();
    expect(await budget.caps(1, caller)).to.deep.equal([900]);
    await budget.limiter.budgets.settled();

    expect(await redis.command('EXISTS', `docent:budget:{budget:${caller}}:tokens:10000/86400`), 'reserved').to.equal(
      1,
    );
    expect(await held(caller)).to.deep.equal({ units: 0, reservations: 0 });
  });

  it('give back what Redis reserved when its answer arrives after the call was decided, however late', async () => {
    await using address = await startSwitch(redis.port);
    const closed = { failMode: 'closed', timeoutMs: 300 * slowness() } as const;
    await using budget = await startBudget(`redis://127.0.0.1:${address.port}`, { tokens: '10000/day' }, closed);
    const caller = randomUUID();
    await budget.reserve(randomUUID(), call(100, 900)); // its clock is known

    const release = address.holdAnswers();
    expect(await budget.caps(8, caller), 'enough failures that Redis is asked for nothing more').to.deep.equal([]);
    await budget.limiter.budgets.settled();
    expect((await held(caller)).reservations, 'those that nobody asks Redis to settle').to.be.at.least(5);
    release();

    await eventually(
      () => held(caller),
      ({ units, reservations }) => units === 0 && reservations === 0,
    );
  });
});

describe('budgets over a cluster', () => {
  it('hold for callers and for all together, wherever their keys lie', async () => {
    await using cluster = await startRedisCluster();
    const limits = { tokens: '10000/day', tokens_global: '35000/day' };
    await using one = await startBudget(cluster.nodes[0]?.url as string, limits, PATIENT);
    await using other = await startBudget(cluster.nodes[1]?.url as string, limits, PATIENT);

    const caps: number[] = [];
    for (const caller of ['user:a', 'user:b', 'user:c', 'user:d', 'user:e'])
      caps.push(...(await Promise.all([one, other].map((budget) => budget.caps(10, caller)))).flat());

    expect([...one.limiter.lines, ...other.limiter.lines], 'Redis decided').to.deep.equal([]);
    expect(caps).to.deep.equal(Array(35).fill(900));
    await Promise.all([one, other].map(({ limiter }) => limiter.budgets.settled()));
    const rows = [...(await one.usage('user:e')), ...(await one.usage(null))];
    const standings = rows.map(({ budget, used }) => [budget, used]);
    expect(standings).to.deep.equal([
      ['tokens', 0],
      ['tokens_global', 35_000],
    ]);
  });
});
