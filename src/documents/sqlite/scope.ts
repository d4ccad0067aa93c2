import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { Status } from '../document.ts';
import { type Totals, totalsOf } from '../index/totals.ts';
import type { Corpus } from '../passage-index.ts';
import { all, one } from './database.ts';

/** What a search looks at. */
export type Scope = Omit<Corpus, 'documentFrequency'> & {
  readonly library: number;
  /** What the library's terms are numbered by. */
  readonly secret: Uint8Array;
  /** The posting shards to read, as a JSON array; null: all of the owner’s. */
  readonly shards: string | null;
  /** Tells the documents of the scope by the store's numbers: not those that are being erased. */
  includes(document: number): boolean;
};

type Row = { key: number; status: Status; shard: number | null; chunk_count: number | null; term_count: number | null };

/** Of a library that is not there. */
const NO_SECRET = new Uint8Array(32);

/** Finds the scope of a search and its figures. Ids that are not the owner's are left out. */
export function createScope(database: DatabaseSync) {
  const library = database.prepare('SELECT key, secret, chunks, terms, completed FROM libraries WHERE owner = ?');
  const pending = database.prepare(
    // by name, so that only these are read of the index
    `SELECT count(*) AS pending FROM documents
     WHERE owner = ? AND status IN ('queued', 'extracting', 'chunking', 'embedding', 'indexing')`,
  );
  const removed = database.prepare('SELECT document FROM removals WHERE library = ?');
  const some = database.prepare(
    `SELECT key, status, shelf AS shard, chunk_count, term_count FROM documents
     WHERE owner = ? AND id IN (SELECT value FROM json_each(?))`,
  );

  return function scopeOf(owner: Owner, documentIds: readonly string[] | null): Scope {
    const found = one<{ key: number; secret: Uint8Array } & Omit<Totals, 'pending'>>(library, owner);
    if (!found) return { library: 0, secret: NO_SECRET, shards: null, includes: () => false, ...figures(totalsOf([])) };
    const { key, secret } = found;
    if (documentIds === null) {
      const gone = new Set(all<{ document: number }>(removed, key).map(({ document }) => document));
      const totals = { ...found, ...one<{ pending: number }>(pending, owner)! };
      return { library: key, secret, shards: null, includes: (document) => !gone.has(document), ...figures(totals) };
    }
    const rows = all<Row>(some, owner, JSON.stringify(documentIds));
    const keys = new Set(rows.map(({ key }) => key));
    const shards = JSON.stringify(rows.map(({ shard }) => shard));
    return { library: key, secret, shards, includes: (document) => keys.has(document), ...figures(totalsOf(rows)) };
  };
}

function figures({ chunks, terms, completed, pending }: Totals) {
  const averageTerms = chunks === 0 ? 0 : terms / chunks;
  return { chunks, averageTerms, completedDocuments: completed, pendingDocuments: pending };
}
