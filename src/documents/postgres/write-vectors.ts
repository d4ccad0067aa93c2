import type { Owner } from '../../limits/caller.ts';
import type { ChunkVectors } from '../ingest-queue.ts';
import type { Session } from './database.ts';
import { dropPaidVectors } from './paid-vectors.ts';

/** What one row holds, about: a search has a few of them in memory. */
const ROW_BYTES = 256 * 1024;

/** Writes a document's vectors in place of those it had, in a transaction of the caller's. */
export async function writeVectors(
  session: Session,
  owner: Owner,
  number: number,
  { dimensions, values }: ChunkVectors,
): Promise<void> {
  await dropPaidVectors(session, owner, number);
  await session.all('DELETE FROM vectors WHERE owner = $1 AND document = $2', [owner, number]);
  const chunks = Math.max(1, Math.floor(ROW_BYTES / (dimensions * values.BYTES_PER_ELEMENT)));
  for (let position = 0; position * dimensions < values.length; position += chunks) {
    const row = values.subarray(position * dimensions, (position + chunks) * dimensions);
    const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
    await session.all('INSERT INTO vectors (owner, document, "position", "values") VALUES ($1, $2, $3, $4)', [
      owner,
      number,
      position,
      bytes,
    ]);
  }
}
