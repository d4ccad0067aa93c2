import type { DatabaseSync } from 'node:sqlite';
import type { Corpus, Passage, PassageQuery } from '../document-store.ts';
import { createBm25, type Place, type PostingsRow } from './bm25.ts';
import { all, one, read } from './database.ts';
import { createScope } from './scope.ts';
import { PART_UNITS, sliceOfParts, type TextPart } from './text-parts.ts';

type ChunkRow = { documentId: string; filename: string; start: number; end: number; page: number | null };

/** See `DocumentStore.search`: every figure is of the searched scope alone, so no owner's documents move another's ranking. */
export function createSearch(database: DatabaseSync) {
  const scopeOf = createScope(database);
  const passageAt = createPassageAt(database);
  const select = 'SELECT document, entries FROM postings WHERE library = ? AND term = ?';
  const postings = database.prepare(select);
  const postingsOfSome = database.prepare(`${select} AND document IN (SELECT value FROM json_each(?))`);

  return function search({ owner, terms, documentIds, limit }: PassageQuery): { passages: Passage[]; corpus: Corpus } {
    return read(database, () => {
      const { library, documents, ...figures } = scopeOf(owner, documentIds);
      const bm25 = createBm25(figures);
      const documentFrequency = terms.map((term) =>
        bm25.add(
          documents === null
            ? all<PostingsRow>(postings, library, term)
            : all<PostingsRow>(postingsOfSome, library, term, JSON.stringify(documents)),
        ),
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
