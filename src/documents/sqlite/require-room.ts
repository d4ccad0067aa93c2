import { statfsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../errors.ts';
import { one } from './database.ts';
import type { Wal } from './wal.ts';

/** Kept free for what must go on when the disk is full: deletions and the states of documents. */
const RESERVE_BYTES = 8 * 1024 * 1024;

/** A text takes about three times its own size with its index, and a file becomes a text of at most its size, as a rule. */
const TIMES_KEPT = 3;

/** How long it waits for those who read the log that could be emptied. */
const READERS_WAIT_MS = 200;

/** @throws AppError `quota_exceeded` when the disk has no room for a file or a text of so many bytes more. */
export type RequireRoom = (bytes: number) => void;

/** Bytes are written twice, to the log and then to the database, there first into pages that deletions left free. */
export function createRequireRoom(database: DatabaseSync, wal: Wal, folder: string): RequireRoom {
  const freePages = database.prepare(
    'SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size',
  );

  function hasRoom(bytes: number): boolean {
    const growth = Math.max(0, bytes - (one<{ bytes: number }>(freePages)?.bytes ?? 0));
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= bytes + growth + RESERVE_BYTES;
  }

  return function requireRoom(bytes) {
    const kept = TIMES_KEPT * bytes;
    if (hasRoom(kept) || (wal.tryTruncate(READERS_WAIT_MS) && hasRoom(kept))) return; // the log itself may take much
    throw new AppError('quota_exceeded', 'There is no room left to store documents.');
  };
}
