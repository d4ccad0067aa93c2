/**
 * Random traffic over several limits, two connections to one Redis: is any rolling window overfull, and how does what was
 * admitted compare to an ideal limiter?
 * `node --import ./src/process/node-version.js bench/limit-traffic.ts [SECONDS]`
 */
import { randomTraffic } from '../test/support/random-traffic.ts';
import { startRedis } from '../test/support/redis.ts';

await using redis = await startRedis();
for (const { policy, calls, admitted, ideal, otherwise, fullest } of await randomTraffic(
  redis.url,
  Number(process.argv[2] ?? 60),
)) {
  const limits = policy.limits.map(({ limit, windowSeconds }) => `${limit}/${windowSeconds}s`).join(' ');
  const share = ((100 * admitted) / ideal).toFixed(2);
  console.log(
    `${limits}: ${calls} calls, ${admitted} admitted, ideal ${ideal} (${share} %), decided otherwise ${otherwise} times, fullest window ${(100 * fullest).toFixed(1)} %`,
  );
}
