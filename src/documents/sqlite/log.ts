import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as after } from 'node:timers/promises';
import { one } from './database.ts';

export type CutLog = () => Promise<void>;

/** How long a caller waits for readers (of other processes, too) to let go of the log. */
const WAIT_MS = 2000;
const PAUSE_MS = 20;
/** Between the attempts that go on behind a caller. */
const LONG_PAUSE_MS = 200;

/**
 * Empties the write-ahead log into the database: what was deleted is overwritten there, and the log's old pages vanish.
 * A reader can hold the log; then the caller goes on after a while and the attempts continue behind it.
 */
export function createCutLog(database: DatabaseSync): CutLog {
  const truncate = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  let goesOn = false;

  function cut(): boolean {
    try {
      return one<{ busy: number }>(truncate)?.busy === 0;
    } catch {
      return false; // locked, or the disk is full: what a later attempt may find mended
    }
  }

  async function cutBehind(): Promise<void> {
    if (goesOn) return;
    goesOn = true;
    while (!cut()) await after(LONG_PAUSE_MS);
    goesOn = false;
  }

  return async function cutLog() {
    const endsAt = performance.now() + WAIT_MS;
    while (!cut()) {
      if (performance.now() > endsAt) return void cutBehind();
      await after(PAUSE_MS);
    }
  };
}
