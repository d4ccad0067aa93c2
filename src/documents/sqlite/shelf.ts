import type { DatabaseSync } from 'node:sqlite';
import { one } from './database.ts';

/** Chunks on a shelf: small documents share one until it holds so many. */
const SHELF_CHUNKS = 256;

/** Finds the place of a new document's postings: the shelf being filled, or a new one when that would hold too much. */
export function createShelf(database: DatabaseSync) {
  const current = database.prepare('SELECT shelf, shelf_chunks AS held FROM libraries WHERE key = ?');
  const fill = database.prepare('UPDATE libraries SET shelf = ?, shelf_chunks = ? WHERE key = ?');

  return function shelve(library: number, chunks: number): number {
    const { shelf, held } = one<{ shelf: number; held: number }>(current, library)!;
    const fits = held + chunks <= SHELF_CHUNKS;
    const chosen = fits ? shelf : shelf + 1;
    fill.run(chosen, fits ? held + chunks : chunks, library);
    return chosen;
  };
}
