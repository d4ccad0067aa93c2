import { LRUCache } from 'lru-cache';
import type { BudgetLimit, BudgetStanding, Rate, Reservation, Scope, WorstCase } from '../budget-store.ts';
import { FORCED, unitsOf } from '../budget-store.ts';
import type { Limit } from '../limiter.ts';
import { bucketUs, NEVER, SUB_BUCKETS, subBuckets, type Window, type WindowState } from '../window-count.ts';

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

/** Where a reservation was made, and how large it is. */
type Reserved = { readonly takenUs: number; readonly units: number };
/** What one limit has counted, and what of it is not settled yet: oldest first, and in all. */
type Count = { state: WindowState; readonly reservations: Map<string, Reserved>; reservedUnits: number };
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

/** A limit with its count and what the call takes of it. */
type Place = { readonly count: Count; readonly window: Window; readonly rate: Rate };

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

function add({ count, window, rate }: Place, id: string, cap: number, now: number): void {
  const units = unitsOf(rate, cap);
  count.state = subBuckets.add(count.state, window, now, units);
  forget(count, id);
  dropLeft(count, window, now);
  count.reservations.set(id, { takenUs: now, units });
  count.reservedUnits += units;
}

function forget(count: Count, id: string): Reserved | undefined {
  const reserved = count.reservations.get(id);
  if (count.reservations.delete(id)) count.reservedUnits -= reserved?.units ?? 0;
  return reserved;
}

/** Forgets the reservations that have left the window; time spent on those that are still inside would grow with the limit. */
function dropLeft(count: Count, window: Window, now: number): void {
  for (const [id, reserved] of count.reservations) {
    if (!hasLeft(reserved, window, now)) return;
    forget(count, id);
  }
}

function settle(count: Count, window: Window, id: string, spent: number, now: number): void {
  const reserved = forget(count, id);
  if (!reserved) return;
  const less = reserved.units - spent;
  if (!hasLeft(reserved, window, now)) count.state = subBuckets.giveBack(count.state, window, reserved.takenUs, less);
  else if (less < 0) count.state = subBuckets.add(count.state, window, now, -less);
}

function hasLeft({ takenUs }: Reserved, window: Window, now: number): boolean {
  const widthUs = bucketUs(window);
  return Math.floor(takenUs / widthUs) < Math.floor(now / widthUs) - SUB_BUCKETS;
}

function standings(scope: Scope, counts: readonly Count[], now: number): BudgetStanding[] {
  return counts.map((count, i) => {
    const window = windowOf(scope, i);
    const { used, resetUs } = subBuckets.usage(count.state, window, now, 0);
    const reserved = count.reservedUnits - leftUnits(count, window, now);
    return { ...(scope.limits[i] as BudgetLimit), used, reserved, resetMs: resetUs / 1000 };
  });
}

/** What is still noted of reservations that have left the window: they may yet be settled beyond what they held. */
function leftUnits({ reservations }: Count, window: Window, now: number): number {
  let units = 0;
  for (const reserved of reservations.values()) {
    if (!hasLeft(reserved, window, now)) break;
    units += reserved.units;
  }
  return units;
}
