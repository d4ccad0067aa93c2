import { NEAR_QUOTA, type StoreFigures } from '../store-figures.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database } from './database.ts';
import { FREE } from './turns.ts';

const FIGURES = `SELECT
  (SELECT coalesce(sum(bytes), 0)::bigint FROM libraries) AS "keptBytes",
  (SELECT count(*) FROM libraries WHERE bytes > $1::bigint) AS "ownersNearQuota",
  count(*) AS waiting,
  greatest(0, now_ms() - coalesce(min(greatest(created_at, coalesce(leased_until, 0))), now_ms())) / 1000.0::float8 AS "oldestWaitingSeconds"
  FROM documents WHERE ${FREE}`;

/** See `DocumentStore.figures`. */
export function createFigures(database: Database, storageMaxBytes: number): () => Promise<StoreFigures> {
  return async () => {
    const [figures] = await database.read<StoreFigures>(SERVICE, FIGURES, [Math.floor(storageMaxBytes * NEAR_QUOTA)]);
    return figures!;
  };
}
