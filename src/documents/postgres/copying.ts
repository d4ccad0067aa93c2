import type { Owner } from '../../limits/caller.ts';
import type { CopyParts, CopyPlace } from '../copying/copying.ts';
import type { Chunk } from '../document.ts';
import type { ChunkVectors } from '../ingest-queue.ts';
import { SERVICE } from '../threaded-store.ts';
import type { Database, Session } from './database.ts';

const NEXT = `SELECT owner, created_at AS "createdAt", id FROM documents WHERE (owner, created_at, id) > ($1, $2, $3)
  ORDER BY owner, created_at, id LIMIT $4`;
const FIND = `SELECT number, embedding_model AS model, embedding_dimensions AS dimensions, payer,
  greatest(0, embedding_due - now_ms()) AS "dueMs" FROM documents WHERE owner = $1 AND id = $2`;
const CHUNKS = `SELECT "position", start, "end", page FROM chunks WHERE owner = $1 AND document = $2 ORDER BY "position"`;
const VECTORS = `SELECT "values" AS bytes FROM vectors WHERE owner = $1 AND document = $2 ORDER BY "position"`;

type Row = Pick<CopyParts, 'payer' | 'dueMs'> & { number: number; model: string | null; dimensions: number | null };

/** See `Copying`. */
export function createCopying(database: Database) {
  return {
    placesAfter: (after: CopyPlace | null, limit: number) =>
      database.read<CopyPlace>(SERVICE, NEXT, [after?.owner ?? '', after?.createdAt ?? 0, after?.id ?? '', limit]),
    partsOf: (owner: Owner, id: string): Promise<CopyParts | null> =>
      database.snapshot(SERVICE, async (session) => {
        const row = await session.one<Row>(FIND, [owner, id]);
        if (!row) return null;
        const { number, payer, dueMs } = row;
        const chunks = await session.all<Omit<Chunk, 'text'>>(CHUNKS, [owner, number]);
        return { chunks, vectors: await vectorsOf(session, owner, row), payer, dueMs };
      }),
  };
}

async function vectorsOf(
  session: Session,
  owner: Owner,
  { number, model, dimensions }: Row,
): Promise<ChunkVectors | null> {
  if (model === null || dimensions === null) return null;
  const rows = await session.all<{ bytes: Buffer }>(VECTORS, [owner, number]);
  const bytes = Buffer.concat(rows.map((row) => row.bytes));
  return { model, dimensions, values: new Float32Array(new Uint8Array(bytes).buffer) };
}
