import type { ChunkVectors, Held, Lost, PaidBatch } from '../ingest-queue.ts';
import { type PaidRow, vectorsOf } from '../paid-rows.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';

const HELD = 'SELECT number FROM documents WHERE owner = $1 AND id = $2 AND lease = $3 FOR UPDATE';
const DROP_OTHERS = `DELETE FROM paid_vectors WHERE owner = $1 AND document = $2
  AND NOT (model = $3 AND dimensions = $4 AND texts = $5)`;
const INSERT = `INSERT INTO paid_vectors (owner, document, "position", model, dimensions, texts, "values")
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (owner, document, "position") DO UPDATE SET "values" = excluded."values"`;
const SELECT = `SELECT "position", dimensions, "values" FROM paid_vectors
  WHERE owner = $1 AND document = (SELECT number FROM documents WHERE owner = $1 AND id = $2 AND lease = $3)
  AND model = $4 AND texts = $5 ORDER BY "position"`;
const DROP = 'DELETE FROM paid_vectors WHERE owner = $1 AND document = $2';

/** Drops what is kept of a document's vectors, in a transaction of the caller's. */
export async function dropPaidVectors(session: Session, owner: string, number: number): Promise<void> {
  await session.all(DROP, [owner, number]);
}

/** The vectors of documents that do not have all of them yet: see `IngestQueue`. */
export function createPaidVectors(database: Database) {
  return {
    keepVectors({ owner, documentId, lease }: Held, batch: PaidBatch): Promise<'kept' | Lost> {
      const { start, model, dimensions, texts, values } = batch;
      return database.write(SERVICE, async (session) => {
        const held = await session.one<{ number: number }>(HELD, [owner, documentId, lease]);
        if (!held) return 'lost';
        await session.all(DROP_OTHERS, [owner, held.number, model, dimensions, texts]);
        const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
        await session.all(INSERT, [owner, held.number, start, model, dimensions, texts, bytes]);
        return 'kept';
      });
    },
    async keptVectors({ owner, documentId, lease }: Held, model: string, texts: string): Promise<ChunkVectors | null> {
      const rows = await database.read<PaidRow>(SERVICE, SELECT, [owner, documentId, lease, model, texts]);
      return vectorsOf(model, rows);
    },
  };
}
