import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type BudgetGuard, localGuard } from '../limits/budget-guard.ts';
import type { Limiter } from '../limits/limiter.ts';
import { createMemoryBudget } from '../limits/memory/memory-budget.ts';
import { createMemoryLimiter, localOnly } from '../limits/memory/memory-limiter.ts';
import { createOutageLog } from '../limits/outage-log.ts';
import { createRedisBudget } from '../limits/redis/redis-budget.ts';
import { createRedisHealth, type RedisHealth } from '../limits/redis/redis-health.ts';
import { createRedisLimiter, type RedisLimiter } from '../limits/redis/redis-limiter.ts';
import { PROBED, SAMPLES } from '../limits/redis/sample-servers.ts';
import { createWaitAllowance } from '../limits/redis/wait-allowance.ts';
import { createResilientBudget } from '../limits/resilient-budget.ts';
import { createResilientLimiter } from '../limits/resilient-limiter.ts';
import type { Instruments } from '../telemetry/instruments.ts';

export type LimiterOptions = {
  /** Servers that count for all processes; none: this process counts for itself. */
  redisUrls: readonly string[];
  timeoutMs: number;
  /** Longest wait for Redis at the start, ms (1000). */
  reachMs?: number;
  maxKeys: number;
  /** What becomes of budgets while Redis is away. */
  budgetFailMode?: 'local' | 'closed';
  /** How long a settlement that Redis misses is tried again, ms (2000). */
  settleWithinMs?: number;
  instruments: Pick<Instruments, 'recordRateLimitStore' | 'recordRateLimitDegraded'>;
  log: Pick<Logger, 'info' | 'warn'>;
};

export type StartedLimiter = {
  limiter: Limiter;
  budgets: BudgetGuard;
  /** Runs one request: all its calls that wait for Redis in vain do so once. */
  ofRequest<T>(work: () => T): T;
  /** What readiness says of Redis; null without one. */
  check: (() => Promise<'ok' | 'degraded'>) | null;
  close(): Promise<void>;
};

/** Longest wait for Redis at start: the first callers should find it, and the service must start without it. */
const REACH_MS = 1000;

/** Builds the limiter that the configuration names, and gives Redis a moment to be reached. */
export async function startLimiter(options: LimiterOptions): Promise<StartedLimiter> {
  const { redisUrls: urls, timeoutMs, maxKeys, budgetFailMode: failMode = 'local', instruments, log } = options;
  const memory = createMemoryLimiter({ maxKeys });
  const budgets = createMemoryBudget({ maxKeys });
  if (urls.length === 0) {
    log.info('no REDIS_URL: request limits are counted in this process, for itself');
    return {
      limiter: localOnly(memory),
      budgets: localGuard(budgets),
      ofRequest: (work) => work(),
      check: null,
      close: async () => {},
    };
  }
  const { connectRedis } = await import('../limits/redis/redis-connection.ts'); // its client is a fifth of a start without Redis
  let health: RedisHealth | undefined;
  const connection = connectRedis({ urls, onConnect: () => health?.renewed() });
  const waitAllowance = createWaitAllowance(timeoutMs);
  const waitMs = waitAllowance.leftMs;
  const redis = createRedisLimiter({ connection, timeoutMs, waitMs });
  await reach(redis, options.reachMs ?? REACH_MS);
  health = createRedisHealth({ redis, connection, waitAllowance, instruments, outage: createOutageLog(log) });
  await health.check();
  const redisBudget = createRedisBudget({ connection, timeoutMs, waitMs });
  const guard = createResilientBudget({
    redis: redisBudget,
    health,
    memory: budgets,
    failMode,
    ...(options.settleWithinMs !== undefined && { settleWithinMs: options.settleWithinMs }),
  });
  return {
    limiter: createResilientLimiter({ redis, health, memory, maxKeys }),
    budgets: guard,
    ofRequest: waitAllowance.ofRequest,
    check: health.check,
    async close() {
      await guard.settled();
      health.close();
      await connection.close();
    },
  };
}

async function reach(redis: RedisLimiter, reachMs: number): Promise<void> {
  const endsAtMs = performance.now() + reachMs;
  const reached = new Set<string>();
  for (let sample = 0; sample < SAMPLES; sample++)
    while (!reached.has(redis.nodeOf(PROBED, String(sample))))
      try {
        await redis.peek(PROBED, String(sample));
        reached.add(redis.nodeOf(PROBED, String(sample)));
      } catch {
        if (performance.now() >= endsAtMs) return;
        await after(10);
      }
}
