import type { DatabaseSync } from 'node:sqlite';
import type { Owner } from '../../limits/caller.ts';
import type { CopyParts, CopyPlace } from '../copying/copying.ts';
import type { Chunk } from '../document.ts';
import { all, one, read } from './database.ts';

type Row = {
  key: number;
  embedding_model: string | null;
  embedding_dimensions: number | null;
  payer: string | null;
  embedding_due: number | null;
};

/** See `Copying`. `now`: epoch ms. */
export function createCopying(database: DatabaseSync, now: () => number) {
  const next = database.prepare(
    `SELECT owner, created_at AS createdAt, id FROM documents WHERE (owner, created_at, id) > (?, ?, ?)
     ORDER BY owner, created_at, id LIMIT ?`,
  );
  const find = database.prepare('SELECT * FROM documents WHERE owner = ? AND id = ?');
  const chunks = database.prepare(
    'SELECT position, start, "end", page FROM chunks WHERE document = ? ORDER BY position',
  );
  const vectors = database.prepare('SELECT "values" AS bytes FROM vectors WHERE document = ? ORDER BY position');

  return {
    placesAfter(after: CopyPlace | null, limit: number): CopyPlace[] {
      return all<CopyPlace>(next, after?.owner ?? '', after?.createdAt ?? 0, after?.id ?? '', limit);
    },
    partsOf(owner: Owner, id: string): CopyParts | null {
      return read(database, () => {
        const row = one<Row>(find, owner, id);
        if (!row) return null;
        const { key, embedding_model: model, embedding_dimensions: dimensions, payer, embedding_due: due } = row;
        const bytes = Buffer.concat(all<{ bytes: Uint8Array }>(vectors, key).map((each) => each.bytes));
        const values = new Float32Array(new Uint8Array(bytes).buffer);
        return {
          chunks: all<Omit<Chunk, 'text'>>(chunks, key),
          vectors: model === null || dimensions === null ? null : { model, dimensions, values },
          payer,
          dueMs: due === null ? null : Math.max(0, due - now()),
        };
      });
    },
  };
}
