import type { Owner } from '../../limits/caller.ts';
import type { RefusedAdmission } from '../documents.ts';
import type { Session } from './database.ts';
import { UNFINISHED } from './turns.ts';

/** What a document is taken to need until one of its owner's has ended, ms: as long as a parser has. */
const DOCUMENT_MS = 12_000;

const COUNT = `SELECT count(*) AS unfinished FROM documents WHERE owner = $1 AND ${UNFINISHED}`;
const ROUND = `SELECT sum(coalesce(document_ms, ${DOCUMENT_MS}))::float8 AS ms FROM turns
  WHERE owner IN (SELECT owner FROM documents WHERE ${UNFINISHED})`;

/**
 * Null where one more document of the owner may wait. The time until a retry is that of one round: a document of each owner
 * that waits, as long as theirs took lately.
 */
export async function checkBacklog(
  session: Session,
  owner: Owner,
  unfinishedMax: number,
): Promise<RefusedAdmission | null> {
  const { unfinished } = (await session.one<{ unfinished: number }>(COUNT, [owner]))!;
  if (unfinished < unfinishedMax) return null;
  const { ms } = (await session.one<{ ms: number }>(ROUND))!;
  return {
    outcome: 'too_many_unfinished',
    unfinishedMax,
    retryAfterSeconds: Math.max(1, Math.ceil(ms / 1000)),
  };
}
