import type { DatabaseSync } from 'node:sqlite';
import type { Owner, Status } from '../document.ts';
import { all, one } from './database.ts';

/** What a search looks at: a library, all of it (`documents` null) or the documents of these numbers. */
export type Scope = {
  readonly library: number;
  readonly documents: readonly number[] | null;
  readonly chunks: number;
  readonly averageTerms: number;
  readonly completedDocuments: number;
  readonly pendingDocuments: number;
};

type Totals = { chunks: number; terms: number; completed: number; pending: number };
type Row = { key: number; status: Status; chunk_count: number | null; term_count: number | null };

/** Finds the scope of a search and its figures. Ids that are not the owner's are left out. */
export function createScope(database: DatabaseSync) {
  const library = database.prepare('SELECT key, chunks, terms, completed FROM libraries WHERE owner = ?');
  const pending = database.prepare(
    "SELECT count(*) AS count FROM documents WHERE owner = ? AND status NOT IN ('completed', 'failed')",
  );
  const some = database.prepare(
    'SELECT key, status, chunk_count, term_count FROM documents WHERE owner = ? AND id IN (SELECT value FROM json_each(?))',
  );

  return function scopeOf(owner: Owner, documentIds: readonly string[] | null): Scope {
    const { key, ...totals } = one<{ key: number } & Omit<Totals, 'pending'>>(library, owner) ?? {
      key: 0,
      chunks: 0,
      terms: 0,
      completed: 0,
    };
    if (documentIds === null) {
      const { count } = one<{ count: number }>(pending, owner)!;
      return scope(key, null, { ...totals, pending: count });
    }
    const rows = all<Row>(some, owner, JSON.stringify(documentIds));
    const keys = rows.map((row) => row.key);
    return scope(key, keys, totalsOf(rows));
  };
}

function totalsOf(rows: readonly Row[]): Totals {
  const totals = { chunks: 0, terms: 0, completed: 0, pending: 0 };
  for (const { status, chunk_count, term_count } of rows) {
    totals.chunks += chunk_count ?? 0;
    totals.terms += term_count ?? 0;
    if (status === 'completed') totals.completed++;
    else if (status !== 'failed') totals.pending++;
  }
  return totals;
}

function scope(library: number, documents: Scope['documents'], totals: Totals): Scope {
  const { chunks, terms, completed: completedDocuments, pending: pendingDocuments } = totals;
  return {
    library,
    documents,
    chunks,
    averageTerms: chunks === 0 ? 0 : terms / chunks,
    completedDocuments,
    pendingDocuments,
  };
}
