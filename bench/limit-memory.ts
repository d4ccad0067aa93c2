/**
 * What limits cost in memory: bytes of Redis for a key that was used all through its window, and resident memory of the
 * service when so many different callers come while Redis is away.
 * `node --import ./src/process/node-version.js bench/limit-memory.ts [CALLERS] [CALLS_EACH]`
 */
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { type Redis, startRedis } from '../test/support/redis.ts';
import { connectLimiter, policyOf } from '../test/support/redis-limiter.ts';
import { startService } from '../test/support/service.ts';

const CALLERS = Number(process.argv[2] ?? 200_000);
const CALLS_EACH = Number(process.argv[3] ?? 1);
const CONNECTIONS = 16;
const WARM_CALLS = 30_000;

{
  await using redis = await startRedis();
  for (const [limit, spends] of [
    [20, 'calls'],
    [100, 'calls'],
    [1000, 'calls'],
    [100_000, 'calls'],
    [1_000_000_000_000, 'costs'],
  ] as const)
    console.log(`${limit} ${spends} in 1 second: ${await bytesPerKey(redis, limit, spends)} bytes`);
}
await residentMemory();

async function bytesPerKey(redis: Redis, limit: number, spends: 'calls' | 'costs'): Promise<unknown> {
  await using connected = await connectLimiter(redis.url);
  const key = 'user:550e8400-e29b-41d4-a716-446655440000';
  const policy = { ...policyOf(`${limit}/1`), spends };
  const slices = Math.min(limit, 1000); // slowly, so that every sub-bucket is used
  for (let slice = 0; slice < slices; slice++) {
    await connected.limiter.take(policy, key, spends === 'costs' ? limit / slices : 1);
    if (limit > 100) await after(1);
  }
  return redis.command('MEMORY', 'USAGE', `docent:limit:{query:${key}}:${limit}/1`, 'SAMPLES', '0');
}

async function residentMemory(): Promise<void> {
  await using service = await startService({
    REDIS_URL: 'redis://127.0.0.1:1',
    RATE_LIMIT_ENABLED: 'true',
    TRUSTED_PROXIES: '127.0.0.1',
  });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const residentMib = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, 'utf8'))?.[1]) / 1024;
  const send = (calls: number, addressOf: (call: number) => string) => {
    let next = 0;
    const worker = async () => {
      while (next < calls) await answered(`${service.url}/api/v1/nothing`, addressOf(next++), agent);
    };
    return Promise.all(Array.from({ length: CONNECTIONS }, worker));
  };
  const grows = async (what: string, calls: number, addressOf: (call: number) => string) => {
    const before = residentMib();
    await send(calls, addressOf);
    console.log(`${what}: ${(residentMib() - before).toFixed(1)} MiB more, from ${before.toFixed(0)}`);
  };
  await grows(`warming up with ${WARM_CALLS} calls`, WARM_CALLS, () => '192.0.2.1');
  for (let round = 1; round <= CALLS_EACH; round++)
    await grows(
      `${CALLERS} callers, call ${round} of each`,
      CALLERS,
      (call) => `10.${(call >> 16) & 255}.${(call >> 8) & 255}.${call & 255}`,
    );
  await grows(`${CALLERS} calls of one caller, to compare`, CALLERS, () => '192.0.2.1');
  agent.destroy();
}

function answered(url: string, address: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'X-Forwarded-For': address } }, (response) =>
      response.resume().once('end', resolve),
    ).once('error', reject);
  });
}
