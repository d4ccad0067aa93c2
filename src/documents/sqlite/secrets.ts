import type { DatabaseSync } from 'node:sqlite';

export type Secrets = ReturnType<typeof createSecrets>;

/**
 * The secrets of documents, under which all is sealed that holds a word of theirs. SQLite leaves copies of rows in pages that
 * it rebalances, where `secure_delete` does not find them; so what is forgotten is the secret, of which there is one copy.
 * That holds because no row of `secrets` ever moves: rows are appended, by growing numbers, and overwritten by zeros of the
 * same length, but never deleted. Each call is part of a transaction of the caller's.
 */
export function createSecrets(database: DatabaseSync) {
  const insert = database.prepare('INSERT INTO secrets (document, secret) VALUES (?, ?)');
  const overwrite = database.prepare('UPDATE secrets SET secret = zeroblob(length(secret)) WHERE document = ?');

  return {
    keep(document: number, secret: Uint8Array): void {
      insert.run(document, secret);
    },
    /** From now on nobody can read what is sealed of the document. */
    forget(document: number): void {
      overwrite.run(document);
    },
  };
}
