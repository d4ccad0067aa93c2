import type { Owner } from '../../limits/caller.ts';
import type { Database, Session } from './database.ts';

/** An owner's totals, as its locked row has them. */
export type Library = { bytes: number; last_document: number; shard: number; shard_chunks: number };

/**
 * Runs `work` in a transaction in which nobody else changes this owner's documents: its row of `libraries` is locked first,
 * always, so that no two transactions wait for each other. Null: the owner has never had a document.
 */
export function inLibrary<T>(
  database: Database,
  { owner, caller = owner }: { owner: Owner; caller?: string },
  work: (session: Session, library: Library) => Promise<T>,
): Promise<T | null> {
  return database.write(caller, async (session) => {
    const library = await lockLibrary(session, owner);
    return library ? work(session, library) : null;
  });
}

export function lockLibrary(session: Session, owner: Owner): Promise<Library | undefined> {
  return session.one<Library>(
    'SELECT bytes, last_document, shard, shard_chunks FROM libraries WHERE owner = $1 FOR UPDATE',
    [owner],
  );
}

/** Adds to what the owner keeps. */
export async function addBytes(session: Session, owner: Owner, bytes: number): Promise<void> {
  await session.all('UPDATE libraries SET bytes = bytes + $2 WHERE owner = $1', [owner, bytes]);
}
