import type { DatabaseSync } from 'node:sqlite';
import type { DocumentRow } from '../document-row.ts';
import { one } from './database.ts';

/**
 * Ends a document as failed because its owner's quota has no room for it, in a transaction of the caller's; all that was kept of
 * it becomes a removal. The row is written anew under another number: what is erased under the old one is never a later
 * upload of the same file.
 */
export function createEndOverQuota(database: DatabaseSync) {
  const note = database.prepare('INSERT INTO removals (document, library, shelf) VALUES (?, ?, NULL)');
  const drop = database.prepare('DELETE FROM documents WHERE key = ? RETURNING *');
  const insert = database.prepare(
    `INSERT INTO documents (id, owner, filename, bytes, sha256, media_type, status, progress, error_code, error_message,
       created_at, kept) VALUES (?, ?, ?, ?, ?, ?, 'failed', ?, 'quota_exceeded', ?, ?, 0)`,
  );
  return function endOverQuota(key: number, library: number, message: string): void {
    note.run(key, library);
    const row = one<DocumentRow>(drop, key)!;
    insert.run(
      row.id,
      row.owner,
      row.filename,
      row.bytes,
      row.sha256,
      row.media_type,
      row.progress,
      message,
      row.created_at,
    );
  };
}
