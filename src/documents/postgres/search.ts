import type { Status } from '../document.ts';
import { createBm25 } from '../index/bm25.ts';
import { type Totals, totalsOf } from '../index/totals.ts';
import type { Corpus, Passage, PassageQuery } from '../passage-index.ts';
import type { Database } from './database.ts';
import { isStorable } from './documents-reader.ts';
import { type PassageRow, passageOf, placesOf, READ_PASSAGES } from './read-passages.ts';
import { UNFINISHED } from './turns.ts';

type Posting = { term: string | null; entries: Buffer | null };
type ScopeRow = { number: number; status: Status; chunk_count: number | null; term_count: number | null };
type Found = Totals & { postings: readonly Posting[]; includes(document: number): boolean };

/** Figures and postings in one statement, and so of one moment. */
const ALL = `
  SELECT l.chunks, l.terms, l.completed, p.term, p.entries,
    (SELECT count(*) FROM documents d WHERE d.owner = $1 AND ${UNFINISHED}) AS pending
  FROM libraries l LEFT JOIN postings p ON p.owner = $1 AND p.term = ANY ($2) WHERE l.owner = $1`;
const SOME = `
  WITH scope AS MATERIALIZED (
    SELECT number, status, shard, chunk_count, term_count FROM documents WHERE owner = $1 AND id = ANY ($3))
  SELECT whole.rows, p.term, p.entries FROM (SELECT coalesce(json_agg(scope), '[]') AS rows FROM scope) whole
  LEFT JOIN postings p ON p.owner = $1 AND p.term = ANY ($2) AND p.shard IN (SELECT shard FROM scope)`;

/** See `PassageIndex.search`: every figure is of the searched scope alone, so no owner's documents move another's ranking. */
export function createSearch(database: Database) {
  return async function search(query: PassageQuery): Promise<{ passages: Passage[]; corpus: Corpus }> {
    const { owner, terms, limit } = query;
    const { postings, includes, ...totals } = await find(database, query);
    const { chunks, completed, pending } = totals;
    const averageTerms = chunks === 0 ? 0 : totals.terms / chunks;
    const bm25 = createBm25({ chunks, averageTerms, includes });
    const rows = Map.groupBy(postings, ({ term }) => term);
    const documentFrequency = terms.map((term) => bm25.add((rows.get(term) ?? []).map(({ entries }) => entries!)));
    const places = bm25.best(limit);
    const found =
      places.length === 0 ? [] : await database.read<PassageRow>(owner, READ_PASSAGES, placesOf(owner, places));
    const corpus = {
      chunks,
      averageTerms,
      documentFrequency,
      completedDocuments: completed,
      pendingDocuments: pending,
    };
    return { passages: found.map(passageOf), corpus };
  };
}

async function find(database: Database, { owner, terms, documentIds }: PassageQuery): Promise<Found> {
  if (documentIds === null) {
    const postings = await database.read<Totals & Posting>(owner, ALL, [owner, terms]);
    const { chunks = 0, terms: inAll = 0, completed = 0, pending = 0 } = postings[0] ?? {};
    return { postings, chunks, terms: inAll, completed, pending, includes: () => true };
  }
  const ids = documentIds.filter(isStorable);
  const postings = await database.read<{ rows: ScopeRow[] } & Posting>(owner, SOME, [owner, terms, ids]);
  const scope = postings[0]?.rows ?? [];
  const numbers = new Set(scope.map(({ number }) => number));
  return { postings, ...totalsOf(scope), includes: (document) => numbers.has(document) };
}
