import { LRUCache } from 'lru-cache';
import type { Decision } from '../limiter.ts';

type Denied = Decision & { outcome: 'denied' };
type Entry = { readonly denied: Denied; readonly receivedMs: number; readonly untilMs: number };

/** Caches denials until a unit returns, so that a flood from one caller never reaches Redis. */
export type DenyCache = {
  /** The cached denial as it stands now; undefined: the store has to decide. */
  get(key: string): Denied | undefined;
  /** `sentMs`, `receivedMs`: when the store was asked and answered. */
  set(key: string, denied: Denied, sentMs: number, receivedMs: number): void;
};

/**
 * A denial ends at the earliest moment at which its unit can have returned, and tells the latest: nobody is kept waiting
 * by it, and whoever waits as told is admitted.
 */
export function createDenyCache({ maxKeys, nowMs }: { maxKeys: number; nowMs: () => number }): DenyCache {
  const entries = new LRUCache<string, Entry>({ max: maxKeys });
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      const now = nowMs();
      if (now < entry.untilMs) return aged(entry.denied, now - entry.receivedMs);
      entries.delete(key);
    },
    set(key, denied, sentMs, receivedMs) {
      const returnsMs = denied.standings.map(({ resetMs }) => resetMs).filter((resetMs) => resetMs > 0);
      const untilMs = sentMs + Math.min(denied.retryMs ?? 0, ...returnsMs);
      if (untilMs > receivedMs) entries.set(key, { denied, receivedMs, untilMs });
    },
  };
}

function aged(denied: Denied, ageMs: number): Denied {
  return {
    ...denied,
    store: 'deny_cache',
    epochMs: denied.epochMs + ageMs,
    retryMs: denied.retryMs === null ? null : denied.retryMs - ageMs,
    standings: denied.standings.map((one) => ({ ...one, resetMs: Math.max(0, one.resetMs - ageMs) })),
  };
}
