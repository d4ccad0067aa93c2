import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Instruments } from '../telemetry/instruments.ts';
import type { Limiter } from './limiter.ts';
import { createMemoryLimiter, localOnly } from './memory-limiter.ts';
import { connectRedis } from './redis-connection.ts';
import { createRedisHealth, PROBED, type RedisHealth, SAMPLES } from './redis-health.ts';
import { createRedisLimiter, type RedisLimiter } from './redis-limiter.ts';
import { createResilientLimiter } from './resilient-limiter.ts';

export type LimiterOptions = {
  /** Servers that count for all processes; none: this process counts for itself. */
  redisUrls: readonly string[];
  timeoutMs: number;
  maxKeys: number;
  instruments: Pick<Instruments, 'recordRateLimitStore' | 'recordRateLimitDegraded'>;
  log: Pick<Logger, 'info' | 'warn'>;
};

export type StartedLimiter = {
  limiter: Limiter;
  /** What readiness says of Redis; null without one. */
  check: (() => Promise<'ok' | 'degraded'>) | null;
  close(): Promise<void>;
};

/** Longest wait for Redis at start: the first callers should find it, and the service must start without it. */
const REACH_MS = 1000;

/** Builds the limiter that the configuration names, and gives Redis a moment to be reached. */
export async function startLimiter(options: LimiterOptions): Promise<StartedLimiter> {
  const { redisUrls: urls, timeoutMs, maxKeys, instruments, log } = options;
  const memory = createMemoryLimiter({ maxKeys });
  if (urls.length === 0) {
    log.info('no REDIS_URL: request limits are counted in this process, for itself');
    return { limiter: localOnly(memory), check: null, close: async () => {} };
  }
  const connection = connectRedis({ urls, onError: () => health.watch() });
  const onChange = (degraded: boolean, cause?: unknown) => {
    if (degraded) log.warn({ reason: reasonOf(cause) }, 'redis is away: request limits are counted in this process');
    else log.info('redis is back: request limits are counted there again');
  };
  const redis = createRedisLimiter({ connection, timeoutMs });
  const health: RedisHealth = createRedisHealth({ redis, connection, instruments, onChange });
  await reach(redis);
  await health.check();
  return {
    limiter: createResilientLimiter({ redis, health, memory, maxKeys }),
    check: health.check,
    async close() {
      health.close();
      await connection.close();
    },
  };
}

async function reach(redis: RedisLimiter): Promise<void> {
  const endsAtMs = performance.now() + REACH_MS;
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

/** The kind of a failure, without its text: that may name hosts. */
function reasonOf(failure: unknown): string {
  const cause = failure instanceof Error && failure.cause instanceof Error ? failure.cause : failure;
  if (!(cause instanceof Error)) return 'unknown';
  const reply = /^([A-Z]{3,}) /.exec(cause.message)?.[1]; // READONLY, LOADING, WRONGPASS …
  return reply ?? ('code' in cause && cause.code ? String(cause.code) : cause.constructor.name);
}
