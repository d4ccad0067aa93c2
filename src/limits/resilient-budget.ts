import { setTimeout as wait } from 'node:timers/promises';
import type { BudgetGuard } from './budget-guard.ts';
import type { BudgetStanding, Scope } from './budget-store.ts';
import type { MemoryBudget } from './memory/memory-budget.ts';
import type { RedisBudget } from './redis/redis-budget.ts';
import type { RedisHealth } from './redis/redis-health.ts';

export type ResilientBudgetDeps = {
  redis: RedisBudget;
  health: Pick<RedisHealth, 'ask' | 'isAsked'>;
  memory: MemoryBudget;
  /** While Redis is away: `local`, each process has the limits for itself; `closed`, nothing is granted. */
  failMode: 'local' | 'closed';
  /** Settlements that may be on their way at once; a further one is dropped. */
  settlementsMax?: number;
  /** How long a settlement that Redis misses is tried again. */
  settleWithinMs?: number;
};

const SETTLEMENTS_MAX = 10_000;
const SETTLE_WITHIN_MS = 2000;
const AGAIN_AFTER_MS = 100;

/**
 * Redis decides. This process counts along, what it grants and what it sees Redis grant, so that an outage gives it one
 * limit in all; and a payer to whom it granted something alone must fit both counts until that has left its window. A
 * settlement that Redis misses is dropped in the end: its reservation stays until its window has passed.
 */
export function createResilientBudget({
  redis,
  health,
  memory,
  failMode,
  settlementsMax = SETTLEMENTS_MAX,
  settleWithinMs = SETTLE_WITHIN_MS,
}: ResilientBudgetDeps): BudgetGuard {
  const settlements = new Set<Promise<void>>();
  return {
    async reserve(scope, call) {
      const nothing = scope.limits.map(() => 0);
      const here = memory.isHeldLocally(scope) ? memory.reserve(scope, call) : undefined;
      if (here?.outcome === 'refused') return here;
      let isAsked = false;
      const there = await health.ask(redis.nodeOf(scope), () => {
        isAsked = true;
        return redis.reserve(scope, here ? { ...call, cap: here.cap } : call);
      });
      if (!there && isAsked) settleThere(scope, call.id, nothing); // done, perhaps, with its answer lost
      if (here && there) memory.settle(scope, call.id, nothing);
      if (!there && failMode === 'closed') return { outcome: 'unavailable' };
      if (there?.outcome === 'refused') return there;
      if (there) memory.countRemote(scope, call, there.cap);
      const granted = there ?? here ?? memory.reserve(scope, call);
      if (granted.outcome === 'refused') return granted;
      if (!there) memory.holdLocally(scope);
      return {
        ...granted,
        settle(spent) {
          memory.settle(scope, call.id, spent);
          if (there) settleThere(scope, call.id, spent);
        },
      };
    },
    async isReadable(scope, how) {
      if (failMode === 'local') return true;
      const node = redis.nodeOf(scope);
      if (how === 'known') return health.isAsked(node);
      return (await health.ask(node, () => redis.peek(scope))) !== undefined;
    },
    async peek(scope) {
      const there = await health.ask(redis.nodeOf(scope), () => redis.peek(scope));
      if (!there) return memory.peek(scope);
      return memory.isHeldLocally(scope) ? fuller(there, memory.peek(scope)) : there;
    },
    settled: async () => void (await Promise.all(settlements)),
  };

  function settleThere(scope: Scope, id: string, spent: readonly number[]): void {
    if (settlements.size >= settlementsMax) return;
    const settlement = settle(scope, id, spent).finally(() => settlements.delete(settlement));
    settlements.add(settlement);
  }

  async function settle(scope: Scope, id: string, spent: readonly number[]): Promise<void> {
    for (const endsAtMs = performance.now() + settleWithinMs; performance.now() < endsAtMs; ) {
      const isDone = await health.ask(redis.nodeOf(scope), () => redis.settle(scope, id, spent).then(() => true));
      if (isDone) return;
      await wait(AGAIN_AFTER_MS, undefined, { ref: false });
    }
  }
}

/** Of each limit the count that holds more. */
function fuller(some: readonly BudgetStanding[], others: readonly BudgetStanding[]): BudgetStanding[] {
  return some.map((one, i) => {
    const other = others[i] ?? one;
    return other.used > one.used ? other : one;
  });
}
