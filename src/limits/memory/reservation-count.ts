import type { Rate } from '../budget-store.ts';
import { unitsOf } from '../budget-store.ts';
import { bucketUs, SUB_BUCKETS, subBuckets, type Window, type WindowState } from '../window-count.ts';

/** Where a reservation was made, and how large it is. */
type Reserved = { readonly takenUs: number; readonly units: number };
/** What one limit has counted, and what of it is not settled yet: oldest first, and in all. */
export type Count = { state: WindowState; readonly reservations: Map<string, Reserved>; reservedUnits: number };

/** A limit with its count and what the call takes of it. */
export type Place = { readonly count: Count; readonly window: Window; readonly rate: Rate };

/** Counts a reservation that was granted at this cap. */
export function add({ count, window, rate }: Place, id: string, cap: number, now: number): void {
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

/** Puts what was spent in place of what was reserved. */
export function settle(count: Count, window: Window, id: string, spent: number, now: number): void {
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

/** What is still noted of reservations that have left the window: they may yet be settled beyond what they held. */
export function leftUnits({ reservations }: Count, window: Window, now: number): number {
  let units = 0;
  for (const reserved of reservations.values()) {
    if (!hasLeft(reserved, window, now)) break;
    units += reserved.units;
  }
  return units;
}
