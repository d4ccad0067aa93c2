import { expect } from 'chai';
import fc from 'fast-check';
import { createClient } from 'redis';
import type { Limit, Policy } from '../../src/limits/limiter.ts';
import { createMemoryLimiter, localOnly } from '../../src/limits/memory/memory-limiter.ts';
import { createRedisLimiter } from '../../src/limits/redis/redis-limiter.ts';
import { SCRIPTS } from '../../src/limits/redis/scripts.ts';
import { clockedScript, timeOf } from '../support/clocked-script.ts';
import { type Redis, startRedis } from '../support/redis.ts';

const limit = (max: number): fc.Arbitrary<Limit> =>
  fc.record({
    limit: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 15, arbitrary: fc.integer({ min: 1, max }) }),
    windowSeconds: fc.integer({ min: 1, max: 90 }),
  });
const limits = (max: number) =>
  fc.uniqueArray(limit(max), { minLength: 1, maxLength: 3, selector: ({ windowSeconds }) => windowSeconds });
const gapUs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 200_000 }),
  fc.integer({ min: 0, max: 90 }).map((seconds) => seconds * 1e6),
  fc.integer({ min: 0, max: 100_000_000 }),
);
/** Calls in time order; `afterUs` since the one before. */
const calls = (cost: fc.Arbitrary<number>) =>
  fc.array(fc.record({ afterUs: gapUs, key: fc.constantFrom('a', 'b'), cost }), { minLength: 20, maxLength: 150 });
const countedCalls = fc.record({
  policy: limits(150).map((limits): Policy => ({ name: 'calls', spends: 'calls', limits })),
  trace: calls(fc.constant(1)),
});
const costs = fc.record({
  policy: limits(1000).map((limits): Policy => ({ name: 'costs', spends: 'costs', limits })),
  trace: calls(fc.integer({ min: 1, max: 300 })),
});

function memoryAt(start: number) {
  const clock = { us: start };
  return { clock, memory: createMemoryLimiter({ maxKeys: 10, nowUs: () => clock.us, epochMs: () => clock.us / 1000 }) };
}

describe('windows', () => {
  it('admit exactly what fits, and never more than N in any rolling window, up to 100 calls', () => {
    const exact = limits(100).map((limits): Policy => ({ name: 'exact', spends: 'calls', limits }));
    fc.assert(
      fc.property(exact, calls(fc.constant(1)), (policy, trace) => {
        const { clock, memory } = memoryAt(1);
        const admitted: number[] = [];
        for (const { afterUs } of trace) {
          clock.us += afterUs;
          const inWindow = ({ windowSeconds }: Limit) =>
            admitted.filter((stamp) => stamp > clock.us - windowSeconds * 1e6).length;
          const fits = policy.limits.every((limit) => inWindow(limit) < limit.limit);
          const { outcome } = memory.take(policy, 'a');
          if (outcome === 'allowed') admitted.push(clock.us);
          expect(outcome).to.equal(fits ? 'allowed' : 'denied');
        }
      }),
    );
  });

  it('never let more than N units into any rolling window, above 100 and of any cost, and return them a sixtieth late at most', () => {
    fc.assert(
      fc.property(costs, ({ policy, trace }) => {
        const { clock, memory } = memoryAt(1);
        const spent: { at: number; cost: number }[] = [];
        for (const { afterUs, cost } of trace) {
          clock.us += afterUs;
          const { outcome } = memory.take(policy, 'a', cost);
          if (outcome === 'allowed') spent.push({ at: clock.us, cost });
          const inside = (seconds: number) =>
            spent.filter(({ at }) => at > clock.us - seconds * 1e6).reduce((sum, one) => sum + one.cost, 0);
          for (const { limit, windowSeconds } of policy.limits) expect(inside(windowSeconds)).to.be.at.most(limit);
          const fitsEvenLate = policy.limits.every(
            ({ limit, windowSeconds }) => inside((windowSeconds * 61) / 60 + 1e-4) + cost <= limit,
          );
          if (fitsEvenLate) expect(outcome).to.equal('allowed');
        }
      }),
    );
  });

  it('admit within 2 % of what an ideal limiter admits, above 100, of traffic that always presses', () => {
    const policy: Policy = { name: 'pressed', spends: 'calls', limits: [{ limit: 200, windowSeconds: 1 }] };
    const { clock, memory } = memoryAt(1);
    const admitted: number[] = [];
    let real = 0;
    while (clock.us < 300e6) {
      clock.us += Math.ceil(Math.random() * 4000);
      if (memory.take(policy, 'a').outcome === 'allowed') real += 1;
      if ((admitted.at(-200) ?? Number.NEGATIVE_INFINITY) <= clock.us - 1e6) admitted.push(clock.us);
    }

    expect(admitted.length).to.be.within(55_000, 60_200);
    expect(real / admitted.length).to.be.within(0.98, 1);
  });

  it('tell a wait after which the same call is admitted, and before which it is not', () => {
    fc.assert(
      fc.property(fc.oneof(countedCalls, costs), ({ policy, trace }) => {
        const { clock, memory } = memoryAt(1);
        const admits = (atUs: number, cost: number) => {
          clock.us = atUs;
          const decision = memory.take(policy, 'a', cost);
          if (decision.outcome === 'allowed') memory.giveBack(policy, 'a', decision.takenUs, cost);
          return decision.outcome === 'allowed';
        };
        for (const { afterUs, cost } of trace) {
          clock.us += afterUs;
          const [now, decision] = [clock.us, memory.take(policy, 'a', cost)];
          if (decision.outcome === 'allowed') continue;
          const never = policy.limits.some(({ limit }) => limit > 0 && cost > limit);
          expect(decision.retryMs === null).to.equal(never);
          if (decision.retryMs === null || policy.limits.some(({ limit }) => limit === 0)) continue;
          const freeUs = now + Math.round(decision.retryMs * 1000);
          expect(admits(freeUs - 1, cost)).to.equal(false);
          expect(admits(freeUs, cost)).to.equal(true);
          return; // looking ahead has let time pass
        }
      }),
    );
  });
});

describe('the script and the process', () => {
  let redis: Redis;
  let client: ReturnType<typeof createClient>;
  before(async () => {
    redis = await startRedis();
    client = createClient({ url: redis.url });
    await client.connect();
  });
  after(async () => {
    client.destroy();
    await redis[Symbol.asyncDispose]();
  });

  const shim = clockedScript(SCRIPTS.take);
  let traces = 0;

  function redisAt(clock: { us: number }) {
    const space = `trace${traces++}`;
    const connection = {
      nodeOf: () => 'server',
      slotOf: () => 'server',
      touch: async () => {},
      take: async (keys: readonly string[], numbers: readonly string[]) => {
        const named = keys.map((key) => key.replace('{', `{${space}:`));
        return (await client.eval(shim, { keys: named, arguments: [...numbers, ...timeOf(clock.us)] })) as number[];
      },
    };
    return createRedisLimiter({ connection, timeoutMs: 60_000 });
  }

  it('agree on every decision, wait and number of random traces', async () => {
    const START = 1_795_417_000_000_000;
    await fc.assert(
      fc.asyncProperty(fc.oneof(countedCalls, costs), async ({ policy, trace }) => {
        const { clock, memory } = memoryAt(START);
        const [there, here] = [redisAt(clock), localOnly(memory)];
        for (const { afterUs, key, cost } of trace) {
          clock.us += afterUs;
          const said = await Promise.all([there, here].map((limiter) => limiter.take(policy, key, cost)));
          const [one, other] = said.map(({ store: _, takenUs: __, ...rest }: Record<string, unknown>) => rest);
          expect(one).to.deep.equal(other);
          expect(await there.peek(policy, key)).to.deep.equal(await here.peek(policy, key));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('agree on calls that come at once, as if one came after the other', async () => {
    const traced = fc.oneof(countedCalls, costs);
    await fc.assert(
      fc.asyncProperty(traced, fc.integer({ min: 2, max: 8 }), async ({ policy, trace }, atOnce) => {
        const { clock, memory } = memoryAt(1_795_417_000_000_000);
        const there = redisAt(clock);
        for (let at = 0; at < trace.length; at += atOnce) {
          const calls = trace.slice(at, at + atOnce);
          const { afterUs = 0, cost } = calls[0] ?? {};
          clock.us += afterUs;
          const one = await Promise.all(calls.map(({ key }) => there.take(policy, key, cost)));
          const other = calls.map(({ key }) => memory.take(policy, key, cost));
          expect(one.map(({ store: _, ...rest }) => rest)).to.deep.equal(
            other.map(({ store: _, takenUs: __, ...rest }) => rest),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  for (const spends of ['calls', 'costs'] as const)
    it(`lets time stand still where the server's clock is set back, and no longer than a window (${spends})`, async () => {
      const policy: Policy = { name: 'back', spends, limits: [{ limit: 1, windowSeconds: 60 }] };
      const clock = { us: 1_795_417_020_000_000 };
      const there = redisAt(clock);
      const retryMs = async () => {
        const decision = await there.take(policy, 'a');
        return decision.outcome === 'denied' ? decision.retryMs : 'allowed';
      };
      const windowMs = spends === 'calls' ? 60_000 : 61_000;
      expect(await retryMs()).to.equal('allowed');

      clock.us -= 50_000_000;
      expect(await retryMs()).to.equal(windowMs + 50_000);
      clock.us += 50_000_000 + windowMs * 1000 - 1;
      expect(await retryMs()).to.equal(0.001);
      clock.us += 1;
      expect(await retryMs()).to.equal('allowed');
      clock.us -= 3_600_000_000;
      expect(await retryMs()).to.equal('allowed');
      expect(await retryMs()).to.equal(windowMs);
    });
});
