import type { Decision, Policy, Standing } from '../limiter.ts';
import { countedLimits, exactLog, NEVER } from '../window-count.ts';
import { batchCalls } from './batch-calls.ts';
import { withDeadline } from './deadline.ts';
import type { RedisConnection } from './redis-connection.ts';
import { createRunInTime } from './run-in-time.ts';

export type RedisLimiterDeps = {
  connection: Pick<RedisConnection, 'nodeOf' | 'slotOf' | 'take' | 'touch'>;
  /** How long one call may wait for Redis, ms. Past it the call has no effect there either. */
  timeoutMs: number;
  /** The same of the next call, where a request has waited before. */
  waitMs?: () => number;
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

type Call = { readonly policy: Policy; readonly key: string; readonly cost: number };

/** Outcome of one of several calls whose key Redis could not read: it is asked again alone, and says why. */
const FAILED = -2;

/** Calls of one policy that come in one turn of the event loop go to Redis as one command: they cost both sides half. */
export function createRedisLimiter({ connection, timeoutMs, waitMs = () => timeoutMs }: RedisLimiterDeps) {
  const runInTime = createRunInTime({ waitMs });
  const gather = batchCalls<Call, readonly number[]>(send);
  return { nodeOf, take, peek, touch } satisfies RedisLimiter;

  function nodeOf(policy: Policy, key: string): string {
    return connection.nodeOf(hashTag(policy, key));
  }

  async function take(policy: Policy, key: string, cost = 1): Promise<Decision> {
    const [epochUs = 0, outcome, waitUs = 0, ...numbers] = await run({ policy, key, cost });
    const seen = { standings: standings(policy, numbers), epochMs: epochUs / 1000, store: 'redis' } as const;
    if (outcome === 1) return { ...seen, outcome: 'allowed' };
    return { ...seen, outcome: 'denied', retryMs: waitUs === NEVER ? null : waitUs / 1000 };
  }

  async function peek(policy: Policy, key: string): Promise<readonly Standing[]> {
    const [, , , ...numbers] = await run({ policy, key, cost: 0 });
    return standings(policy, numbers);
  }

  async function touch(policy: Policy, key: string): Promise<void> {
    await withDeadline(timeoutMs, () => connection.touch(`docent:limit:${hashTag(policy, key)}`));
  }

  async function run(call: Call): Promise<readonly number[]> {
    const { policy, key, cost } = call;
    const answer = await gather(`${connection.slotOf(hashTag(policy, key))} ${cost} ${wordsOf(policy).name}`, call);
    return answer[1] === FAILED ? ((await send([call]))[0] as readonly number[]) : answer;
  }

  /** Calls of one policy and cost, whose keys are in one slot: of each `[now, outcome, wait, remaining, reset, …]`, as take.lua says. */
  function send(calls: readonly Call[]): Promise<readonly (readonly number[])[]> {
    const { policy, key, cost } = calls[0] as Call;
    const { suffixes, numbers } = wordsOf(policy);
    const keys = calls.flatMap((call) =>
      suffixes.map((suffix) => `docent:limit:${hashTag(policy, call.key)}:${suffix}`),
    );
    return runInTime(nodeOf(policy, key), async (deadlineUs) => {
      const [epochUs = 0, ...rest] = await connection.take(keys, [String(cost), String(deadlineUs), ...numbers]);
      const each = rest.length / calls.length;
      const answer = calls.map((_, place) => [epochUs, ...rest.slice(place * each, (place + 1) * each)]);
      return { isLate: rest.length === 0, epochUs, answer };
    });
  }
}

/** Braces make it the hash tag: in a cluster all keys of one call lie on one node. */
function hashTag({ name }: Policy, key: string): string {
  return `{${name}:${key}}`;
}

function standings({ limits }: Policy, numbers: readonly number[]): Standing[] {
  return limits.map(({ limit, windowSeconds }, i) => ({
    limit,
    windowSeconds,
    remaining: numbers[2 * i] ?? 0,
    resetMs: (numbers[2 * i + 1] ?? 0) / 1000,
  }));
}

/** What is the same in every call of a policy: how the key of each limit ends, and how take.lua is told of the limits. */
type Words = { readonly name: string; readonly suffixes: readonly string[]; readonly numbers: readonly string[] };
const words = new WeakMap<Policy, Words>();

function wordsOf(policy: Policy): Words {
  const known = words.get(policy);
  if (known) return known;
  const suffixes = policy.limits.map(({ limit, windowSeconds }) => `${limit}/${windowSeconds}`);
  const numbers = countedLimits(policy).flatMap(({ count, window }) => [
    String(window.limit),
    String(window.windowUs),
    count === exactLog ? 'log' : 'buckets',
  ]);
  const made = { name: [policy.name, ...numbers].join(' '), suffixes, numbers };
  words.set(policy, made);
  return made;
}
