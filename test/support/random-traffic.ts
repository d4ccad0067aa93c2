import { setTimeout as after } from 'node:timers/promises';
import type { Policy } from '../../src/limits/limiter.ts';
import { connectLimiter, policyOf } from './redis-limiter.ts';

type Call = { atMs: number; admitted: boolean };
export type Traffic = {
  policy: Policy;
  calls: number;
  admitted: number;
  /** What a limiter would have admitted of the same calls that gives each unit back the moment its window has passed. */
  ideal: number;
  /** Calls on which that limiter decides otherwise, after the same past. */
  otherwise: number;
  /** Calls refused although they fit even into windows that are a sixtieth longer. */
  refusedTooLong: number;
  /** Most calls admitted in any rolling window of a limit, as a share of the limit. */
  fullest: number;
};

/** Sends random traffic, in bursts and pauses, through two connections, and replays it on Redis's own clock. */
export async function randomTraffic(url: string, seconds: number): Promise<Traffic[]> {
  await using one = await connectLimiter(url);
  await using other = await connectLimiter(url);
  const policies = [
    policyOf('3/1'),
    policyOf('5/1', '8/3'),
    policyOf('100/2'),
    policyOf('300/1'),
    policyOf('200/1', '500/3'),
  ];
  const endsAt = performance.now() + seconds * 1000;
  const traffics = policies.map(async (policy, place) => {
    const calls: Call[] = [];
    const take = async (burst: number) => {
      const { limiter } = burst % 2 ? one : other;
      const { outcome, epochMs } = await limiter.take(policy, `user:${place}`);
      calls.push({ atMs: epochMs, admitted: outcome === 'allowed' });
    };
    const busiest = Math.max(...policy.limits.map(({ limit }) => limit));
    while (performance.now() < endsAt) {
      await Promise.all(Array.from({ length: Math.ceil((Math.random() * busiest) / 10) }, (_, i) => take(i)));
      if (Math.random() < 0.05) await after(Math.random() * 700);
      else await after(Math.random() * 30);
    }
    return replayed(policy, calls);
  });
  return await Promise.all(traffics); // awaited: the connections end with this function
}

function replayed(policy: Policy, calls: Call[]): Traffic {
  calls.sort((a, b) => a.atMs - b.atMs);
  const [real, ideal]: [number[], number[]] = [[], []];
  let [otherwise, refusedTooLong, fullest] = [0, 0, 0];
  for (const { atMs, admitted } of calls) {
    if (fits(policy, real, atMs) !== admitted) otherwise += 1;
    if (!admitted && fits(policy, real, atMs, 61.01 / 60)) refusedTooLong += 1;
    if (fits(policy, ideal, atMs)) ideal.push(atMs);
    if (admitted) real.push(atMs);
    for (const limit of policy.limits)
      fullest = Math.max(fullest, inWindow(real, atMs, limit.windowSeconds) / limit.limit);
  }
  return {
    policy,
    calls: calls.length,
    admitted: real.length,
    ideal: ideal.length,
    otherwise,
    refusedTooLong,
    fullest,
  };
}

function fits({ limits }: Policy, stamps: readonly number[], atMs: number, stretch = 1): boolean {
  return limits.every(({ limit, windowSeconds }) => inWindow(stamps, atMs, windowSeconds * stretch) < limit);
}

function inWindow(stamps: readonly number[], atMs: number, windowSeconds: number): number {
  let count = 0;
  // in whole microseconds: the clock's own steps
  const fromUs = Math.round(atMs * 1000) - windowSeconds * 1e6;
  for (let i = stamps.length - 1; i >= 0 && Math.round((stamps[i] as number) * 1000) > fromUs; i--) count += 1;
  return count;
}
