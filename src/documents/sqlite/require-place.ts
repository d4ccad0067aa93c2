import type { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../errors.ts';
import type { Owner } from '../document.ts';
import { one } from './database.ts';
import { UNFINISHED } from './turns.ts';

/** What a document is taken to need until one of its owner's has ended, ms: as long as a parser has. */
const DOCUMENT_MS = 12_000;

/** @throws AppError `rate_limited` when so many documents of an owner are unfinished that no other may wait. */
export type RequirePlace = (owner: Owner) => void;

/** `Retry-After` is the time of one round: a document of each owner that waits, as long as theirs took lately. */
export function createRequirePlace(database: DatabaseSync, unfinishedMax: number): RequirePlace {
  const unfinished = database.prepare(`SELECT count(*) AS count FROM documents WHERE owner = ? AND ${UNFINISHED}`);
  const round = database.prepare(
    `SELECT sum(coalesce(document_ms, ${DOCUMENT_MS})) AS ms FROM libraries
     WHERE owner IN (SELECT owner FROM documents WHERE ${UNFINISHED})`,
  );

  return function requirePlace(owner) {
    if (one<{ count: number }>(unfinished, owner)!.count < unfinishedMax) return;
    const retryAfterSeconds = Math.max(1, Math.ceil(one<{ ms: number }>(round)!.ms / 1000));
    const message = `At most ${unfinishedMax} documents of a library may be unfinished. Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`;
    throw new AppError('rate_limited', message, {
      extra: { policy: 'ingest', retry_after: retryAfterSeconds },
      retryAfterSeconds,
    });
  };
}
