import type { DatabaseSync } from 'node:sqlite';
import { one } from './database.ts';
import { openRow, type SealedRow } from './find-document.ts';
import { newSecret, sealName } from './sealing.ts';
import type { Secrets } from './secrets.ts';

/**
 * Ends a document as failed because its owner's quota has no room for it, in a transaction of the caller's; all that was kept of
 * it becomes a removal. The row is written anew under another number and secret: what is erased under the old one is never
 * a later upload of the same file.
 */
export function createEndOverQuota(database: DatabaseSync, secrets: Secrets) {
  const note = database.prepare('INSERT INTO removals (document, library, shelf) VALUES (?, ?, NULL)');
  const find = database.prepare('SELECT * FROM readable_documents WHERE key = ?');
  const drop = database.prepare('DELETE FROM documents WHERE key = ?');
  const insert = database.prepare(
    `INSERT INTO documents (id, owner, fingerprint, name, bytes, media_type, status, progress, error_code,
       error_message, created_at, kept) VALUES (?, ?, ?, ?, ?, ?, 'failed', ?, 'quota_exceeded', ?, ?, 0) RETURNING key`,
  );
  return function endOverQuota(key: number, library: number, message: string): void {
    note.run(key, library);
    const row = one<SealedRow & { fingerprint: Uint8Array }>(find, key)!;
    drop.run(key);
    secrets.forget(key);
    const secret = newSecret();
    const added = one<{ key: number }>(
      insert,
      row.id,
      row.owner,
      row.fingerprint,
      sealName(secret, openRow(row)),
      row.bytes,
      row.media_type,
      row.progress,
      message,
      row.created_at,
    );
    secrets.keep(added!.key, secret);
  };
}
