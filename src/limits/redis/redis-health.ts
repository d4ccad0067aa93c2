import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Instruments } from '../../telemetry/instruments.ts';
import { DeadlineError } from '../../within.ts';
import type { Policy } from '../limiter.ts';
import type { Patience } from './patience.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisLimiter } from './redis-limiter.ts';

export type RedisHealthDeps = {
  redis: Pick<RedisLimiter, 'nodeOf' | 'take' | 'touch'>;
  connection: Pick<RedisConnection, 'renew'>;
  patience: Pick<Patience, 'ofNobody' | 'inVain'>;
  instruments: Pick<Instruments, 'recordRateLimitStore' | 'recordRateLimitDegraded'>;
  /** Told of every failure, and when all servers decide again. */
  outage: { away(cause: unknown): void; back(): void };
};

/**
 * Asks Redis where it can answer, and remembers where it cannot. Each server of a cluster is asked for itself: after
 * three failures in a row callers wait for it no more, and only a write that succeeds brings it back.
 */
export type RedisHealth = {
  /** The answer, or undefined when the server is away: then it was not asked, or failed in time. */
  ask<T>(node: string, call: () => Promise<T>): Promise<T | undefined>;
  /** Writes to every server. */
  check(): Promise<'ok' | 'degraded'>;
  /** Checks at once: another connection may lead to another server. */
  renewed(): void;
  close(): void;
};

const FAILURES = 3;
/** How often every server is looked at that no caller has just been answered by. */
const WATCH_MS = 500;
/** Keys enough to meet every server of a cluster. */
export const SAMPLES = 100;
/** Not less than this many keys, of one for each slot, miss no server. */
const SAMPLES_MAX = 20_000;
/** A take of it writes as every other does: a log and sub-buckets. */
export const PROBED: Policy = {
  name: 'health',
  spends: 'calls',
  limits: [
    { limit: 100, windowSeconds: 1 },
    { limit: 1000, windowSeconds: 2 },
  ],
};

export function createRedisHealth({ redis, connection, patience, instruments, outage }: RedisHealthDeps): RedisHealth {
  const failures = new Map<string, number>();
  const answeredAtMs = new Map<string, number>();
  const away = new Set<string>();
  let round: Promise<void> | undefined;
  let watching: NodeJS.Timeout | undefined;
  let closed = false;
  watch();
  return {
    ask,
    async check() {
      await look('all');
      return away.size === 0 ? 'ok' : 'degraded';
    },
    renewed: () => void (round ?? Promise.resolve()).then(() => look('all')),
    close() {
      closed = true;
      clearTimeout(watching);
    },
  };

  async function ask<T>(node: string, call: () => Promise<T>): Promise<T | undefined> {
    if ((failures.get(node) ?? 0) >= FAILURES) return undefined;
    try {
      const answer = await timed(call);
      answeredAtMs.set(node, performance.now());
      if (!away.has(node)) failures.delete(node);
      return answer;
    } catch (cause) {
      failed(node, cause);
      void look('away');
      return undefined;
    }
  }

  function watch(): void {
    const next = async () => {
      await look('idle');
      if (!closed) watch();
    };
    watching = context.with(ROOT_CONTEXT, () => setTimeout(next, WATCH_MS).unref()); // of no request
  }

  /** One look at a time, at all servers, those that nobody has heard of lately, or those that are away. */
  function look(which: 'all' | 'idle' | 'away'): Promise<void> {
    round ??= context
      .with(ROOT_CONTEXT, () => patience.ofNobody(() => lookAt(which)))
      .finally(() => {
        round = undefined;
      });
    return round;
  }

  async function lookAt(which: 'all' | 'idle' | 'away'): Promise<void> {
    const nodes = sampled();
    const isIdle = (node: string) => performance.now() - (answeredAtMs.get(node) ?? 0) >= WATCH_MS;
    await Promise.all(
      [...nodes].map(async ([node, sample]) => {
        if (away.has(node)) await probe(node, sample);
        else if (which === 'all' || (which === 'idle' && isIdle(node))) await touch(node, sample);
      }),
    );
    for (const node of away) if (!nodes.has(node)) back(node); // another server has taken its place
    for (const known of [failures, answeredAtMs])
      for (const node of known.keys()) if (!nodes.has(node)) known.delete(node);
  }

  /** A key for each server. */
  function sampled(): Map<string, string> {
    const nodes = new Map<string, string>();
    const misses = () => [...away].some((node) => !nodes.has(node));
    for (let sample = 0; sample < SAMPLES || (sample < SAMPLES_MAX && misses()); sample++) {
      const node = redis.nodeOf(PROBED, String(sample));
      if (!nodes.has(node)) nodes.set(node, String(sample));
    }
    return nodes;
  }

  async function touch(node: string, sample: string): Promise<void> {
    try {
      await redis.touch(PROBED, sample);
    } catch {
      await probe(node, sample); // by what callers need, which is what counts
    }
  }

  async function probe(node: string, sample: string): Promise<void> {
    try {
      await timed(() => redis.take(PROBED, sample));
      back(node);
    } catch (cause) {
      failed(node, cause);
      connection.renew(); // the present one may lead to a stalled or a demoted server
    }
  }

  async function timed<T>(call: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const elapsedMs = () => performance.now() - startedMs;
    const record = (outcome: 'ok' | 'timeout' | 'error') =>
      instruments.recordRateLimitStore(elapsedMs() / 1000, outcome);
    try {
      const answer = await call();
      record('ok');
      return answer;
    } catch (cause) {
      record(cause instanceof DeadlineError ? 'timeout' : 'error');
      patience.inVain(elapsedMs());
      throw cause;
    }
  }

  function failed(node: string, cause: unknown): void {
    failures.set(node, (failures.get(node) ?? 0) + 1);
    away.add(node);
    instruments.recordRateLimitDegraded(true);
    outage.away(cause);
  }

  function back(node: string): void {
    failures.delete(node);
    answeredAtMs.set(node, performance.now());
    if (!away.delete(node) || away.size > 0) return;
    instruments.recordRateLimitDegraded(false);
    outage.back();
  }
}
