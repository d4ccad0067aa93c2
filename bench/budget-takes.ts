/**
 * What a reservation and its settlement take, in this process and in Redis, with budgets of a thousand and of a million
 * million tokens, and with 900 calls under way: CPU time, the two as a multiple of
 * each other: medians of interleaved rounds.
 * `node --import ./src/process/node-version.js bench/budget-takes.ts [ROUNDS]`
 */
import { createClient } from 'redis';
import { localGuard } from '../src/limits/budget-guard.ts';
import type { Scope, WorstCase } from '../src/limits/budget-store.ts';
import { createMemoryBudget } from '../src/limits/memory/memory-budget.ts';
import { createRedisBudget } from '../src/limits/redis/redis-budget.ts';
import { SCRIPTS } from '../src/limits/redis/scripts.ts';
import { budgetOf } from '../test/support/budget.ts';
import { startRedis } from '../test/support/redis.ts';

const ROUNDS = Number(process.argv[2] ?? 9);
const TAKES = 20_000;
const REDIS_TAKES = 2000;
const UNDER_WAY = 900;
const LIMITS = [1000, 1_000_000_000_000];

const call = { inputTokens: 1, outputCap: 0, shrinks: false, price: undefined };
await compare('in process', TAKES, async (limit) => {
  const budget = budgetOf(localGuard(createMemoryBudget({ maxKeys: 10 })), { tokens: `${limit}/day` });
  return async (takes) => {
    const startedAt = process.cpuUsage();
    for (let take = 0; take < takes; take++) {
      const answer = await budget.reserve('user:a', call);
      if (answer.outcome !== 'granted') throw new Error('denied');
      answer.settle({ inputTokens: 0, outputTokens: 0 });
    }
    return cpuMs(startedAt) / takes;
  };
});
await compare(`in process, ${UNDER_WAY} calls under way`, TAKES, async (limit) => {
  const memory = createMemoryBudget({ maxKeys: 10 });
  const scope = scopeOf(limit);
  for (let n = 0; n < UNDER_WAY; n++) memory.reserve(scope, worstCase(`open${n}`));
  return async (takes) => {
    const startedAt = process.cpuUsage();
    for (let take = 0; take < takes; take++) {
      memory.reserve(scope, worstCase(`call${take}`));
      memory.settle(scope, `call${take}`, [0]);
    }
    return cpuMs(startedAt) / takes;
  };
});

await using redis = await startRedis();
const client = createClient({ url: redis.url });
await client.connect();
await compare('in Redis, with the reading of its commands', REDIS_TAKES, async (limit) => {
  const run = (script: string) => async (keys: readonly string[], numbers: readonly string[]) =>
    (await client.eval(script, { keys: [...keys], arguments: [...numbers] })) as number[];
  const connection = { nodeOf: () => 'server', reserve: run(SCRIPTS.reserve), settle: run(SCRIPTS.settle) };
  const budget = createRedisBudget({ connection, timeoutMs: 60_000 });
  const scope = scopeOf(limit);
  return async (takes) => {
    const startedAt = await redisCpuMs();
    for (let take = 0; take < takes; take++) {
      const { outcome } = await budget.reserve(scope, worstCase(`call${take}`));
      if (outcome !== 'reserved') throw new Error('denied');
      await budget.settle(scope, `call${take}`, [0]);
    }
    return ((await redisCpuMs()) - startedAt) / takes;
  };
});
client.destroy();

async function redisCpuMs(): Promise<number> {
  const info = String(await client.sendCommand(['INFO', 'cpu']));
  const seconds = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1000;
}

async function compare(
  what: string,
  takes: number,
  start: (limit: number) => Promise<(takes: number) => Promise<number>>,
): Promise<void> {
  const runs = await Promise.all(LIMITS.map(start));
  const took: number[][] = runs.map(() => []);
  for (let round = 0; round <= ROUNDS; round++)
    for (const [place, run] of [...runs.entries()].sort(() => (round % 2 ? 1 : -1))) {
      const ms = await run(takes);
      if (round > 0) took[place]?.push(ms); // the first one warms up
    }
  const medians = took.map((all) => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN);
  const figures = medians.map((ms, place) => `${LIMITS[place]?.toExponential(0)}: ${(ms * 1000).toFixed(1)} µs`);
  const perSecond = Math.floor(1000 / Math.max(...medians));
  console.log(
    `${what}: ${figures.join(', ')}; ${((medians[1] ?? 0) / (medians[0] ?? 1)).toFixed(2)}×; ${perSecond} a second`,
  );
}

/** Of this process alone: others may keep its core. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function scopeOf(limit: number): Scope {
  return { key: 'user:a', limits: [{ unit: 'tokens', limit, windowSeconds: 86_400 }] };
}

function worstCase(id: string): WorstCase {
  return { id, cap: 0, floor: 0, rates: [{ fixed: 1, each: 1, part: 1 }] };
}
