import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { LOCK_WAIT_MS, one } from './database.ts';

/** How long a caller waits for readers (of other processes, too) to let go of the log. */
const WAIT_MS = 2000;
const PAUSE_MS = 20;
/** Between the attempts that go on behind a caller. */
const LONG_PAUSE_MS = 200;

export type Wal = {
  /** Empties the log if nobody reads it, or stops reading it within `waitMs`, for which this thread does nothing else. */
  tryCut(waitMs?: number): boolean;
  /** Empties the log as soon as nobody reads it: at most two seconds are waited for that, then it goes on behind. */
  cut(): Promise<void>;
};

/**
 * The log that SQLite writes to first. Emptied into the database, what was deleted is overwritten there, and the log's old
 * pages vanish from the disk. `now` is monotonic, ms.
 */
export function createWal(database: DatabaseSync, now: () => number): Wal {
  const truncate = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  let goesOn = false;

  function tryCut(waitMs = 0): boolean {
    try {
      database.exec(`PRAGMA busy_timeout = ${waitMs}`);
      return one<{ busy: number }>(truncate)?.busy === 0;
    } catch {
      return false; // locked, or the disk is full: what a later attempt may find mended
    } finally {
      database.exec(`PRAGMA busy_timeout = ${LOCK_WAIT_MS}`);
    }
  }

  async function cutBehind(): Promise<void> {
    if (goesOn) return;
    goesOn = true;
    while (!tryCut()) await after(LONG_PAUSE_MS);
    goesOn = false;
  }

  return {
    tryCut,
    async cut() {
      const endsAt = now() + WAIT_MS;
      while (!tryCut()) {
        if (now() > endsAt) return void cutBehind();
        await after(PAUSE_MS);
      }
    },
  };
}
