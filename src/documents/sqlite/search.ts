import type { DatabaseSync } from 'node:sqlite';
import { createBm25 } from '../index/bm25.ts';
import type { Corpus, Passage, PassageQuery } from '../passage-index.ts';
import { all, read } from './database.ts';
import { createPassagesAt } from './passages-at.ts';
import { createScope } from './scope.ts';
import { numberTerms } from './term-numbers.ts';

/** See `PassageIndex.search`: every figure is of the searched scope alone, so no owner's documents move another's ranking. */
export function createSearch(database: DatabaseSync) {
  const scopeOf = createScope(database);
  const passagesAt = createPassagesAt(database);
  const postings = database.prepare('SELECT entries FROM postings WHERE library = ? AND term = ?');
  const postingsOfSome = database.prepare(
    'SELECT entries FROM postings WHERE library = ? AND term = ? AND shelf IN (SELECT value FROM json_each(?))',
  );
  const rowsOf = (library: number, term: number, shards: string | null) =>
    shards === null
      ? all<{ entries: Uint8Array }>(postings, library, term)
      : all<{ entries: Uint8Array }>(postingsOfSome, library, term, shards);

  return function search({ owner, terms, documentIds, limit }: PassageQuery): { passages: Passage[]; corpus: Corpus } {
    return read(database, () => {
      const { library, secret, shards, includes, ...figures } = scopeOf(owner, documentIds);
      const bm25 = createBm25({ ...figures, includes });
      const documentFrequency = Array.from(numberTerms(secret, terms), (term) =>
        bm25.add(rowsOf(library, term, shards).map(({ entries }) => entries)),
      );
      return { passages: passagesAt(bm25.best(limit)), corpus: { ...figures, documentFrequency } };
    });
  };
}
