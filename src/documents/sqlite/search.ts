import type { DatabaseSync } from 'node:sqlite';
import type { Corpus, Passage, PassageQuery } from '../document-store.ts';
import { createBm25, type Place } from './bm25.ts';
import { all, one, read } from './database.ts';
import { createScope } from './scope.ts';
import { PART_UNITS, sliceOfParts, type TextPart } from './text-parts.ts';

type ChunkRow = { documentId: string; filename: string; start: number; end: number; page: number | null };

/** See `DocumentStore.search`: every figure is of the searched scope alone, so no owner's documents move another's ranking. */
export function createSearch(database: DatabaseSync) {
  const scopeOf = createScope(database);
  const passageAt = createPassageAt(database);
  const postings = database.prepare('SELECT entries FROM postings WHERE library = ? AND term = ?');
  const postingsOfSome = database.prepare(
    'SELECT entries FROM postings WHERE library = ? AND term = ? AND shelf IN (SELECT value FROM json_each(?))',
  );
  const rowsOf = (library: number, term: string, shelves: string | null) =>
    shelves === null
      ? all<{ entries: Uint8Array }>(postings, library, term)
      : all<{ entries: Uint8Array }>(postingsOfSome, library, term, shelves);

  return function search({ owner, terms, documentIds, limit }: PassageQuery): { passages: Passage[]; corpus: Corpus } {
    return read(database, () => {
      const { library, shelves, includes, ...figures } = scopeOf(owner, documentIds);
      const bm25 = createBm25({ ...figures, includes });
      const documentFrequency = terms.map((term) =>
        bm25.add(rowsOf(library, term, shelves).map(({ entries }) => entries)),
      );
      return { passages: bm25.best(limit).map(passageAt), corpus: { ...figures, documentFrequency } };
    });
  };
}

function createPassageAt(database: DatabaseSync) {
  const chunk = database.prepare(
    `SELECT id AS documentId, filename, start, "end", page FROM chunks JOIN documents ON key = document
     WHERE document = ? AND position = ?`,
  );
  const parts = database.prepare(
    'SELECT start, text FROM text_parts WHERE document = ? AND start > ? AND start < ? ORDER BY start',
  );
  return function passageAt({ document, position }: Place): Passage {
    const { start, end, ...row } = one<ChunkRow>(chunk, document, position)!;
    const text = sliceOfParts(all<TextPart>(parts, document, start - PART_UNITS - 1, end), start, end);
    return { ...row, position, start, end, text };
  };
}
