import { LRUCache } from 'lru-cache';
import type { Decision, Limiter, Policy, Standing } from '../limiter.ts';
import { type Counted, countedLimits, longestCountUs, NEVER, type Usage, type WindowState } from '../window-count.ts';

export type MemoryLimiterOptions = {
  /** Callers remembered; the least recently seen one is forgotten first. */
  maxKeys: number;
  /** Microseconds that never go back; only differences count. */
  nowUs?: () => number;
  /** Epoch milliseconds, for what callers are told. */
  epochMs?: () => number;
};

/** Counts in this process. It decides at once, so that it can also be asked between two awaits of another limiter. */
export type MemoryLimiter = {
  take(policy: Policy, key: string, cost?: number): Decision & { takenUs: number };
  peek(policy: Policy, key: string): readonly Standing[];
  /** Takes back `units` of what a `take` spent at `takenUs`. */
  giveBack(policy: Policy, key: string, takenUs: number, units?: number): void;
  /** Counts what another store has admitted, whatever stands here. */
  countRemote(policy: Policy, key: string, cost?: number): void;
  /** Marks a caller whose last call was admitted here alone, for as long as that may count. */
  holdLocally(policy: Policy, key: string): void;
  isHeldLocally(policy: Policy, key: string): boolean;
};

/** Kept small: one for each caller. */
type Entry = { state: readonly WindowState[]; heldUntilUs: number };

export function createMemoryLimiter({
  maxKeys,
  nowUs = () => Math.floor(performance.now() * 1000),
  epochMs = Date.now,
}: MemoryLimiterOptions): MemoryLimiter {
  const entries = new LRUCache<string, Entry>({ max: maxKeys });
  const countedBy = new WeakMap<Policy, Counted[]>();
  const counted = (policy: Policy) => {
    const known = countedBy.get(policy) ?? countedLimits(policy);
    countedBy.set(policy, known);
    return known;
  };
  let last = { name: '', key: '', entry: '' };
  const nameOf = ({ name }: Policy, key: string) => {
    if (last.key !== key || last.name !== name) last = { name, key, entry: `${name}:${key}` };
    return last.entry; // a string that was looked up before keeps its hash
  };
  const entryOf = (policy: Policy, key: string) => entries.get(nameOf(policy, key));
  const usage = (policy: Policy, entry: Entry | undefined, now: number, cost: number) =>
    counted(policy).map(({ count, window }, i) => count.usage(entry?.state[i] ?? [], window, now, cost));
  const add = (policy: Policy, key: string, entry: Entry | undefined, now: number, cost: number): Entry => {
    const state = counted(policy).map(({ count, window }, i) => count.add(entry?.state[i] ?? [], window, now, cost));
    if (entry) {
      entry.state = state;
      return entry;
    }
    const added = { state, heldUntilUs: 0 };
    entries.set(nameOf(policy, key), added);
    return added;
  };
  return {
    take(policy, key, cost = 1) {
      const [takenUs, entry] = [nowUs(), entryOf(policy, key)];
      const seen = { epochMs: epochMs(), store: 'local', takenUs } as const;
      const usages = usage(policy, entry, takenUs, cost);
      if (usages.some(({ waitUs }) => waitUs !== 0))
        return { ...seen, outcome: 'denied', standings: standings(policy, usages), retryMs: longestWaitMs(usages) };
      const after = usage(policy, add(policy, key, entry, takenUs, cost), takenUs, 0);
      return { ...seen, outcome: 'allowed', standings: standings(policy, after) };
    },
    peek: (policy, key) => standings(policy, usage(policy, entryOf(policy, key), nowUs(), 0)),
    countRemote: (policy, key, cost = 1) => void add(policy, key, entryOf(policy, key), nowUs(), cost),
    giveBack(policy, key, takenUs, units = 1) {
      const entry = entryOf(policy, key);
      if (entry)
        entry.state = counted(policy).map(({ count, window }, i) =>
          count.giveBack(entry.state[i] ?? [], window, takenUs, units),
        );
    },
    holdLocally(policy, key) {
      const entry = entryOf(policy, key);
      if (entry) entry.heldUntilUs = nowUs() + longestCountUs(policy);
    },
    isHeldLocally: (policy, key) => nowUs() < (entryOf(policy, key)?.heldUntilUs ?? 0),
  };
}

function standings({ limits }: Policy, usages: readonly Usage[]): Standing[] {
  return limits.map((limit, i) => {
    const { used, resetUs } = usages[i] as Usage;
    return { ...limit, remaining: Math.max(0, limit.limit - used), resetMs: resetUs / 1000 };
  });
}

function longestWaitMs(usages: readonly Usage[]): number | null {
  const waits = usages.map(({ waitUs }) => waitUs);
  return waits.includes(NEVER) ? null : Math.max(...waits) / 1000;
}

/** The same as a `Limiter`: what guards the service where there is no Redis. */
export function localOnly(memory: MemoryLimiter): Limiter {
  return {
    take: async (policy, key, cost) => memory.take(policy, key, cost),
    peek: async (policy, key) => memory.peek(policy, key),
  };
}
