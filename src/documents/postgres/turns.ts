import type { Owner } from '../../limits/caller.ts';
import type { DocumentRow } from '../document-row.ts';
import type { Session } from './database.ts';

export const UNFINISHED = "status NOT IN ('completed', 'failed')";
/** Held by nobody, and not resting after a failure. */
export const FREE = `${UNFINISHED} AND coalesce(leased_until, 0) <= now_ms()`;

/** What a turn counts as while it runs, so that the lanes beside it serve others first, ms. */
const TURN_MS = 1000;
/** The most that a turn can count as, ms: clocks jump. */
const TURN_MAX_MS = 10 * 60_000;

/** Locks without waiting: what another worker is claiming is passed over. */
const NEXT = `
  SELECT d.*, greatest(t.due_ms, (SELECT coalesce(max(turn_ms), 0) FROM turns)) AS turn
  FROM documents d JOIN turns t USING (owner)
  WHERE ${FREE} AND d.number = (SELECT min(number) FROM documents f WHERE f.owner = d.owner AND ${FREE})
  ORDER BY turn, d.bytes, d.created_at, d.owner LIMIT 1 FOR UPDATE OF d, t SKIP LOCKED`;
const START = `UPDATE turns SET turn_ms = $2::bigint, due_ms = $2::bigint + ${TURN_MS} WHERE owner = $1`;
const SETTLE = `
  WITH ended AS (UPDATE documents SET claimed_at = NULL FROM documents before
    WHERE documents.owner = $1 AND documents.number = $2 AND documents.claimed_at IS NOT NULL
      AND before.owner = documents.owner AND before.number = documents.number
    RETURNING greatest(0, least(now_ms() - before.claimed_at, before.leased_until - before.claimed_at, ${TURN_MAX_MS})) AS ms)
  UPDATE turns SET due_ms = due_ms - ${TURN_MS} + ended.ms, document_ms = (coalesce(document_ms, ended.ms) * 3 + ended.ms) / 4
  FROM ended WHERE owner = $1`;
const EXPIRED = `SELECT owner, number FROM documents WHERE ${UNFINISHED} AND leased_until <= now_ms() AND claimed_at IS NOT NULL
  FOR UPDATE SKIP LOCKED`;

export type ClaimableRow = DocumentRow & { number: number; turn: number };

/**
 * Whose document is next: start-time fair queueing (Goyal, Vin and Cheng 1996) over the owners, by the time that their
 * documents took. An owner's turn is due when its last one began plus what that took, in a time which stands still while
 * nobody is served: who was idle comes at once but saves nothing up, and who took much waits until others have had as much.
 * Of turns due at once the smaller file's comes first. In a transaction of the caller's that claims the document.
 */
export async function nextTurn(session: Session): Promise<ClaimableRow | null> {
  for (const { owner, number } of await session.all<{ owner: Owner; number: number }>(EXPIRED))
    await endTurn(session, owner, number);
  const row = await session.one<ClaimableRow>(NEXT);
  if (!row) return null;
  await session.all(START, [row.owner, row.turn]);
  return row;
}

/** Counts what a claimed document took, before its claim ends or it is removed. */
export async function endTurn(session: Session, owner: Owner, number: number): Promise<void> {
  await session.all(SETTLE, [owner, number]);
}

/** Whether anything waits that nobody holds. */
export const FREE_EXISTS = `SELECT FROM documents WHERE ${FREE} LIMIT 1`;
