import type { DatabaseSync } from 'node:sqlite';
import { one } from './database.ts';

/** Chunks of a posting shard: small documents share one until it holds so many. */
const SHARD_CHUNKS = 256;

/** Chooses the shard for a new document's postings: the one being filled, or a new one when that would hold too much. */
export function createPostingShard(database: DatabaseSync) {
  const current = database.prepare('SELECT shelf AS shard, shelf_chunks AS filled FROM libraries WHERE key = ?');
  const fill = database.prepare('UPDATE libraries SET shelf = ?, shelf_chunks = ? WHERE key = ?');

  return function postingShard(library: number, chunks: number): number {
    const { shard, filled } = one<{ shard: number; filled: number }>(current, library)!;
    const fits = filled + chunks <= SHARD_CHUNKS;
    const chosen = fits ? shard : shard + 1;
    fill.run(chosen, fits ? filled + chunks : chunks, library);
    return chosen;
  };
}
