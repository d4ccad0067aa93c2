import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { Document } from '../document.ts';
import { documentOf } from '../document-row.ts';
import type { DocumentPage, ListQuery, TextSlice } from '../documents.ts';
import { readCursor, writeCursor } from '../list-cursor.ts';
import { all, one, read } from './database.ts';
import { createFindDocument, openRow, type SealedRow } from './find-document.ts';
import { createReadText } from './read-text.ts';
import { seal } from './sealing.ts';

/** What is read of an owner's documents: see `Documents` and `Originals`. */
export function createDocumentsReader(database: DatabaseSync) {
  const findDocument = createFindDocument(database);
  const some = database.prepare(
    'SELECT * FROM readable_documents WHERE owner = ? AND id IN (SELECT value FROM json_each(?))',
  );
  const readText = createReadText(database);
  const filePart = database.prepare('SELECT bytes FROM file_parts WHERE document = ? AND n = ?');

  return {
    get(owner: Owner, id: string): Document | null {
      const row = findDocument(owner, id);
      return row ? documentOf(row) : null;
    },

    getMany(owner: Owner, ids: readonly string[]): Document[] {
      return all<SealedRow>(some, owner, JSON.stringify(ids)).map((row) => documentOf(openRow(row)));
    },

    list(owner: Owner, query: ListQuery): DocumentPage | 'foreign_cursor' {
      return read(database, () => listPage(database, owner, query));
    },

    text(owner: Owner, id: string, start: number, end: number): TextSlice | null {
      return read(database, () => {
        const row = findDocument(owner, id);
        if (row?.status !== 'completed' || row.chars === null) return null;
        const totalChars = row.chars;
        const to = Math.min(end, totalChars);
        const from = Math.min(start, to);
        return { text: readText(row, from, to), start: from, end: to, totalChars };
      });
    },

    /** The document, if its original is kept. */
    kept(owner: Owner, id: string): Document | null {
      const row = findDocument(owner, id);
      return row && row.kept > 0 ? documentOf(row) : null;
    },

    /** Part n of the original; null past the last one, or when the document is gone. */
    filePart(owner: Owner, id: string, n: number): Uint8Array | null {
      const row = findDocument(owner, id);
      const part = row && one<{ bytes: Uint8Array<ArrayBuffer> }>(filePart, row.key, n);
      if (!part) return null;
      const opened = seal(row.secret, 'file', n, part.bytes);
      part.bytes.buffer.transfer(0); // frees it: parts of many downloads would wait for a garbage collection
      return opened;
    },

    ping(): void {
      database.prepare('SELECT key FROM documents LIMIT 1').get();
    },
  };
}

function listPage(
  database: DatabaseSync,
  owner: Owner,
  { limit, cursor, status }: ListQuery,
): DocumentPage | 'foreign_cursor' {
  const filter = status === null ? '' : 'AND status = :status';
  const values = { owner, ...(status === null ? {} : { status }) };
  const after = cursor === null ? null : readCursor(owner, cursor);
  if (cursor !== null && !after) return 'foreign_cursor';
  const older = after ? 'AND (created_at, id) < (:createdAt, :id)' : '';
  const rows = database
    .prepare(
      `SELECT * FROM readable_documents WHERE owner = :owner ${filter} ${older} ORDER BY created_at DESC, id DESC LIMIT :limit`,
    )
    .all({ ...values, ...after, limit: limit + 1 }) as SealedRow[];
  const { total } = database
    .prepare(`SELECT count(*) AS total FROM documents WHERE owner = :owner ${filter}`)
    .get(values) as { total: number };
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    last && rows.length > limit ? writeCursor(owner, { createdAt: last.created_at, id: last.id }) : null;
  return { documents: shown.map((row) => documentOf(openRow(row))), nextCursor, total };
}
