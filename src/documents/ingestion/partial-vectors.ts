import { createHash } from 'node:crypto';
import type { Chunk } from '../document.ts';
import type { ChunkVectors, Held, IngestQueue, PaidBatch } from '../ingest-queue.ts';
import { answered } from '../store-failure.ts';

/** Vectors of the first `done` of a document's chunks. */
export type PartialVectors = { readonly vectors: ChunkVectors; readonly done: number };

/** The vectors with one more batch. Null where the server has changed its model under way. */
export function withBatch(partial: PartialVectors | null, batch: PaidBatch, chunks: number): PartialVectors | null {
  const { start, model, dimensions, values } = batch;
  const vectors = partial?.vectors ?? { model, dimensions, values: new Float32Array(chunks * dimensions) };
  if (vectors.dimensions !== dimensions) return null;
  vectors.values.set(values, start * dimensions);
  return { vectors, done: start + values.length / dimensions };
}

/** What a document has so far, kept for its next try, whoever makes it: it is paid for. */
export type PaidVectors = {
  /** Null: nothing of these texts by this model. */
  load(model: string, texts: string): Promise<ChunkVectors | null>;
  /** Where the store takes nothing now, a next try would pay again; this one goes on. */
  keep(batch: PaidBatch): Promise<void>;
};

export function paidVectors(queue: Pick<IngestQueue, 'keepVectors' | 'keptVectors'>, job: Held): PaidVectors {
  return {
    load: async (model, texts) => answered(await queue.keptVectors(job, model, texts)),
    keep: async (batch) => void (await queue.keepVectors(job, batch)),
  };
}

/** Tells the texts of a document from any others: a newer version may cut it otherwise. */
export function digestOf(chunks: readonly Chunk[]): string {
  const hash = createHash('sha256');
  for (const { text } of chunks) hash.update(`${text.length}:`).update(text);
  return hash.digest('base64url');
}
