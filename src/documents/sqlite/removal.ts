import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import { one, write } from './database.ts';
import type { Eraser } from './eraser.ts';
import type { Secrets } from './secrets.ts';
import type { Turns } from './turns.ts';

type Found = { key: number; library: number };
type RemovalDeps = { turns: Turns; secrets: Secrets; eraser: Eraser };

/**
 * See `Documents.remove`. One small transaction takes the document out of every reader's sight, and its secret from
 * the store; its pieces are erased
 * after that in slices, so that nobody waits long for the write lock and a full disk can be emptied. A kill in between
 * leaves a note in `removals`, and the next start goes on.
 */
export function createRemoval(database: DatabaseSync, { turns, secrets, eraser }: RemovalDeps) {
  const find = database.prepare(
    'SELECT documents.key, libraries.key AS library FROM documents JOIN libraries USING (owner) WHERE owner = ? AND id = ?',
  );
  const note = database.prepare(
    'INSERT INTO removals (document, library, shelf) SELECT key, ?, shelf FROM documents WHERE key = ?',
  );
  const shrink = database.prepare(
    `UPDATE libraries SET completed = completed - (gone.status = 'completed'),
       chunks = chunks - coalesce(gone.chunk_count, 0), terms = terms - coalesce(gone.term_count, 0)
     FROM (SELECT * FROM documents WHERE key = ?) AS gone WHERE libraries.key = ?`,
  );
  const drop = database.prepare('DELETE FROM documents WHERE key = ?');

  return async function remove(owner: Owner, id: string): Promise<'removed' | 'unknown'> {
    const removed = write(database, () => {
      const found = one<Found>(find, owner, id);
      if (!found) return null;
      turns.end(found.key);
      note.run(found.library, found.key);
      shrink.run(found.key, found.library);
      drop.run(found.key);
      secrets.forget(found.key);
      return found.key;
    });
    if (removed === null) return 'unknown';
    await eraser.erase(removed);
    return 'removed';
  };
}
