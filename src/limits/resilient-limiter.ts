import type { Decision, Limiter, Policy, Standing } from './limiter.ts';
import { createDenyCache } from './memory/deny-cache.ts';
import type { MemoryLimiter } from './memory/memory-limiter.ts';
import type { RedisHealth } from './redis/redis-health.ts';
import type { RedisLimiter } from './redis/redis-limiter.ts';

export type ResilientLimiterDeps = {
  redis: Pick<RedisLimiter, 'nodeOf' | 'take' | 'peek'>;
  health: Pick<RedisHealth, 'ask'>;
  memory: MemoryLimiter;
  /** Refused callers remembered. */
  maxKeys: number;
  nowMs?: () => number;
};

/**
 * Redis decides; while it is away, this process does. The in-process limiter counts every call that this process admits,
 * by whomever, so that an outage grants no second quota here. And calls that were admitted here alone bind until their
 * windows end: meanwhile a call of that caller must fit both counts, so that a flapping Redis grants none either.
 */
export function createResilientLimiter({
  redis,
  health,
  memory,
  maxKeys,
  nowMs = () => performance.now(),
}: ResilientLimiterDeps): Limiter {
  const denials = createDenyCache({ maxKeys, nowMs });

  return {
    async take(policy, key, cost = 1) {
      const name = `${policy.name}:${key}`;
      if (policy.limits.some(({ limit }) => limit === 0)) return memory.take(policy, key, cost); // nothing to count
      const denied = denials.get(name);
      if (denied) return denied;
      const here = memory.isHeldLocally(policy, key) ? memory.take(policy, key, cost) : undefined;
      if (here?.outcome === 'denied') return here;
      const sentMs = nowMs();
      const there = await health.ask(redis.nodeOf(policy, key), () => redis.take(policy, key, cost));
      if (!there) return alone(policy, key, here ?? memory.take(policy, key, cost));
      if (there.outcome === 'denied') {
        if (here) memory.giveBack(policy, key, here.takenUs, cost);
        if (policy.spends === 'calls') denials.set(name, there, sentMs, nowMs());
        return here ? { ...there, standings: tighter(there.standings, memory.peek(policy, key)) } : there;
      }
      if (!here) memory.countRemote(policy, key, cost);
      return here ? { ...there, standings: tighter(there.standings, here.standings) } : there;
    },
    async peek(policy, key) {
      const there = await health.ask(redis.nodeOf(policy, key), () => redis.peek(policy, key));
      if (!there) return memory.peek(policy, key);
      return memory.isHeldLocally(policy, key) ? tighter(there, memory.peek(policy, key)) : there;
    },
  };

  function alone(policy: Policy, key: string, decision: Decision): Decision {
    if (decision.outcome === 'allowed') memory.holdLocally(policy, key);
    return decision;
  }
}

/** Of each limit the one of two counts that leaves less, at a tie the one that takes longer to return. */
function tighter(some: readonly Standing[], others: readonly Standing[]): Standing[] {
  return some.map((one, i) => {
    const other = others[i] ?? one;
    if (one.remaining !== other.remaining) return one.remaining < other.remaining ? one : other;
    return one.resetMs >= other.resetMs ? one : other;
  });
}
