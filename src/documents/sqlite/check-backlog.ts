import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { RefusedAdmission } from '../documents.ts';
import { one } from './database.ts';
import { UNFINISHED } from './turns.ts';

/** What a document is taken to need until one of its owner's has ended, ms: as long as a parser has. */
const DOCUMENT_MS = 12_000;

/** Null where one more document of the owner may wait. */
export type CheckBacklog = (owner: Owner) => RefusedAdmission | null;

/** The time until a retry is that of one round: a document of each owner that waits, as long as theirs took lately. */
export function createCheckBacklog(database: DatabaseSync, unfinishedMax: number): CheckBacklog {
  const unfinished = database.prepare(`SELECT count(*) AS count FROM documents WHERE owner = ? AND ${UNFINISHED}`);
  const round = database.prepare(
    `SELECT sum(coalesce(document_ms, ${DOCUMENT_MS})) AS ms FROM libraries
     WHERE owner IN (SELECT owner FROM documents WHERE ${UNFINISHED})`,
  );

  return function checkBacklog(owner) {
    if (one<{ count: number }>(unfinished, owner)!.count < unfinishedMax) return null;
    const retryAfterSeconds = Math.max(1, Math.ceil(one<{ ms: number }>(round)!.ms / 1000));
    return { outcome: 'too_many_unfinished', unfinishedMax, retryAfterSeconds };
  };
}
