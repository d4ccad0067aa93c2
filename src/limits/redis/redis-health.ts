import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Instruments } from '../../telemetry/instruments.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisLimiter } from './redis-limiter.ts';
import { PROBED, sampleServers } from './sample-servers.ts';
import { createServerStates } from './server-states.ts';
import { createTimedCall } from './timed-call.ts';
import type { WaitAllowance } from './wait-allowance.ts';

export type RedisHealthDeps = {
  redis: Pick<RedisLimiter, 'nodeOf' | 'take' | 'touch'>;
  connection: Pick<RedisConnection, 'renew'>;
  waitAllowance: Pick<WaitAllowance, 'ofNobody' | 'waitedInVain'>;
  instruments: Pick<Instruments, 'recordRateLimitStore' | 'recordRateLimitDegraded'>;
  /** Told of every failure, and when all servers decide again. */
  outage: { away(cause: unknown): void; back(): void };
  /** Milliseconds that only go forward. */
  now?: () => number;
};

/**
 * Asks Redis where it can answer, and remembers where it cannot. Each server of a cluster is asked for itself: after
 * three failures in a row callers wait for it no more, and only a write that succeeds brings it back.
 */
export type RedisHealth = {
  /** The answer, or undefined when the server is away: then it was not asked, or failed in time. */
  ask<T>(node: string, call: () => Promise<T>): Promise<T | undefined>;
  /** False once callers wait for that server no more. */
  isAsked(node: string): boolean;
  /** Writes to every server. */
  check(): Promise<'ok' | 'degraded'>;
  /** Checks at once: another connection may lead to another server. */
  renewed(): void;
  close(): void;
};

/** How often every server is looked at that no caller has just been answered by. */
const WATCH_MS = 500;

export function createRedisHealth({
  redis,
  connection,
  waitAllowance,
  instruments,
  outage,
  now = () => performance.now(),
}: RedisHealthDeps): RedisHealth {
  const states = createServerStates({ instruments, outage, now });
  const timedCall = createTimedCall({ waitAllowance, instruments, now });
  let round: Promise<void> | undefined;
  let watching: NodeJS.Timeout | undefined;
  let closed = false;
  watch();
  return {
    ask,
    isAsked: states.isAsked,
    async check() {
      await look('all');
      return states.away.size === 0 ? 'ok' : 'degraded';
    },
    renewed: () => void (round ?? Promise.resolve()).then(() => look('all')),
    close() {
      closed = true;
      clearTimeout(watching);
    },
  };

  async function ask<T>(node: string, call: () => Promise<T>): Promise<T | undefined> {
    if (!states.isAsked(node)) return undefined;
    try {
      const answer = await timedCall(call);
      states.answered(node);
      return answer;
    } catch (cause) {
      states.failed(node, cause);
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
      .with(ROOT_CONTEXT, () => waitAllowance.ofNobody(() => lookAt(which)))
      .finally(() => {
        round = undefined;
      });
    return round;
  }

  async function lookAt(which: 'all' | 'idle' | 'away'): Promise<void> {
    const nodes = sampleServers(redis, states.away);
    await Promise.all(
      [...nodes].map(async ([node, sample]) => {
        if (states.away.has(node)) await probe(node, sample);
        else if (which === 'all' || (which === 'idle' && states.silentMs(node) >= WATCH_MS)) await touch(node, sample);
      }),
    );
    states.keepOnly(nodes);
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
      await timedCall(() => redis.take(PROBED, sample));
      states.back(node);
    } catch (cause) {
      states.failed(node, cause);
      connection.renew(); // the present one may lead to a stalled or a demoted server
    }
  }
}
