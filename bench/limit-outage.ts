/**
 * What callers see while Redis fails: statuses, the longest wait, and how soon Redis decides again; and what the limiter
 * itself takes once its breaker is open.
 * `node --import ./src/process/node-version.js bench/limit-outage.ts`
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { startLimiter } from '../src/compose/limiter.ts';
import { silentInstruments } from '../src/telemetry/instruments.ts';
import { startLimited } from '../test/support/limited.ts';
import { type Redis, startRedis } from '../test/support/redis.ts';
import { policyOf } from '../test/support/redis-limiter.ts';

const CALLERS = 8;
const PHASE_MS = 3000;
const TAKES = 50_000;

await using redis = await startRedis(['--appendonly', 'yes']);
await using service = await startLimited('20/minute', { REDIS_URL: redis.url, RATE_LIMIT_REDIS_TIMEOUT_MS: '75' });
await phase('Redis there');
await outage(
  'stopped (SIGSTOP)',
  () => redis.signal('SIGSTOP'),
  () => redis.signal('SIGCONT'),
);
await outage(
  'gone (SIGKILL)',
  () => redis.kill(),
  () => redis.start(),
);
await outage(
  'read-only',
  () => redis.command('REPLICAOF', '127.0.0.1', '1'),
  () => redis.command('REPLICAOF', 'NO', 'ONE'),
);
await breakerOpen(redis);

async function outage(name: string, fails: () => unknown, mends: () => unknown): Promise<void> {
  await fails();
  await phase(name);
  const ended = mends();
  const mendedAt = performance.now();
  await ended;
  for (;;) {
    const caller = randomUUID();
    await service.call(caller);
    if (await redis.command('EXISTS', `docent:limit:{default:user:${caller}}:20/60`)) break;
    await after(10);
  }
  console.log(`${name}: Redis decides again after ${(performance.now() - mendedAt).toFixed(0)} ms`);
}

/** So many callers at once, each calling on and on, one of them always the same. */
async function phase(name: string): Promise<void> {
  const waits: number[] = [];
  const statuses = new Map<number, number>();
  const endsAt = performance.now() + PHASE_MS;
  const same = randomUUID();
  let admitted = 0;
  const caller = async (place: number) => {
    while (performance.now() < endsAt) {
      const startedAt = performance.now();
      const { status } = await service.call(place === 0 ? same : randomUUID());
      waits.push(performance.now() - startedAt);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (place === 0 && status === 404) admitted += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, place) => caller(place)));
  waits.sort((a, b) => a - b);
  const counts = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  console.log(
    `${name}: ${counts}; one caller was admitted ${admitted} times; median ${waits[waits.length >> 1]?.toFixed(1)} ms, longest wait ${waits.at(-1)?.toFixed(0)} ms`,
  );
}

async function breakerOpen(redis: Redis): Promise<void> {
  const quiet = { info() {}, warn() {} };
  const limiterOf = (redisUrls: string[]) =>
    startLimiter({ redisUrls, timeoutMs: 75, maxKeys: 50_000, instruments: silentInstruments, log: quiet });
  const [fallback, alone] = [await limiterOf([redis.url]), await limiterOf([])];
  redis.signal('SIGSTOP');
  const policy = policyOf('20/60');
  await Promise.all([1, 2, 3].map((caller) => fallback.limiter.take(policy, `user:${caller}`)));
  for (const [name, { limiter }] of Object.entries({ 'no REDIS_URL': alone, 'breaker open': fallback })) {
    const tookUs: number[] = [];
    for (let take = 0; take < TAKES; take++) {
      const startedAt = performance.now();
      await limiter.take(policy, `user:${take}`);
      tookUs.push((performance.now() - startedAt) * 1000);
    }
    tookUs.sort((a, b) => a - b);
    const at = (share: number) => tookUs[Math.floor(TAKES * share)]?.toFixed(1);
    console.log(`${name}: a decision takes ${at(0.5)} µs (median), ${at(0.99)} µs (p99), ${at(0.999)} µs (p99.9)`);
  }
  redis.signal('SIGCONT');
  await fallback.close();
}
