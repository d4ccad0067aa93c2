import { LRUCache } from 'lru-cache';
import type { BudgetLimit, BudgetStanding, Rate, Reservation, Scope, WorstCase } from '../budget-store.ts';
import { FORCED, unitsOf } from '../budget-store.ts';
import type { Limit } from '../limiter.ts';
import { bucketUs, NEVER, SUB_BUCKETS, subBuckets, type Window } from '../window-count.ts';
import { add, type Count, leftUnits, type Place, settle } from './reservation-count.ts';

export type MemoryBudgetOptions = {
  /** Payers remembered; the least recently seen one is forgotten first. */
  maxKeys: number;
  /** Microseconds that never go back; only differences count. */
  nowUs?: () => number;
};

/** Counts in this process, and decides at once. The same as reserve.lua and settle.lua; a property test holds them together. */
export type MemoryBudget = {
  reserve(scope: Scope, call: WorstCase): Reservation;
  settle(scope: Scope, id: string, spent: readonly number[]): void;
  peek(scope: Scope): readonly BudgetStanding[];
  /** Counts what another store has reserved at that cap, whatever stands here. */
  countRemote(scope: Scope, call: WorstCase, cap: number): void;
  /** Marks a payer whose last call was granted here alone, for as long as that may count. */
  holdLocally(scope: Scope): void;
  isHeldLocally(scope: Scope): boolean;
};

type Entry = { readonly counts: readonly Count[]; heldUntilUs: number };

export function createMemoryBudget({
  maxKeys,
  nowUs = () => Math.floor(performance.now() * 1000),
}: MemoryBudgetOptions): MemoryBudget {
  const entries = new LRUCache<string, Entry>({ max: maxKeys });
  return {
    reserve(scope, call) {
      const [now, { counts }] = [nowUs(), entryOf(scope)];
      const places = placesOf(scope, counts, call);
      const isForced = call.floor === FORCED;
      const cap = isForced ? call.cap : Math.min(call.cap, ...places.map((place) => capThatFits(place, call.cap, now)));
      if (!isForced && (cap < call.floor || scope.limits.some(({ limit }) => limit === 0)))
        return {
          outcome: 'refused',
          ...longestWait(places, call.floor, now),
          standings: standings(scope, counts, now),
        };
      for (const place of places) add(place, call.id, cap, now);
      return { outcome: 'reserved', cap, standings: standings(scope, counts, now) };
    },
    settle(scope, id, spent) {
      const now = nowUs();
      for (const [i, count] of entryOf(scope).counts.entries())
        settle(count, windowOf(scope, i), id, spent[i] ?? 0, now);
    },
    peek: (scope) => standings(scope, entryOf(scope).counts, nowUs()),
    countRemote(scope, call, cap) {
      for (const place of placesOf(scope, entryOf(scope).counts, call)) add(place, call.id, cap, nowUs());
    },
    holdLocally(scope) {
      const longestUs = Math.max(...scope.limits.map((_, i) => bucketUs(windowOf(scope, i)) * (SUB_BUCKETS + 1)));
      entryOf(scope).heldUntilUs = nowUs() + longestUs;
    },
    isHeldLocally: (scope) => nowUs() < (entries.get(scope.key)?.heldUntilUs ?? 0),
  };

  function entryOf(scope: Scope): Entry {
    const known = entries.get(scope.key);
    const entry = known ?? {
      counts: scope.limits.map(() => ({ state: [], reservations: new Map(), reservedUnits: 0 })),
      heldUntilUs: 0,
    };
    if (!known) entries.set(scope.key, entry);
    return entry;
  }
}

function placesOf(scope: Scope, counts: readonly Count[], { rates }: WorstCase): Place[] {
  return counts.map((count, i) => ({ count, window: windowOf(scope, i), rate: rates[i] as Rate }));
}

function windowOf({ limits }: Scope, place: number): Window {
  const { limit, windowSeconds } = limits[place] as Limit;
  return { limit, windowUs: windowSeconds * 1e6 };
}

function capThatFits({ count, window, rate }: Place, most: number, now: number): number {
  const room = window.limit - subBuckets.usage(count.state, window, now, 0).used;
  if (unitsOf(rate, most) <= room) return most;
  if (rate.each === 0) return -1;
  let fits = Math.floor((room * rate.part - rate.fixed) / rate.each);
  while (fits >= 0 && unitsOf(rate, fits) > room) fits -= 1;
  return fits;
}

function longestWait(places: readonly Place[], floor: number, now: number): { place: number; retryMs: number | null } {
  const waits = places.map(({ count, window, rate }) =>
    window.limit === 0 ? window.windowUs : subBuckets.usage(count.state, window, now, unitsOf(rate, floor)).waitUs,
  );
  if (waits.includes(NEVER)) return { place: waits.indexOf(NEVER), retryMs: null };
  const longestUs = Math.max(...waits);
  return { place: waits.indexOf(longestUs), retryMs: longestUs / 1000 };
}

function standings(scope: Scope, counts: readonly Count[], now: number): BudgetStanding[] {
  return counts.map((count, i) => {
    const window = windowOf(scope, i);
    const { used, resetUs } = subBuckets.usage(count.state, window, now, 0);
    const reserved = count.reservedUnits - leftUnits(count, window, now);
    return { ...(scope.limits[i] as BudgetLimit), used, reserved, resetMs: resetUs / 1000 };
  });
}
