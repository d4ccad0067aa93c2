import type { Owner } from '../../limits/caller.ts';
import { withoutDocument } from '../index/postings.ts';
import type { Database, Session } from './database.ts';
import { isStorable } from './documents-reader.ts';
import { inLibrary } from './library.ts';
import { letGo } from './loose-objects.ts';
import { endTurn } from './turns.ts';

/** Postings of one statement. */
const ROWS = 1000;

type Found = {
  number: number;
  shard: number | null;
  status: string;
  chunk_count: number | null;
  term_count: number | null;
  kept: number;
  object_key: string | null;
};
type Posting = { term: string; entries: Buffer };

const FIND = `SELECT number, shard, status, chunk_count, term_count, kept, object_key FROM documents WHERE owner = $1 AND id = $2 FOR UPDATE`;
const SHRINK = `UPDATE libraries SET completed = completed - $2, chunks = chunks - $3, terms = terms - $4, bytes = bytes - $5
  WHERE owner = $1`;
const DROP = 'DELETE FROM documents WHERE owner = $1 AND number = $2';
const PARTS = ['file_parts', 'text_parts', 'chunks', 'vectors', 'paid_vectors'];
const TERMS = 'DELETE FROM document_terms WHERE owner = $1 AND document = $2 RETURNING terms';
const GET_POSTINGS = 'SELECT term, entries FROM postings WHERE owner = $1 AND shard = $2 AND term = ANY ($3)';
const SET_POSTINGS = `UPDATE postings SET entries = rest.entries FROM unnest($3::text[], $4::bytea[]) AS rest (term, entries)
  WHERE owner = $1 AND shard = $2 AND postings.term = rest.term`;
const DROP_POSTINGS = 'DELETE FROM postings WHERE owner = $1 AND shard = $2 AND term = ANY ($3)';

/** See `Documents.remove`. One transaction: nobody sees the document in part. */
export function createRemoval(database: Database) {
  return async function remove(owner: Owner, id: string): Promise<'removed' | 'unknown'> {
    if (!isStorable(id)) return 'unknown';
    const removed = await inLibrary(database, { owner }, async (session) => {
      const found = await session.one<Found>(FIND, [owner, id]);
      if (!found) return 'unknown';
      const { number, shard, status, chunk_count, term_count, kept, object_key } = found;
      const completed = status === 'completed' ? 1 : 0;
      await session.all(SHRINK, [owner, completed, chunk_count ?? 0, term_count ?? 0, kept]);
      for (const table of PARTS)
        await session.all(`DELETE FROM ${table} WHERE owner = $1 AND document = $2`, [owner, number]);
      if (shard !== null) await removePostings(session, owner, number, shard);
      await endTurn(session, owner, number);
      await session.all(DROP, [owner, number]);
      if (object_key !== null) await letGo(session, owner, object_key, id);
      return 'removed';
    });
    return removed ?? 'unknown';
  };
}

/** Those of other documents stay in the rows that they share. */
async function removePostings(session: Session, owner: Owner, number: number, shard: number): Promise<void> {
  const row = await session.one<{ terms: string }>(TERMS, [owner, number]);
  const terms = row?.terms ? row.terms.split(' ') : [];
  for (let from = 0; from < terms.length; from += ROWS) {
    const some = terms.slice(from, from + ROWS);
    const postings = await session.all<Posting>(GET_POSTINGS, [owner, shard, some]);
    const rests = postings.map(({ term, entries }) => ({ term, entries: withoutDocument(entries, number) }));
    const kept = rests.filter(({ entries }) => entries !== null);
    const emptied = rests.filter(({ entries }) => entries === null).map(({ term }) => term);
    if (emptied.length > 0) await session.all(DROP_POSTINGS, [owner, shard, emptied]);
    if (kept.length > 0) {
      const entries = kept.map((each) => Buffer.from(each.entries as Uint8Array));
      await session.all(SET_POSTINGS, [owner, shard, kept.map(({ term }) => term), entries]);
    }
  }
}
