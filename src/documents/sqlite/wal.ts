import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { LOCK_WAIT_MS, one } from './database.ts';

/** How long a caller waits for readers (of other processes, too) to let go of the log. */
const WAIT_MS = 2000;
const PAUSE_MS = 20;
/** Between the attempts in the background. */
const LONG_PAUSE_MS = 200;

export type Wal = {
  /** Empties the log if nobody reads it, or stops reading it within `waitMs`, for which this thread does nothing else. */
  tryTruncate(waitMs?: number): boolean;
  /** Empties the log as soon as nobody reads it: waits at most two seconds for that, then goes on in the background. */
  truncate(): Promise<void>;
};

/**
 * The log that SQLite writes to first. Emptied into the database, what was deleted is overwritten there, and the log's old
 * pages vanish from the disk. `now` is monotonic, ms.
 */
export function createWal(database: DatabaseSync, now: () => number): Wal {
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  let isRetrying = false;

  function tryTruncate(waitMs = 0): boolean {
    try {
      database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      return one<{ busy: number }>(checkpoint)?.busy === 0;
    } catch {
      return false; // locked, or the disk is full: what a later attempt may find mended
    } finally {
      database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    }
  }

  async function truncateInBackground(): Promise<void> {
    if (isRetrying) return;
    isRetrying = true;
    while (!tryTruncate()) await after(LONG_PAUSE_MS);
    isRetrying = false;
  }

  return {
    tryTruncate,
    async truncate() {
      const endsAt = now() + WAIT_MS;
      while (!tryTruncate()) {
        if (now() > endsAt) return void truncateInBackground();
        await after(PAUSE_MS);
      }
    },
  };
}
