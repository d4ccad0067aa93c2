import type { Decision, Policy, Standing } from '../limiter.ts';
import { countedLimits, exactLog, NEVER } from '../window-count.ts';
import { withDeadline } from './deadline.ts';
import { createInTime } from './in-time.ts';
import type { RedisConnection } from './redis-connection.ts';

export type RedisLimiterDeps = {
  connection: Pick<RedisConnection, 'nodeOf' | 'take' | 'touch'>;
  /** How long one call may wait for Redis, ms. Past it the call has no effect there either. */
  timeoutMs: number;
};

/** Counts in Redis, for all processes together. All calls reject when Redis cannot decide in time. */
export type RedisLimiter = {
  /** Which server counts this caller. */
  nodeOf(policy: Policy, key: string): string;
  take(policy: Policy, key: string, cost?: number): Promise<Decision>;
  peek(policy: Policy, key: string): Promise<readonly Standing[]>;
  /** Writes something beside the counts that is gone in a second. */
  touch(policy: Policy, key: string): Promise<void>;
};

const TOO_LATE = -1;

export function createRedisLimiter({ connection, timeoutMs }: RedisLimiterDeps) {
  const inTime = createInTime({ timeoutMs });
  return { nodeOf, take, peek, touch } satisfies RedisLimiter;

  function nodeOf(policy: Policy, key: string): string {
    return connection.nodeOf(hashTag(policy, key));
  }

  async function take(policy: Policy, key: string, cost = 1): Promise<Decision> {
    const [outcome, epochUs, waitUs, standings] = await run(policy, key, cost);
    const seen = { standings, epochMs: epochUs / 1000, store: 'redis' } as const;
    if (outcome === 1) return { ...seen, outcome: 'allowed' };
    return { ...seen, outcome: 'denied', retryMs: waitUs === NEVER ? null : waitUs / 1000 };
  }

  async function peek(policy: Policy, key: string): Promise<readonly Standing[]> {
    const [, , , standings] = await run(policy, key, 0);
    return standings;
  }

  async function touch(policy: Policy, key: string): Promise<void> {
    await withDeadline(timeoutMs, () => connection.touch(`docent:limit:${hashTag(policy, key)}`));
  }

  function run(policy: Policy, key: string, cost: number) {
    const keys = policy.limits.map((one) => `docent:limit:${hashTag(policy, key)}:${one.limit}/${one.windowSeconds}`);
    const limits = countedLimits(policy).flatMap(({ count, window }) => [
      String(window.limit),
      String(window.windowUs),
      count === exactLog ? 'log' : 'buckets',
    ]);
    return inTime(nodeOf(policy, key), async (deadlineUs) => {
      const [outcome = TOO_LATE, epochUs = 0, waitUs = 0, ...rest] = await connection.take(keys, [
        String(cost),
        String(deadlineUs),
        ...limits,
      ]);
      return {
        isLate: outcome === TOO_LATE,
        epochUs,
        answer: [outcome, epochUs, waitUs, standings(policy, rest)] as const,
      };
    });
  }
}

/** Braces make it the hash tag: in a cluster all keys of one call lie on one node. */
function hashTag({ name }: Policy, key: string): string {
  return `{${name}:${key}}`;
}

function standings({ limits }: Policy, numbers: readonly number[]): Standing[] {
  return limits.map((limit, i) => {
    const [remaining = 0, resetUs = 0] = numbers.slice(2 * i);
    return { ...limit, remaining, resetMs: resetUs / 1000 };
  });
}
