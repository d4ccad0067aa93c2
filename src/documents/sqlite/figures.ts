import type { DatabaseSync } from 'node:sqlite';
import { NEAR_QUOTA, type StoreFigures } from '../store-figures.ts';
import { one, read } from './database.ts';
import { UNFINISHED } from './turns.ts';

type Kept = { keptBytes: number; ownersNearQuota: number };
type Waiting = { waiting: number; since: number | null };

/** See `DocumentStore.figures`. `now` is the time that leases count by, epoch ms. */
export function createFigures(database: DatabaseSync, storageMaxBytes: number, now: () => number) {
  const kept = database.prepare(
    'SELECT coalesce(sum(bytes), 0) AS keptBytes, coalesce(sum(bytes > ?), 0) AS ownersNearQuota FROM libraries',
  );
  const waiting = database.prepare(
    `SELECT count(*) AS waiting, min(max(created_at, coalesce(leased_until, 0))) AS since FROM documents
     WHERE ${UNFINISHED} AND coalesce(leased_until, 0) <= ?`,
  );
  return function figures(): StoreFigures {
    return read(database, () => {
      const at = now();
      const { since, ...rest } = one<Waiting>(waiting, at)!;
      const oldestWaitingSeconds = since === null ? 0 : Math.max(0, at - since) / 1000;
      return { ...one<Kept>(kept, storageMaxBytes * NEAR_QUOTA)!, ...rest, oldestWaitingSeconds };
    });
  };
}
