import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../document.ts';
import { write } from './database.ts';
import type { CutLog } from './log.ts';
import { createFindDocument } from './rows.ts';

/** See `DocumentStore.remove`: one transaction takes the document away, and the log that still holds its words is cut. */
export function createRemoval(database: DatabaseSync, { cutLog }: { cutLog: CutLog }) {
  const findDocument = createFindDocument(database);
  const removePostings = database.prepare(
    `DELETE FROM postings WHERE library = (SELECT key FROM libraries WHERE owner = ?1) AND document = ?2
     AND term IN (SELECT value FROM json_each((SELECT terms FROM document_terms WHERE document = ?2)))`,
  );
  const removeRow = database.prepare('DELETE FROM documents WHERE key = ?'); // and what refers to it
  const shrink = database.prepare(
    `UPDATE libraries SET bytes = bytes - ?, completed = completed - ?, chunks = chunks - ?, terms = terms - ?
     WHERE owner = ?`,
  );

  return async function remove(owner: Owner, id: string): Promise<boolean> {
    const removed = write(database, () => {
      const row = findDocument(owner, id);
      if (!row) return false;
      removePostings.run(owner, row.key);
      removeRow.run(row.key);
      shrink.run(row.bytes, row.status === 'completed' ? 1 : 0, row.chunk_count ?? 0, row.term_count ?? 0, owner);
      return true;
    });
    if (removed) await cutLog();
    return removed;
  };
}
