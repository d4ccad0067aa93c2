import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import type { Instruments } from '../telemetry/instruments.ts';
import { DeadlineError } from '../within.ts';
import { type Breaker, createBreaker } from './breaker.ts';
import type { Policy } from './limiter.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisLimiter } from './redis-limiter.ts';

export type RedisHealthDeps = {
  redis: Pick<RedisLimiter, 'nodeOf' | 'peek'>;
  connection: Pick<RedisConnection, 'renew'>;
  instruments: Pick<Instruments, 'recordRateLimitStore' | 'recordRateLimitDegraded'>;
  /** Told when Redis stops deciding and when it decides again, with the reason. */
  onChange: (degraded: boolean, cause?: unknown) => void;
};

/** Asks Redis where it can answer, and remembers where it cannot: each server of a cluster has a breaker of its own. */
export type RedisHealth = {
  /** The answer, or undefined when the server is away: then it was not asked, or failed in time. */
  ask<T>(policy: Policy, key: string, call: () => Promise<T>): Promise<T | undefined>;
  /** Asks every server, without spending. */
  check(): Promise<'ok' | 'degraded'>;
  /** Asks by itself from now on until all is well, so that what is told of Redis stays true where nobody calls. */
  watch(): void;
  close(): void;
};

const NODES_MAX = 1000;
const WATCH_MS = 500;
/** Keys enough to meet every server of a cluster. */
export const SAMPLES = 100;
/** Counts nothing: what is looked at to see whether a server answers. */
export const PROBED: Policy = { name: 'health', spends: 'calls', limits: [{ limit: 1, windowSeconds: 1 }] };

export function createRedisHealth({ redis, connection, instruments, onChange }: RedisHealthDeps): RedisHealth {
  const breakers = new LRUCache<string, Breaker>({ max: NODES_MAX });
  /** A caller of each server that is away. */
  const away = new Map<string, { policy: Policy; key: string }>();
  let watching: NodeJS.Timeout | undefined;
  let closed = false;

  return {
    ask,
    check,
    watch,
    close() {
      closed = true;
      clearTimeout(watching);
    },
  };

  async function ask<T>(policy: Policy, key: string, call: () => Promise<T>): Promise<T | undefined> {
    const node = redis.nodeOf(policy, key);
    const breaker = breakers.get(node) ?? createBreaker();
    breakers.set(node, breaker);
    if (!breaker.allows()) return undefined;
    const startedMs = performance.now();
    const record = (outcome: 'ok' | 'timeout' | 'error') =>
      instruments.recordRateLimitStore((performance.now() - startedMs) / 1000, outcome);
    try {
      const answer = await call();
      record('ok');
      breaker.succeeded();
      back(node);
      return answer;
    } catch (cause) {
      record(cause instanceof DeadlineError ? 'timeout' : 'error');
      gone(node, { policy, key }, cause);
      if (breaker.failed()) connection.renew();
      return undefined;
    }
  }

  async function check(): Promise<'ok' | 'degraded'> {
    const callers = new Map(away);
    for (let sample = 0; sample < SAMPLES; sample++) {
      const node = redis.nodeOf(PROBED, String(sample));
      if (!callers.has(node)) callers.set(node, { policy: PROBED, key: String(sample) });
    }
    for (const [node, { policy, key }] of callers) {
      await ask(policy, key, () => redis.peek(policy, key));
      if (redis.nodeOf(policy, key) !== node) back(node); // another server has taken its place
    }
    return away.size === 0 ? 'ok' : 'degraded';
  }

  function watch(): void {
    if (closed) return;
    const look = async () => {
      const verdict = await check();
      watching = undefined;
      if (verdict === 'degraded') watch();
    };
    watching ??= context.with(ROOT_CONTEXT, () => setTimeout(look, WATCH_MS).unref()); // of no request any more
  }

  function gone(node: string, caller: { policy: Policy; key: string }, cause: unknown): void {
    const first = away.size === 0;
    away.set(node, caller);
    if (first) changed(true, cause);
    watch();
  }

  function back(node: string): void {
    if (away.delete(node) && away.size === 0) changed(false);
  }

  function changed(degraded: boolean, cause?: unknown): void {
    instruments.recordRateLimitDegraded(degraded);
    onChange(degraded, cause);
  }
}
