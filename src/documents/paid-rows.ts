import type { ChunkVectors } from './ingest-queue.ts';

/** A batch of vectors as the engines keep it: 32-bit floats, little end first. */
export type PaidRow = { readonly position: number; readonly dimensions: number; readonly values: Uint8Array };

/** The vectors of the rows from the first chunk on, as far as they follow each other; null: of the first chunk there is none. */
export function vectorsOf(model: string, rows: readonly PaidRow[]): ChunkVectors | null {
  const dimensions = rows[0]?.dimensions ?? 0;
  const following: Uint8Array[] = [];
  let chunks = 0;
  for (const { position, values } of rows) {
    if (position > chunks) break;
    if (position < chunks) continue; // made again, with others, where a batch could not be kept
    following.push(values);
    chunks += values.byteLength / (dimensions * Float32Array.BYTES_PER_ELEMENT);
  }
  if (chunks === 0) return null;
  const bytes = new Uint8Array(Buffer.concat(following)); // at a place of its own, where floats may lie
  return { model, dimensions, values: new Float32Array(bytes.buffer) };
}
