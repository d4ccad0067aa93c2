import { LRUCache } from 'lru-cache';
import type { Decision, Limiter, Policy, Standing } from './limiter.ts';
import { type Counted, countedLimits, type Look, type Marks, NEVER } from './tally.ts';

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
  note(policy: Policy, key: string, cost?: number): void;
};

export function createMemoryLimiter({
  maxKeys,
  nowUs = () => Math.floor(performance.now() * 1000),
  epochMs = Date.now,
}: MemoryLimiterOptions): MemoryLimiter {
  const entries = new LRUCache<string, Marks[]>({ max: maxKeys });
  const countedBy = new WeakMap<Policy, Counted[]>();
  const marked = (policy: Policy, key: string) => {
    const marks = entries.get(entryKey(policy, key));
    const counted = countedBy.get(policy) ?? countedLimits(policy);
    countedBy.set(policy, counted);
    return counted.map((one, i): Marked => ({ ...one, marks: marks?.[i] ?? [] }));
  };
  const add = (policy: Policy, key: string, limits: Marked[], now: number, cost: number) => {
    for (const { tally, marks, window } of limits) tally.add(marks, window, now, cost);
    entries.set(
      entryKey(policy, key),
      limits.map(({ marks }) => marks),
    );
  };
  return {
    take(policy, key, cost = 1) {
      const takenUs = nowUs();
      const limits = marked(policy, key);
      const before = look(limits, takenUs, cost);
      const seen = { epochMs: epochMs(), store: 'local', takenUs } as const;
      if (before.some(({ waitUs }) => waitUs !== 0))
        return { ...seen, outcome: 'denied', standings: standings(policy, before), retryMs: longestWaitMs(before) };
      add(policy, key, limits, takenUs, cost);
      return { ...seen, outcome: 'allowed', standings: standings(policy, look(limits, takenUs, 0)) };
    },
    peek: (policy, key) => standings(policy, look(marked(policy, key), nowUs(), 0)),
    note(policy, key, cost = 1) {
      const [limits, now] = [marked(policy, key), nowUs()];
      look(limits, now, 0);
      add(policy, key, limits, now, cost);
    },
    giveBack(policy, key, takenUs, units = 1) {
      for (const { tally, marks, window } of marked(policy, key)) tally.giveBack(marks, window, takenUs, units);
    },
  };
}

type Marked = Counted & { readonly marks: Marks };

function look(limits: readonly Marked[], nowUs: number, cost: number): Look[] {
  return limits.map(({ tally, marks, window }) => tally.look(marks, window, nowUs, cost));
}

function entryKey(policy: Policy, key: string): string {
  return `${policy.name}:${key}`;
}

function standings({ limits }: Policy, looks: readonly Look[]): Standing[] {
  return limits.map((limit, i) => {
    const { used, resetUs } = looks[i] as Look;
    return { ...limit, remaining: Math.max(0, limit.limit - used), resetMs: resetUs / 1000 };
  });
}

function longestWaitMs(looks: readonly Look[]): number | null {
  const waits = looks.map(({ waitUs }) => waitUs);
  return waits.includes(NEVER) ? null : Math.max(...waits) / 1000;
}

/** The same as a `Limiter`: what guards the service where there is no Redis. */
export function localOnly(memory: MemoryLimiter): Limiter {
  return {
    take: async (policy, key, cost) => memory.take(policy, key, cost),
    peek: async (policy, key) => memory.peek(policy, key),
  };
}
