import type { DatabaseSync } from 'node:sqlite';
import { all, one } from './database.ts';
import type { SealedRow } from './find-document.ts';

export const UNFINISHED = "status NOT IN ('completed', 'failed')";

/** What a turn counts as while it runs, so that the lanes beside it serve others first, ms. */
const TURN_MS = 1000;
/** The most that a turn can count as, ms: clocks jump. */
const TURN_MAX_MS = 10 * 60_000;

/** A document that may be claimed. */
type Waiting = Pick<SealedRow, 'key' | 'id' | 'owner' | 'media_type' | 'bytes' | 'attempts' | 'payer'>;

export type Turns = ReturnType<typeof createTurns>;

/**
 * Whose document is next: start-time fair queueing (Goyal, Vin and Cheng 1996) over the owners, by the time that their
 * documents took. An owner's turn is due when its last one began plus what that took, in a time which stands still while
 * nobody is served: who was idle comes at once but saves nothing up, and who took much waits until others have had as much.
 * Of turns due at once the smaller file's comes first. `now` is the time that leases count by, epoch ms.
 */
export function createTurns(database: DatabaseSync, now: () => number) {
  const next = database.prepare(
    `WITH heads AS (
       SELECT owner, min(key) AS key FROM documents WHERE ${UNFINISHED} AND coalesce(leased_until, 0) <= ? GROUP BY owner
     ), latest AS (SELECT coalesce(max(turn_ms), 0) AS turn FROM libraries)
     SELECT documents.key, documents.owner, id, media_type, documents.bytes, attempts, payer, libraries.key AS library, max(libraries.due_ms, latest.turn) AS turn FROM heads
     JOIN documents ON documents.key = heads.key JOIN libraries ON libraries.owner = heads.owner JOIN latest
     ORDER BY turn, documents.bytes, documents.key LIMIT 1`,
  );
  const start = database.prepare(`UPDATE libraries SET turn_ms = ?1, due_ms = ?1 + ${TURN_MS} WHERE key = ?2`);
  const settle = database.prepare(
    `UPDATE libraries SET due_ms = due_ms - ${TURN_MS} + ended.ms, document_ms = (coalesce(document_ms, ended.ms) * 3 + ended.ms) / 4
     FROM (
       SELECT owner, CAST(max(0, min(?1 - claimed_at, leased_until - claimed_at, ${TURN_MAX_MS})) AS INTEGER) AS ms
       FROM documents WHERE key = ?2 AND claimed_at IS NOT NULL
     ) AS ended WHERE libraries.owner = ended.owner`,
  );

  const expired = database.prepare(
    `SELECT key FROM documents WHERE ${UNFINISHED} AND leased_until <= ? AND claimed_at IS NOT NULL`,
  );
  const unclaim = database.prepare('UPDATE documents SET claimed_at = NULL WHERE key = ?');

  function end(document: number): void {
    settle.run(now(), document);
    unclaim.run(document);
  }

  return {
    /** The document whose turn it is, in a transaction of the caller's that claims it. */
    next(): Waiting | null {
      for (const { key } of all<{ key: number }>(expired, now())) end(key);
      const row = one<Waiting & { library: number; turn: number }>(next, now());
      if (!row) return null;
      start.run(row.turn, row.library);
      return row;
    },
    /** Counts what a claimed document took, before its claim ends or it is removed. */
    end,
  };
}
