import type { DatabaseSync } from 'node:sqlite';
import type { ChunkVectors, Held, Lost, PaidBatch } from '../ingest-queue.ts';
import { type PaidRow, vectorsOf } from '../paid-rows.ts';
import { all, one, write } from './database.ts';
import type { RequireRoom } from './require-room.ts';

const KEY = 'SELECT key FROM documents WHERE owner = ? AND id = ? AND lease = ?';

/** Drops what is kept of a document's vectors, in a transaction of the caller's. */
export function createDropPaidVectors(database: DatabaseSync) {
  const drop = database.prepare('DELETE FROM paid_vectors WHERE document = ?');
  return (document: number): void => void drop.run(document);
}

/** The vectors of documents that do not have all of them yet: see `IngestQueue`. */
export function createPaidVectors(database: DatabaseSync, requireRoom: RequireRoom) {
  const find = database.prepare(KEY);
  const dropOthers = database.prepare(
    'DELETE FROM paid_vectors WHERE document = ? AND NOT (model = ? AND dimensions = ? AND texts = ?)',
  );
  const insert = database.prepare(
    'INSERT OR REPLACE INTO paid_vectors (document, position, model, dimensions, texts, "values") VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = database.prepare(
    `SELECT position, dimensions, "values" FROM paid_vectors
     WHERE document = (${KEY}) AND model = ? AND texts = ? ORDER BY position`,
  );
  return {
    keepVectors(job: Held, { start, model, dimensions, texts, values }: PaidBatch): 'kept' | Lost {
      requireRoom(values.byteLength);
      return write(database, () => {
        const document = one<{ key: number }>(find, job.owner, job.documentId, job.lease)?.key;
        if (document === undefined) return 'lost';
        dropOthers.run(document, model, dimensions, texts);
        const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        insert.run(document, start, model, dimensions, texts, bytes);
        return 'kept';
      });
    },
    keptVectors({ owner, documentId, lease }: Held, model: string, texts: string): ChunkVectors | null {
      return vectorsOf(model, all<PaidRow>(select, owner, documentId, lease, model, texts));
    },
  };
}
