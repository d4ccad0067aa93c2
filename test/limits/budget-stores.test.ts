import { expect } from 'chai';
import fc from 'fast-check';
import { createClient } from 'redis';
import { type BudgetLimit, FORCED, type Scope, unitsOf, type WorstCase } from '../../src/limits/budget-store.ts';
import { createMemoryBudget } from '../../src/limits/memory/memory-budget.ts';
import { createRedisBudget } from '../../src/limits/redis/redis-budget.ts';
import { SCRIPTS } from '../../src/limits/redis/scripts.ts';
import { clockedScript, timeOf } from '../support/clocked-script.ts';
import { type Redis, startRedis } from '../support/redis.ts';

const START = 1_795_417_000_000_000;
const SAFE = Number.MAX_SAFE_INTEGER;

const limit = (max: number): fc.Arbitrary<BudgetLimit> =>
  fc.record({
    unit: fc.constantFrom('tokens', 'cost'),
    limit: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 20, arbitrary: fc.integer({ min: 1, max }) }),
    windowSeconds: fc.integer({ min: 1, max: 90 }),
  });
const rate = fc.record({
  fixed: fc.oneof(fc.constant(0), fc.nat(2000), fc.nat(5_000_000)),
  each: fc.oneof(fc.constantFrom(0, 1), fc.nat(5000)),
  part: fc.constantFrom(1, 1000),
});
const gapUs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 2_000_000 }),
  fc.integer({ min: 0, max: 100_000_000 }),
);
/** Calls and settlements in time order; a settlement names one of the reservations so far, also one that is settled. */
const step = (limits: number) =>
  fc.record({
    afterUs: gapUs,
    does: fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('reserve' as const),
          rates: fc.array(rate, { minLength: limits, maxLength: limits }),
          cap: fc.nat(1024),
          floor: fc.oneof({ weight: 9, arbitrary: fc.nat(64) }, { weight: 1, arbitrary: fc.constant(FORCED) }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('settle' as const),
          of: fc.nat(50),
          share: fc.constantFrom(0, 0.1, 0.5, 1, 1.5),
        }),
      },
    ),
  });
const trace = fc.array(limit(10_000), { minLength: 1, maxLength: 3 }).chain((limits) =>
  fc.record({
    scope: fc.constant({ key: 'user:a', limits } satisfies Scope),
    steps: fc.array(step(limits.length), { minLength: 10, maxLength: 80 }),
  }),
);

/** `tokens('1000/60', '10/1')`: a payer with these limits. */
const tokens = (key: string, ...limits: string[]): Scope => ({
  key,
  limits: limits.map((one) => {
    const [limit = 0, windowSeconds = 0] = one.split('/').map(Number);
    return { unit: 'tokens', limit, windowSeconds };
  }),
});
let ids = 0;
const call = (input: number, cap: number, floor = cap): WorstCase => ({
  id: `call${ids++}`,
  cap,
  floor,
  rates: Array(3).fill({ fixed: input, each: 1, part: 1 }),
});

function memoryAt(start = 0) {
  const clock = { us: start };
  return { clock, memory: createMemoryBudget({ maxKeys: 10, nowUs: () => clock.us }) };
}

describe('budgets in this process', () => {
  it('never let more be used and reserved in any rolling window than the limit, whatever is settled below its reservation', () => {
    fc.assert(
      fc.property(trace, ({ scope, steps }) => {
        const { clock, memory } = memoryAt(START);
        const spent: { at: number; units: number[] }[] = [];
        const reserved: { id: string; units: number[]; settled: boolean }[] = [];
        for (const { afterUs, does } of steps) {
          clock.us += afterUs;
          const known = does.kind === 'settle' ? reserved[does.of % Math.max(1, reserved.length)] : undefined;
          if (does.kind === 'reserve') {
            const floor = Math.max(0, Math.min(does.floor, does.cap)); // what is forced may go beyond a limit
            const asked = { ...does, id: `r${reserved.length}`, floor };
            const answer = memory.reserve(scope, asked);
            if (answer.outcome === 'refused') continue;
            const units = asked.rates.map((rate) => unitsOf(rate, answer.cap));
            reserved.push({ id: asked.id, units, settled: false });
            spent.push({ at: clock.us, units });
          } else if (known && !known.settled) {
            const units = known.units.map((all) => Math.floor(all * Math.min(1, does.share)));
            memory.settle(scope, known.id, units);
            known.settled = true;
            const place = reserved.indexOf(known);
            (spent[place] as { units: number[] }).units = units;
          }
          for (const [i, { limit, windowSeconds }] of scope.limits.entries()) {
            const inside = spent.filter(({ at }) => at > clock.us - windowSeconds * 1e6);
            expect(inside.reduce((sum, { units }) => sum + (units[i] ?? 0), 0)).to.be.at.most(limit);
          }
        }
      }),
    );
  });

  it('shrink the cap to exactly what fits, not below the floor, and then tell when the floor fits', () => {
    const { clock, memory } = memoryAt();
    const scope = tokens('a', '1000/60');

    expect(memory.reserve(scope, call(100, 700))).to.include({ outcome: 'reserved', cap: 700 });
    clock.us = 10e6;
    expect(memory.reserve(scope, call(100, 700, 64))).to.include({ outcome: 'reserved', cap: 100 });
    expect(memory.peek(scope)[0]).to.include({ used: 1000, reserved: 1000 });
    const refused = memory.reserve(scope, call(136, 700, 64));
    expect(refused).to.include({ outcome: 'refused', place: 0, retryMs: 51_000 });
    clock.us += 51e6 - 1;
    expect(memory.reserve(scope, call(136, 700, 64)).outcome).to.equal('refused');
    clock.us += 1;
    expect(memory.reserve(scope, call(136, 700, 64))).to.include({ outcome: 'reserved', cap: 664 });
  });

  it('name the budget that takes longest, and no wait where a call is larger than a whole limit', () => {
    const { memory } = memoryAt();
    const scope = tokens('a', '1000/60', '1000/3600', '5000/7200');
    memory.reserve(scope, call(900, 0));

    expect(memory.reserve(scope, call(200, 0))).to.include({ place: 1, retryMs: 3_660_000 });
    expect(memory.reserve(scope, call(1001, 0))).to.include({ place: 0, retryMs: null });
    expect(memory.reserve(tokens('b', '0/60'), call(0, 0))).to.include({ place: 0, retryMs: 60_000 });
  });

  it('charge what was spent where it was reserved, once; beyond the reservation, too; and nothing that has left the window', () => {
    const { clock, memory } = memoryAt();
    const scope = tokens('a', '1000/60');
    const [first, second, third] = [call(400, 0), call(400, 0), call(200, 0)];
    memory.reserve(scope, first);
    clock.us = 30e6;
    memory.reserve(scope, second);
    memory.reserve(scope, third);

    for (let again = 0; again < 2; again++) memory.settle(scope, first.id, [100]);
    expect(memory.peek(scope)[0]).to.include({ used: 700, reserved: 600 });
    memory.settle(scope, second.id, [900]);
    expect(memory.peek(scope)[0]).to.include({ used: 1200, reserved: 200 });
    clock.us = 61e6;
    expect(memory.peek(scope)[0]).to.include({ used: 1100, reserved: 200, resetMs: 30_000 });
    clock.us = 200e6;
    memory.settle(scope, third.id, [0]);
    expect(memory.peek(scope)[0]).to.include({ used: 0, reserved: 0 });
  });
});

describe('budgets in Redis and in this process', () => {
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

  const scripts = { reserve: clockedScript(SCRIPTS.reserve), settle: clockedScript(SCRIPTS.settle) };
  let traces = 0;

  function redisAt(clock: { us: number }) {
    const space = `trace${traces++}`;
    const run = (script: string) => async (keys: readonly string[], numbers: readonly string[]) => {
      const named = keys.map((key, i) => `${key.replace('{', `{${space}:`)}#${i}`); // a limit may be drawn twice
      return (await client.eval(script, { keys: named, arguments: [...numbers, ...timeOf(clock.us)] })) as number[];
    };
    const connection = { nodeOf: () => 'server', reserve: run(scripts.reserve), settle: run(scripts.settle) };
    return { space, budget: createRedisBudget({ connection, timeoutMs: 60_000 }) };
  }

  it('agree on every reservation, cap, wait and number of random traces', async () => {
    await fc.assert(
      fc.asyncProperty(trace, async ({ scope, steps }) => {
        const { clock, memory } = memoryAt(START);
        const { budget } = redisAt(clock);
        const reserved: { id: string; units: number[] }[] = [];
        for (const { afterUs, does } of steps) {
          clock.us += afterUs;
          if (does.kind === 'reserve') {
            const asked = { ...does, id: `r${reserved.length}`, floor: Math.min(does.floor, does.cap) };
            const [there, here] = [await budget.reserve(scope, asked), memory.reserve(scope, asked)];
            expect(there).to.deep.equal(here);
            if (here.outcome === 'reserved')
              reserved.push({ id: asked.id, units: asked.rates.map((rate) => unitsOf(rate, here.cap)) });
          } else if (reserved.length > 0) {
            const { id, units } = reserved[does.of % reserved.length] as (typeof reserved)[number];
            const spent = units.map((all) => Math.floor(all * does.share));
            await budget.settle(scope, id, spent);
            memory.settle(scope, id, spent);
          }
          expect(await budget.peek(scope)).to.deep.equal(memory.peek(scope));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('charge what each of two calls spent beyond its reservation, also when both have left the window', async () => {
    const { clock, memory } = memoryAt(START);
    const { budget } = redisAt(clock);
    const scope = tokens('user:late', '1000/60');
    const [one, other] = [call(100, 0), call(100, 0)];
    for (const store of [budget, memory]) for (const asked of [one, other]) await store.reserve(scope, asked);
    clock.us += 62e6;

    for (const store of [budget, memory]) {
      for (const { id } of [one, other]) await store.settle(scope, id, [150]);
      expect((await store.peek(scope))[0]).to.include({ used: 100, reserved: 0 });
    }
  });

  it('reserve nothing past the deadline of a call, when nobody waits for the answer any more', async () => {
    const reserve = async (id: string, deadlineUs: number) => {
      const numbers = [id, String(deadlineUs), '10', '0', '1000', '60000000', '0', '1', '1'];
      const options = { keys: ['{late}:tokens'], arguments: [...numbers, ...timeOf(START)] };
      return ((await client.eval(scripts.reserve, options)) as number[])[0];
    };

    expect(await reserve('late', START - 1)).to.equal(-1);
    expect(await client.exists('{late}:tokens')).to.equal(0);
    expect(await reserve('in time', START)).to.equal(1);
    expect(await client.hLen('{late}:tokens')).to.equal(2);
  });

  it('count to the unit up to 2^53, so nano-dollars of millions', async () => {
    const { clock, memory } = memoryAt(START);
    const { budget } = redisAt(clock);
    const scope: Scope = { key: 'user:rich', limits: [{ unit: 'cost', limit: SAFE, windowSeconds: 86_400 }] };
    const of = (id: string, fixed: number, each = 0): WorstCase => ({
      id,
      cap: 1,
      floor: 0,
      rates: [{ fixed, each, part: 1 }],
    });
    for (const store of [budget, memory]) {
      await store.reserve(scope, of('most', SAFE - 3));
      expect(await store.reserve(scope, of('more', 4))).to.include({ outcome: 'refused' });
      expect(await store.reserve(scope, of('rest', 2, 1))).to.include({ outcome: 'reserved', cap: 1 });
      await store.settle(scope, 'most', [SAFE - 4]);
      expect((await store.peek(scope))[0]).to.include({ used: SAFE - 1, reserved: 3 });
    }
  });

  it('keep at most 1.6 KB for a caller and limit in Redis, and give its key an end', async () => {
    const clock = { us: START };
    const { budget, space } = redisAt(clock);
    const scope = tokens('user:a', '1000000000000/60');
    for (let n = 0; n < 300; n++, clock.us += 220_000) {
      const asked = call(10_000_000, 0);
      await budget.reserve(scope, asked);
      await budget.settle(scope, asked.id, [1_000_000]);
    }
    await budget.reserve(scope, call(10_000_000, 0));

    const [key = ''] = await client.keys(`*${space}*`);
    expect(await client.hLen(key)).to.be.above(30);
    expect(await client.memoryUsage(key, { SAMPLES: 0 })).to.be.within(100, 1600);
    expect(await client.pTTL(key)).to.be.within(1, 61_200);
  });

  it('leave no key without an end, whatever becomes of the clock', async () => {
    const clock = { us: START };
    const { budget, space } = redisAt(clock);
    const scope = tokens('user:a', '1000/60', '1000/3600');
    const [early, late] = [call(100, 0), call(100, 0)];
    await budget.reserve(scope, early);
    await budget.reserve(scope, late);
    clock.us -= 120e6; // beyond the first window: what stands there means nothing any more
    await budget.settle(scope, early.id, [900, 900]);
    clock.us += 7200e6;
    await budget.settle(scope, late.id, [900, 900]);

    const keys = await client.keys(`*${space}*`);
    expect(keys).to.have.length.above(0);
    for (const key of keys) expect(await client.pTTL(key)).to.be.above(0);
  });
});
